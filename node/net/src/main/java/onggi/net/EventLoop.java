package onggi.net;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import onggi.bytes.Clock;
import onggi.bytes.HotPath;
import onggi.bytes.LateLogger;
import onggi.engine.Engine;
import onggi.engine.Execution;

/**
 * One thread that owns its connections for life: waits, reads, executes, writes, and does small
 * work in between.
 */
public final class EventLoop implements Runnable {

    private static final System.Logger LOG = LateLogger.of(EventLoop.class);

    /** Scripts call themselves as deep as Lua lets them; what is not used costs nothing. */
    private static final long STACK_BYTES = 64L << 20;

    /** The longest wait, should no task ask for a shorter one. */
    private static final long MAX_WAIT_MS = 1000;

    /** With less waiting output per connection than this, none is congested. */
    private static final long MIN_CONGESTION_BYTES = 1 << 20;

    private final NetServer server;
    private final int index;
    private final Clock clock;
    private final Selector selector;
    private final LoopCounters counters = new LoopCounters();
    private final OutputQueue.Pool chunks = new OutputQueue.Pool();
    private final ChannelWriter writer = new ChannelWriter(counters);
    private Turn turn;
    private final Busy busy;
    private final StoreUpkeep upkeep;
    final ClientEviction clientEviction = new ClientEviction(this);
    private final Reception reception = new Reception(this);
    private final InputWithin inputWithin = new InputWithin();
    private final Consumer<SelectionKey> onReady = this::ready;
    private final List<Connection> connections = new ArrayList<>();
    private final LoopTasks tasks = new LoopTasks();

    private final List<Connection> unread = new ArrayList<>();
    private final List<Connection> toFlush = new ArrayList<>();
    private final List<Connection> toResume = new ArrayList<>();
    private final RepliesInPieces inPieces = new RepliesInPieces();
    private final WaitingConnections waiting = new WaitingConnections(this);
    private final ArrayDeque<Runnable> alone = new ArrayDeque<>();
    private final HeldReplies heldReplies;

    private final Mailbox mail = new Mailbox();
    private final Thread thread;

    /** What is done before the first turn. */
    Runnable before = () -> {};

    private volatile boolean stopping;
    private long turnStartNs;

    /** When the store wants the thread, in Unix milliseconds. */
    private long upkeepMs;

    /** A reading of the clock not older than the last commands. */
    private long lastNs;

    EventLoop(NetServer server, int index, int loops, Engine engine) throws IOException {
        this.server = server;
        this.index = index;
        this.clock = engine.clock();
        this.selector = Selector.open();
        this.turn = new Turn(this, engine, counters);
        this.heldReplies = new HeldReplies(engine, turn.execution().blockedCalls().logWaits());
        this.upkeep = new StoreUpkeep(server, engine, turn.execution(), index, loops);
        this.thread = new Thread(null, this, "onggi-loop-" + index, STACK_BYTES);
        turn.at(clock.nowMs());
        this.busy = new Busy(this, engine);
        turn.execution().scripts().whileBusy(busy::serve);
    }

    void start() {
        thread.start();
    }

    NetServer server() {
        return server;
    }

    /** Returns the place of this loop among its fellows, from 0. */
    public int index() {
        return index;
    }

    /** Returns the executor of this loop's thread; for tasks that run on the loop. */
    public Execution execution() {
        return turn.execution();
    }

    Turn turn() {
        return turn;
    }

    /** Lets another turn do what there is to do for a while. */
    void turn(Turn other) {
        turn = other;
    }

    LoopCounters counters() {
        return counters;
    }

    OutputQueue.Pool chunks() {
        return chunks;
    }

    ChannelWriter writer() {
        return writer;
    }

    /** Returns the Unix time at which the present turn began. */
    long nowMs() {
        return turn.nowMs();
    }

    /** Returns whether the caller runs on this loop's thread. */
    @HotPath
    @SuppressWarnings("ReferenceEquality") // a thread is itself
    public boolean isCurrent() {
        return Thread.currentThread() == thread;
    }

    List<Connection> connections() {
        return connections;
    }

    // ---- messages from other threads

