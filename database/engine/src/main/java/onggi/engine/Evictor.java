package onggi.engine;

import onggi.bytes.Clock;
import onggi.bytes.HotPath;
import onggi.bytes.SeededRandom;
import onggi.bytes.Slab;

/**
 * Makes room when the data takes more than {@code maxmemory}. One instance a thread.
 *
 * <p>What clients have waiting is not data: their buffers have limits of their own and cost no key.
 */
public final class Evictor {

    /*
     * After each change the thread looks whether the data is over the limit: with one shard that is
     * one counter, with many a sum, and then only every 16th change looks. Over the limit, no
     * command takes the short way; admission makes room before each, for as long as
     * maxmemory-eviction-tenacity allows, and goes on after the turn with what is left. So a thread
     * passes the limit by one command's growth, and by 16 with many shards.
     */

    /** How it ended. */
    public enum Outcome {
        /** The data is below the limit. */
        ENOUGH,
        /** It is not yet; there is more that may go, and it will soon. */
        UNFINISHED,
        /** It is not, and nothing may go. */
        IMPOSSIBLE
    }

    private static final int CHANGES_BETWEEN_LOOKS = 16;
    private static final int LONG_ARGUMENT = 4096;
    private static final int STEPS_BETWEEN_CLOCKS = 16;
    private static final int GARBAGE_AT_ONCE = 64;

    /** How often candidates may turn out to be gone before it is given up. */
    private static final int MOST_ATTEMPTS = 64;

    /** How long to go on after a turn. */
    private static final long BACKGROUND_NS = 500_000;

    private static final long NS_PER_MS = 1_000_000;

    private final Execution execution;
    private final Engine engine;
    private final Keyspace keyspace;
    private final EngineSettings settings;
    private final Clock clock;
    private final SeededRandom random;
    private final VictimPool pool = new VictimPool();
    private final VictimSampler sampler;
    private EvictionPolicy poolPolicy = EvictionPolicy.NOEVICTION;
    private boolean over;
    private boolean unfinished;
    private int changes;
    private long overSinceNs;
    private boolean exceeding;
    private long exceededNs;
    private int nextDatabase;

    Evictor(Execution execution, Engine engine) {
        this.execution = execution;
        this.engine = engine;
        this.keyspace = engine.keyspace();
        this.settings = engine.settings();
        this.clock = engine.clock();
        this.random = new SeededRandom(keyspace.hashSeed());
        this.sampler = new VictimSampler(engine.accessClock(), random, pool);
    }

    // ---- looking

    /** Returns whether the data was over the limit at the last look. */
    @HotPath
    public boolean isOver() {
        return over;
    }

    /** Returns 0 unless the data was over the limit at the last look. */
    @HotPath
    int pressure() {
        return over ? 1 : 0;
    }

    /** Looks whether the data is over the limit. */
    @HotPath
    public void look() {
        over = engine.isOutOfMemory() && !settings.role().ignoresLimit();
    }

    /** A call changed something. */
    @HotPath
    void changed(Call call) {
        if (settings.maxMemoryBytes() > 0
                && (!keyspace.isLocking()
                        || ++changes % CHANGES_BETWEEN_LOOKS == 0
                        || call.length(call.argc() - 1) >= LONG_ARGUMENT)) {
            look();
        }
    }

    // ---- making room

    /** Makes room before a command; this thread holds no shard. */
    public Outcome makeRoom() {
        Outcome outcome = makeRoom(settings.eviction().budgetNs());
        unfinished = outcome == Outcome.UNFINISHED;
        return outcome;
    }

    /** Returns whether there was more to remove when room was made before the present command. */
    public boolean isUnfinished() {
        return over && unfinished;
    }

    /** Goes on with what commands left; returns whether there is still more. */
    public boolean goOn() {
        look();
        return over && makeRoom(BACKGROUND_NS) == Outcome.UNFINISHED;
    }

    private Outcome makeRoom(long budgetNs) {
        look();
        if (!over) {
            within();
            return Outcome.ENOUGH;
        }
        long startNs = clock.nanoTime();
        exceeded(startNs);
        execution.outsideCommands(true);
        try {
            for (int steps = 1; over; steps++) {
                if (!freeGarbage() && !evictOne()) {
                    return Outcome.IMPOSSIBLE;
                }
                look();
                if (over
                        && steps % STEPS_BETWEEN_CLOCKS == 0
                        && clock.nanoTime() - startNs >= budgetNs) {
                    return Outcome.UNFINISHED;
                }
            }
        } finally {
            execution.outsideCommands(false);
        }
        within();
        return Outcome.ENOUGH;
    }

