package onggi.resp;

import java.util.Arrays;
import onggi.bytes.HotPath;
import onggi.bytes.Numbers;
import org.jspecify.annotations.Nullable;

/**
 * Decodes the requests of one connection, cut anywhere. Errors and limits are those of Redis 7.
 *
 * <p>Belongs to the thread that reads the connection.
 */
public final class RequestDecoder {

    /*
     * Complete requests are decoded where they lie, in the caller's buffer. When the input ends
     * inside a request, its bytes move to a partial request with what is known about them: the
     * arguments found, how many are missing, the length of the one that is coming, and how far a
     * line was searched for its end. So nothing is looked at twice, and a request that comes byte by
     * byte costs linear time. Following input goes to the partial request in doubling steps, so that
     * little is copied of what belongs to later requests, which are again decoded in place.
     *
     * The partial request grows by doubling what has arrived. A length that was only announced makes
     * it grow no further than that length, never up to it.
     *
     * Two things must not be decoded ahead of execution: requests beyond what a batch takes, and,
     * before the client has authenticated, a request that is too large for a stranger, since AUTH may
     * stand in front of it. Such input is held as raw bytes until the next call.
     *
     * As in Redis, CR ends a line and the byte after it is skipped unseen, and so are the two bytes
     * behind an argument. A NUL does not end a line here; Redis 7 waits for ever behind one.
     */

    /** The longest line, and the longest inline request. */
    public static final int MAX_LINE_BYTES = 64 * 1024;

    /** How many arguments a client that has not authenticated may send. */
    public static final int MAX_STRANGER_ARGUMENTS = 10;

    /** How long an argument a client that has not authenticated may send. */
    public static final int MAX_STRANGER_BULK_BYTES = 16 * 1024;

    /** From this length on an argument may be read straight to where it will stay. */
    public static final int BIG_ARGUMENT_BYTES = 32 * 1024;

    private static final int MAX_ARRAY = Integer.MAX_VALUE - 1024;
    private static final int FIRST_STEP = 256;
    private static final int MIN_DIRECT_ROOM = 64 * 1024;
    private static final int UNKNOWN = -1;

    private static final int NOT_YET = -1;
    private static final int TOO_LONG = -2;

    private static final byte[] NOTHING = {};

    private enum Progress {
        COMPLETE,
        INCOMPLETE,
        FAILED,
        TOO_MUCH_FOR_A_STRANGER
    }

    private final RequestLimits limits;
    private boolean authenticated;
    private boolean trusted;

    private @Nullable PartialRequest partial;
    private byte[] held = NOTHING;
    private @Nullable String errorText;
    private boolean overLimit;

    // The request being decoded; offsets are those of the buffer it lies in.
    private int position;
    private int searched;
    private int argumentsLeft = UNKNOWN;
    private int bulkLength = UNKNOWN;

