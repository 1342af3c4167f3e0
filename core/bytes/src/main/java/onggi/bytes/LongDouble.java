package onggi.bytes;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A number with the 64-bit significand of the x87 {@code long double}, in which INCRBYFLOAT and
 * HINCRBYFLOAT count.
 */
public final class LongDouble implements Comparable<LongDouble> {

    /*
     * A value is significand * 2^exponent with at most 64 significant bits, rounded to the nearest,
     * ties to even, once after reading and once after adding, as the machine does. The exponent
     * reaches down to 2^-16445 (denormal numbers have fewer bits) and a value of 2^16384 or more
     * does not exist. A text is at most 5 KB, so no operand has more than about 33,000 bits.
     */

    private static final int SIGNIFICAND_BITS = 64;
    private static final int MIN_EXPONENT = -16_445;
    private static final int MAX_BITS = 16_384;

    /** Redis refuses longer texts. */
    private static final int MAX_TEXT_LENGTH = 5 * 1024 - 1;

    /** Powers of ten outside of this, digits counted in, are too large or too small to exist. */
    private static final int MAX_DECIMAL_EXPONENT = 5_000;

    private static final int EXPONENT_CAP = 1_000_000_000;

    private static final int FRACTION_DIGITS = 17;
    private static final BigInteger FRACTION_SCALE = BigInteger.TEN.pow(FRACTION_DIGITS);

    private static final LongDouble ZERO = new LongDouble(BigInteger.ZERO, 0, true);
    private static final LongDouble INFINITE = new LongDouble(BigInteger.ONE, 0, false);

    /** The largest finite number. */
    public static final LongDouble MAX_VALUE =
            new LongDouble(
                    BigInteger.ONE.shiftLeft(SIGNIFICAND_BITS).subtract(BigInteger.ONE),
                    MAX_BITS - SIGNIFICAND_BITS,
                    true);

    private final BigInteger significand;
    private final int exponent;
    private final boolean finite;

    private LongDouble(BigInteger significand, int exponent, boolean finite) {
        this.significand = significand;
        this.exponent = exponent;
        this.finite = finite;
    }

    /** A whole number; every {@code long} is exact. */
    public static LongDouble of(long value) {
        return new LongDouble(BigInteger.valueOf(value), 0, true);
    }

    /**
     * Reads a whole text by the rules of {@link Doubles#parse}.
     *
     * @return null when it is not a number, is "nan", is too large, or is so small that it would
     *     become 0; infinity in words is a number that is not finite
     */
    public static @Nullable LongDouble parse(byte[] text, int offset, int length) {
        int end = offset + length;
        if (length == 0 || length > MAX_TEXT_LENGTH) {
            return null;
        }
        boolean negative = text[offset] == '-';
        int at = negative || text[offset] == '+' ? offset + 1 : offset;
        if (FloatGrammar.isInfinity(text, at, end)) {
            return negative ? INFINITE.negated() : INFINITE;
        }
        LongDouble magnitude =
                FloatGrammar.isHexPrefix(text, at, end)
                        ? parseHex(text, at, end)
                        : parseDecimal(text, at, end);
        return magnitude == null || !negative ? magnitude : magnitude.negated();
    }

    /** False for infinity and for what is too large. */
    public boolean isFinite() {
        return finite;
    }

    /** The sum, rounded to 64 bits. */
    public LongDouble plus(LongDouble other) {
        if (!finite || !other.finite) {
            return finite ? other : this;
        }
        int low = Math.min(exponent, other.exponent);
        BigInteger sum =
                significand
                        .shiftLeft(exponent - low)
                        .add(other.significand.shiftLeft(other.exponent - low));
        LongDouble rounded = round(sum.abs(), low, false);
        return sum.signum() < 0 ? rounded.negated() : rounded;
    }

    /** The same number with the other sign. */
    public LongDouble negated() {
        return new LongDouble(significand.negate(), exponent, finite);
    }

    /** Orders by value; an infinity lies beyond all finite numbers of its sign. */
    @Override
    public int compareTo(LongDouble other) {
        if (!finite || !other.finite) {
            int own = finite ? 0 : significand.signum();
            return Integer.compare(own, other.finite ? 0 : other.significand.signum());
        }
        int low = Math.min(exponent, other.exponent);
        return significand
                .shiftLeft(exponent - low)
                .compareTo(other.significand.shiftLeft(other.exponent - low));
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof LongDouble number && compareTo(number) == 0;
    }

    @Override
    public int hashCode() {
        int zeros = Math.max(significand.getLowestSetBit(), 0);
        return 31 * significand.shiftRight(zeros).hashCode()
                + (significand.signum() == 0 ? 0 : exponent + zeros);
    }