    /** What is deleted and not freed yet goes before any key does. */
    private boolean freeGarbage() {
        for (int i = 0; i < keyspace.shardCount(); i++) {
            Shard shard = keyspace.shard(i);
            if (shard.garbage().waitingValues() > 0) {
                execution.hold(shard);
                try {
                    if (!shard.garbage().isEmpty()) {
                        shard.garbage().free(GARBAGE_AT_ONCE);
                        return true;
                    }
                } finally {
                    execution.release(shard);
                }
            }
        }
        return false;
    }

    private boolean evictOne() {
        EvictionPolicy policy = settings.eviction().policy();
        if (policy != poolPolicy) {
            pool.clear();
            poolPolicy = policy;
        }
        return switch (policy.order()) {
            case NONE -> false;
            case IDLE, SELDOM -> evictFromPool(policy);
            case CHANCE, SOONEST -> evictDirectly(policy);
        };
    }

    private boolean evictFromPool(EvictionPolicy policy) {
        for (int i = 0; i < MOST_ATTEMPTS; i++) {
            boolean sampled = fillPool(policy);
            if (pool.isEmpty()) {
                return false;
            }
            Shard shard = pool.bestShard();
            int database = pool.bestDatabase();
            execution.hold(shard);
            try {
                int victim = pool.take();
                if (victim != Slab.NONE) {
                    execution.reaper().evict(shard, database, victim);
                    return true;
                }
            } finally {
                execution.release(shard);
            }
            if (!sampled && pool.isEmpty()) {
                return false;
            }
        }
        return false;
    }

    /** Looks at some keys of each database of one shard, of the first that has any. */
    private boolean fillPool(EvictionPolicy policy) {
        long nowMs = clock.nowMs();
        int shards = keyspace.shardCount();
        int first = random.nextInt(shards);
        for (int i = 0; i < shards; i++) {
            Shard shard = keyspace.shard((first + i) & (shards - 1));
            boolean any = false;
            execution.hold(shard);
            try {
                for (int k = 0; k < keyspace.databases(); k++) {
                    any |= sample(shard, nextDatabase(), policy, nowMs);
                }
                nextDatabase(); // another one comes first the next time
            } finally {
                execution.release(shard);
            }
            if (any) {
                return true;
            }
        }
        return false;
    }

    private boolean sample(Shard shard, int database, EvictionPolicy policy, long nowMs) {
        return sampler.sample(shard, database, policy, settings.eviction().samples(), nowMs);
    }

    /** Databases take turns, and chance chooses the shard. */
    private boolean evictDirectly(EvictionPolicy policy) {
        long nowMs = clock.nowMs();
        int shards = keyspace.shardCount();
        int first = random.nextInt(shards);
        for (int i = 0; i < shards; i++) {
            Shard shard = keyspace.shard((first + i) & (shards - 1));
            execution.hold(shard);
            try {
                for (int k = 0; k < keyspace.databases(); k++) {
                    int database = nextDatabase();
                    int victim = victim(shard, database, policy, nowMs);
                    if (victim != Slab.NONE) {
                        execution.reaper().evict(shard, database, victim);
                        return true;
                    }
                }
            } finally {
                execution.release(shard);
            }
        }
        return false;
    }

    private int nextDatabase() {
        nextDatabase = (nextDatabase + 1) % keyspace.databases();
        return nextDatabase;
    }

    private int victim(Shard shard, int database, EvictionPolicy policy, long nowMs) {
        if (policy.order() == EvictionPolicy.Order.SOONEST) {
            ExpiryWheel wheel = shard.wheel(database);
            return wheel == null ? Slab.NONE : ExpiryWheelSample.soonest(wheel);
        }
        return sampler.sample(shard, database, policy, 1, nowMs) ? sampler.chosen() : Slab.NONE;
    }

    // ---- for how long

    private void exceeded(long nowNs) {
        if (!exceeding) {
            exceeding = true;
            overSinceNs = nowNs;
        }
    }

    private void within() {
        if (exceeding) {
            exceeding = false;
            exceededNs += clock.nanoTime() - overSinceNs;
        }
    }

    /** Returns for how long the data has been over the limit, in milliseconds, or 0. */
    public long exceedingMs() {
        return exceeding ? (clock.nanoTime() - overSinceNs) / NS_PER_MS : 0;
    }

    /** Returns for how long it was over the limit altogether, in milliseconds. */
    public long exceededMs() {
        return exceededNs / NS_PER_MS + exceedingMs();
    }

    /** Begins to count anew for how long it was over the limit. */
    public void reset() {
        exceededNs = 0;
    }
}
