package onggi.net;

import java.io.IOException;
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

    /** Replies of a turn up to this length never count against the output limit. */
    private static final int UNCOUNTED_BYTES = 16 * 1024;

    private final EventLoop loop;
    private final SocketChannel channel;
    private final RequestDecoder decoder;
    private final ClientSession session;
    private final OutputQueue output;
    private @Nullable SelectionKey key;
    private int interest = SelectionKey.OP_READ;

    private final HeldRequests held = new HeldRequests();
    private DecodeOutcome outcome = DecodeOutcome.NEED_INPUT;
    private boolean queuedForFlush;
    private boolean waiting;
    private boolean blocked;
    private boolean toBeResumed;
    private boolean peerDone;
    private boolean closing;
    private boolean closed;
    private final OutputOverTime overTime = new OutputOverTime();
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

    /** Returns whether a command of this connection waits. */
    boolean isBlocked() {
        return blocked;
    }

    /** Returns whether nothing more is to be executed for now. */
    @HotPath
    boolean isStopped() {
        return closing || blocked;
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
        boolean listens = !session.subscriptions().isEmpty() || session.isMonitoring();
        return !listens && !blocked && held.isEmpty();
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

    /** The peer sends no more. What it asked for is still answered, unless that has to wait. */
    void inputEnded() {
        if (blocked) {
            close();
            return;
        }
        peerDone = true;
        interest(interest & ~SelectionKey.OP_READ);
        endIfPeerDone();
    }

    private void endIfPeerDone() {
        if (peerDone && held.isEmpty()) {
            closing = true;
            closeIfDone();
        }
    }

    // ---- holding requests back

    /** Keeps copies of the requests from one index up to another, to be executed later. */
    void hold(RequestBatch<Command> batch, int from, int to) {
        held.add(batch, from, to);
        interest(interest & ~SelectionKey.OP_READ);
    }

    /** Returns how much memory requests take that are held back outside the heap. */
    long heldLooseBytes() {
        return held.looseBytes();
    }

    boolean isHolding() {
        return !held.isEmpty();
    }

    /** Returns the requests held back, and forgets them. */
    @Nullable RequestBatch<Command> takeHeld() {
        waiting = false;
        toBeResumed = false;
        return held.take();
    }

    /** Returns whether so much output waits that nothing more is executed for now. */
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
        } else if (blocked ? held.isShort() && outcome == DecodeOutcome.NEED_INPUT : !isHolding()) {
            if (!peerDone) {
                interest(interest | SelectionKey.OP_READ);
            }
        } else if (!waiting && !blocked) {
            resumeLater();
        }
    }

    private void resumeLater() {
        if (!toBeResumed) {
            toBeResumed = true;
            loop.resumeLater(this);
        }
    }

    // ---- commands that wait

    /** The command that runs waits; what comes behind it is held back. */
    void blocked() {
        blocked = true;
    }

    /** Answers the command that waits, and goes on with what was held back. */
    void answer(byte[] reply, int length) {
        blocked = false;
        if (closed || closing) {
            return;
        }
        if (session.takesAnswer()) {
            if (segment >= 0) {
                loop.turn().queueReplies(this);
            }
            output.append(reply, 0, length);
            pushed();
        }
        if (!closed && (isHolding() || outcome != DecodeOutcome.NEED_INPUT)) {
            resumeLater();
        }
    }

    // ---- output

    /** Writes replies, or queues what the socket does not take. */
    @HotPath
    void write(byte[] bytes, int from, int to) {
        if (closed || from == to) {
            return;
        }
        if (to - from > UNCOUNTED_BYTES && to - from > mostReplyBytes()) {
            giveUp();
            return;
        }
        if (!output.isEmpty()) {
            output.append(bytes, from, to);
            flushLater();
            return;
        }
        int at;
        try {
            at = loop.writer().write(channel, bytes, from, to);
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
            if (!loop.writer().write(channel, output)) {
                waitWritable();
                return;
            }
        } catch (IOException e) {
            close();
            return;
        }
        drained();
    }

    private void drained() {
        overTime.drained();
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
        if (overTime.isOver(limit, output.bytes(), loop)) {
            giveUp();
        }
    }

    /** Returns how long replies may become before the client is closed for them. */
    long mostReplyBytes() {
        long hard = loop.server().settings().outputLimit(session.type()).hardBytes();
        return hard == 0 ? Long.MAX_VALUE : Math.max(UNCOUNTED_BYTES, hard - output.bytes());
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
