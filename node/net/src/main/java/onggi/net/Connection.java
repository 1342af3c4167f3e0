package onggi.net;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import onggi.bytes.HotPath;
import onggi.bytes.LooseBlock;
import onggi.engine.Command;
import onggi.engine.Frame;
import onggi.resp.DecodeOutcome;
import onggi.resp.RequestBatch;
import onggi.resp.RequestDecoder;
import org.jspecify.annotations.Nullable;

/**
 * One client's socket, what arrived of its next request, and output that could not be written yet.
 * Belongs to its loop's thread.
 */
final class Connection {

    /*
     * Reading stops for three reasons: too much output waits (congestion), the server is paused, or the
     * connection is ending. Requests that were decoded already are then kept as copies, because the
     * shared input buffer goes on without them. Congestion ends when all output is out, a pause when
     * the server says so; the loop then executes what was held back and reads again.
     */

    private static final System.Logger LOG = System.getLogger(Connection.class.getName());

    /** Published output above this is written at once instead of at the end of the turn. */
    private static final int EAGER_BYTES = 64 * 1024;

    /** Above this the rest of the output waits for the next turn, for the sake of the others. */
    private static final int FAIR_BYTES = 4 << 20;

    /** Replies of a turn up to this length never count against the output limit. */
    private static final int UNCOUNTED_BYTES = 16 * 1024;

    private final EventLoop loop;
    private final SocketChannel channel;
    private final RequestDecoder decoder;
    private final ClientSession session;
    private final OutputQueue output;
    private @Nullable SelectionKey key;
    private int interest = SelectionKey.OP_READ;

    private @Nullable RequestBatch<Command> held;
    private DecodeOutcome outcome = DecodeOutcome.NEED_INPUT;
    private boolean queuedForFlush;
    private boolean waiting;
    private boolean toBeResumed;
    private boolean peerDone;
    private boolean closing;
    private boolean closed;
    private long softLimitSinceMs;
    private long lastSeenMs;
    private int lastReadBytes;

    /** The index of this connection's part of the running turn, or -1. */
    int segment = -1;

    /** The place in the loop's list of connections. */
    int place;

    Connection(
            EventLoop loop,
            SocketChannel channel,
            RequestDecoder decoder,
            long id,
            boolean authenticated,
            long nowMs) {
        this.loop = loop;
        this.channel = channel;
        this.decoder = decoder;
        this.output = new OutputQueue(loop.chunks());
        this.lastSeenMs = nowMs;
        this.session = new ClientSession(id, this, authenticated, nowMs);
    }

    void registered(SelectionKey key) {
        this.key = key;
    }

    EventLoop loop() {
        return loop;
    }

    SocketChannel channel() {
        return channel;
    }

    RequestDecoder decoder() {
        return decoder;
    }

    ClientSession session() {
        return session;
    }

    OutputQueue output() {
        return output;
    }

    boolean isClosed() {
        return closed;
    }

    /** Returns whether nothing more is to be executed for this connection. */
    @HotPath
    boolean isEnding() {
        return closing;
    }

    long lastSeenMs() {
        return lastSeenMs;
    }

    /** Returns whether output waits for the socket. */
    boolean isWaitingToWrite() {
        return (interest & SelectionKey.OP_WRITE) != 0;
    }

    /** Returns whether the client may be closed for being idle: no subscriber and no monitor. */
    boolean mayTimeOut() {
        return session.subscriptions().isEmpty() && !session.isMonitoring() && held == null;
    }

    /** Returns whether a command of this connection runs, or is unwritten, in the present turn. */
    boolean isRunning() {
        return segment >= 0;
    }

    /** Returns how many bytes of input were read last. */
    int lastReadBytes() {
        return lastReadBytes;
    }

    // ---- input

    @HotPath
    void received(int bytes, long nowMs) {
        lastReadBytes = bytes;
        lastSeenMs = nowMs;
    }

    @HotPath
    DecodeOutcome outcome() {
        return outcome;
    }

    @HotPath
    void outcome(DecodeOutcome outcome) {
        this.outcome = outcome;
    }

    /** The peer sends no more. What it asked for is still answered. */
    void inputEnded() {
        peerDone = true;
        interest(interest & ~SelectionKey.OP_READ);
        endIfPeerDone();
    }

    private void endIfPeerDone() {
        if (peerDone && held == null) {
            closing = true;
            closeIfDone();
        }
    }

    // ---- holding requests back

    /** Keeps copies of the requests from one index up to another, to be executed later. */
    void hold(RequestBatch<Command> batch, int from, int to) {
        RequestBatch<Command> mine = held;
        if (mine == null) {
            mine = new RequestBatch<>();
            held = mine;
        }
        for (int i = from; i < to; i++) {
            mine.addCopy(batch, i);
        }
        interest(interest & ~SelectionKey.OP_READ);
    }

    /** Returns how much memory requests take that are held back outside the heap. */
    long heldLooseBytes() {
        RequestBatch<Command> mine = held;
        return mine == null ? 0 : mine.loose().bytes();
    }

    boolean isHolding() {
        return held != null;
    }

    /** Returns the requests held back, and forgets them. */
    @Nullable RequestBatch<Command> takeHeld() {
        RequestBatch<Command> mine = held;
        held = null;
        waiting = false;
        toBeResumed = false;
        return mine;
    }

    /** Returns whether so much output waits that nothing more is to be executed for now. */
    @HotPath
    boolean isCongested() {
        return !output.isEmpty() && output.bytes() > loop.congestionBytes();
    }

    /** Notes that the connection waits for the server, not for its own output. */
    void waitForServer() {
        waiting = true;
        loop.waits(this);
    }

