package onggi.resp;

import java.nio.ByteBuffer;
import java.util.Arrays;
import onggi.bytes.HotPath;
import onggi.bytes.LooseBlock;
import onggi.bytes.Memory;
import org.jspecify.annotations.Nullable;

/**
 * Decodes the requests of one connection, cut anywhere. Errors and limits are those of Redis 7.
 *
 * <p>Belongs to the thread that reads the connection.
 */
public final class RequestDecoder extends RequestGrammar {

    /*
     * Complete requests are decoded where they lie, in the caller's buffer. When the input ends
     * inside a request, its bytes move to a partial request with what is known about them: the
     * arguments found, how many are missing, the length of the one that is coming, and how far a
     * line was searched for its end. So nothing is looked at twice, and a request that comes byte by
     * byte costs linear time. Following input goes to the partial request in doubling steps, so that
     * little is copied of what belongs to later requests, which are again decoded in place.
     *
     * The partial request grows by doubling what has arrived. A length that was only announced makes
     * it grow no further than that length, never up to it. An argument of LooseBlock.LEAST_BYTES goes
     * to a block outside the heap, whose pages take memory as they are filled.
     *
     * Two things must not be decoded ahead of execution: requests beyond what a batch takes, and,
     * before the client has authenticated, a request that is too large for a stranger, since AUTH may
     * stand in front of it. Such input is held as raw bytes until the next call.
     */

    /** From this length on an argument may be read straight to where it will stay. */
    public static final int BIG_ARGUMENT_BYTES = 32 * 1024;

    private static final int FIRST_STEP = 256;
    private static final int MIN_DIRECT_ROOM = 64 * 1024;

    private static final byte[] NOTHING = {};

    private final @Nullable Memory outside;
    private @Nullable PartialRequest partial;
    private byte[] held = NOTHING;
    private boolean overLimit;

    /**
     * A decoder for a new connection.
     *
     * @param limits shared by all connections
     * @param authenticated false while a password is still asked for
     */
    public RequestDecoder(RequestLimits limits, boolean authenticated) {
        this(limits, authenticated, null);
    }

    /**
     * A decoder for a new connection.
     *
     * @param outside where large arguments go; null keeps all on the heap
     */
    public RequestDecoder(RequestLimits limits, boolean authenticated, @Nullable Memory outside) {
        super(limits, authenticated);
        this.outside = outside;
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

    /** Whether the next input may be read to {@link #direct()}: it is inside a big argument. */
    @HotPath
    public boolean isDirect() {
        return partial != null && bulkLength >= BIG_ARGUMENT_BYTES && held.length == 0;
    }

    /**
     * Where the next input may be read straight to, at the buffer's position and no further than
     * its capacity: inside an argument of {@link #BIG_ARGUMENT_BYTES} or more, else null. Valid
     * until the next call of anything here.
     */
    public @Nullable ByteBuffer direct() {
        PartialRequest request = partial;
        if (request == null || !isDirect()) {
            return null;
        }
        ByteBuffer coming = request.comingView();
        if (coming != null) {
            return coming;
        }
        long end = (long) position + bulkLength + 2;
        int missing = (int) Math.min(end - request.length, MAX_ARRAY);
        int step = Math.min(missing, Math.max(MIN_DIRECT_ROOM, request.length));
        if (request.bytes.length == request.length && !request.reserve(step, end)) {
            return null;
        }
        int room = Math.min(missing, request.bytes.length - request.length);
        return ByteBuffer.wrap(request.bytes, 0, request.length + room).position(request.length);
    }

    /**
     * Goes on after bytes were put into {@link #direct()}, whose position is behind them.
     *
     * @param count how many
     */
    public DecodeOutcome received(int count, RequestBatch<?> batch) {
        PartialRequest request = partial;
        if (request == null) {
            return DecodeOutcome.NEED_INPUT;
        }
        if (request.comingView() == null) {
            request.length += count;
        }
        Progress progress = advance(request);
        if (progress == Progress.COMPLETE) {
            finish(request, batch);
            return DecodeOutcome.NEED_INPUT;
        }
        if (progress == Progress.INCOMPLETE && isWithinLimit(request)) {
            return DecodeOutcome.NEED_INPUT;
        }
        return fail(batch);
    }

    /** How many bytes wait here to become requests. */
    public long pendingBytes() {
        PartialRequest request = partial;
        return (request == null ? 0L : request.length + request.looseBytes()) + held.length;
    }

    /** How much memory the waiting bytes take. */
    public long pendingCapacity() {
        PartialRequest request = partial;
        long bytes = held.length;
        if (request != null) {
            bytes += request.bytes.length + 8L * request.arguments.capacity();
            bytes += request.looseBytes();
        }
        return bytes;
    }

    /** Forgets what waits, for a connection that closes. */
    public void release() {
        PartialRequest request = partial;
        if (request != null) {
            request.releaseLoose();
            partial = null;
        }
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
        return wentOutside(request) && isWithinLimit(request)
                ? DecodeOutcome.NEED_INPUT
                : fail(batch);
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
            int count;
            ByteBuffer coming = request.comingView();
            if (coming != null) {
                count = Math.min(to - at, coming.remaining());
                coming.put(buffer, at, count);
                before -= count;
            } else {
                long missing = bulkLength < 0 ? 0 : (long) position + bulkLength + 2 - before;
                count = (int) Math.min(to - at, Math.max(step, missing));
                if (!request.reserve(count, wanted())) {
                    overLimit = true;
                    fail(batch);
                    return -1;
                }
                request.append(buffer, at, count);
            }
            switch (advance(request)) {
                case COMPLETE -> {
                    int end = at + position - before;
                    finish(request, batch);
                    return end;
                }
                case INCOMPLETE -> at += count;
                case TOO_MUCH_FOR_A_STRANGER -> {
                    if (batch.size() > firstRequest && request.loose.isEmpty()) {
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
        long waiting = (long) request.length - position + request.arrivedLoose();
        if (!trusted && waiting > limits.queryBufferBytes()) {
            overLimit = true;
        }
        return !overLimit;
    }

    /** How long the partial request will be at least, as far as a big argument tells. */
    private long wanted() {
        return bulkLength < BIG_ARGUMENT_BYTES ? Long.MAX_VALUE : (long) position + bulkLength + 2;
    }

    /** Decodes a partial request that got longer as far as its bytes reach. */
    private Progress advance(PartialRequest request) {
        if (request.comingView() != null) {
            if (!request.endLoose()) {
                return Progress.INCOMPLETE;
            }
            argumentsLeft--;
            bulkLength = UNKNOWN;
            searched = position;
        }
        Progress progress = advance(request.bytes, request.length, request.arguments);
        return progress != Progress.INCOMPLETE || wentOutside(request) ? progress : Progress.FAILED;
    }

    /** Lets a large argument that is coming continue outside the heap; false without room. */
    private boolean wentOutside(PartialRequest request) {
        Memory memory = outside;
        if (memory != null
                && bulkLength >= LooseBlock.LEAST_BYTES
                && !request.expectLoose(memory, position, bulkLength)) {
            overLimit = true;
        }
        return !overLimit;
    }
}
