package onggi.lua.lib;

/** Sets of bytes, and those a pattern names by a letter, as C's own locale has them. */
final class CharClasses {

    private static final long[][] BY_LETTER = new long[256][];

    static {
        for (int letter = 0; letter < BY_LETTER.length; letter++) {
            long[] set = none();
            for (int c = 0; c < 256; c++) {
                if (isIn(c, letter)) {
                    add(set, c);
                }
            }
            BY_LETTER[letter] = set;
        }
    }

    private CharClasses() {}

    /** An empty set. */
    static long[] none() {
        return new long[4];
    }

    /** Adds a byte to a set. */
    static void add(long[] set, int c) {
        set[c >> 6] |= 1L << c;
    }

    /** Adds another set to a set. */
    static void addAll(long[] set, long[] other) {
        for (int i = 0; i < set.length; i++) {
            set[i] |= other[i];
        }
    }

    /** Makes a set what it was not. */
    static void invert(long[] set) {
        for (int i = 0; i < set.length; i++) {
            set[i] = ~set[i];
        }
    }

    /** Whether a byte is in a set. */
    static boolean has(long[] set, int c) {
        return (set[c >> 6] >>> c & 1) != 0;
    }

    /** The set that an escaped character stands for; the caller must not change it. */
    static long[] named(int letter) {
        return BY_LETTER[letter];
    }

    static boolean isAlpha(int c) {
        return isLower(c | 0x20);
    }

    static boolean isLower(int c) {
        return c >= 'a' && c <= 'z';
    }

    static boolean isUpper(int c) {
        return c >= 'A' && c <= 'Z';
    }

    static boolean isDigit(int c) {
        return c >= '0' && c <= '9';
    }

    static boolean isSpace(int c) {
        return c == ' ' || (c >= '\t' && c <= '\r');
    }

    static boolean isControl(int c) {
        return c < ' ' || c == 127;
    }

    static boolean isPunctuation(int c) {
        return c > ' ' && c < 127 && !isAlpha(c) && !isDigit(c);
    }

    private static boolean isHexDigit(int c) {
        return isDigit(c) || ((c | 0x20) >= 'a' && (c | 0x20) <= 'f');
    }

    /** A small letter names a class, the capital letter all else, anything else itself. */
    private static boolean isIn(int c, int letter) {
        boolean in =
                switch (isAlpha(letter) ? letter | 0x20 : 0) {
                    case 'a' -> isAlpha(c);
                    case 'c' -> isControl(c);
                    case 'd' -> isDigit(c);
                    case 'l' -> isLower(c);
                    case 'p' -> isPunctuation(c);
                    case 's' -> isSpace(c);
                    case 'u' -> isUpper(c);
                    case 'w' -> isAlpha(c) || isDigit(c);
                    case 'x' -> isHexDigit(c);
                    case 'z' -> c == 0;
                    default -> (c == letter) != isUpper(letter);
                };
        return in != isUpper(letter);
    }
}
