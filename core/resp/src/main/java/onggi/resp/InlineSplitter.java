package onggi.resp;

/** Splits the line of an inline command into arguments, with Redis's quotes and escapes. */
final class InlineSplitter {

    /*
     * An argument is never longer than what it was written as, so it is unquoted in place. Blanks
     * of C's isspace stand between arguments; only space, tab, CR and LF end one; a NUL ends the
     * line. A closing quote must be followed by a blank or by the end.
     */

    private InlineSplitter() {}

    /**
     * Appends the arguments of a line.
     *
     * @return false when quotes are unbalanced
     */
    static boolean split(byte[] line, int from, int end, ArgumentList arguments) {
        int at = from;
        while (true) {
            while (at < end && isSpace(line[at])) {
                at++;
            }
            if (at >= end || line[at] == 0) {
                return true;
            }
            at = argument(line, at, end, arguments);
            if (at < 0) {
                return false;
            }
        }
    }

    /** Appends one argument; returns where it ended, or -1. */
    private static int argument(byte[] line, int from, int end, ArgumentList arguments) {
        int out = from;
        int at = from;
        while (at < end && !isEnd(line[at])) {
            byte b = line[at++];
            if (b == '"' || b == '\'') {
                // A quoted part ends the argument, whatever stood before it.
                int quoteEnd = quoteEnd(line, at, end, b);
                if (quoteEnd < 0) {
                    return -1;
                }
                out =
                        b == '"'
                                ? unescape(line, at, quoteEnd, out)
                                : unquote(line, at, quoteEnd, out);
                at = quoteEnd + 1;
                break;
            }
            line[out++] = b;
        }
        arguments.add(from, out - from);
        return at;
    }

    /** The index of the closing quote, or -1 when there is none or something stands behind it. */
    private static int quoteEnd(byte[] line, int from, int end, byte quote) {
        int at = from;
        while (at < end && line[at] != 0 && line[at] != quote) {
            boolean escape = line[at] == '\\' && at + 1 < end;
            boolean escaped = escape && (quote == '"' ? line[at + 1] != 0 : line[at + 1] == '\'');
            at += escaped ? 2 : 1;
        }
        if (at >= end || line[at] != quote) {
            return -1;
        }
        boolean last = at + 1 == end || line[at + 1] == 0 || isSpace(line[at + 1]);
        return last ? at : -1;
    }

    private static int unquote(byte[] line, int from, int end, int out) {
        int to = out;
        for (int at = from; at < end; at++) {
            if (line[at] == '\\' && at + 1 < end && line[at + 1] == '\'') {
                at++;
            }
            line[to++] = line[at];
        }
        return to;
    }

    private static int unescape(byte[] line, int from, int end, int out) {
        int to = out;
        for (int at = from; at < end; at++) {
            if (line[at] != '\\' || at + 1 >= end) {
                line[to++] = line[at];
            } else if (line[at + 1] == 'x' && isHexPair(line, at + 2, end)) {
                int high = Character.digit(line[at + 2], 16);
                line[to++] = (byte) (high * 16 + Character.digit(line[at + 3], 16));
                at += 3;
            } else {
                line[to++] = escaped(line[++at]);
            }
        }
        return to;
    }

    private static byte escaped(byte b) {
        return switch (b) {
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'b' -> '\b';
            case 'a' -> 7;
            default -> b;
        };
    }

    private static boolean isHexPair(byte[] line, int at, int end) {
        return at + 2 <= end
                && Character.digit(line[at], 16) >= 0
                && Character.digit(line[at + 1], 16) >= 0;
    }

    private static boolean isEnd(byte b) {
        return b == ' ' || b == '\n' || b == '\r' || b == '\t' || b == 0;
    }

    private static boolean isSpace(byte b) {
        return b == ' ' || (b >= '\t' && b <= '\r');
    }
}
