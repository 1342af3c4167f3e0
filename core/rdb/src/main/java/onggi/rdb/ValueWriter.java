package onggi.rdb;

import java.io.IOException;
import java.io.UncheckedIOException;
import onggi.bytes.Memory;
import onggi.types.Cell;
import onggi.types.ElementText;
import onggi.types.Encoding;
import onggi.types.HashValue;
import onggi.types.HashWatch;
import onggi.types.ListValue;
import onggi.types.MemberVisitor;
import onggi.types.SetValue;
import onggi.types.StringValue;
import onggi.types.ValueType;
import onggi.types.Values;
import onggi.types.ZsetValue;

/**
 * Writes one value as a version of the format has it. Bytes that are laid out as in Redis are
 * copied; everything else is written element by element. A reusable cursor on a cell.
 */
public final class ValueWriter {

    private static final int PACKED_NODE = 2;

    private final Cell cell;
    private final Values values;

    /** Creates the writer of the values that a cell is going to have. */
    public ValueWriter(Cell cell) {
        this.cell = cell;
        this.values = new Values(cell);
    }

    /**
     * Returns the version in which the value can be written, at least the one that is wanted.
     *
     * @param type one of {@link ValueType}
     */
    public int versionFor(int type, int wanted) {
        return RdbVersion.of(wanted, type == ValueType.HASH && hasMoments());
    }

    private boolean hasMoments() {
        HashValue hash = values.hash();
        return hash.hasMoments() && hash.earliestMs() != HashValue.NO_EXPIRY;
    }

    /**
     * Returns the number that tells how the value stands in a snapshot.
     *
     * @param type one of {@link ValueType}
     * @param version one for which {@link #versionFor} holds
     */
    public int numberOf(int type, int version) {
        int encoding = cell.encoding();
        return switch (type) {
            case ValueType.STRING -> RdbType.STRING;
            case ValueType.LIST -> RdbType.LIST_QUICKLIST_2;
            case ValueType.SET ->
                    switch (encoding) {
                        case Encoding.INTSET -> RdbType.SET_INTSET;
                        case Encoding.LISTPACK ->
                                version >= RdbVersion.REDIS_7_2
                                        ? RdbType.SET_LISTPACK
                                        : RdbType.SET;
                        default -> RdbType.SET;
                    };
            case ValueType.ZSET ->
                    encoding == Encoding.LISTPACK ? RdbType.ZSET_LISTPACK : RdbType.ZSET_2;
            case ValueType.HASH -> numberOfHash(encoding, version);
            default -> version >= RdbVersion.REDIS_7_2 ? RdbType.STREAM_3 : RdbType.STREAM_2;
        };
    }

    private int numberOfHash(int encoding, int version) {
        if (encoding == Encoding.LISTPACK) {
            return RdbType.HASH_LISTPACK;
        }
        if (!hasMoments()) {
            return RdbType.HASH;
        }
        if (version >= RdbVersion.VALKEY_9) {
            return RdbType.HASH_MOMENTS_EARLY;
        }
        return encoding == Encoding.LISTPACK_EX ? RdbType.HASH_LISTPACK_EX : RdbType.HASH_MOMENTS;
    }

    /**
     * Writes the value.
     *
     * @param number what {@link #numberOf} said
     */
    public void write(int number, RdbOutput out) throws IOException {
        try {
            writeAny(number, out);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private void writeAny(int number, RdbOutput out) throws IOException {
        switch (number) {
            case RdbType.STRING -> string(out);
            case RdbType.LIST_QUICKLIST_2 -> list(out);
            case RdbType.SET -> set(out);
            case RdbType.ZSET_2 -> zset(out);
            case RdbType.HASH -> hash(out);
            case RdbType.HASH_MOMENTS -> hashWithMoments(out);
            case RdbType.HASH_MOMENTS_EARLY -> hashForValkey(out);
            case RdbType.HASH_LISTPACK_EX -> {
                out.little(values.hash().earliestMs(), Long.BYTES);
                packed(HashWatch.BYTES, out);
            }
            case RdbType.STREAM_2, RdbType.STREAM_3 -> stream(number == RdbType.STREAM_3, out);
            default -> packed(0, out);
        }
    }

    /** Writes the bytes of the value but for the first as a string. */
    private void packed(int from, RdbOutput out) throws IOException {
        out.string(cell.memory(), cell.valueAddress() + from, cell.valueLength() - from);
    }

    private void string(RdbOutput out) throws IOException {
        if (cell.encoding() == Encoding.INT) {
            out.integerString(StringValue.integer(cell));
        } else {
            packed(0, out);
        }
    }

    private void list(RdbOutput out) throws IOException {
        ListValue list = values.list();
        out.number(list.packs());
        for (boolean more = list.first(); more; more = list.nextPack()) {
            pack(list, out);
        }
    }

    static void pack(ListValue list, RdbOutput out) throws IOException {
        out.number(PACKED_NODE);
        out.string(list.memory(), list.packAddress(), list.packBytes());
    }

    private void set(RdbOutput out) throws IOException {
        SetValue set = values.set();
        out.number(set.size());
        set.forEach(new MemberOutput(out));
    }

    private void zset(RdbOutput out) throws IOException {
        ZsetValue zset = values.zset();
        out.number(zset.size());
        for (zset.seek(zset.size() - 1); zset.isOnMember(); zset.previous()) {
            member(zset, out);
        }
    }

    static void member(ZsetValue zset, RdbOutput out) throws IOException {
        text(zset.member(), out);
        out.little(Double.doubleToRawLongBits(zset.score()), Long.BYTES);
    }

    private void stream(boolean activeTimes, RdbOutput out) throws IOException {
        StreamWriter writer = new StreamWriter(activeTimes);
        boolean more = true;
        while (more) {
            more = writer.write(values.stream(), out, Integer.MAX_VALUE);
        }
    }

    private void hash(RdbOutput out) throws IOException {
        out.number(values.hash().size());
        values.hash().forEach(hash -> field(hash, out));
    }

    private void hashWithMoments(RdbOutput out) throws IOException {
        long first = values.hash().earliestMs();
        out.little(first, Long.BYTES);
        out.number(values.hash().size());
        values.hash().forEach(hash -> fieldWithMoment(hash, first, out));
    }

    static void fieldWithMoment(HashValue hash, long first, RdbOutput out) {
        long moment = hash.expiryMs();
        try {
            out.number(moment == HashValue.NO_EXPIRY ? 0 : moment - first + 1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        field(hash, out);
    }

    private void hashForValkey(RdbOutput out) throws IOException {
        out.number(values.hash().size());
        values.hash().forEach(hash -> fieldForValkey(hash, out));
    }

    static void fieldForValkey(HashValue hash, RdbOutput out) {
        long moment = hash.expiryMs();
        field(hash, out);
        try {
            out.little(moment == HashValue.NO_EXPIRY ? HashReader.NEVER : moment, Long.BYTES);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void field(HashValue hash, RdbOutput out) {
        try {
            text(hash.field(), out);
            text(hash.value(), out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void text(ElementText text, RdbOutput out) throws IOException {
        if (text.isInteger()) {
            out.integerString(text.number());
        } else {
            out.string(text.memory(), text.address(), text.length());
        }
    }

    /** Writes members one behind another. */
    record MemberOutput(RdbOutput out) implements MemberVisitor {

        @Override
        public void integer(long value) {
            try {
                out.integerString(value);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void text(Memory memory, long address, int length) {
            try {
                out.string(memory, address, length);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
