package onggi.bytes;

/** What C's {@code strtod} and {@code strtold} take as the text of a number, sign excluded. */
final class FloatGrammar {

    private FloatGrammar() {}

    /** "inf" or "infinity", in any case. */
    static boolean isInfinity(byte[] text, int from, int end) {
        return equalsIgnoreCase(text, from, end, "inf")
                || equalsIgnoreCase(text, from, end, "infinity");
    }

    static boolean isHexPrefix(byte[] text, int from, int end) {
        return end - from >= 2 && text[from] == '0' && (text[from + 1] | 0x20) == 'x';
    }

    /** 0x, at least one hexadecimal digit, at most one point, an optional binary exponent. */
    static boolean isHex(byte[] text, int from, int end) {
        int at = from + 2;
        int digits = 0;
        boolean point = false;
        for (; at < end; at++) {
            if (Character.digit(text[at], 16) >= 0) {
                digits++;
            } else if (text[at] == '.' && !point) {
                point = true;
            } else {
                break;
            }
        }
        return digits > 0
                && (at == end || ((text[at] | 0x20) == 'p' && isExponent(text, at + 1, end)));
    }

    static boolean hasBinaryExponent(byte[] text, int from, int end) {
        return binaryExponentAt(text, from, end) < end;
    }

    /** Where the p of a hexadecimal number is, or the end. */
    static int binaryExponentAt(byte[] text, int from, int end) {
        int at = from;
        while (at < end && (text[at] | 0x20) != 'p') {
            at++;
        }
        return at;
    }

    static boolean hasHexDigitAboveZero(byte[] text, int from, int end) {
        for (int i = from + 2, stop = binaryExponentAt(text, from, end); i < stop; i++) {
            if (text[i] != '0' && text[i] != '.') {
                return true;
            }
        }
        return false;
    }

    /** An optional sign and at least one digit, up to the end. */
    static boolean isExponent(byte[] text, int from, int end) {
        int at = from;
        if (at < end && (text[at] == '-' || text[at] == '+')) {
            at++;
        }
        if (at == end) {
            return false;
        }
        for (; at < end; at++) {
            if (text[at] < '0' || text[at] > '9') {
                return false;
            }
        }
        return true;
    }

    /** The value of an exponent, held within a cap on both sides. */
    static int exponent(byte[] text, int from, int end, int cap) {
        boolean negative = text[from] == '-';
        int at = negative || text[from] == '+' ? from + 1 : from;
        long value = 0;
        for (; at < end && value < cap; at++) {
            value = value * 10 + (text[at] - '0');
        }
        int held = (int) Math.min(value, cap);
        return negative ? -held : held;
    }

    private static boolean equalsIgnoreCase(byte[] text, int from, int end, String word) {
        if (end - from != word.length()) {
            return false;
        }
        for (int i = 0; i < word.length(); i++) {
            if ((text[from + i] | 0x20) != word.charAt(i)) {
                return false;
            }
        }
        return true;
    }
}
