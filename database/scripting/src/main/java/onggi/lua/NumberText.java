package onggi.lua;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;

/** Numbers as text, the way C prints them. */
public final class NumberText {

    /** How many digits a number has as text. */
    public static final int DIGITS = 14;

    private static final double EXACT = 1e14;
    private static final int SMALL = 256;
    private static final LuaString[] SMALL_TEXTS = new LuaString[SMALL];
    private static final MathContext ROUNDING = new MathContext(DIGITS, RoundingMode.HALF_EVEN);

    static {
        for (int i = 0; i < SMALL; i++) {
            SMALL_TEXTS[i] = LuaString.of(Integer.toString(i));
        }
    }

    private NumberText() {}

    /** A number as {@code tostring} gives it. */
    public static LuaString of(double number) {
        long n = (long) number;
        if (n == number && n > -EXACT && n < EXACT) {
            if (n > 0 && n < SMALL) {
                return SMALL_TEXTS[(int) n];
            }
            if (n == 0) {
                return 1 / number < 0 ? LuaString.of("-0") : SMALL_TEXTS[0];
            }
            return LuaString.wrap(Long.toString(n).getBytes(StandardCharsets.ISO_8859_1));
        }
        return LuaString.of(shortest(number));
    }

    private static String shortest(double number) {
        if (Double.isNaN(number)) {
            return Double.doubleToRawLongBits(number) < 0 ? "-nan" : "nan";
        }
        if (Double.isInfinite(number)) {
            return number < 0 ? "-inf" : "inf";
        }
        BigDecimal rounded = new BigDecimal(number).round(ROUNDING).stripTrailingZeros();
        String digits = rounded.unscaledValue().abs().toString();
        int exponent = digits.length() - 1 - rounded.scale();
        String sign = number < 0 ? "-" : "";
        if (exponent < -4 || exponent >= DIGITS) {
            return sign + scientific(digits, exponent);
        }
        return sign + plain(digits, exponent);
    }

    private static String scientific(String digits, int exponent) {
        int e = Math.abs(exponent);
        return digits.charAt(0)
                + (digits.length() > 1 ? "." + digits.substring(1) : "")
                + (exponent < 0 ? "e-" : "e+")
                + (e < 10 ? "0" : "")
                + e;
    }

    private static String plain(String digits, int exponent) {
        if (exponent < 0) {
            return "0." + "0".repeat(-exponent - 1) + digits;
        }
        int whole = exponent + 1;
        if (digits.length() <= whole) {
            return digits + "0".repeat(whole - digits.length());
        }
        return digits.substring(0, whole) + "." + digits.substring(whole);
    }
}
