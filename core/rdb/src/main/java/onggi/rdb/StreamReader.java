package onggi.rdb;

import java.io.IOException;
import onggi.types.StreamValue;
import onggi.types.ValueType;

/** Reads streams: their entries here, their groups by {@link StreamGroupReader}. */
final class StreamReader {

    /*
     * A stream is a number of nodes, each the 16 bytes of its first id and a list pack, and then the header and the groups. The list
     * pack has
     *
     *     entries, deleted entries, fields, field..., 0
     *
     * and for each entry, deleted or not,
     *
     *     flags, ms - first ms, seq - first seq, fields unless SAME, (field unless SAME, value)..., elements so far
     */

    private static final int ID_BYTES = 16;
    static final int DELETED = 1;
    static final int SAME = 2;

    /** Elements of an entry beside its fields and values, and without the last one. */
    static final int ENTRY_ELEMENTS = 3;

    private final RdbInput in;
    private final StreamGroupReader groups;
    private final RdbText id = new RdbText();
    private final RdbText pack = new RdbText();
    private final RdbText text = new RdbText();
    private final ListPackCursor cursor;
    private byte[][] fields = {};

    /** The id of the last entry, deleted or not. */
    private long lastMs;

    private long lastSeq;

    StreamReader(RdbInput in) {
        this.in = in;
        this.cursor = new ListPackCursor(in, "Stream listpack");
        this.groups = new StreamGroupReader(in);
    }

    boolean read(int type, LoadedValue target) throws IOException {
        long nodes = in.count(ID_BYTES);
        target.begin(ValueType.STREAM);
        StreamValue stream = target.values().stream();
        lastMs = 0;
        lastSeq = 0;
        for (long i = 0; i < nodes; i++) {
            node(stream);
        }
        header(type, stream);
        groups.read(type, stream);
        return true;
    }

    // ---- nodes

    private void node(StreamValue stream) throws IOException {
        in.string(id);
        if (id.length != ID_BYTES) {
            throw in.fail("bad id of a stream's node: length=" + id.length);
        }
        in.string(pack);
        cursor.open(pack);
        long live = count();
        long deleted = count();
        fields = new byte[(int) Math.min(count(), pack.length)][];
        for (int i = 0; i < fields.length; i++) {
            cursor.need();
            cursor.get(text);
            fields[i] = text.copy();
        }
        if (count() != 0) {
            throw cursor.fail("a stream's node has no end of fields");
        }
        long ms = bigEndian(0);
        long seq = bigEndian(Long.BYTES);
        boolean first = true;
        while (cursor.next()) {
            boolean isDeleted = entry(stream, ms, seq, first);
            live -= isDeleted ? 0 : 1;
            deleted -= isDeleted ? 1 : 0;
            first = false;
        }
        if (live != 0 || deleted != 0 || first) {
            throw cursor.fail("a stream's node has other entries than it says");
        }
    }

    private long bigEndian(int at) {
        long value = 0;
        for (int i = at; i < at + Long.BYTES; i++) {
            value = value << 8 | (id.bytes[id.offset + i] & 0xff);
        }
        return value;
    }

    private long integer() throws RdbException {
        cursor.need();
        return cursor.integer();
    }

    private long count() throws RdbException {
        long count = integer();
        if (count < 0) {
            throw cursor.fail("bad number in a stream's node: " + count);
        }
        return count;
    }

    /** Reads the entry on whose flags the cursor is; returns whether it is a deleted one. */
    private boolean entry(StreamValue stream, long nodeMs, long nodeSeq, boolean first)
            throws RdbException {
        long flags = cursor.integer();
        long ms = nodeMs + integer();
        long seq = nodeSeq + integer();
        boolean same = (flags & SAME) != 0;
        long pairs = same ? fields.length : count();
        var draft = stream.draft();
        for (long i = 0; i < pairs; i++) {
            if (same) {
                draft.add(fields[(int) i], 0, fields[(int) i].length);
            } else {
                cursor.need();
                cursor.get(text);
                draft.add(text.bytes, text.offset, text.length);
            }
            cursor.need();
            cursor.get(text);
            draft.add(text.bytes, text.offset, text.length);
        }
        long elements = ENTRY_ELEMENTS + pairs + (same ? 0 : pairs + 1);
        if (pairs == 0 || integer() != elements) {
            throw cursor.fail("bad entry of a stream");
        }
        if (compare(ms, seq, lastMs, lastSeq) <= 0) {
            throw cursor.fail("entries of a stream are out of order");
        }
        lastMs = ms;
        lastSeq = seq;
        boolean deleted = (flags & DELETED) != 0;
        stream.appendStored(ms, seq, first, deleted);
        return deleted;
    }

    static int compare(long ms, long seq, long otherMs, long otherSeq) {
        int order = Long.compareUnsigned(ms, otherMs);
        return order != 0 ? order : Long.compareUnsigned(seq, otherSeq);
    }

    // ---- header

    private void header(int type, StreamValue stream) throws IOException {
        long length = in.number();
        if (length != stream.size()) {
            throw in.fail("a stream has " + stream.size() + " entries and says " + length);
        }
        long ms = in.number();
        long seq = in.number();
        if (compare(ms, seq, lastMs, lastSeq) < 0) {
            throw in.fail("the last id of a stream is below that of an entry");
        }
        stream.setLast(ms, seq);
        stream.setAdded(length);
        if (type != RdbType.STREAM) {
            in.number(); // the first id, which the entries tell
            in.number();
            long deletedMs = in.number();
            stream.setMaxDeleted(deletedMs, in.number());
            stream.setAdded(in.number());
        }
    }
}
