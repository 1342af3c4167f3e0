package onggi.lua.lib;

import onggi.lua.Arguments;
import onggi.lua.LuaString;

/**
 * What stands behind a percent sign, as C reads it.
 *
 * @param flags any of {@code -+ #0}
 * @param width least number of characters
 * @param precision what it means depends on the conversion; -1 when there is none
 * @param conversion the letter
 * @param end where it ends in the format
 */
record PrintSpec(String flags, int width, int precision, int conversion, int end) {

    private static final String FLAGS = "-+ #0";

    /** Reads the one that starts behind a percent sign; the letter is not checked. */
    static PrintSpec read(Arguments args, LuaString format, int start) {
        int i = start;
        while (FLAGS.indexOf(at(format, i)) >= 0) {
            i++;
        }
        if (i - start > FLAGS.length()) {
            throw args.error("invalid format (repeated flags)");
        }
        String flags = format.substring(start, i).toString();
        int first = i;
        i = skipDigits(format, i);
        int width = number(format, first, i);
        int precision = -1;
        if (at(format, i) == '.') {
            first = i + 1;
            i = skipDigits(format, first);
            precision = number(format, first, i);
        }
        if (CharClasses.isDigit(at(format, i))) {
            throw args.error("invalid format (width or precision too long)");
        }
        return new PrintSpec(flags, width, precision, at(format, i), i + 1);
    }

    /** The character at an index; behind the end a zero byte, which is no flag either. */
    private static int at(LuaString format, int index) {
        return index < format.length() ? format.byteAt(index) : 0;
    }

    private static int skipDigits(LuaString format, int from) {
        int i = from;
        while (i < from + 2 && CharClasses.isDigit(at(format, i))) {
            i++;
        }
        return i;
    }

    private static int number(LuaString format, int from, int to) {
        int n = 0;
        for (int i = from; i < to; i++) {
            n = 10 * n + format.byteAt(i) - '0';
        }
        return n;
    }

    /** Whether a flag was given. */
    boolean has(char flag) {
        return flags.indexOf(flag) >= 0;
    }

    /** Whether there is a precision. */
    boolean hasPrecision() {
        return precision >= 0;
    }

    /** Whether the letter stands alone. */
    boolean isBare() {
        return flags.isEmpty() && width == 0 && precision < 0;
    }

    /** The letter as text, nothing when it is a zero byte. */
    String letter() {
        return conversion == 0 ? "" : String.valueOf((char) conversion);
    }

    /** A text with blanks up to the width. */
    String padded(String text) {
        if (text.length() >= width) {
            return text;
        }
        String blanks = " ".repeat(width - text.length());
        return has('-') ? text + blanks : blanks + text;
    }

    /** A signed integer. */
    String decimal(long value) {
        if (isBare()) {
            return Long.toString(value);
        }
        String digits = Long.toString(value);
        return number(sign(value < 0), leastDigits(value < 0 ? digits.substring(1) : digits));
    }

    /** An unsigned integer in the base of the letter. */
    String unsigned(long value) {
        String digits =
                switch (conversion) {
                    case 'o' -> Long.toOctalString(value);
                    case 'x' -> Long.toHexString(value);
                    case 'X' -> upper(Long.toHexString(value));
                    default -> Long.toUnsignedString(value);
                };
        digits = leastDigits(digits);
        if (!has('#')) {
            return number("", digits);
        }
        if (conversion == 'o') {
            return number("", digits.startsWith("0") ? digits : "0" + digits);
        }
        boolean marked = value != 0 && conversion != 'u';
        return number(marked ? "0" + (char) conversion : "", digits);
    }

    private static String upper(String hexadecimal) {
        StringBuilder upper = new StringBuilder(hexadecimal);
        for (int i = 0; i < upper.length(); i++) {
            if (CharClasses.isLower(upper.charAt(i))) {
                upper.setCharAt(i, (char) (upper.charAt(i) ^ 0x20));
            }
        }
        return upper.toString();
    }

    private String leastDigits(String digits) {
        if (precision == 0 && digits.equals("0")) {
            return "";
        }
        return "0".repeat(Math.max(0, precision - digits.length())) + digits;
    }

    /** What stands before the digits of a signed number. */
    String sign(boolean negative) {
        if (negative) {
            return "-";
        }
        return has('+') ? "+" : has(' ') ? " " : "";
    }

    /** A number up to the width; a precision keeps zeros from being put before an integer. */
    private String number(String prefix, String digits) {
        return hasPrecision() ? padded(prefix + digits) : zeroPadded(prefix, digits);
    }

    /** A number with zeros up to the width, or with blanks, as the flags say. */
    String zeroPadded(String prefix, String digits) {
        int missing = width - prefix.length() - digits.length();
        return has('0') && !has('-') && missing > 0
                ? prefix + "0".repeat(missing) + digits
                : padded(prefix + digits);
    }
}
