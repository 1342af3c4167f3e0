package onggi.net;

import java.io.IOException;
import java.nio.channels.ByteChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.concurrent.atomic.AtomicBoolean;
import onggi.bytes.HotPath;
import onggi.bytes.LooseBlock;
import onggi.engine.Frame;
import org.jspecify.annotations.Nullable;

/** The socket of a {@link Connection}, and output that could not be written yet. */
abstract sealed class ConnectionOutput permits Connection {

    /** Published output above this is written at once instead of at the end of the turn. */
    private static final int EAGER_BYTES = 64 * 1024;

    /** Replies of a turn up to this length never count against the output limit. */
    private static final int UNCOUNTED_BYTES = 16 * 1024;

    final EventLoop loop;
    final SocketChannel channel;

    /** What is read and written: the socket, or what encrypts in front of it. */
    ByteChannel stream;

    /** What encrypts, or null. */
    @Nullable TlsChannel tls;

    final OutputQueue output;
    private @Nullable SelectionKey key;
    int interest = SelectionKey.OP_READ;
    boolean closing;
    boolean closed;
    long lastSeenMs;

    /** The reply that comes in pieces, or null. */
    @Nullable UnfinishedReply unfinished;

    /** What is written behind all other output, or null. */
    private @Nullable OutputFeed feed;

    private final AtomicBoolean feedPosted = new AtomicBoolean();
    private boolean queuedForFlush;
    private final OutputOverTime overTime = new OutputOverTime();

    /**
     * Whether output waits until changes are safe, and the position up to which they have to be.
     */
    private boolean heldBack;

    private long heldTo;

    /** The index of this connection's part of the running turn, or -1. */
    int segment = -1;

