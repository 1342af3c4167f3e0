package onggi.rdb;

import java.io.IOException;
import java.io.UncheckedIOException;
import onggi.types.HashValue;
import onggi.types.ListValue;
import onggi.types.RecordCell;
import onggi.types.Values;
import onggi.types.ZsetValue;

/**
 * Writes one large collection or string as {@link ValueWriter} does, but some of it at a time.
 * Until all is written the value must not change, nor any of its blocks move; its record may.
 */
public final class ValuePieces {

    /*
     * What has blocks outside of its record is one of five structures, and for each there is a place
     * that is found again in less time than a piece takes: a table's walk has a position, a chain has
     * its nodes, a sorted set has ranks, and a stream has ids. A string has bytes.
     */

    /** A pack of a list counts as one element for each so many bytes. */
    private static final int BYTES_PER_ELEMENT = 64;

    /** And a string for each so many, as they are just copied. */
    private static final int STRING_BYTES_PER_ELEMENT = 1024;

    private final TurnedCell cell;
    private final Values values;
    private final int number;
    private final StreamWriter stream;
    private boolean begun;

    /** How many members are to come. */
    private long left;

    /** Where a walk over a table, or the copy of a string, goes on. */
    private long position;

    /** The node of a list that comes next. */
    private long node;

    private long firstMoment;

    private ValuePieces(TurnedCell cell, int number) {
        this.cell = cell;
        this.values = new Values(cell);
        this.number = number;
        this.stream = new StreamWriter(number == RdbType.STREAM_3);
    }

    /**
     * Writes the key of a record, and prepares to write its value, which has blocks or is a string
     * of bytes.
     *
     * @param value of the record
     */
    public static ValuePieces begin(long record, RecordCell value, RdbWriter out)
            throws IOException {
        TurnedCell cell = new TurnedCell(value);
        int number = out.head(value.memory(), record, new ValueWriter(cell));
        return new ValuePieces(cell, number);
    }

    /**
     * Writes the next part.
     *
     * @param value the same as before, maybe in another place
     * @param most about how many members
     * @return whether there is more
     */
    public boolean write(RecordCell value, RdbOutput out, int most) throws IOException {
        cell.to(value);
        try {
            return switch (number) {
                case RdbType.STRING -> string(value, out, most);
                case RdbType.LIST_QUICKLIST_2 -> list(out, most);
                case RdbType.SET -> set(out, most);
                case RdbType.ZSET_2 -> zset(out, most);
                case RdbType.STREAM_2, RdbType.STREAM_3 -> stream.write(values.stream(), out, most);
                default -> hash(out, most);
            };
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private boolean begins() {
        boolean first = !begun;
        begun = true;
        return first;
    }

    private boolean string(RecordCell value, RdbOutput out, int most) throws IOException {
        int length = value.valueLength();
        if (begins()) {
            out.beginParts(length);
        }
        int count = (int) Math.min(length - position, (long) most * STRING_BYTES_PER_ELEMENT);
        out.part(value.memory(), value.valueAddress() + position, count, length);
        position += count;
        return position < length;
    }

    private boolean list(RdbOutput out, int most) throws IOException {
        ListValue list = values.list();
        boolean more = true;
        if (begins()) {
            out.number(list.packs());
            more = list.first();
        } else {
            list.resume(node, 0);
        }
        for (long i = 0; more && i < most; ) {
            ValueWriter.pack(list, out);
            i += 1 + list.packBytes() / BYTES_PER_ELEMENT;
            more = list.nextPack();
        }
        node = list.node();
        return more;
    }

    private boolean set(RdbOutput out, int most) throws IOException {
        if (begins()) {
            out.number(values.set().size());
        }
        position = values.set().scan(position, most, new ValueWriter.MemberOutput(out));
        return position != 0;
    }

    private boolean zset(RdbOutput out, int most) throws IOException {
        ZsetValue zset = values.zset();
        if (begins()) {
            left = zset.size();
            out.number(left);
        }
        zset.seek(left - 1);
        for (int i = 0; left > 0 && i < most; i++) {
            ValueWriter.member(zset, out);
            zset.previous();
            left--;
        }
        return left > 0;
    }

    private boolean hash(RdbOutput out, int most) throws IOException {
        HashValue hash = values.hash();
        if (begins()) {
            if (number == RdbType.HASH_MOMENTS) {
                firstMoment = hash.earliestMs();
                out.little(firstMoment, Long.BYTES);
            }
            out.number(hash.size());
        }
        position = hash.scan(position, most, field -> field(field, out));
        return position != 0;
    }

    private void field(HashValue field, RdbOutput out) {
        switch (number) {
            case RdbType.HASH_MOMENTS -> ValueWriter.fieldWithMoment(field, firstMoment, out);
            case RdbType.HASH_MOMENTS_EARLY -> ValueWriter.fieldForValkey(field, out);
            default -> ValueWriter.field(field, out);
        }
    }
}
