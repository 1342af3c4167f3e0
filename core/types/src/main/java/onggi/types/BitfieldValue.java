package onggi.types;

import onggi.bytes.HotPath;
import onggi.bytes.Memory;

/**
 * Integers of 1 to 64 bits at any bit offset of a string, highest bit first; unsigned ones have at
 * most 63 bits.
 */
public final class BitfieldValue {

    private BitfieldValue() {}

    /** Returns the number that lies at a bit offset. */
    @HotPath
    public static long get(Cell cell, long offset, int bits, boolean signed) {
        long end = offset + bits;
        int last = (int) ((end - 1) >>> 3);
        long value = 0;
        for (int at = (int) (offset >>> 3); at < last; at++) {
            value = (value << 8) | StringValue.byteAt(cell, at);
        }
        int used = (int) ((end - 1) & 7) + 1;
        value = (value << used) | (StringValue.byteAt(cell, last) >>> (8 - used));
        return fit(value, bits, signed);
    }

    /**
     * Writes a number at a bit offset of raw bytes that are long enough, see {@link
     * StringValue#extend}.
     */
    @HotPath
    public static void set(Cell cell, long offset, int bits, long value) {
        Memory memory = cell.memory();
        long address = cell.valueAddress();
        int left = bits;
        long rest = value;
        long end = offset + bits;
        while (left > 0) {
            int behind = (int) (-end & 7);
            int count = Math.min(left, 8 - behind);
            int mask = ((1 << count) - 1) << behind;
            long at = address + ((end - 1) >>> 3);
            int before = memory.byteAt(at);
            memory.putByte(at, (byte) ((before & ~mask) | (((int) rest << behind) & mask)));
            rest >>>= count;
            end -= count;
            left -= count;
        }
    }

    /** Returns the number that the lowest bits of a value are. */
    @HotPath
    public static long fit(long value, int bits, boolean signed) {
        int spare = Long.SIZE - bits;
        return signed ? (value << spare) >> spare : (value << spare) >>> spare;
    }

    /** Returns the largest number of so many bits. */
    public static long most(int bits, boolean signed) {
        return (-1L >>> (Long.SIZE - bits)) >>> (signed ? 1 : 0);
    }

    /** Returns the smallest number of so many bits. */
    public static long least(int bits, boolean signed) {
        return signed ? -1L << (bits - 1) : 0;
    }

    /**
     * Returns on which side a sum leaves the range of so many bits: 1 above, -1 below, 0 inside.
     *
     * @param value any number; if unsigned and negative it is above the range
     * @param increment what is added to it
     */
    public static int overflow(long value, long increment, int bits, boolean signed) {
        return signed ? signedOverflow(value, increment, bits) : unsigned(value, increment, bits);
    }

    private static int unsigned(long value, long increment, int bits) {
        if (value < 0 || value > most(bits, false)) {
            return 1;
        }
        long sum = value + increment;
        if (increment > 0) {
            return sum < 0 || sum > most(bits, false) ? 1 : 0;
        }
        return sum < 0 ? -1 : 0;
    }

    /**
     * The distances to the limits are wrapped where they do not fit, as in Redis: a value far below
     * a narrow range counts as above it.
     */
    private static int signedOverflow(long value, long increment, int bits) {
        long up = most(bits, true) - value;
        long down = least(bits, true) - value;
        boolean narrow = bits != Long.SIZE;
        if (value > most(bits, true)
                || (narrow && increment > up)
                || (value >= 0 && increment > 0 && increment > up)) {
            return 1;
        }
        boolean below =
                value < least(bits, true)
                        || (narrow && increment < down)
                        || (value < 0 && increment < 0 && increment < down);
        return below ? -1 : 0;
    }
}