    /** Ends a turn in which requests of this connection ran. */
    @HotPath
    void endTurn() {
        if (interest != SelectionKey.OP_READ || closing || !output.isEmpty()) {
            settle();
        }
    }

    private void settle() {
        endIfPeerDone();
        if (closing) {
            closeIfDone();
        } else if (isCongested()) {
            interest(interest & ~SelectionKey.OP_READ);
        } else if (held == null) {
            if (!peerDone) {
                interest(interest | SelectionKey.OP_READ);
            }
        } else if (!waiting && !toBeResumed) {
            toBeResumed = true;
            loop.resumeLater(this);
        }
    }

    // ---- output

    /** Writes replies, or queues what the socket does not take. */
    @HotPath
    void write(byte[] bytes, int from, int to) {
        if (closed || from == to) {
            return;
        }
        if (to - from > UNCOUNTED_BYTES && isTooMuch(to - from)) {
            giveUp();
            return;
        }
        if (!output.isEmpty()) {
            output.append(bytes, from, to);
            flushLater();
            return;
        }
        int at = from;
        try {
            ByteBuffer buffer = loop.writeBuffer();
            while (at < to) {
                int count = Math.min(to - at, buffer.capacity());
                buffer.clear();
                buffer.put(0, bytes, at, count).limit(count);
                int written = channel.write(buffer);
                loop.counters().writes++;
                loop.counters().bytesOut += written;
                at += written;
                if (written < count) {
                    break;
                }
            }
        } catch (IOException e) {
            close();
            return;
        }
        if (at < to) {
            output.append(bytes, at, to);
            waitWritable();
        }
    }

    /** Queues a long string of a reply, which belongs to this connection from now on. */
    void write(LooseBlock block) {
        if (closed) {
            block.release();
            return;
        }
        output.append(block);
        flushLater();
    }

    /** Adds what the client did not ask for, after everything that it was answered before. */
    @HotPath
    void push(Frame frame) {
        if (closed || closing) {
            return;
        }
        if (segment >= 0 && loop.turn().pushInto(this, frame)) {
            return;
        }
        int protocol = session.protocol();
        int length = frame.length(protocol);
        if (length < OutputQueue.SHARE_BYTES) {
            output.append(frame.bytes(protocol), 0, length);
        } else {
            Frame kept = frame.detached();
            output.appendShared(kept.bytes(protocol), length);
        }
        pushed();
    }

    @HotPath
    private void pushed() {
        if (output.bytes() > EAGER_BYTES && (interest & SelectionKey.OP_WRITE) == 0) {
            flush();
        }
        if (!closed) {
            flushLater();
        }
    }

    @HotPath
    private void flushLater() {
        if ((interest & SelectionKey.OP_WRITE) != 0) {
            checkLimits();
        } else if (!queuedForFlush) {
            queuedForFlush = true;
            loop.flushLater(this);
        }
    }

    /** Writes what waits, as far as the socket takes it. */
    @HotPath
    void flush() {
        queuedForFlush = false;
        if (closed) {
            return;
        }
        try {
            int flushed = 0;
            while (!output.isEmpty()) {
                ByteBuffer buffer = output.next(loop.writeBuffer());
                int count = buffer.remaining();
                int written = channel.write(buffer);
                loop.counters().writes++;
                loop.counters().bytesOut += written;
                output.consume(written);
                flushed += written;
                if (written < count || (flushed > FAIR_BYTES && !output.isEmpty())) {
                    waitWritable();
                    return;
                }
            }
        } catch (IOException e) {
            close();
            return;
        }
        drained();
    }

    private void drained() {
        softLimitSinceMs = 0;
        interest(interest & ~SelectionKey.OP_WRITE);
        settle();
    }

    private void waitWritable() {
        interest(interest | SelectionKey.OP_WRITE);
        checkLimits();
    }

    /** Closes the client when more waits for it than its class may have. */
    void checkLimits() {
        OutputLimit limit = loop.server().settings().outputLimit(session.type());
        long bytes = output.bytes();
        boolean over = limit.hardBytes() > 0 && bytes > limit.hardBytes();
        if (limit.softBytes() > 0 && bytes > limit.softBytes()) {
            long nowMs = loop.nowMs();
            if (softLimitSinceMs == 0) {
                softLimitSinceMs = nowMs;
            }
            over |= nowMs - softLimitSinceMs > limit.softSeconds() * 1000L;
        } else {
            softLimitSinceMs = 0;
        }
        if (over) {
            giveUp();
        }
    }

    /** Whether so many bytes more than wait already are over the limit, were the socket full. */
    private boolean isTooMuch(int more) {
        long hard = loop.server().settings().outputLimit(session.type()).hardBytes();
        return hard > 0 && output.bytes() + more > hard;
    }

    private void giveUp() {
        ClientLog.outputLimit(session, loop.nowMs());
        loop.counters().outputLimitCloses++;
        close();
    }

    // ---- the end

    /** Executes nothing more and closes when all output is out. */
    void closeAfterOutput() {
        closing = true;
        interest(interest & ~SelectionKey.OP_READ);
        flushLater();
    }

    /** Closes a connection that is ending, once its output is out. */
    void closeIfDone() {
        if (closing && output.isEmpty()) {
            close();
        }
    }

    /** Closes now and frees everything. */
    void close() {
        if (closed) {
            return;
        }
        closed = true;
        closing = true;
        try {
            channel.close();
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "closing a client failed", e);
        }
        RequestBatch<Command> unanswered = takeHeld();
        if (unanswered != null) {
            unanswered.clear();
        }
        output.clear();
        decoder.release();
        loop.closed(this);
    }

    private void interest(int operations) {
        SelectionKey mine = key;
        if (operations != interest && mine != null && !closed) {
            interest = operations;
            mine.interestOps(operations);
        }
    }
}
