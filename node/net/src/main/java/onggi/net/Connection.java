package onggi.net;

import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import onggi.bytes.HotPath;
import onggi.bytes.LateLogger;
import onggi.engine.Command;
import onggi.engine.LongReply;
import onggi.resp.DecodeOutcome;
import onggi.resp.RequestBatch;
import onggi.resp.RequestDecoder;
import org.jspecify.annotations.Nullable;

/** One client: its session, and what arrived of its next requests. Belongs to its loop's thread. */
final class Connection extends ConnectionOutput {

    /*
     * Reading stops for four reasons: too much output waits (congestion), the server is paused, a command
     * was put off because of what others do, or the connection is ending. Requests that were decoded
     * already are then kept as copies, because the shared input buffer goes on without them. Congestion
     * ends when all output is out, the others when the server or the store says so; the loop then executes
     * what was held back and reads again.
     *
     * A command that waits, and one whose reply is made in pieces, hold back what comes behind them,
     * but reading goes on for a while, so that the end of the connection is noticed. The next piece of
     * a reply is made when all output is out. What others send meanwhile comes behind the reply.
     */

    private static final System.Logger LOG = LateLogger.of(Connection.class);

    private final RequestDecoder decoder;
    private final ClientSession session;

    private final HeldRequests held = new HeldRequests();
    private DecodeOutcome outcome = DecodeOutcome.NEED_INPUT;
    private boolean waiting;
    private boolean waitingForOthers;
    private long waitsUntilMs;
    private boolean blocked;
    private boolean toBeResumed;
    private boolean peerDone;
    private int lastReadBytes;
    private long inputBytes;

    /** The place in the loop's list of connections. */
    int place;

    Connection(
            EventLoop loop,
            SocketChannel channel,
            RequestDecoder decoder,
            long id,
            boolean authenticated,
            long nowMs) {
        super(loop, channel);
        this.decoder = decoder;
        this.lastSeenMs = nowMs;
        this.session = new ClientSession(id, this, authenticated, nowMs);
    }

    RequestDecoder decoder() {
        return decoder;
    }

    @Override
    ClientSession session() {
        return session;
    }

    @Override
    Connection connection() {
        return this;
    }

    /** Returns whether nothing more is to be executed for this connection. */
    @HotPath
    boolean isEnding() {
        return closing;
    }

    /** Returns whether a command of this connection waits, or its reply is incomplete. */
    boolean isAwaitingReply() {
        return blocked || unfinished != null;
    }

    /** Returns whether nothing more is to be executed for now. */
    @HotPath
    boolean isStopped() {
        return closing || blocked || unfinished != null;
    }

    long lastSeenMs() {
        return lastSeenMs;
    }

    /** Returns whether the client may be closed for being idle: no subscriber and no monitor. */
    boolean mayTimeOut() {
        boolean listens = !session.subscriptions().isEmpty() || session.isMonitoring();
        return !listens && !blocked && held.isEmpty() && !session.isReplica();
    }

    /** Returns whether a command of this connection runs, or is unwritten, in the present turn. */
    boolean isRunning() {
        return segment >= 0;
    }

    /** Returns how many bytes of input were read last. */
    int lastReadBytes() {
        return lastReadBytes;
    }

    /** Returns whether input may be read now. */
    boolean isReading() {
        return !closed && (interest & SelectionKey.OP_READ) != 0;
    }

    // ---- input

    /** Returns how long the input is that was read in this turn, with what was there before. */
    long inputBytes() {
        return inputBytes;
    }

    void forgetInput() {
        inputBytes = 0;
    }

    @HotPath
    void received(int bytes, long nowMs) {
        lastReadBytes = bytes;
        inputBytes = decoder.pendingBytes() + bytes;
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
        if (peerDone && held.isEmpty() && unfinished == null) {
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
        stopWaitingForOthers();
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
        loop.waiting().addForServer(this);
    }

    /**
     * The command that runs is put off; it runs again when {@link #othersAreDone}, or after a time.
     */
    void waitForOthers(long mostMs) {
        stopWaitingForOthers();
        waitingForOthers = true;
        waitsUntilMs = loop.nowMs() + mostMs;
        loop.waiting().addForOthers(this);
    }

    private void stopWaitingForOthers() {
        if (waitingForOthers) {
            waitingForOthers = false;
            loop.waiting().removeForOthers(this);
        }
    }

    long waitsUntilMs() {
        return waitsUntilMs;
    }

    /** What the command that was put off waits for is over. */
    void othersAreDone() {
        if (waitingForOthers) {
            stopWaitingForOthers();
            settle();
        }
    }

    /** Ends a turn in which requests of this connection ran. */
    @HotPath
    void endTurn() {
        if (interest != SelectionKey.OP_READ || closing || !output.isEmpty()) {
            settle();
        }
    }

    @Override
    void settle() {
        endIfPeerDone();
        if (closing) {
            closeIfDone();
        } else if (isHeldBack() || isCongested()) {
            interest(interest & ~SelectionKey.OP_READ);
        } else if (mayRead()) {
            if (!peerDone) {
                interest(interest | SelectionKey.OP_READ);
            }
        } else if (!waiting && !waitingForOthers && !isAwaitingReply()) {
            resumeLater();
        }
    }

    private boolean mayRead() {
        return isAwaitingReply()
                ? held.isShort() && outcome == DecodeOutcome.NEED_INPUT
                : !isHolding();
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
                loop.turn().window().moveToQueue(this);
            }
            output.append(reply, 0, length);
            pushed();
        }
        if (!closed && (isHolding() || outcome != DecodeOutcome.NEED_INPUT)) {
            resumeLater();
        }
    }

    // ---- replies in pieces

    /**
     * The rest of the reply of the command that runs comes later, and so does what is behind it.
     */
    void replying(LongReply rest) {
        UnfinishedReply reply = new UnfinishedReply(this, loop, rest);
        unfinished = reply;
        reply.goOn();
    }

    /** The reply is complete: goes on with what was held back. */
    void replied() {
        unfinished = null;
        lastSeenMs = loop.nowMs();
        if (closed) {
            return;
        }
        if (!output.isEmpty()) {
            flushLater();
        }
        if (isHolding() || outcome != DecodeOutcome.NEED_INPUT) {
            resumeLater();
        } else {
            settle();
        }
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
    @Override
    void close() {
        if (closed) {
            return;
        }
        closed = true;
        closing = true;
        try {
            stream.close();
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "closing a client failed", e);
        }
        RequestBatch<Command> unanswered = takeHeld();
        if (unanswered != null) {
            unanswered.clear();
        }
        output.clear();
        if (unfinished != null) {
            unfinished.abandon(loop.execution());
        }
        decoder.release();
        OutputFeed behind = feed();
        if (behind != null) {
            feed(null);
            behind.closed();
        }
        loop.closed(this);
    }
}
