package onggi.bytes;

/**
 * Integers as text, by Redis's strict rules: an optional minus, no plus, no leading zero, no space,
 * and nothing outside the range of {@code long}. "-0" is not a number.
 */
public final class Numbers {

    /** The longest text of a {@code long}: a minus and 19 digits. */
    public static final int MAX_LONG_LENGTH = 20;

    private static final int MAX_UNSIGNED_DIGITS = 20;

    private static final byte[] MIN_LONG = {
        '-', '9', '2', '2', '3', '3', '7', '2', '0', '3', '6', '8', '5', '4', '7', '7', '5', '8',
        '0', '8'
    };

    private static final long[] POWERS_OF_TEN = new long[19];

    /** The two digits of 0 to 99, low byte first. */
    private static final short[] DIGIT_PAIRS = new short[100];

    static {
        long power = 1;
        for (int i = 0; i < POWERS_OF_TEN.length; i++, power *= 10) {
            POWERS_OF_TEN[i] = power;
        }
        for (int i = 0; i < DIGIT_PAIRS.length; i++) {
            DIGIT_PAIRS[i] = (short) ((('0' + i % 10) << 8) | ('0' + i / 10));
        }
    }

    private Numbers() {}

    /** Tells whether the text is an integer in the range of {@code long}. */
    @HotPath
    public static boolean isLong(byte[] text, int offset, int length) {
        if (length == 0 || length > MAX_LONG_LENGTH) {
            return false;
        }
        int first = text[offset];
        boolean negative = first == '-';
        int at = negative ? offset + 1 : offset;
        int digits = negative ? length - 1 : length;
        if (digits == 1 && !negative && first == '0') {
            return true;
        }
        if (digits == 0 || digits > 19 || text[at] < '1' || text[at] > '9') {
            return false;
        }
        long value = 0;
        for (int i = at, end = at + digits; i < end; i++) {
            int digit = text[i] - '0';
            if (digit < 0 || digit > 9) {
                return false;
            }
            value = value * 10 + digit;
        }
        // 19 digits are below 2^64, so one that does not fit shows as a negative number.
        return value >= 0 || (negative && value == Long.MIN_VALUE);
    }

    /**
     * The value of a text for which {@link #isLong(byte[], int, int)} holds; for any other text an
     * arbitrary number.
     */
    @HotPath
    public static long parseLong(byte[] text, int offset, int length) {
        boolean negative = length > 0 && text[offset] == '-';
        long value = 0;
        for (int i = negative ? offset + 1 : offset, end = offset + length; i < end; i++) {
            value = value * 10 + (text[i] - '0');
        }
        return negative ? -value : value;
    }

    /** The value of the text, or {@code otherwise} when it is not an integer. */
    @HotPath
    public static long parseLong(byte[] text, int offset, int length, long otherwise) {
        return isLong(text, offset, length) ? parseLong(text, offset, length) : otherwise;
    }

    /**
     * Tells whether the text is an unsigned 64-bit number as C's {@code strtoul} reads a whole
     * text: an optional sign, any leading zeros; nothing at all is 0. Scan cursors are read so.
     */
    public static boolean isUnsigned(byte[] text, int offset, int length) {
        int at = offset;
        int end = offset + length;
        if (at < end && (text[at] == '-' || text[at] == '+')) {
            at++;
            if (at == end) {
                return false;
            }
        }
        while (at < end && text[at] == '0') {
            at++;
        }
        int first = at;
        long value = 0;
        for (; at < end; at++) {
            int digit = text[at] - '0';
            if (digit < 0 || digit > 9 || at - first >= MAX_UNSIGNED_DIGITS) {
                return false;
            }
            if (Long.compareUnsigned(value, Long.divideUnsigned(-1L - digit, 10)) > 0) {
                return false;
            }
            value = value * 10 + digit;
        }
        return true;
    }

    /** The 64 bits of a text for which {@link #isUnsigned(byte[], int, int)} holds. */
    public static long parseUnsigned(byte[] text, int offset, int length) {
        if (length > 0 && text[offset] == '+') {
            return parseLong(text, offset + 1, length - 1);
        }
        return parseLong(text, offset, length);
    }

    /** How many bytes the text of a number takes, the minus included. */
    @HotPath
    public static int textLength(long value) {
        if (value >= 0) {
            return digitCount(value);
        }
        return value == Long.MIN_VALUE ? MAX_LONG_LENGTH : 1 + digitCount(-value);
    }

    /**
     * How many decimal digits a number has.
     *
     * @param value at least 0
     */
    @HotPath
    public static int digitCount(long value) {
        // 1233 / 4096 is just above log10(2), so the guess is right or one too small.
        int guess = ((64 - Long.numberOfLeadingZeros(value | 1)) * 1233) >>> 12;
        return guess < POWERS_OF_TEN.length && value >= POWERS_OF_TEN[guess]
                ? guess + 1
                : Math.max(guess, 1);
    }

    /**
     * Writes the text of a number.
     *
     * @param target has room for {@link #textLength(long)} bytes from {@code offset} on
     * @return the offset behind the last byte written
     */
    @HotPath
    public static int write(long value, byte[] target, int offset) {
        if (value == Long.MIN_VALUE) {
            System.arraycopy(MIN_LONG, 0, target, offset, MIN_LONG.length);
            return offset + MIN_LONG.length;
        }
        int start = offset;
        long rest = value;
        if (rest < 0) {
            target[start++] = '-';
            rest = -rest;
        }
        int end = start + digitCount(rest);
        int at = end;
        while (rest >= 100) {
            long quotient = rest / 100;
            short pair = DIGIT_PAIRS[(int) (rest - quotient * 100)];
            target[--at] = (byte) (pair >> 8);
            target[--at] = (byte) pair;
            rest = quotient;
        }
        if (rest >= 10) {
            short pair = DIGIT_PAIRS[(int) rest];
            target[--at] = (byte) (pair >> 8);
            target[--at] = (byte) pair;
        } else {
            target[--at] = (byte) ('0' + rest);
        }
        return end;
    }
}
