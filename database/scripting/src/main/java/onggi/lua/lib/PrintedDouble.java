package onggi.lua.lib;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Locale;

/** Floating point numbers as C prints them: exactly, a tie goes to the even digit. */
final class PrintedDouble {

    private static final int PRECISION = 6;

    private final boolean keepsPoint;

    private PrintedDouble(PrintSpec spec) {
        this.keepsPoint = spec.has('#');
    }

    /** The text of a number for one of the letters e, f and g, small or capital. */
    static String of(PrintSpec spec, double number) {
        boolean negative = Double.doubleToRawLongBits(number) < 0;
        String sign = spec.sign(negative);
        boolean capital = CharClasses.isUpper(spec.conversion());
        if (Double.isNaN(number) || Double.isInfinite(number)) {
            String word = Double.isNaN(number) ? "nan" : "inf";
            return spec.padded(sign + (capital ? word.toUpperCase(Locale.ROOT) : word));
        }
        PrintedDouble printed = new PrintedDouble(spec);
        int precision = spec.hasPrecision() ? spec.precision() : PRECISION;
        BigDecimal value = new BigDecimal(Math.abs(number));
        String digits =
                switch (spec.conversion() | 0x20) {
                    case 'e' -> printed.scientific(value, precision);
                    case 'f' -> printed.plain(value, precision);
                    default -> printed.general(value, Math.max(precision, 1));
                };
        return spec.zeroPadded(sign, capital ? digits.toUpperCase(Locale.ROOT) : digits);
    }

    private String plain(BigDecimal value, int precision) {
        String text = value.setScale(precision, RoundingMode.HALF_EVEN).toPlainString();
        return precision == 0 && keepsPoint ? text + "." : text;
    }

    private String scientific(BigDecimal value, int precision) {
        BigDecimal rounded = round(value, precision + 1);
        return withExponent(digits(rounded, precision + 1), exponent(rounded));
    }

    /** The shorter of the two forms, without zeros at the end unless they are to be kept. */
    private String general(BigDecimal value, int precision) {
        BigDecimal rounded = round(value, precision);
        int exponent = exponent(rounded);
        if (exponent >= -4 && exponent < precision) {
            int decimals = precision - 1 - exponent;
            String text = plain(value, decimals);
            return keepsPoint || decimals == 0 ? text : withoutZeros(text);
        }
        if (keepsPoint && exponent == precision && exponent(value) < exponent) {
            // The original's C library forgets the zeros when rounding chose this form.
            return withExponent("1.", exponent);
        }
        String digits = digits(rounded, precision);
        return withExponent(keepsPoint ? digits : withoutZeros(digits), exponent);
    }

    private static BigDecimal round(BigDecimal value, int digits) {
        return value.round(new MathContext(digits, RoundingMode.HALF_EVEN));
    }

    private static int exponent(BigDecimal rounded) {
        return rounded.signum() == 0 ? 0 : rounded.precision() - 1 - rounded.scale();
    }

    /** So many digits, with a point behind the first. */
    private String digits(BigDecimal rounded, int count) {
        String all = rounded.unscaledValue().toString();
        String text = all + "0".repeat(Math.max(0, count - all.length()));
        return count == 1 && !keepsPoint ? text : text.charAt(0) + "." + text.substring(1);
    }

    private static String withoutZeros(String text) {
        if (text.indexOf('.') < 0) {
            return text;
        }
        int end = text.length();
        while (text.charAt(end - 1) == '0') {
            end--;
        }
        return text.substring(0, text.charAt(end - 1) == '.' ? end - 1 : end);
    }

    private static String withExponent(String digits, int exponent) {
        int size = Math.abs(exponent);
        return digits + (exponent < 0 ? "e-" : "e+") + (size < 10 ? "0" : "") + size;
    }
}
