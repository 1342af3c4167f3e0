package onggi.types;

import onggi.bytes.HotPath;
import onggi.bytes.Memory;

/**
 * Bits in a string: bit 0 is the highest bit of the first byte. Behind its end a string has zeros
 * only. Several strings at once: {@link BitmapOperation}; numbers of any width: {@link
 * BitfieldValue}.
 */
public final class BitmapValue {

    /** The answer of {@link #position} when no bit of the range is as wanted. */
    public static final long NOWHERE = -1;

    /** Most bits of a string: those of the longest array. */
    public static final long MAX_BITS = (long) Integer.MAX_VALUE << 3;

    private BitmapValue() {}

    /** Returns the bit at an offset, 0 or 1. */
    @HotPath
    public static int bit(Cell cell, long offset) {
        return (StringValue.byteAt(cell, (int) (offset >>> 3)) >>> (7 - (int) (offset & 7))) & 1;
    }

    /**
     * Sets the bit at an offset of raw bytes that are long enough, see {@link StringValue#extend}.
     *
     * @param bit 0 or 1
     * @return what it was
     */
    @HotPath
    public static int setBit(Cell cell, long offset, int bit) {
        Memory memory = cell.memory();
        long address = cell.valueAddress() + (offset >>> 3);
        int shift = 7 - (int) (offset & 7);
        int before = memory.byteAt(address);
        memory.putByte(address, (byte) ((before & ~(1 << shift)) | (bit << shift)));
        return (before >>> shift) & 1;
    }

    /**
     * Counts the ones of a range of bits inside the string.
     *
     * @param from the first bit
     * @param to behind the last bit, above {@code from}
     */
    public static long count(Cell cell, long from, long to) {
        int first = (int) (from >>> 3);
        int last = (int) ((to - 1) >>> 3);
        if (first == last) {
            return Integer.bitCount(StringValue.byteAt(cell, first) & head(from) & tail(to));
        }
        return Integer.bitCount(StringValue.byteAt(cell, first) & head(from))
                + countBytes(cell, first + 1, last)
                + Integer.bitCount(StringValue.byteAt(cell, last) & tail(to));
    }

    /** The bits of a byte from a bit offset on. */
    private static int head(long from) {
        return 0xFF >>> (from & 7);
    }

    /** The bits of a byte up to a bit offset, which is behind the last. */
    private static int tail(long to) {
        return (0xFF00 >>> (((to - 1) & 7) + 1)) & 0xFF;
    }

    private static long countBytes(Cell cell, int from, int to) {
        long count = 0;
        int at = from;
        if (cell.encoding() != Encoding.INT) {
            Memory memory = cell.memory();
            long address = cell.valueAddress();
            for (; at <= to - Long.BYTES; at += Long.BYTES) {
                count += Long.bitCount(memory.longAt(address + at));
            }
        }
        for (; at < to; at++) {
            count += Integer.bitCount(StringValue.byteAt(cell, at));
        }
        return count;
    }

    /**
     * Finds the first bit of a kind in a range of bits inside the string.
     *
     * @param bit 0 or 1
     * @param from the first bit
     * @param to behind the last bit, above {@code from}
     * @return its offset, or {@link #NOWHERE}
     */
    public static long position(Cell cell, int bit, long from, long to) {
        int flip = bit == 1 ? 0 : 0xFF;
        int first = (int) (from >>> 3);
        int last = (int) ((to - 1) >>> 3);
        int found = (StringValue.byteAt(cell, first) ^ flip) & head(from);
        int at = first;
        if (found == 0 && last > first) {
            at = firstOther(cell, flip, first + 1, last);
            found = StringValue.byteAt(cell, at) ^ flip;
        }
        if (at == last) {
            found &= tail(to);
        }
        return found == 0
                ? NOWHERE
                : ((long) at << 3) + Integer.numberOfLeadingZeros(found) - (Integer.SIZE - 8);
    }

    /** Returns the first byte of a range that is not this one, or the end of the range. */
    private static int firstOther(Cell cell, int value, int from, int to) {
        int at = from;
        if (cell.encoding() != Encoding.INT) {
            Memory memory = cell.memory();
            long address = cell.valueAddress();
            long word = value == 0 ? 0 : -1L;
            while (at <= to - Long.BYTES && memory.longAt(address + at) == word) {
                at += Long.BYTES;
            }
        }
        while (at < to && StringValue.byteAt(cell, at) == value) {
            at++;
        }
        return at;
    }
}