    /**
     * A decoder for a new connection.
     *
     * @param limits shared by all connections
     * @param authenticated false while a password is still asked for
     */
    public RequestDecoder(RequestLimits limits, boolean authenticated) {
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

    /**
     * Decodes input, and appends what is complete to a batch.
     *
     * <p>The requests refer to {@code buffer}, so it has to stay as it is until the batch is
     * executed; quoted inline requests are unquoted inside it.
     *
     * @param from the first byte of the input
     * @param to behind the last byte; may be {@code from} after {@link DecodeOutcome#CALL_AGAIN}
     */
    @HotPath
    public DecodeOutcome decode(byte[] buffer, int from, int to, RequestBatch<?> batch) {
        int firstRequest = batch.size();
        int at = from;
        if (held.length > 0 || partial != null || errorText != null || overLimit) {
            if (errorText != null || overLimit) {
                return failure();
            }
            if (held.length > 0) {
                DecodeOutcome outcome = decodeHeld(buffer, from, to, batch);
                if (outcome != DecodeOutcome.NEED_INPUT) {
                    return outcome;
                }
            }
            if (partial != null) {
                at = feed(partial, buffer, from, to, batch, firstRequest);
                if (at < 0) {
                    return afterFeed();
                }
            }
        }
        return decodeInPlace(buffer, at, to, batch, firstRequest);
    }

    /**
     * How many bytes may be read straight to {@link #directBuffer()} at {@link #directOffset()}:
     * more than 0 only inside an argument of {@link #BIG_ARGUMENT_BYTES} or more.
     */
    public int directRoom() {
        PartialRequest request = partial;
        if (request == null || bulkLength < BIG_ARGUMENT_BYTES || held.length > 0) {
            return 0;
        }
        long end = (long) position + bulkLength + 2;
        int missing = (int) Math.min(end - request.length, MAX_ARRAY);
        int step = Math.min(missing, Math.max(MIN_DIRECT_ROOM, request.length));
        if (request.bytes.length == request.length && !request.reserve(step, end)) {
            return 0;
        }
        return Math.min(missing, request.bytes.length - request.length);
    }

    /** Where big input goes; valid until the next call of anything here. */
    public byte[] directBuffer() {
        PartialRequest request = partial;
        return request == null ? NOTHING : request.bytes;
    }

    /** The index in {@link #directBuffer()} of the next byte. */
    public int directOffset() {
        PartialRequest request = partial;
        return request == null ? 0 : request.length;
    }

    /**
     * Goes on after bytes were put into {@link #directBuffer()}.
     *
     * @param count how many, at most {@link #directRoom()}
     */
    public DecodeOutcome received(int count, RequestBatch<?> batch) {
        PartialRequest request = partial;
        if (request == null) {
            return DecodeOutcome.NEED_INPUT;
        }
        request.length += count;
        Progress progress = advance(request.bytes, request.length, request.arguments);
        if (progress == Progress.COMPLETE) {
            finish(request, batch);
            return DecodeOutcome.NEED_INPUT;
        }
        if (progress == Progress.INCOMPLETE && isWithinLimit(request)) {
            return DecodeOutcome.NEED_INPUT;
        }
        return fail(batch);
    }

    /** The reply to {@link DecodeOutcome#PROTOCOL_ERROR}, without "ERR"; one byte per character. */
    public String errorText() {
        String text = errorText;
        return text == null ? "" : text;
    }

    /** How many bytes wait here to become requests. */
    public long pendingBytes() {
        PartialRequest request = partial;
        return (request == null ? 0L : request.length) + held.length;
    }

    /** How much memory the waiting bytes take. */
    public long pendingCapacity() {
        PartialRequest request = partial;
        return (request == null ? 0L : request.bytes.length + 8L * request.arguments.capacity())
                + held.length;
    }

    /** Forgets what waits, for a connection that closes. */
    public void release() {
        partial = null;
        held = NOTHING;
    }

    @HotPath
    private DecodeOutcome decodeInPlace(
            byte[] buffer, int from, int to, RequestBatch<?> batch, int firstRequest) {
        ArgumentList arguments = batch.arguments();
        int at = from;
        while (at < to) {
            if (batch.isFull()) {
                return hold(buffer, at, to);
            }
            int first = arguments.size;
            position = at;
            searched = at;
            Progress progress = advance(buffer, to, arguments);
            if (progress == Progress.COMPLETE) {
                if (arguments.size > first) {
                    batch.add(buffer, first);
                }
                at = position;
                continue;
            }
            if (progress == Progress.INCOMPLETE) {
                return keep(buffer, at, to, batch, first);
            }
            arguments.size = first;
            if (progress == Progress.TOO_MUCH_FOR_A_STRANGER && batch.size() > firstRequest) {
                return hold(buffer, at, to);
            }
            return fail(batch);
        }
        return DecodeOutcome.NEED_INPUT;
    }

    /** Moves the request that began at {@code start} to a buffer of its own. */
    private DecodeOutcome keep(
            byte[] buffer, int start, int to, RequestBatch<?> batch, int firstArgument) {
        PartialRequest request = batch.lend();
        ArgumentList arguments = batch.arguments();
        request.arguments.addAll(arguments, firstArgument, -start);
        arguments.size = firstArgument;
        position -= start;
        searched -= start;
        partial = request;
        if (!request.reserve(to - start, wanted())) {
            overLimit = true;
            return fail(batch);
        }
        request.append(buffer, start, to - start);
        return isWithinLimit(request) ? DecodeOutcome.NEED_INPUT : fail(batch);
    }

    /**
     * Adds input to a partial request until it is complete.
     *
     * @return where the rest of the input begins, or -1 when decoding cannot go on
     */
    private int feed(
            PartialRequest request,
            byte[] buffer,
            int from,
            int to,
            RequestBatch<?> batch,
            int firstRequest) {
        int at = from;
        int step = FIRST_STEP;
        while (at < to) {
            int before = request.length;
            long missing = bulkLength < 0 ? 0 : (long) position + bulkLength + 2 - before;
            int count = (int) Math.min(to - at, Math.max(step, missing));
            if (!request.reserve(count, wanted())) {
                overLimit = true;
                fail(batch);
                return -1;
            }
            request.append(buffer, at, count);
            switch (advance(request.bytes, request.length, request.arguments)) {
                case COMPLETE -> {
                    int end = at + position - before;
                    finish(request, batch);
                    return end;
                }
                case INCOMPLETE -> at += count;
                case TOO_MUCH_FOR_A_STRANGER -> {
                    if (batch.size() > firstRequest) {
                        holdPartial(request, buffer, at + count, to, batch);
                    } else {
                        fail(batch);
                    }
                    return -1;
                }
                case FAILED -> {
                    fail(batch);
                    return -1;
                }
            }
            step = Math.min(step * 2, MAX_LINE_BYTES);
        }
        if (!isWithinLimit(request)) {
            fail(batch);
            return -1;
        }
        return to;
    }

    private DecodeOutcome afterFeed() {
        return held.length > 0 ? DecodeOutcome.CALL_AGAIN : failure();
    }

    /** Makes a request of a partial one. */
    private void finish(PartialRequest request, RequestBatch<?> batch) {
        partial = null;
        if (request.arguments.size > 0) {
            batch.adopt(request);
        } else {
            batch.giveBack(request);
        }
    }

    private DecodeOutcome decodeHeld(byte[] buffer, int from, int to, RequestBatch<?> batch) {
        byte[] input = held;
        held = NOTHING;
        DecodeOutcome outcome = decodeInPlace(input, 0, input.length, batch, batch.size());
        if (outcome == DecodeOutcome.CALL_AGAIN) {
            held = joined(held, held.length, buffer, from, to);
        }
        return outcome;
    }

    private DecodeOutcome hold(byte[] buffer, int from, int to) {
        restart();
        errorText = null;
        held = Arrays.copyOfRange(buffer, from, to);
        return DecodeOutcome.CALL_AGAIN;
    }

    private void holdPartial(
            PartialRequest request, byte[] buffer, int from, int to, RequestBatch<?> batch) {
        held = joined(request.bytes, request.length, buffer, from, to);
        restart();
        errorText = null;
        partial = null;
        batch.giveBack(request);
    }

    private static byte[] joined(byte[] first, int length, byte[] second, int from, int to) {
        byte[] both = Arrays.copyOf(first, length + to - from);
        System.arraycopy(second, from, both, length, to - from);
        return both;
    }

    private DecodeOutcome fail(RequestBatch<?> batch) {
        PartialRequest request = partial;
        if (request != null) {
            partial = null;
            batch.giveBack(request);
        }
        return failure();
    }

    private DecodeOutcome failure() {
        return errorText == null ? DecodeOutcome.INPUT_LIMIT : DecodeOutcome.PROTOCOL_ERROR;
    }

    private boolean isWithinLimit(PartialRequest request) {
        if (!trusted && request.length - position > limits.queryBufferBytes()) {
            overLimit = true;
        }
        return !overLimit;
    }

    /** How long the partial request will be at least, as far as a big argument tells. */
    private long wanted() {
        return bulkLength < BIG_ARGUMENT_BYTES ? Long.MAX_VALUE : (long) position + bulkLength + 2;
    }

    private void restart() {
        argumentsLeft = UNKNOWN;
        bulkLength = UNKNOWN;
    }

    /** Decodes the request at {@code position} as far as its bytes reach. */
    @HotPath
    private Progress advance(byte[] buffer, int to, ArgumentList arguments) {
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
