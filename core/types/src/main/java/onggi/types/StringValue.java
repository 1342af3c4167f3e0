package onggi.types;

import onggi.bytes.HotPath;
import onggi.bytes.Numbers;

/**
 * Operations on a string where it lies: as its bytes, or as a 64-bit integer for which its decimal
 * digits stand.
 */
public final class StringValue {

    /** A string that grows by appending gets as much room again, but never more than this. */
    public static final int MAX_ROOM_BYTES = 1 << 20;

    private static final long[] POWERS_OF_TEN = powersOfTen();

    private StringValue() {}

    private static long[] powersOfTen() {
        long[] powers = new long[Numbers.MAX_LONG_LENGTH - 1];
        powers[0] = 1;
        for (int i = 1; i < powers.length; i++) {
            powers[i] = powers[i - 1] * 10;
        }
        return powers;
    }

    /** Returns the length of the text in bytes. */
    @HotPath
    public static int length(Cell cell) {
        return cell.encoding() == Encoding.INT
                ? Numbers.textLength(integer(cell))
                : cell.valueLength();
    }

    /** Returns whether the text is an integer of 64 bits. */
    @HotPath
    public static boolean isLong(Cell cell) {
        if (cell.encoding() == Encoding.INT) {
            return true;
        }
        int length = cell.valueLength();
        return length <= Numbers.MAX_LONG_LENGTH && Numbers.isLong(copy(cell), 0, length);
    }

    /** Returns the integer for which {@link #isLong} holds. */
    @HotPath
    public static long asLong(Cell cell) {
        if (cell.encoding() == Encoding.INT) {
            return integer(cell);
        }
        byte[] text = copy(cell);
        return Numbers.parseLong(text, 0, text.length);
    }

    /** Returns the number that a cell of encoding INT holds. */
    @HotPath
    public static long integer(Cell cell) {
        return cell.memory().longAt(cell.valueAddress());
    }

    /** Replaces the number that a cell of encoding INT holds. */
    @HotPath
    public static void integer(Cell cell, long value) {
        cell.memory().putLong(cell.valueAddress(), value);
    }

    /** Returns one byte of the text, 0 to 255, or 0 behind its end. */
    @HotPath
    public static int byteAt(Cell cell, int index) {
        if (index >= length(cell)) {
            return 0;
        }
        if (cell.encoding() == Encoding.INT) {
            return digitAt(integer(cell), index);
        }
        return cell.memory().byteAt(cell.valueAddress() + index) & 0xFF;
    }

    @HotPath
    private static int digitAt(long value, int index) {
        if (value < 0 && index == 0) {
            return '-';
        }
        long power = POWERS_OF_TEN[Numbers.textLength(value) - 1 - index];
        return '0' + (int) Math.abs((value / power) % 10);
    }

    /** Returns a copy of the text. */
    public static byte[] copy(Cell cell) {
        byte[] text = new byte[length(cell)];
        if (cell.encoding() == Encoding.INT) {
            Numbers.write(integer(cell), text, 0);
        } else {
            cell.memory().copyOut(cell.valueAddress(), text, 0, text.length);
        }
        return text;
    }

    /** Returns whether the text is this one. */
    public static boolean equals(Cell cell, byte[] other, int offset, int length) {
        if (cell.encoding() == Encoding.INT) {
            // Each integer has one text only, so equal numbers are equal texts.
            return Numbers.isLong(other, offset, length)
                    && Numbers.parseLong(other, offset, length) == integer(cell);
        }
        return cell.valueLength() == length
                && cell.memory().equal(cell.valueAddress(), other, offset, length);
    }

    /**
     * Appends bytes; costs amortised time proportional to their number.
     *
     * @param length how many; with the present text at most {@code Integer.MAX_VALUE}
     * @return the new length
     */
    public static int append(Cell cell, byte[] bytes, int offset, int length) {
        int before = length(cell);
        resize(cell, before + length);
        cell.memory().copyIn(bytes, offset, cell.valueAddress() + before, length);
        return before + length;
    }

    /**
     * Overwrites a part of the text, which grows as needed; a gap between its end and the part is
     * filled with zeros.
     *
     * @param at where the part begins; with {@code length} at most {@code Integer.MAX_VALUE}
     * @return the new length
     */
    public static int setRange(Cell cell, int at, byte[] bytes, int offset, int length) {
        int after = openRange(cell, at, length);
        cell.memory().copyIn(bytes, offset, cell.valueAddress() + at, length);
        return after;
    }

    /**
     * Makes a part of the text, which grows as needed, ready to be overwritten; a gap between its
     * end and the part is filled with zeros.
     *
     * @param at where the part begins; with {@code length} at most {@code Integer.MAX_VALUE}
     * @return the new length
     */
    public static int openRange(Cell cell, int at, int length) {
        int before = length(cell);
        int after = Math.max(before, at + length);
        resize(cell, after);
        if (at > before) {
            cell.memory().zero(cell.valueAddress() + before, at - before);
        }
        return after;
    }

    /**
     * Makes the text raw bytes of at least a length; what is new is zero.
     *
     * @return whether it became longer
     */
    @HotPath
    public static boolean extend(Cell cell, int length) {
        if (cell.encoding() == Encoding.RAW && cell.valueLength() >= length) {
            return false;
        }
        int before = length(cell);
        resize(cell, Math.max(before, length));
        if (length <= before) {
            return false;
        }
        cell.memory().zero(cell.valueAddress() + before, length - before);
        return true;
    }

    /** Makes the text raw bytes of a length not below its present one; what is new is undefined. */
    public static void resize(Cell cell, int length) {
        if (cell.encoding() == Encoding.INT) {
            byte[] digits = copy(cell);
            cell.reshape(Encoding.RAW, length, 0, roomFor(length));
            cell.memory().copyIn(digits, 0, cell.valueAddress(), digits.length);
            return;
        }
        int before = cell.valueLength();
        if (length > before || cell.encoding() != Encoding.RAW) {
            cell.reshape(Encoding.RAW, length, before, length > before ? roomFor(length) : 0);
        }
    }

    private static int roomFor(int length) {
        return Math.min(Math.min(length, MAX_ROOM_BYTES), Integer.MAX_VALUE - length);
    }
}
