package onggi.resp;

import onggi.bytes.HotPath;
import onggi.bytes.Numbers;
import org.jspecify.annotations.Nullable;

/**
 * How a request is written: finds the arguments in bytes that lie in one buffer, and goes on where
 * they ended when there are more. Errors and limits are those of Redis 7.
 */
abstract sealed class RequestGrammar permits RequestDecoder {

    /*
     * As in Redis, CR ends a line and the byte after it is skipped unseen, and so are the two bytes
     * behind an argument. A NUL does not end a line here; Redis 7 waits for ever behind one.
     */

    /** The longest line, and the longest inline request. */
    public static final int MAX_LINE_BYTES = 64 * 1024;

    /** How many arguments a client that has not authenticated may send. */
    public static final int MAX_STRANGER_ARGUMENTS = 10;

    /** How long an argument a client that has not authenticated may send. */
    public static final int MAX_STRANGER_BULK_BYTES = 16 * 1024;

    static final int MAX_ARRAY = Integer.MAX_VALUE - 1024;
    static final int UNKNOWN = -1;

    private static final int NOT_YET = -1;
    private static final int TOO_LONG = -2;

    /** How far a request came. */
    enum Progress {
        COMPLETE,
        INCOMPLETE,
        FAILED,
        TOO_MUCH_FOR_A_STRANGER
    }

    final RequestLimits limits;
    private boolean authenticated;
    boolean trusted;
    @Nullable String errorText;

    // The request being decoded; offsets are those of the buffer it lies in.
    int position;
    int searched;
    int argumentsLeft = UNKNOWN;
    int bulkLength = UNKNOWN;

    RequestGrammar(RequestLimits limits, boolean authenticated) {
        this.limits = limits;
        this.authenticated = authenticated;
    }

    /** Says whether the limits for strangers are off. */
    public void setAuthenticated(boolean authenticated) {
        this.authenticated = authenticated;
    }

    /** Says whether the limits on lengths are off: for the stream of a primary. */
    public void setTrusted(boolean trusted) {
        this.trusted = trusted;
    }

    /** The reply to {@link DecodeOutcome#PROTOCOL_ERROR}, without "ERR"; one byte per character. */
    public String errorText() {
        String text = errorText;
        return text == null ? "" : text;
    }

    void restart() {
        argumentsLeft = UNKNOWN;
        bulkLength = UNKNOWN;
    }

    /** Decodes the request at {@code position} as far as its bytes reach. */
    @HotPath
    Progress advance(byte[] buffer, int to, ArgumentList arguments) {
        if (argumentsLeft == UNKNOWN) {
            if (buffer[position] != '*') {
                return inline(buffer, to, arguments);
            }
            Progress progress = argumentCount(buffer, to);
            if (progress != Progress.COMPLETE) {
                return progress;
            }
        }
        int at = position;
        int left = argumentsLeft;
        int length = bulkLength;
        while (left > 0) {
            if (length == UNKNOWN) {
                int shortLength = shortLength(buffer, at, to);
                if (shortLength >= 0) {
                    length = shortLength;
                    at += shortLength < 10 ? 4 : 5;
                } else {
                    position = at;
                    argumentsLeft = left;
                    bulkLength = UNKNOWN;
                    Progress progress = argumentLength(buffer, to);
                    if (progress != Progress.COMPLETE) {
                        return progress;
                    }
                    at = position;
                    length = bulkLength;
                }
            }
            if (to - at - 2 < length) {
                position = at;
                searched = at;
                argumentsLeft = left;
                bulkLength = length;
                return Progress.INCOMPLETE;
            }
            arguments.add(at, length);
            at += length + 2;
            length = UNKNOWN;
            left--;
        }
        position = at;
        restart();
        return Progress.COMPLETE;
    }

