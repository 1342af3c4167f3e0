package onggi.bytes;

/**
 * Redis's patterns: {@code *}, {@code ?}, {@code [a-z]}, {@code [^a-z]} and {@code \} before a byte
 * that stands for itself.
 */
public final class Glob {

    /*
     * Everything but a star takes exactly one byte of the text, and how many bytes of the pattern
     * an element takes does not depend on the text. So when an element fails, only the last star
     * seen can still help, by taking one byte more: an earlier star that took more would only make
     * the rest start later, where the last star has already looked. One position to go back to is
     * enough; no recursion, and the cost is at most pattern length times text length, whatever the
     * pattern.
     *
     * Odd rules kept because clients see them: a star does not match an empty text; a class that
     * is not closed ends with the pattern; a reversed range is put in order before letters are
     * made small, so that [Z-a] without case is empty; an escape inside a class heeds case always;
     * the byte after a dash ends a range even when it is the closing bracket; range ends compare as
     * signed bytes.
     */

    private Glob() {}

    /** Tells whether a whole text matches a whole pattern. */
    public static boolean matches(byte[] pattern, byte[] text, boolean ignoreCase) {
        return matches(pattern, 0, pattern.length, text, 0, text.length, ignoreCase);
    }

    /**
     * Tells whether a whole text matches a whole pattern.
     *
     * @param ignoreCase whether ASCII letters match both ways
     */
    public static boolean matches(
            byte[] pattern,
            int patternOffset,
            int patternLength,
            byte[] text,
            int textOffset,
            int textLength,
            boolean ignoreCase) {
        final int patternEnd = patternOffset + patternLength;
        final int textEnd = textOffset + textLength;
        if (textLength == 0) {
            return patternLength == 0;
        }
        int p = patternOffset;
        int t = textOffset;
        int starNext = -1; // the pattern behind the last star, or -1
        int starText = 0; // the first byte of the text that the last star has not taken
        while (t < textEnd) {
            if (p < patternEnd && pattern[p] == '*') {
                p = skipStars(pattern, p, patternEnd);
                if (p == patternEnd) {
                    return true;
                }
                starNext = p;
                starText = t;
                continue;
            }
            if (p < patternEnd && elementMatches(pattern, p, patternEnd, text[t], ignoreCase)) {
                p = elementEnd(pattern, p, patternEnd);
                t++;
                continue;
            }
            if (starNext < 0) {
                return false;
            }
            p = starNext;
            t = ++starText;
        }
        return skipStars(pattern, p, patternEnd) == patternEnd;
    }

    /** Tells whether a pattern holds nothing special, so that it matches only itself. */
    public static boolean isLiteral(byte[] pattern, int offset, int length) {
        for (int i = offset, end = offset + length; i < end; i++) {
            byte b = pattern[i];
            if (b == '*' || b == '?' || b == '[' || b == '\\') {
                return false;
            }
        }
        return true;
    }

    private static int skipStars(byte[] pattern, int from, int end) {
        int p = from;
        while (p < end && pattern[p] == '*') {
            p++;
        }
        return p;
    }

    private static boolean elementMatches(
            byte[] pattern, int p, int end, byte b, boolean ignoreCase) {
        return switch (pattern[p]) {
            case '?' -> true;
            case '[' -> classMatches(pattern, p + 1, end, b, ignoreCase);
            case '\\' -> same(pattern[p + 1 < end ? p + 1 : p], b, ignoreCase);
            default -> same(pattern[p], b, ignoreCase);
        };
    }

    private static int elementEnd(byte[] pattern, int p, int end) {
        return switch (pattern[p]) {
            case '[' -> classEnd(pattern, p + 1, end);
            case '\\' -> Math.min(p + 2, end);
            default -> p + 1;
        };
    }

    private static boolean classMatches(
            byte[] pattern, int from, int end, byte b, boolean ignoreCase) {
        int p = from;
        boolean negated = p < end && pattern[p] == '^';
        if (negated) {
            p++;
        }
        boolean found = false;
        while (p < end && pattern[p] != ']' && !found) {
            if (pattern[p] == '\\' && p + 1 < end) {
                found = pattern[p + 1] == b;
            } else if (p + 2 < end && pattern[p + 1] == '-') {
                found = inRange(pattern[p], pattern[p + 2], b, ignoreCase);
            } else {
                found = same(pattern[p], b, ignoreCase);
            }
            p = memberEnd(pattern, p, end);
        }
        return found != negated;
    }

    private static int classEnd(byte[] pattern, int from, int end) {
        int p = from < end && pattern[from] == '^' ? from + 1 : from;
        while (p < end && pattern[p] != ']') {
            p = memberEnd(pattern, p, end);
        }
        return Math.min(p + 1, end);
    }

    private static int memberEnd(byte[] pattern, int p, int end) {
        if (pattern[p] == '\\' && p + 1 < end) {
            return p + 2;
        }
        return p + 2 < end && pattern[p + 1] == '-' ? p + 3 : p + 1;
    }

    private static boolean inRange(byte one, byte other, byte b, boolean ignoreCase) {
        byte low = one <= other ? one : other;
        byte high = one <= other ? other : one;
        return ignoreCase
                ? lower(b) >= lower(low) && lower(b) <= lower(high)
                : b >= low && b <= high;
    }

    private static boolean same(byte one, byte other, boolean ignoreCase) {
        return one == other || (ignoreCase && lower(one) == lower(other));
    }

    private static int lower(byte b) {
        return b >= 'A' && b <= 'Z' ? b + ('a' - 'A') : b;
    }
}
