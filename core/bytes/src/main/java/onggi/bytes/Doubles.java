package onggi.bytes;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;

/** Floating point numbers as text, read as C's {@code strtod} and written as {@code %.17g}. */
public final class Doubles {

    /*
     * Writing: 17 significant digits, correctly rounded, ties to even, are m * 2^e * 10^k rounded
     * to an integer. For numbers from about 1e-11 to 1e17 the product m * 5^k fits 128 bits, so the
     * digits come from one multiplication and a shift; other numbers go through BigDecimal, which
     * is also the oracle of the test.
     *
     * Reading: up to 2^53 with a power of ten up to 22 both operands are exact doubles, so one
     * division or multiplication rounds correctly (Clinger, "How to read floating point numbers
     * accurately", 1990). The rest goes to the JDK after our own check of the grammar, since the
     * JDK also takes spaces and suffixes that strtod does not.
     */

    /** The longest text written: a sign, 17 digits, a point and e-324; or leading zeros. */
    public static final int MAX_TEXT_LENGTH = 32;

    private static final int PRECISION = 17;
    private static final long LOWEST_DIGITS = 10_000_000_000_000_000L;
    private static final long HIGHEST_DIGITS = 99_999_999_999_999_999L;
    private static final double INTEGER_LIMIT = 1e17;
    private static final long EXACT_LIMIT = 1L << 53;
    private static final int MAX_EXACT_POWER = 22;

    /** Above this an exponent is too large or too small for any number of digits we can hold. */
    private static final int EXPONENT_CAP = 1_000_000_000;

    private static final MathContext ROUND_17 = new MathContext(PRECISION, RoundingMode.HALF_EVEN);

    private static final double[] EXACT_POWERS = new double[MAX_EXACT_POWER + 1];
    private static final long[] POWERS_OF_FIVE = new long[28];

    static {
        double ten = 1;
        for (int i = 0; i < EXACT_POWERS.length; i++, ten *= 10) {
            EXACT_POWERS[i] = ten;
        }
        long five = 1;
        for (int i = 0; i < POWERS_OF_FIVE.length; i++, five *= 5) {
            POWERS_OF_FIVE[i] = five;
        }
    }

    private Doubles() {}

    /**
     * Reads a whole text: decimal or hexadecimal, "inf" or "infinity" in any case, an optional
     * sign; no space, nothing behind.
     *
     * @return NaN when the text is no such number, is "nan", is too large, or is so small that it
     *     would become 0
     */
    public static double parse(byte[] text, int offset, int length) {
        int end = offset + length;
        int at = offset;
        if (at == end) {
            return Double.NaN;
        }
        boolean negative = text[at] == '-';
        if (negative || text[at] == '+') {
            at++;
        }
        long digits = fewDigits(text, at, end);
        if (digits >= 0) {
            return negative ? -(double) digits : digits;
        }
        if (FloatGrammar.isInfinity(text, at, end)) {
            return negative ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
        }
        double magnitude =
                FloatGrammar.isHexPrefix(text, at, end)
                        ? parseHex(text, at, end)
                        : parseDecimal(text, at, end);
        return negative ? -magnitude : magnitude;
    }

    /**
     * Writes a number as replies carry it: C's {@code %.17g}, and "inf" or "-inf".
     *
     * @param target has room for {@link #MAX_TEXT_LENGTH} bytes from {@code offset} on
     * @return the offset behind the last byte written
     */
    public static int write(double value, byte[] target, int offset) {
        if (Double.isNaN(value) || Double.isInfinite(value)) {
            return writeSpecial(value, target, offset);
        }
        int at = offset;
        if (Double.doubleToRawLongBits(value) < 0) {
            target[at++] = '-';
        }
        double magnitude = Math.abs(value);
        if (magnitude < INTEGER_LIMIT && (long) magnitude == magnitude) {
            return Numbers.write((long) magnitude, target, at);
        }
        return writeFraction(magnitude, target, at);
    }