    /**
     * Runs an action on this loop's thread soon. Thread-safe; actions of one thread keep their
     * order.
     */
    public void post(Runnable action) {
        if (mail.add(action) && !isCurrent()) {
            selector.wakeup();
        }
    }

    /** Lets go of closed channels, so that their addresses are free. Runs on this loop's thread. */
    void dropClosed() {
        try {
            selector.selectNow(key -> {});
        } catch (IOException e) {
            LOG.log(System.Logger.Level.ERROR, "cannot let go of closed channels", e);
        }
    }

    /** Runs an action soon between two turns; it may {@link #lookAround}. Thread-safe. */
    public void runAlone(Runnable action) {
        post(() -> alone.add(action));
    }

    /** Adds work that this loop does between turns. Thread-safe. */
    public void schedule(LoopTask task) {
        post(() -> tasks.add(task, clock.nanoTime()));
    }

    // ---- the loop

    @Override
    public void run() {
        try {
            before.run();
            while (!stopping) {
                turnOnce(hasWork() ? 0 : waitMs());
                if (!alone.isEmpty()) {
                    alone.remove().run();
                }
            }
        } catch (Throwable e) {
            LOG.log(System.Logger.Level.ERROR, "event loop failed", e);
            server.loopFailed(this, e);
        } finally {
            closeAll();
        }
    }