    /** The text with up to 17 decimals, trailing zeros left out; only of a finite number. */
    public byte[] toText() {
        if (exponent >= 0) {
            return latin1(significand.shiftLeft(exponent).toString());
        }
        BigInteger scaled =
                shiftRightRounded(significand.abs().multiply(FRACTION_SCALE), -exponent, false);
        if (scaled.signum() == 0) {
            return latin1("0");
        }
        String digits = scaled.toString();
        StringBuilder out = new StringBuilder(digits.length() + FRACTION_DIGITS + 3);
        for (int i = digits.length(); i <= FRACTION_DIGITS; i++) {
            out.append('0');
        }
        out.append(digits);
        int end = out.length();
        int point = end - FRACTION_DIGITS;
        while (end > point && out.charAt(end - 1) == '0') {
            end--;
        }
        out.setLength(end);
        if (end > point) {
            out.insert(point, '.');
        }
        if (significand.signum() < 0) {
            out.insert(0, '-');
        }
        return latin1(out.toString());
    }

    private static @Nullable LongDouble parseDecimal(byte[] text, int from, int end) {
        StringBuilder digits = new StringBuilder(end - from);
        int power = 0;
        int seen = 0;
        int at = from;
        boolean point = false;
        for (; at < end; at++) {
            byte b = text[at];
            if (b >= '0' && b <= '9') {
                seen++;
                if (b != '0' || !digits.isEmpty()) {
                    digits.append((char) b);
                }
                power -= point ? 1 : 0;
            } else if (b == '.' && !point) {
                point = true;
            } else {
                break;
            }
        }
        if (seen == 0) {
            return null;
        }
        if (at < end) {
            if ((text[at] | 0x20) != 'e' || !FloatGrammar.isExponent(text, at + 1, end)) {
                return null;
            }
            power += FloatGrammar.exponent(text, at + 1, end, EXPONENT_CAP);
        }
        if (digits.isEmpty()) {
            return ZERO;
        }
        if (Math.abs(power + digits.length()) > MAX_DECIMAL_EXPONENT) {
            return null;
        }
        BigInteger number = new BigInteger(digits.toString());
        return power >= 0
                ? existing(round(number.multiply(BigInteger.TEN.pow(power)), 0, false))
                : existing(roundedRatio(number, BigInteger.TEN.pow(-power)));
    }

    private static @Nullable LongDouble parseHex(byte[] text, int from, int end) {
        if (!FloatGrammar.isHex(text, from, end)) {
            return null;
        }
        int stop = FloatGrammar.binaryExponentAt(text, from, end);
        StringBuilder digits = new StringBuilder(stop - from).append('0');
        int power = 0;
        boolean point = false;
        for (int i = from + 2; i < stop; i++) {
            if (text[i] == '.') {
                point = true;
            } else {
                digits.append((char) text[i]);
                power -= point ? 4 : 0;
            }
        }
        if (stop < end) {
            power += FloatGrammar.exponent(text, stop + 1, end, EXPONENT_CAP);
        }
        BigInteger number = new BigInteger(digits.toString(), 16);
        if (number.signum() == 0) {
            return ZERO;
        }
        return existing(round(number, power, false));
    }

    /** Null for what was not zero and became so, and for what is too large. */
    private static @Nullable LongDouble existing(LongDouble value) {
        return value.finite && value.significand.signum() != 0 ? value : null;
    }

    private static LongDouble roundedRatio(BigInteger numerator, BigInteger denominator) {
        int wanted = SIGNIFICAND_BITS + 2;
        int shift = Math.max(0, wanted - numerator.bitLength() + denominator.bitLength());
        BigInteger[] parts = numerator.shiftLeft(shift).divideAndRemainder(denominator);
        return round(parts[0], -shift, parts[1].signum() != 0);
    }

    /**
     * Rounds magnitude * 2^exponent.
     *
     * @param more whether the true value is a little above, by less than one unit
     */
    private static LongDouble round(BigInteger magnitude, int exponent, boolean more) {
        int bits = magnitude.bitLength();
        if (bits == 0) {
            return ZERO;
        }
        if ((long) bits + exponent > MAX_BITS) {
            return INFINITE;
        }
        if ((long) bits + exponent < MIN_EXPONENT) {
            return ZERO;
        }
        int drop = Math.max(bits - SIGNIFICAND_BITS, MIN_EXPONENT - exponent);
        if (drop <= 0) {
            return new LongDouble(magnitude, exponent, true);
        }
        BigInteger kept = shiftRightRounded(magnitude, drop, more);
        return kept.bitLength() + exponent + drop > MAX_BITS
                ? INFINITE
                : new LongDouble(kept, exponent + drop, true);
    }

    private static BigInteger shiftRightRounded(BigInteger magnitude, int shift, boolean more) {
        BigInteger kept = magnitude.shiftRight(shift);
        if (!magnitude.testBit(shift - 1)) {
            return kept;
        }
        boolean above = more || magnitude.getLowestSetBit() < shift - 1;
        return above || kept.testBit(0) ? kept.add(BigInteger.ONE) : kept;
    }

    private static byte[] latin1(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
