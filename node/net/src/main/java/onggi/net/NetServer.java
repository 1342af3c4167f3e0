package onggi.net;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import onggi.bytes.Clock;
import onggi.bytes.LateLogger;
import onggi.bytes.RandomSource;
import onggi.engine.CommandError;
import onggi.engine.Engine;
import onggi.engine.Execution;
import onggi.engine.LongWork;
import onggi.engine.Watches;
import onggi.net.acl.AccessControl;
import onggi.resp.RequestLimits;
import org.jspecify.annotations.Nullable;

/**
 * The network side of one store: its event loops, listeners and clients, and what is common to
 * them.
 */
public final class NetServer {

    private static final System.Logger LOG = LateLogger.of(NetServer.class);

    /** Waiting output above this share of the heap makes every client with a backlog wait. */
    private static final int OUTPUT_HEAP_SHARE = 4;

    private static final long STOP_WAIT_MS = 5000;

    /**
     * How long a change of address waits for the old one to be free; one turn of a loop, usually.
     */
    private static final long RELISTEN_WAIT_MS = 1000;

    private final Engine engine;
    private final NetSettings settings;
    private final RequestLimits requestLimits;
    private final List<EventLoop> loops;
    private final List<Listener> listeners = new CopyOnWriteArrayList<>();
    private final ClientRegistry clients = new ClientRegistry();
    private final Monitors monitors = new Monitors();
    private final PauseState pause = new PauseState();
    private final Map<CommandLog.Kind, CommandLog> commandLogs =
            new EnumMap<>(CommandLog.Kind.class);
    private final AccessControl access;
    private final LatencyMonitor latency = new LatencyMonitor();
    private final NetStats stats;
    private final AtomicInteger nextLoop = new AtomicInteger();
    private final long outputBudgetBytes;
    private volatile Consumer<Throwable> onFailure = e -> {};
    private volatile Consumer<byte[]> secrets;
    private volatile @Nullable TlsContext tls;
    private @Nullable TlsHandshakes handshakes;
    private volatile @Nullable PrimaryView primary;

    /**
     * Creates a server that is not running.
     *
     * @param loopCount how many event loops, at least 1; with more than one the keyspace must lock
     */
    public NetServer(
            Engine engine, NetSettings settings, RequestLimits requestLimits, int loopCount)
            throws IOException {
        this.engine = engine;
        this.settings = settings;
        this.requestLimits = requestLimits;
        this.access = new AccessControl(engine.commands().rows());
        this.access.listener(new AccessKeeper(this));
        this.secrets = bytes -> fill(engine.random(), bytes);
        for (CommandLog.Kind kind : CommandLog.Kind.values()) {
            commandLogs.put(kind, new CommandLog());
        }
        this.outputBudgetBytes = Runtime.getRuntime().maxMemory() / OUTPUT_HEAP_SHARE / loopCount;
        List<EventLoop> created = new ArrayList<>();
        for (int i = 0; i < loopCount; i++) {
            created.add(new EventLoop(this, i, loopCount, engine));
        }
        this.loops = List.copyOf(created);
        this.stats = new NetStats(this);
        engine.tracking().sessions(clients::client);
    }

    /** Lets replies go that waited for changes to be safe. Thread-safe. */
    public void gateMoved() {
        for (EventLoop loop : loops) {
            loop.gateMoved();
        }
    }

    /** Starts the event loops. */
    public void start() {
        start(() -> {});
    }

    /**
     * Starts the event loops.
     *
     * @param before what the first of them does before it looks at any client; it can let them be
     *     looked at now and then by {@link EventLoop#lookAround}
     */
    public void start(Runnable before) {
        loops.getFirst().before = before;
        for (EventLoop loop : loops) {
            loop.schedule(new LoopCron(loop));
            loop.start();
        }
    }

    /** Sets who is told when an event loop ends because of a failure. */
    public void onFailure(Consumer<Throwable> action) {
        onFailure = action;
    }