    /** The length in "$0" to "$99" when the whole line is there, else -1. */
    @HotPath
    private static int shortLength(byte[] buffer, int at, int to) {
        if (to - at < 5 || buffer[at] != '$') {
            return -1;
        }
        int first = buffer[at + 1] - '0';
        if (first < 0 || first > 9) {
            return -1;
        }
        if (buffer[at + 2] == '\r') {
            return first;
        }
        int second = buffer[at + 2] - '0';
        return first > 0 && second >= 0 && second <= 9 && buffer[at + 3] == '\r'
                ? first * 10 + second
                : -1;
    }

    /** Reads the line with the number of arguments. */
    @HotPath
    private Progress argumentCount(byte[] buffer, int to) {
        int at = position;
        int end = lineEnd(buffer, to, (byte) '\r');
        if (end < 0) {
            return end == TOO_LONG
                    ? error("Protocol error: too big mbulk count string")
                    : Progress.INCOMPLETE;
        }
        if (!Numbers.isLong(buffer, at + 1, end - at - 1)) {
            return error("Protocol error: invalid multibulk length");
        }
        long count = Numbers.parseLong(buffer, at + 1, end - at - 1);
        if (count > Integer.MAX_VALUE) {
            return error("Protocol error: invalid multibulk length");
        }
        if (count > MAX_STRANGER_ARGUMENTS && !authenticated) {
            return tooMuch("Protocol error: unauthenticated multibulk length");
        }
        position = end + 2;
        searched = position;
        argumentsLeft = (int) Math.max(count, 0);
        return Progress.COMPLETE;
    }

    /** Reads the line with the length of an argument. */
    private Progress argumentLength(byte[] buffer, int to) {
        int at = position;
        searched = Math.max(searched, at);
        int end = lineEnd(buffer, to, (byte) '\r');
        if (end < 0) {
            return end == TOO_LONG
                    ? error("Protocol error: too big bulk count string")
                    : Progress.INCOMPLETE;
        }
        if (buffer[at] != '$') {
            return error("Protocol error: expected '$', got '" + (char) (buffer[at] & 0xff) + "'");
        }
        boolean valid = Numbers.isLong(buffer, at + 1, end - at - 1);
        long length = valid ? Numbers.parseLong(buffer, at + 1, end - at - 1) : -1;
        long most = trusted ? MAX_ARRAY : Math.min(limits.maxBulkBytes(), MAX_ARRAY);
        if (length < 0 || length > most) {
            return error("Protocol error: invalid bulk length");
        }
        if (length > MAX_STRANGER_BULK_BYTES && !authenticated) {
            return tooMuch("Protocol error: unauthenticated bulk length");
        }
        position = end + 2;
        searched = position;
        bulkLength = (int) length;
        return Progress.COMPLETE;
    }

    private Progress inline(byte[] buffer, int to, ArgumentList arguments) {
        int at = position;
        int end = lineEnd(buffer, to, (byte) '\n');
        if (end < 0) {
            return end == TOO_LONG
                    ? error("Protocol error: too big inline request")
                    : Progress.INCOMPLETE;
        }
        int lineEnd = end > at && buffer[end - 1] == '\r' ? end - 1 : end;
        if (!InlineSplitter.split(buffer, at, lineEnd, arguments)) {
            return error("Protocol error: unbalanced quotes in request");
        }
        position = end + 1;
        restart();
        return Progress.COMPLETE;
    }

    /**
     * The index of the byte that ends the line at {@code position}; with CR one more byte must have
     * come.
     */
    @HotPath
    private int lineEnd(byte[] buffer, int to, byte last) {
        int stop = (int) Math.min(to, position + MAX_LINE_BYTES + 1L);
        int at = searched;
        while (at < stop && buffer[at] != last) {
            at++;
        }
        searched = at;
        if (at == stop) {
            return stop < to || to - position > MAX_LINE_BYTES ? TOO_LONG : NOT_YET;
        }
        return last == '\r' && at + 1 >= to ? NOT_YET : at;
    }

    private Progress error(String text) {
        errorText = text;
        return Progress.FAILED;
    }

    /** An error only if nothing stands in front that may authenticate the client. */
    private Progress tooMuch(String text) {
        errorText = text;
        return Progress.TOO_MUCH_FOR_A_STRANGER;
    }
}
