package onggi.engine;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import onggi.bytes.Clock;
import onggi.bytes.HotPath;
import onggi.bytes.RandomSource;
import onggi.resp.ReplyWriter;

/**
 * One store: its data, commands, channels and settings. Everything that executes commands on it
 * does so through an {@link Execution}.
 */
public final class Engine {

    /** What a store without keys takes, and a client. */
    public static final long EMPTY_BYTES = 1024;

    private final Keyspace keyspace;
    private final CommandTable commands;
    private final Clock clock;
    private final RandomSource random;
    private final KeyEvents keyEvents = new KeyEvents();
    private final Channels channels;
    private final Effects.Sinks effectSinks = new Effects.Sinks();
    private final Tracking tracking = new Tracking();
    private final AccessClock accessClock;
    private final EngineSettings settings;
    private final List<FlushAllListener> flushAllListeners = new CopyOnWriteArrayList<>();
    private final List<CommandStats> stats = new CopyOnWriteArrayList<>();
    private volatile ReplyGate replyGate = ReplyGate.OPEN;
    private volatile ReplicaAcks replicaAcks = ReplicaAcks.NONE;
    private final AtomicInteger blockedClients = new AtomicInteger();
    private final LibraryTexts libraries = new LibraryTexts();
    private final Overtime overtime = new Overtime();
    private final Map<Class<?>, Object> rooms = new ConcurrentHashMap<>();

    /** Creates a store over a keyspace. */
    public Engine(
            Keyspace keyspace,
            CommandTable commands,
            EngineSettings settings,
            Clock clock,
            RandomSource random) {
        this.keyspace = keyspace;
        this.channels = new Channels(keyspace.hashSeed());
        this.accessClock = new AccessClock(keyspace.hashSeed());
        this.commands = commands;
        this.settings = settings;
        this.clock = clock;
        this.random = random;
    }

    /** Returns a new executor for one thread. */
    public Execution execution(Session idle, ReplyWriter reply) {
        CommandStats own = new CommandStats(commands.rows().size());
        stats.add(own);
        return new Execution(this, own, idle, reply);
    }

    /**
     * Attaches the state of a room outside the engine, such as the server's, so that the handlers
     * of its commands find it.
     */
    public <T> void attach(Class<T> type, T room) {
        rooms.put(type, room);
    }

    /**
     * Returns the state that {@link #attach} was given.
     *
     * @throws IllegalStateException when there is none
     */
    public <T> T room(Class<T> type) {
        Object room = rooms.get(type);
        if (room == null) {
            throw new IllegalStateException("nothing attached: " + type.getName());
        }
        return type.cast(room);
    }

    /** Returns the code of the libraries of functions. */
    public LibraryTexts libraries() {
        return libraries;
    }

    /** Returns whether more memory is in use than {@code maxmemory} allows. */
    public boolean isOutOfMemory() {
        long limit = settings.maxMemoryBytes();
        return limit > 0 && keyspace.usedBytes() + EMPTY_BYTES > limit;
    }

    /** Returns which scripts are over their time. */
    public Overtime overtime() {
        return overtime;
    }

    /** Returns the data. */
    public Keyspace keyspace() {
        return keyspace;
    }

    /** Returns the commands. */
    public CommandTable commands() {
        return commands;
    }

    /** Returns the settings of the engine. */
    public EngineSettings settings() {
        return settings;
    }

    /** Returns the clock. */
    public Clock clock() {
        return clock;
    }

    /** Returns the source of chance; to be used under a lock or by one thread. */
    public RandomSource random() {
        return random;
    }

    /** Returns the keyspace notifications. */
    public KeyEvents keyEvents() {
        return keyEvents;
    }

    /** Returns the publish/subscribe channels. */
    public Channels channels() {
        return channels;
    }

    /** Returns who receives the effect stream. */
    public Effects.Sinks effectSinks() {
        return effectSinks;
    }

    /** Returns what holds replies back until the changes they tell of are safe. */
    @HotPath
    public ReplyGate replyGate() {
        return replyGate;
    }

    /** Sets what holds replies back. */
    public synchronized void replyGate(ReplyGate gate) {
        replyGate = gate;
    }

    /** Sets what holds replies back unless another has been set. */
    @SuppressWarnings("ReferenceEquality") // that very gate
    public synchronized void replyGate(ReplyGate present, ReplyGate next) {
        if (replyGate == present) {
            replyGate = next;
        }
    }

    /** Returns what replicas have of the changes. */
    public ReplicaAcks replicaAcks() {
        return replicaAcks;
    }

    /** Sets who knows what replicas have of the changes. */
    public void replicaAcks(ReplicaAcks acks) {
        replicaAcks = acks;
    }

    /** Adds one who is told of FLUSHALL. */
    public void onFlushAll(FlushAllListener listener) {
        flushAllListeners.add(listener);
    }

    /** Returns who is told of FLUSHALL. */
    public List<FlushAllListener> flushAllListeners() {
        return flushAllListeners;
    }

    /** Returns who is told when keys change. */
    public Tracking tracking() {
        return tracking;
    }

    /** Returns the meaning of access bits. */
    public AccessClock accessClock() {
        return accessClock;
    }

    AtomicInteger blockedClients() {
        return blockedClients;
    }

    /** Returns how many sessions wait in a blocked call. Thread-safe. */
    public int blockedClientCount() {
        return blockedClients.get();
    }

    /** Returns how many keys blocked calls wait for. Thread-safe. */
    public int blockingKeyCount() {
        int keys = 0;
        for (int i = 0; i < keyspace.shardCount(); i++) {
            keys += keyspace.shard(i).waiting().keys();
        }
        return keys;
    }

    /** Returns the counters of every execution thread. */
    public List<CommandStats> stats() {
        return List.copyOf(stats);
    }
}