    /** Does what there is to do without waiting, in the middle of what precedes the first turn. */
    public void lookAround(long waitMs) {
        try {
            turnOnce(waitMs);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @HotPath
    private void turnOnce(long waitMs) throws IOException {
        turnStartNs = 0;
        if (waitMs <= 0) {
            selector.selectNow(onReady);
        } else {
            selector.select(onReady, waitMs);
        }
        if (turnStartNs == 0) {
            beginTurn();
        }
        if (!inputWithin.isEmpty()) {
            inputWithin.read(turn, unread, busy);
        }
        clientEviction.beforeCommands();
        lastNs = turn.run(turnStartNs);
        if (!unread.isEmpty()) {
            readRest();
        }
        if (mail.isWaiting()) {
            mail.read();
        }
        upkeepMs = upkeep.run(turn.nowMs());
        tasks.run(lastNs, turn.nowMs());
        turn.execution().endTurn();
        clientEviction.endTurn(turn.nowMs());
        if (!toFlush.isEmpty()) {
            flushAll();
        }
        if (!toResume.isEmpty()) {
            resumeAll();
        }
        if (!inPieces.isEmpty()) {
            inPieces.write(turn, clock);
            flushAll();
        }
        heldReplies.endTurn();
        counters.turned(clock.nanoTime() - turnStartNs, turn.execution().stats().commands());
    }

    /** How long to wait for input before a task or the store wants the thread. */
    @HotPath
    private long waitMs() {
        long waitMs = tasks.waitMs(lastNs, heldReplies.longestWaitMs(MAX_WAIT_MS));
        return upkeepMs == Long.MAX_VALUE ? waitMs : Math.min(waitMs, upkeepMs - clock.nowMs());
    }

    @HotPath
    private boolean hasWork() {
        return mail.isWaiting()
                || !toResume.isEmpty()
                || !toFlush.isEmpty()
                || !inPieces.isEmpty()
                || !inputWithin.isEmpty()
                || !alone.isEmpty();
    }

    @HotPath
    private void beginTurn() {
        turnStartNs = clock.nanoTime();
        turn.at(clock.nowMs());
    }

    @HotPath
    private void ready(SelectionKey key) {
        if (turnStartNs == 0) {
            beginTurn();
        }
        Object owner = key.attachment();
        if (owner instanceof Connection connection) {
            ready(connection, key);
        } else if (owner instanceof LoopChannel other) {
            other.ready(this, key);
        }
    }

    @HotPath
    private void ready(Connection connection, SelectionKey key) {
        if (connection.isClosed()) {
            return;
        }
        int operations = key.readyOps();
        if ((operations & SelectionKey.OP_WRITE) != 0) {
            connection.flush();
        }
        if ((operations & SelectionKey.OP_READ) != 0 && !busy.isRunning(connection)) {
            if (turn.isFull()) {
                unread.add(connection);
            } else {
                turn.read(connection);
            }
        }
    }

    /** Reads those for whom there was no room; no command runs while keys are selected. */
    private void readRest() {
        for (int i = 0; i < unread.size(); i++) {
            turn.read(unread.get(i));
        }
        unread.clear();
        lastNs = turn.run(clock.nanoTime());
    }

    /** Looks after clients in the middle of a command; no command that needs data runs. */
    void lookAfterClients() throws IOException {
        turnStartNs = 0;
        selector.selectNow(onReady);
        beginTurn();
        turn.run(turnStartNs);
        if (mail.isWaiting()) {
            mail.read();
        }
        flushAll();
    }

    // ---- connections

    /** Takes over an accepted socket. Runs on this loop's thread. */
    void adopt(SocketChannel channel, boolean encrypted) {
        try {
            channel.configureBlocking(false);
            Connection connection = reception.receive(channel, encrypted);
            connection.registered(channel.register(selector, SelectionKey.OP_READ, connection));
            connection.place = connections.size();
            connections.add(connection);
            server.clients().add(connection.session());
        } catch (IOException | RuntimeException e) {
            LOG.log(System.Logger.Level.DEBUG, "a client could not be taken over", e);
            Listener.closeQuietly(channel);
        }
    }

    SelectionKey register(SelectableChannel channel, int operations, LoopChannel owner)
            throws IOException {
        return channel.register(selector, operations, owner);
    }

    /** Forgets a connection that closed. */
    void closed(Connection connection) {
        waiting.remove(connection);
        int last = connections.size() - 1;
        Connection moved = connections.get(last);
        connections.set(connection.place, moved);
        moved.place = connection.place;
        connections.remove(last);
        server.closed(connection.session(), turn.execution());
    }

    /** Reads a connection again in the next turn: more came with what was read last. */
    void readAgain(Connection connection) {
        inputWithin.add(connection);
    }

    void flushLater(Connection connection) {
        toFlush.add(connection);
    }

    void resumeLater(Connection connection) {
        toResume.add(connection);
    }

    /** Returns the connections whose next command waits for others. */
    WaitingConnections waiting() {
        return waiting;
    }

    /** Notes a reply of which the next piece may be made. */
    void pieceLater(UnfinishedReply reply) {
        inPieces.add(reply);
    }

    private void flushAll() {
        for (int i = 0; i < toFlush.size(); i++) {
            toFlush.get(i).flush();
        }
        toFlush.clear();
    }

    private void resumeAll() {
        int count = toResume.size();
        for (int i = 0; i < count; i++) {
            turn.resume(toResume.get(i));
        }
        toResume.subList(0, count).clear();
        lastNs = turn.run(clock.nanoTime());
        turn.execution().endTurn();
        flushAll();
    }

    /** Returns the connections whose output waits until changes are safe. */
    @HotPath
    HeldReplies heldReplies() {
        return heldReplies;
    }

    /** More changes are safe: lets the replies go that waited for them. Thread-safe. */
    void gateMoved() {
        if (heldReplies.isWanted()) {
            post(heldReplies::release);
        }
    }

    /** Returns above how many waiting bytes a connection is read no more. */
    @HotPath
    long congestionBytes() {
        long limit = server.settings().pauseReadingBytes();
        return chunks.bytes() > server.outputBudgetBytes()
                ? Math.min(limit, MIN_CONGESTION_BYTES)
                : limit;
    }

    void speak(ClientSession session, int protocol) {
        turn.speak(session, protocol);
    }

    // ---- the end

    /** Ends the loop after the present turn. Thread-safe. */
    void stop() {
        stopping = true;
        selector.wakeup();
    }

    /** Waits until the loop has ended. */
    void awaitEnd() throws InterruptedException {
        thread.join();
    }

    void join(long ms) throws InterruptedException {
        if (!isCurrent()) {
            thread.join(ms);
        }
    }

    private void closeAll() {
        for (Connection connection : List.copyOf(connections)) {
            connection.flush();
            connection.close();
        }
        try {
            selector.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
