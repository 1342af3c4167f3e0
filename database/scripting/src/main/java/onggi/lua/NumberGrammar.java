package onggi.lua;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reads numbers as C does: decimal, hexadecimal, {@code inf} and {@code nan}, blanks around. */
public final class NumberGrammar {

    private static final int FAST_DIGITS = 15;

    private NumberGrammar() {}

    /** The number a string stands for, null when it stands for none. */
    public static @Nullable Double parse(LuaString text) {
        byte[] bytes = text.unsafeArray();
        return parse(bytes, 0, bytes.length);
    }

    /** The number a range stands for; a zero byte ends it, as in C. */
    static @Nullable Double parse(byte[] bytes, int offset, int end) {
        int i = offset;
        int stop = end;
        for (int k = offset; k < end; k++) {
            if (bytes[k] == 0) {
                stop = k;
                break;
            }
        }
        while (i < stop && isSpace(bytes[i])) {
            i++;
        }
        while (stop > i && isSpace(bytes[stop - 1])) {
            stop--;
        }
        if (i == stop) {
            return null;
        }
        boolean negative = bytes[i] == '-';
        if (negative || bytes[i] == '+') {
            i++;
        }
        Double magnitude = magnitude(bytes, i, stop);
        if (magnitude == null) {
            return null;
        }
        return negative ? -magnitude : magnitude;
    }

    private static @Nullable Double magnitude(byte[] b, int from, int to) {
        if (from == to) {
            return null;
        }
        if (to - from <= FAST_DIGITS) {
            long n = digits(b, from, to);
            if (n >= 0) {
                return (double) n;
            }
        }
        if (b[from] == '0' && to - from > 1 && (b[from + 1] | 0x20) == 'x') {
            return hexadecimal(new String(b, from, to - from, StandardCharsets.ISO_8859_1));
        }
        if (isDecimal(b, from, to)) {
            return Double.parseDouble(new String(b, from, to - from, StandardCharsets.ISO_8859_1));
        }
        return word(new String(b, from, to - from, StandardCharsets.ISO_8859_1));
    }

    private static long digits(byte[] b, int from, int to) {
        long n = 0;
        for (int i = from; i < to; i++) {
            int digit = b[i] - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            n = n * 10 + digit;
        }
        return n;
    }

    private static boolean isDecimal(byte[] b, int from, int to) {
        int i = from;
        int digits = 0;
        while (i < to && isDigit(b[i])) {
            i++;
            digits++;
        }
        if (i < to && b[i] == '.') {
            i++;
            while (i < to && isDigit(b[i])) {
                i++;
                digits++;
            }
        }
        if (digits == 0) {
            return false;
        }
        if (i < to && (b[i] | 0x20) == 'e') {
            i++;
            if (i < to && (b[i] == '+' || b[i] == '-')) {
                i++;
            }
            int first = i;
            while (i < to && isDigit(b[i])) {
                i++;
            }
            return i == to && i > first;
        }
        return i == to;
    }

    /** Hexadecimal digits, with a fraction and a binary exponent if there are any. */
    private static @Nullable Double hexadecimal(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        if (!lower.matches("0x([0-9a-f]+\\.?[0-9a-f]*|\\.[0-9a-f]+)(p[+-]?[0-9]+)?")) {
            return null;
        }
        if (lower.matches("0x[0-9a-f]+")) {
            return lower.length() <= 15
                    ? (double) Long.parseLong(lower.substring(2), 16)
                    : new BigInteger(lower.substring(2), 16).doubleValue();
        }
        return Double.parseDouble(lower.contains("p") ? lower : lower + "p0");
    }

    private static @Nullable Double word(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        if (lower.equals("inf") || lower.equals("infinity")) {
            return Double.POSITIVE_INFINITY;
        }
        return lower.matches("nan(\\([0-9a-z_]*\\))?") ? Double.NaN : null;
    }

    static boolean isSpace(int c) {
        return c == ' ' || (c >= '\t' && c <= '\r');
    }

    static boolean isDigit(int c) {
        return c >= '0' && c <= '9';
    }
}
