package onggi.replication;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import onggi.bytes.Clock;
import onggi.net.ClientSession;
import onggi.net.OutputFeed;
import org.jspecify.annotations.Nullable;

/**
 * One replica that follows this server: what it has told of itself, and what is sent to it: lines
 * and the snapshot first, then the stream. Thread-safe.
 */
final class ReplicaLink implements OutputFeed {

    /** How far a replica is. */
    enum State {
        /** It waits until a snapshot is begun. */
        WAIT_START("wait_bgsave"),
        /** It waits until a snapshot is complete, or receives it meanwhile. */
        WAIT_END("wait_bgsave"),
        /** It receives a snapshot. */
        SENDING("send_bulk"),
        /** It follows the stream. */
        ONLINE("online");

        private final String text;

        State(String text) {
            this.text = text;
        }

        /** Returns the word of INFO. */
        String text() {
            return text;
        }
    }

    /** So many bytes of a snapshot wait for the socket at most. */
    private static final int MOST_QUEUED_BYTES = 1 << 20;

    private final ClientSession session;
    private final ReplicaOptions options;
    private final ArrayDeque<byte[]> queue = new ArrayDeque<>();
    private int takenOfFirst;
    private long queuedBytes;
    private boolean streams;
    private boolean closed;
    private long lastTakenMs;
    private ReplicationLog.@Nullable Reader reader;
    private volatile State state = State.WAIT_START;
    private volatile long ackOffset;
    private volatile long ackMs;
    private volatile long loggedOffset;
    private volatile boolean toSocket;
    private volatile boolean awaitsAck;
    private final boolean bare;
    private final ReplicationSettings settings;
    private final Clock clock;
    private final Runnable onClose;

    /**
     * Creates it.
     *
     * @param bare whether it asked with SYNC, and so is told no history
     * @param onClose what is done when its connection has ended
     */
    ReplicaLink(
            ClientSession session,
            ReplicaOptions options,
            boolean bare,
            ReplicationSettings settings,
            Clock clock,
            Runnable onClose) {
        this.session = session;
        this.options = options;
        this.bare = bare;
        this.settings = settings;
        this.clock = clock;
        this.ackMs = clock.nowMs();
        this.lastTakenMs = ackMs;
        this.onClose = onClose;
    }

    ClientSession session() {
        return session;
    }

    ReplicaOptions options() {
        return options;
    }

    boolean isBare() {
        return bare;
    }

    State state() {
        return state;
    }

    void state(State next) {
        state = next;
    }

    boolean isOnline() {
        return state == State.ONLINE;
    }

    /** Returns whether its snapshot goes straight to its socket. */
    boolean isToSocket() {
        return toSocket;
    }

    void toSocket(boolean straight) {
        toSocket = straight;
    }

    /** Returns whether it is sent nothing before it has acknowledged the snapshot. */
    boolean awaitsAck() {
        return awaitsAck;
    }

    void awaitAck() {
        awaitsAck = true;
    }

    /** Returns the name of the log: where it can be reached, as far as it is known. */
    String name() {
        return nameOf(session, options);
    }

    /** Returns the name in the log of one that may become a replica. */
    static String nameOf(ClientSession session, ReplicaOptions options) {
        int port = options.port();
        return options.hostOr(hostOf(session))
                + ":"
                + (port == 0 ? "<unknown-replica-port>" : port);
    }

    String host() {
        return hostOf(session);
    }

    private static String hostOf(ClientSession session) {
        String address = session.address();
        String host = address.substring(0, Math.max(0, address.lastIndexOf(':')));
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    // ---- acknowledgements

    void acknowledged(long offset, long nowMs) {
        ackOffset = Math.max(ackOffset, offset);
        ackMs = nowMs;
    }

    void logged(long offset) {
        loggedOffset = Math.max(loggedOffset, offset);
    }

    void heard(long nowMs) {
        ackMs = nowMs;
    }

    long ackOffset() {
        return ackOffset;
    }

    long loggedOffset() {
        return loggedOffset;
    }

    long ackMs() {
        return ackMs;
    }

    // ---- what is sent

    /** Follows the stream from a place on, once it is {@linkplain #stream let}. */
    synchronized void follow(ReplicationLog.Reader from) {
        if (closed) {
            from.close();
        } else {
            reader = from;
        }
    }

    /** Returns where it stands in the stream. */
    synchronized ReplicationLog.@Nullable Reader reader() {
        return reader;
    }

    /** Sends the stream behind what waits. */
    void stream() {
        synchronized (this) {
            streams = true;
        }
        awaitsAck = false;
        session.feedReady();
    }

    /** Sends a line. */
    void send(String line) {
        send(line.getBytes(StandardCharsets.US_ASCII));
    }

    /** Sends bytes, which are few. */
    void send(byte[] bytes) {
        synchronized (this) {
            if (closed) {
                return;
            }
            queue.add(bytes);
            queuedBytes += bytes.length;
        }
        session.feedReady();
    }

    /**
     * Sends a piece of a snapshot; waits while too much of it is on its way. Not on a loop.
     *
     * @return false when the connection has ended
     */
    boolean sendPiece(byte[] bytes) throws InterruptedException {
        synchronized (this) {
            while (queuedBytes > MOST_QUEUED_BYTES && !closed) {
                wait();
            }
            if (closed) {
                return false;
            }
            queue.add(bytes);
            queuedBytes += bytes.length;
        }
        session.feedReady();
        return true;
    }

    /** Returns since when the socket has taken nothing of what waits, or 0. */
    synchronized long stuckSinceMs() {
        return queuedBytes == 0 ? 0 : lastTakenMs;
    }

    synchronized boolean isClosed() {
        return closed;
    }

    @Override
    public synchronized void peek(ByteBuffer target) {
        int skip = takenOfFirst;
        for (byte[] piece : queue) {
            int count = Math.min(target.remaining(), piece.length - skip);
            target.put(piece, skip, count);
            skip = 0;
            if (!target.hasRemaining()) {
                return;
            }
        }
        if (streams && reader != null) {
            reader.peek(target);
        }
    }

    @Override
    public synchronized void taken(int count) {
        lastTakenMs = clock.nowMs();
        int left = count;
        while (left > 0 && !queue.isEmpty()) {
            byte[] first = queue.element();
            int part = Math.min(left, first.length - takenOfFirst);
            takenOfFirst += part;
            left -= part;
            queuedBytes -= part;
            if (takenOfFirst == first.length) {
                queue.remove();
                takenOfFirst = 0;
            }
        }
        if (left > 0 && reader != null) {
            reader.taken(left);
        }
        notifyAll();
    }

    @Override
    public synchronized long waitingBytes() {
        return reader == null ? 0 : reader.waitingBytes();
    }

    @Override
    public long allowance() {
        return settings.backlogBytes;
    }

    @Override
    public void closed() {
        synchronized (this) {
            closed = true;
            queue.clear();
            queuedBytes = 0;
            if (reader != null) {
                reader.close();
                reader = null;
            }
            notifyAll();
        }
        onClose.run();
    }
}
