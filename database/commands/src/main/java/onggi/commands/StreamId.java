package onggi.commands;

import onggi.bytes.HotPath;
import onggi.bytes.Numbers;
import onggi.engine.Call;
import onggi.engine.CommandError;

/**
 * Stream ids as arguments. An id is two numbers; the methods here read one each, so that no object
 * is made, once {@link #check} has seen that the argument is right.
 */
final class StreamId {

    static final CommandError INVALID =
            CommandError.of("ERR Invalid stream ID specified as stream command argument");

    private static final int MAX_TEXT_BYTES = 127;
    private static final int MAX_DIGITS = 20;

    private StreamId() {}

    /** Raises an error unless an argument is {@code ms} or {@code ms-seq}. */
    @HotPath
    static void check(Call call, int i) {
        if (!isId(call, i, 0, false)) {
            throw INVALID.raise();
        }
    }

    /** The same, but {@code ms-*} is right too. */
    @HotPath
    static void checkOrOpen(Call call, int i) {
        if (!isId(call, i, 0, true)) {
            throw INVALID.raise();
        }
    }

    /** Returns whether an argument is {@code ms} or {@code ms-seq}. */
    static boolean isId(Call call, int i) {
        return isId(call, i, 0, false);
    }

    /**
     * Raises an error unless an argument is the bound of a range: an id, {@code -} or {@code +}.
     */
    static void checkBound(Call call, int i) {
        if (!isEnd(call, i, '-') && !isEnd(call, i, '+')) {
            check(call, i);
        }
    }

    /** Raises an error unless an argument is a bound, or an id behind a bracket. */
    static void checkInterval(Call call, int i) {
        if (!isExclusive(call, i)) {
            checkBound(call, i);
        } else if (!isId(call, i, 1, false)) {
            throw INVALID.raise();
        }
    }

    /** Returns whether the bound of a range is not to be in it. */
    static boolean isExclusive(Call call, int i) {
        return call.length(i) > 1 && call.buffer()[call.offset(i)] == '(';
    }

    /** Returns the first half of an id or bound. */
    @HotPath
    static long ms(Call call, int i) {
        if (isEnd(call, i, '-')) {
            return 0;
        }
        if (isEnd(call, i, '+')) {
            return -1;
        }
        int from = call.offset(i) + (isExclusive(call, i) ? 1 : 0);
        int end = end(call, i);
        int dash = dash(call.buffer(), from, end);
        return number(call.buffer(), from, dash < 0 ? end : dash);
    }

    /** Returns the second half of an id or bound, {@code missing} when it is not given. */
    @HotPath
    static long seq(Call call, int i, long missing) {
        if (isEnd(call, i, '-')) {
            return 0;
        }
        if (isEnd(call, i, '+')) {
            return -1;
        }
        int from = call.offset(i) + (isExclusive(call, i) ? 1 : 0);
        int end = end(call, i);
        int dash = dash(call.buffer(), from, end);
        return dash < 0 || isStar(call.buffer(), dash + 1, end)
                ? missing
                : number(call.buffer(), dash + 1, end);
    }

    /** Returns whether the second half of an id is a star. */
    @HotPath
    static boolean isOpen(Call call, int i) {
        int from = call.offset(i);
        int end = end(call, i);
        int dash = dash(call.buffer(), from, end);
        return dash >= 0 && isStar(call.buffer(), dash + 1, end);
    }

    @HotPath
    private static boolean isId(Call call, int i, int skipped, boolean mayBeOpen) {
        if (call.length(i) - skipped > MAX_TEXT_BYTES) {
            return false;
        }
        byte[] buffer = call.buffer();
        int from = call.offset(i) + skipped;
        int end = end(call, i);
        int dash = dash(buffer, from, end);
        if (dash < 0) {
            return isNumber(buffer, from, end);
        }
        return isNumber(buffer, from, dash)
                && ((mayBeOpen && isStar(buffer, dash + 1, end))
                        || isNumber(buffer, dash + 1, end));
    }

    private static boolean isStar(byte[] buffer, int from, int end) {
        return end - from == 1 && buffer[from] == '*';
    }

    /** Where an argument ends, as a text of C: at its first zero byte. */
    @HotPath
    private static int end(Call call, int i) {
        byte[] buffer = call.buffer();
        int at = call.offset(i);
        int end = at + call.length(i);
        while (at < end && buffer[at] != 0) {
            at++;
        }
        return at;
    }

    private static boolean isEnd(Call call, int i, char sign) {
        return call.length(i) > 0
                && call.buffer()[call.offset(i)] == sign
                && end(call, i) - call.offset(i) == 1;
    }

    @HotPath
    private static int dash(byte[] buffer, int from, int end) {
        for (int i = from; i < end; i++) {
            if (buffer[i] == '-') {
                return i;
            }
        }
        return -1;
    }

    /**
     * Whether a text is an unsigned number of 64 bits: a plain one, or what C's strtoull takes and
     * that is not plainly negative.
     */
    @HotPath
    private static boolean isNumber(byte[] buffer, int from, int end) {
        if (Numbers.isLong(buffer, from, end - from)) {
            return buffer[from] != '-';
        }
        int at = start(buffer, from, end);
        int digits = end - at;
        if (digits == 0) {
            return false;
        }
        while (digits > 1 && buffer[at] == '0') {
            at++;
            digits--;
        }
        return digits <= MAX_DIGITS
                && Numbers.isUnsigned(buffer, at, digits)
                && isDigit(buffer[at]);
    }

    private static boolean isDigit(byte b) {
        return b >= '0' && b <= '9';
    }

    /** Where the digits begin that strtoull would read. */
    private static int start(byte[] buffer, int from, int end) {
        int at = from;
        while (at < end && (buffer[at] == ' ' || (buffer[at] >= '\t' && buffer[at] <= '\r'))) {
            at++;
        }
        return at < end && (buffer[at] == '-' || buffer[at] == '+') ? at + 1 : at;
    }

    @HotPath
    private static long number(byte[] buffer, int from, int end) {
        if (Numbers.isLong(buffer, from, end - from)) {
            return Numbers.parseLong(buffer, from, end - from);
        }
        int at = start(buffer, from, end);
        long value = Numbers.parseUnsigned(buffer, at, end - at);
        return at > from && buffer[at - 1] == '-' ? -value : value;
    }
}