    /** Sets who makes bytes that nobody can guess; the store's chance unless set. */
    public void secrets(Consumer<byte[]> source) {
        secrets = source;
    }

    /** Returns bytes that nobody can guess. */
    byte[] secret(int length) {
        byte[] bytes = new byte[length];
        secrets.accept(bytes);
        return bytes;
    }

    private static void fill(RandomSource random, byte[] bytes) {
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) random.nextLong(1L << Byte.SIZE);
        }
    }

    // ---- encryption

    /** Sets what encrypted connections begin with from now on. Thread-safe. */
    public void tls(TlsContext context) {
        tls = context;
    }

    @Nullable TlsContext tls() {
        return tls;
    }

    synchronized TlsHandshakes handshakes() {
        TlsHandshakes present = handshakes;
        if (present == null) {
            present = new TlsHandshakes();
            handshakes = present;
        }
        return present;
    }

    // ---- parts

    Engine engine() {
        return engine;
    }

    Clock clock() {
        return engine.clock();
    }

    /** Returns the settings. */
    public NetSettings settings() {
        return settings;
    }

    /** Returns the limits on requests. */
    public RequestLimits requestLimits() {
        return requestLimits;
    }

    /** Returns the event loops. */
    public List<EventLoop> loops() {
        return loops;
    }

    /** Returns the connected clients. */
    public ClientRegistry clients() {
        return clients;
    }

    /** Returns the link to the server that this one follows, or null when there is none. */
    @Nullable PrimaryView primary() {
        return primary;
    }

    /** Sets the link to the server that this one follows, or null when there is none. */
    public void primary(@Nullable PrimaryView link) {
        primary = link;
    }

    /** Returns the port of the first TCP listener, or 0. */
    public int tcpPort() {
        for (Listener listener : listeners) {
            if (listener.port() > 0) {
                return listener.port();
            }
        }
        return 0;
    }

    /** Returns the users and what they may do. */
    public AccessControl access() {
        return access;
    }

    /** Returns the sums of the loops' counters. */
    public NetStats stats() {
        return stats;
    }

    Monitors monitors() {
        return monitors;
    }

    /** Returns whether commands that change data have to wait ({@code CLIENT PAUSE}). */
    public boolean isPaused() {
        return pause.isOn();
    }

    PauseState pause() {
        return pause;
    }

    CommandLog commandLog(CommandLog.Kind kind) {
        return Objects.requireNonNull(commandLogs.get(kind));
    }

    /** Returns where slow events of any kind are reported to. */
    public LatencyMonitor latency() {
        return latency;
    }

    long outputBudgetBytes() {
        return outputBudgetBytes;
    }

    // ---- listeners

    /**
     * Listens on a TCP address, at run time too; returns what {@link Listener#close} ends again.
     */
    public Listener listen(InetSocketAddress address) throws IOException {
        return listen(address, StandardProtocolFamily.INET, false);
    }

    /** Listens for encrypted connections, for which {@link #tls} must be set. */
    public Listener listenTls(InetSocketAddress address) throws IOException {
        return listen(address, StandardProtocolFamily.INET, true);
    }

    /**
     * Listens on a Unix domain socket; its file must not exist yet, and stays when the listener
     * closes.
     */
    public Listener listenUnix(String path) throws IOException {
        return listen(UnixDomainSocketAddress.of(path), StandardProtocolFamily.UNIX, false);
    }

    private Listener listen(SocketAddress address, StandardProtocolFamily family, boolean encrypted)
            throws IOException {
        Listener listener = Listener.open(this, address, family, encrypted);
        listeners.add(listener);
        EventLoop first = loops.getFirst();
        first.post(() -> listener.register(first));
        return listener;
    }

    /**
     * Closes listeners and returns when their addresses are free again, which they are only once
     * the loop that accepts has let go of them. May be called on any loop.
     */
    public void closeListeners(List<Listener> old) {
        if (old.isEmpty()) {
            return;
        }
        old.forEach(Listener::close);
        EventLoop first = loops.getFirst();
        if (first.isCurrent()) {
            first.dropClosed();
            return;
        }
        CountDownLatch done = new CountDownLatch(1);
        first.post(() -> {
            first.dropClosed();
            done.countDown();
        });
        try {
            if (!done.await(RELISTEN_WAIT_MS, TimeUnit.MILLISECONDS)) {
                LOG.log(System.Logger.Level.WARNING, "closed listeners are still in use");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Returns the open listeners. */
    public List<Listener> listeners() {
        return List.copyOf(listeners);
    }

    void closed(Listener listener) {
        listeners.remove(listener);
    }

    EventLoop nextLoop() {
        return loops.get(Math.floorMod(nextLoop.getAndIncrement(), loops.size()));
    }

    // ---- clients

    /** Frees what a closed client holds in the store. Runs on the client's loop. */
    void closed(ClientSession session, Execution execution) {
        clients.remove(session);
        monitors.remove(session);
        execution.blockedCalls().forget(session);
        LongWork.abandon(session, execution);
        freeState(session, execution);
        engine.tracking().close(session);
    }

    /** Ends the subscriptions, the transaction, the watches and the field sets of a session. */
    void freeState(ClientSession session, Execution execution) {
        session.dropTransaction();
        session.dropFieldSets();
        engine.channels().unsubscribeAll(session);
        Watches.forget(execution, session);
    }

    /** Closes a client; from the client's own loop at once, otherwise soon. Thread-safe. */
    void kill(ClientSession session) {
        Connection connection = session.connection();
        EventLoop loop = connection.loop();
        if (loop.isCurrent()) {
            loop.counters().clientsKilled++;
            connection.close();
        } else {
            loop.post(() -> {
                loop.counters().clientsKilled++;
                connection.close();
            });
        }
    }

    /** Answers every command that waits with an error, and closes who sent it. Thread-safe. */
    public void disconnectBlocked(CommandError error) {
        for (ClientSession client : clients.all()) {
            EventLoop loop = client.loop();
            loop.post(() -> {
                if (loop.execution().blockedCalls().unblock(client, error)) {
                    client.connection().closeAfterOutput();
                }
            });
        }
    }

    /** Suspends clients until a time. Thread-safe. */
    public void pauseClients(PauseReason reason, long endMs, boolean reads) {
        pause.begin(reason, endMs, reads);
        engine.settings().expiryPaused(true);
    }

    /** Ends a pause of clients; those that wait go on. Thread-safe. */
    public void unpauseClients(PauseReason reason) {
        if (pause.end(reason)) {
            unpaused();
        }
    }

    void endPausesDue(long nowMs) {
        if (pause.endDue(nowMs)) {
            unpaused();
        }
    }

    private void unpaused() {
        engine.settings().expiryPaused(pause.isOn());
        for (EventLoop loop : loops) {
            loop.post(loop.waiting()::unpaused);
        }
    }

    // ---- the end

    /** Returns the clients as CLIENT LIST tells of them, from any thread, a moment old. */
    public String clientList() {
        StringBuilder lines = new StringBuilder();
        for (ClientSession client : clients.all()) {
            lines.append(ClientText.of(client, clock().nowMs())).append('\n');
        }
        return lines.toString();
    }

    void loopFailed(EventLoop loop, Throwable failure) {
        LOG.log(System.Logger.Level.ERROR, "event loop {0} ended", loop.index());
        onFailure.accept(failure);
    }

    /**
     * Stops listening, ends the loops after their present turn and closes every client.
     * Thread-safe; waits unless called on a loop.
     */
    public void stop() {
        for (Listener listener : listeners) {
            listener.close();
        }
        for (EventLoop loop : loops) {
            loop.stop();
        }
        try {
            for (EventLoop loop : loops) {
                loop.join(STOP_WAIT_MS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
