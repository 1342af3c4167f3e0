package onggi.lua.lib;

import onggi.lua.LuaString;
import org.jspecify.annotations.Nullable;

/** Unsigned integers in any base from 2 to 36, as C's {@code strtoul} reads them. */
final class BasedNumbers {

    private BasedNumbers() {}

    /** The number, null when the text is none; a minus sign wraps around, as in C. */
    static @Nullable Double parse(LuaString text, int base) {
        String s = text.toString();
        int end = s.indexOf('\0');
        s = s.substring(0, end < 0 ? s.length() : end);
        int i = skipBlanks(s, 0);
        boolean negative = i < s.length() && s.charAt(i) == '-';
        if (negative || (i < s.length() && s.charAt(i) == '+')) {
            i++;
        }
        if (base == 16
                && i + 2 < s.length()
                && s.charAt(i) == '0'
                && (s.charAt(i + 1) | 0x20) == 'x'
                && digit(s.charAt(i + 2)) < 16) {
            i += 2;
        }
        int first = i;
        long value = 0;
        boolean tooLarge = false;
        while (i < s.length() && digit(s.charAt(i)) < base) {
            int digit = digit(s.charAt(i));
            tooLarge |= Long.compareUnsigned(value, Long.divideUnsigned(-1L - digit, base)) > 0;
            value = value * base + digit;
            i++;
        }
        if (i == first || skipBlanks(s, i) < s.length()) {
            return null;
        }
        if (tooLarge) {
            return 0x1p64;
        }
        long signed = negative ? -value : value;
        double unsigned = (signed >>> 1) * 2.0 + (signed & 1);
        return signed >= 0 ? (double) signed : unsigned;
    }

    private static int skipBlanks(String s, int from) {
        int i = from;
        while (i < s.length() && (s.charAt(i) == ' ' || (s.charAt(i) >= 9 && s.charAt(i) <= 13))) {
            i++;
        }
        return i;
    }

    private static int digit(char c) {
        if (c >= '0' && c <= '9') {
            return c - '0';
        }
        int lower = c | 0x20;
        return lower >= 'a' && lower <= 'z' ? lower - 'a' + 10 : 99;
    }
}