    /**
     * Writes a number as it is kept in files and in small encodings: as {@link #write}, but whole
     * numbers below 2^62 with all their digits.
     */
    public static int writePlain(double value, byte[] target, int offset) {
        if (value >= -0x1p62 && value <= 0x1p62 && value != 0 && (long) value == value) {
            return Numbers.write((long) value, target, offset);
        }
        return write(value, target, offset);
    }

    /** The value of a text of 1 to 15 digits, which a double holds exactly; else -1. */
    private static long fewDigits(byte[] text, int from, int end) {
        if (from == end || end - from > 15) {
            return -1;
        }
        long value = 0;
        for (int i = from; i < end; i++) {
            int digit = text[i] - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            value = value * 10 + digit;
        }
        return value;
    }

    private static double parseDecimal(byte[] text, int from, int end) {
        long mantissa = 0;
        int digits = 0; // those in the mantissa
        boolean exact = true;
        boolean nonZero = false;
        int seen = 0;
        int power = 0;
        int at = from;
        boolean point = false;
        for (; at < end; at++) {
            int digit = text[at] - '0';
            if (digit >= 0 && digit <= 9) {
                seen++;
                nonZero |= digit != 0;
                if (digits < 18) {
                    mantissa = mantissa * 10 + digit;
                    digits += mantissa == 0 ? 0 : 1;
                    power -= point ? 1 : 0;
                } else {
                    exact = false;
                }
            } else if (text[at] == '.' && !point) {
                point = true;
            } else {
                break;
            }
        }
        if (seen == 0) {
            return Double.NaN;
        }
        if (at < end) {
            if ((text[at] | 0x20) != 'e' || !FloatGrammar.isExponent(text, at + 1, end)) {
                return Double.NaN;
            }
            power += FloatGrammar.exponent(text, at + 1, end, EXPONENT_CAP);
        }
        if (!nonZero) {
            return 0;
        }
        if (exact
                && mantissa <= EXACT_LIMIT
                && power >= -MAX_EXACT_POWER
                && power <= MAX_EXACT_POWER) {
            return power < 0 ? mantissa / EXACT_POWERS[-power] : mantissa * EXACT_POWERS[power];
        }
        return existing(
                Double.parseDouble(
                        new String(text, from, end - from, StandardCharsets.ISO_8859_1)));
    }

    private static double parseHex(byte[] text, int from, int end) {
        if (!FloatGrammar.isHex(text, from, end)) {
            return Double.NaN;
        }
        if (!FloatGrammar.hasHexDigitAboveZero(text, from, end)) {
            return 0;
        }
        String hex = new String(text, from, end - from, StandardCharsets.ISO_8859_1);
        boolean complete = FloatGrammar.hasBinaryExponent(text, from, end);
        return existing(Double.parseDouble(complete ? hex : hex + "p0"));
    }

    /** What a number other than 0 became: NaN when that is infinity or 0. */
    private static double existing(double value) {
        return value == 0 || Double.isInfinite(value) ? Double.NaN : value;
    }

    private static int writeSpecial(double value, byte[] target, int offset) {
        int at = offset;
        if (value < 0) {
            target[at++] = '-';
        }
        target[at++] = (byte) (Double.isNaN(value) ? 'n' : 'i');
        target[at++] = (byte) (Double.isNaN(value) ? 'a' : 'n');
        target[at++] = (byte) (Double.isNaN(value) ? 'n' : 'f');
        return at;
    }