    ConnectionOutput(EventLoop loop, SocketChannel channel) {
        this.loop = loop;
        this.channel = channel;
        this.stream = channel;
        this.output = new OutputQueue(loop.chunks());
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

    /** From now on everything passes through this. */
    void encrypt(TlsChannel between) {
        tls = between;
        stream = between;
    }

    OutputQueue output() {
        return output;
    }

    boolean isClosed() {
        return closed;
    }

    /** Returns whether output waits for the socket. */
    boolean isWaitingToWrite() {
        return (interest & SelectionKey.OP_WRITE) != 0;
    }

    abstract ClientSession session();

    abstract Connection connection();

    /** All output is out, or a turn has ended: does what waited for that. */
    abstract void settle();

    /** Closes now and frees everything. */
    abstract void close();

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
        if (!output.isEmpty() || loop.heldReplies().isGateShut()) {
            output.append(bytes, from, to);
            flushLater();
            return;
        }
        int at;
        try {
            at = loop.writer().write(stream, bytes, from, to);
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
        UnfinishedReply reply = unfinished;
        if (reply != null) {
            queue(reply.behind(), frame);
            checkLimits();
        } else if (segment < 0 || !loop.turn().pushInto(connection(), frame)) {
            queue(output, frame);
            pushed();
        }
    }

    @HotPath
    private void queue(OutputQueue queue, Frame frame) {
        int protocol = session().protocol();
        int length = frame.length(protocol);
        if (length < OutputQueue.SHARE_BYTES) {
            queue.append(frame.bytes(protocol), 0, length);
        } else {
            Frame kept = frame.detached();
            queue.appendShared(kept.bytes(protocol), length);
        }
    }

    @HotPath
    final void pushed() {
        holdBack();
        if (output.bytes() > EAGER_BYTES && (interest & SelectionKey.OP_WRITE) == 0) {
            flush();
        }
        if (!closed) {
            flushLater();
        }
    }

    /** Returns whether output waits until the changes it tells of are safe. */
    @HotPath
    final boolean isHeldBack() {
        return heldBack;
    }

    /** Output was added: it waits while changes are not safe that it may tell of. */
    @HotPath
    private void holdBack() {
        if (loop.heldReplies().isGateShut()) {
            heldTo = loop.heldReplies().end();
            if (!heldBack) {
                heldBack = true;
                interest(interest & ~(SelectionKey.OP_READ | SelectionKey.OP_WRITE));
                loop.heldReplies().add(connection());
            }
        }
    }

    /** Writes what was held back if that may leave now; returns whether it may. */
    final boolean release() {
        if (heldTo > loop.heldReplies().safe()) {
            return false;
        }
        heldBack = false;
        flush();
        return true;
    }

    @HotPath
    final void flushLater() {
        holdBack();
        if ((interest & SelectionKey.OP_WRITE) != 0) {
            checkLimits();
        } else if (!queuedForFlush) {
            queuedForFlush = true;
            loop.flushLater(connection());
        }
    }

    /** Writes what waits, as far as the socket takes it. */
    @HotPath
    void flush() {
        queuedForFlush = false;
        if (closed || heldBack) {
            return;
        }
        OutputFeed behind = feed;
        try {
            TlsChannel between = tls;
            if ((between != null && !between.flush())
                    || !loop.writer().write(stream, output)
                    || (behind != null && !loop.writer().write(stream, behind))) {
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
        UnfinishedReply reply = unfinished;
        if (reply != null) {
            lastSeenMs = loop.nowMs();
            reply.goOn();
        }
    }

    private void waitWritable() {
        interest(interest | SelectionKey.OP_WRITE);
        checkLimits();
    }

    /** Closes the client when more waits for it than its class may have. */
    void checkLimits() {
        OutputLimit limit = loop.server().settings().outputLimit(session().type());
        UnfinishedReply reply = unfinished;
        OutputFeed behind = feed;
        long bytes =
                output.bytes()
                        + (reply == null ? 0 : reply.behind().bytes())
                        + (behind == null ? 0 : behind.waitingBytes());
        OutputLimit present = behind == null ? limit : limit.atLeast(behind.allowance());
        if (overTime.isOver(present, bytes, loop)) {
            giveUp();
        }
    }

    /** Returns how long replies may become before the client is closed for them. */
    long mostReplyBytes() {
        long hard = loop.server().settings().outputLimit(session().type()).hardBytes();
        return hard == 0 ? Long.MAX_VALUE : Math.max(UNCOUNTED_BYTES, hard - output.bytes());
    }

    /** Closes the client, for whom there is too much output. */
    void giveUp() {
        ClientLog.outputLimit(session(), loop.nowMs());
        loop.counters().outputLimitCloses++;
        close();
    }

    // ---- output that lies elsewhere

    /** Sets what is written behind all other output from now on, or null for nothing. */
    final void feed(@Nullable OutputFeed next) {
        feed = next;
    }

    final @Nullable OutputFeed feed() {
        return feed;
    }

    /** The feed has more. Thread-safe. */
    final void feedReady() {
        if (loop.isCurrent()) {
            flushFeed();
        } else if (feedPosted.compareAndSet(false, true)) {
            loop.post(() -> {
                feedPosted.set(false);
                flushFeed();
            });
        }
    }

    private void flushFeed() {
        if (closed) {
            return;
        }
        OutputFeed behind = feed;
        boolean waits = (interest & SelectionKey.OP_WRITE) != 0;
        if (waits || (behind != null && behind.waitingBytes() > EAGER_BYTES)) {
            checkLimits();
        }
        if (!waits && !closed && !queuedForFlush) {
            queuedForFlush = true;
            loop.flushLater(connection());
        }
    }

    /** Sets what to wait for at the socket. */
    @HotPath
    final void interest(int operations) {
        SelectionKey mine = key;
        if (operations != interest && mine != null && !closed) {
            interest = operations;
            mine.interestOps(operations);
            TlsChannel between = tls;
            if (between != null && (operations & SelectionKey.OP_READ) != 0) {
                between.mayRead();
            }
        }
    }

    /** Reads nothing until {@link #settle} finds that it may. */
    final void stopReading() {
        interest(interest & ~SelectionKey.OP_READ);
    }
}
