package onggi.types;

import onggi.bytes.HotPath;
import onggi.bytes.Numbers;

/**
 * The ids of stream entries: two unsigned 64-bit numbers, a Unix time in milliseconds and a
 * sequence number. They travel as two longs, so that no object is made for one.
 */
public final class StreamIds {

    /** The longest text of an id. */
    public static final int MAX_TEXT_BYTES = 41;

    private StreamIds() {}

    /** Compares two ids as {@link Long#compareUnsigned} does numbers. */
    @HotPath
    public static int compare(long ms, long seq, long otherMs, long otherSeq) {
        int order = Long.compareUnsigned(ms, otherMs);
        return order != 0 ? order : Long.compareUnsigned(seq, otherSeq);
    }

    /**
     * Writes the text of an id.
     *
     * @param target has room for {@link #MAX_TEXT_BYTES} from {@code offset} on
     * @return the offset behind the last byte written
     */
    @HotPath
    public static int write(long ms, long seq, byte[] target, int offset) {
        int at = writeUnsigned(ms, target, offset);
        target[at++] = '-';
        return writeUnsigned(seq, target, at);
    }

    /** Writes an unsigned number; returns the offset behind its last digit. */
    @HotPath
    public static int writeUnsigned(long value, byte[] target, int offset) {
        if (value >= 0) {
            return Numbers.write(value, target, offset);
        }
        long tens = Long.divideUnsigned(value, 10);
        int at = Numbers.write(tens, target, offset);
        target[at] = (byte) ('0' + (value - tens * 10));
        return at + 1;
    }

    /** Returns the text of an id. */
    public static String text(long ms, long seq) {
        return Long.toUnsignedString(ms) + "-" + Long.toUnsignedString(seq);
    }
}