    /** Writes a number above 0 by its 17 digits and its power of ten. */
    private static int writeFraction(double value, byte[] target, int offset) {
        int power = (int) Math.floor(Math.log10(value));
        long digits = digits(value, power);
        if (digits > HIGHEST_DIGITS) {
            digits = digits(value, ++power);
        } else if (digits <= LOWEST_DIGITS) {
            // The guess was one too high, or rounding hides that it was.
            long more = digits(value, power - 1);
            if (more <= HIGHEST_DIGITS) {
                digits = more;
                power--;
            }
        }
        int count = PRECISION;
        while (digits % 10 == 0) {
            digits /= 10;
            count--;
        }
        return power < -4 || power >= PRECISION
                ? writeScientific(digits, count, power, target, offset)
                : writeFixed(digits, count, power, target, offset);
    }

    /** The number as an integer of 17 digits when its first digit stands for 10^power. */
    private static long digits(double value, int power) {
        int scale = PRECISION - 1 - power;
        if (scale >= 0 && scale < POWERS_OF_FIVE.length) {
            long bits = Double.doubleToRawLongBits(value);
            int exponent = (int) (bits >>> 52);
            if (exponent > 0) {
                long mantissa = (bits & ((EXACT_LIMIT >> 1) - 1)) | (EXACT_LIMIT >> 1);
                int shift = -(exponent - 1075 + scale);
                if (shift > 0 && shift < 128) {
                    return shiftRounded(mantissa, POWERS_OF_FIVE[scale], shift);
                }
            }
        }
        BigInteger rounded =
                new BigDecimal(value)
                        .scaleByPowerOfTen(scale)
                        .setScale(0, RoundingMode.HALF_EVEN)
                        .toBigInteger();
        return rounded.bitLength() < 64 ? rounded.longValue() : Long.MAX_VALUE;
    }

    /**
     * a * b / 2^shift, rounded to the nearest integer, ties to even; below 2^63 by the caller's
     * care.
     */
    private static long shiftRounded(long a, long b, int shift) {
        long high = Math.unsignedMultiplyHigh(a, b);
        long low = a * b;
        long quotient;
        boolean half;
        boolean below;
        if (shift < 64) {
            quotient = (high << (64 - shift)) | (low >>> shift);
            half = ((low >>> (shift - 1)) & 1) != 0;
            below = (low & ((1L << (shift - 1)) - 1)) != 0;
        } else if (shift == 64) {
            quotient = high;
            half = low < 0;
            below = low << 1 != 0;
        } else {
            quotient = high >>> (shift - 64);
            half = ((high >>> (shift - 65)) & 1) != 0;
            below = (high & ((1L << (shift - 65)) - 1)) != 0 || low != 0;
        }
        return half && (below || (quotient & 1) != 0) ? quotient + 1 : quotient;
    }

    private static int writeScientific(
            long digits, int count, int power, byte[] target, int offset) {
        // The digits go one place to the right; then the first one moves back over the point.
        int at = Numbers.write(digits, target, offset + 1);
        target[offset] = target[offset + 1];
        if (count == 1) {
            at = offset + 1;
        } else {
            target[offset + 1] = '.';
        }
        target[at++] = 'e';
        target[at++] = (byte) (power < 0 ? '-' : '+');
        int magnitude = Math.abs(power);
        if (magnitude < 10) {
            target[at++] = '0';
        }
        return Numbers.write(magnitude, target, at);
    }

    private static int writeFixed(long digits, int count, int power, byte[] target, int offset) {
        int at = offset;
        if (power < 0) {
            target[at++] = '0';
            target[at++] = '.';
            for (int i = -1; i > power; i--) {
                target[at++] = '0';
            }
            return Numbers.write(digits, target, at);
        }
        int end = Numbers.write(digits, target, at);
        int whole = power + 1;
        if (count <= whole) {
            for (int i = count; i < whole; i++) {
                target[end++] = '0';
            }
            return end;
        }
        System.arraycopy(target, at + whole, target, at + whole + 1, count - whole);
        target[at + whole] = '.';
        return end + 1;
    }

    /** The same digits by BigDecimal alone; the tests compare with it. */
    static BigDecimal rounded(double value) {
        return new BigDecimal(value).round(ROUND_17);
    }
}
