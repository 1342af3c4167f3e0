package onggi.engine;

import onggi.bytes.Clock;
import onggi.bytes.Memory;
import onggi.bytes.Slab;
import onggi.types.Table;

/**
 * Gives memory back after keys went: frees what FLUSHDB ASYNC put aside, moves records together so
 * that runs of the slab become empty, and returns empty runs to the system. One instance a loop,
 * each for its share of the shards; called once a turn and does a little each time.
 */
public final class Compactor {

    /*
     * A shard is walked when much of its slab is loose, that is free inside runs in use. A walk visits every bucket of every
     * database once, some at a time, and the slab says which records to move; one walk gathers all there is to gather. What
     * remains loose is the price of size classes, so the next walk waits until noticeably more has become loose than the last one left.
     * What collections have outside of their records is moved as their keys are passed, see CollectionWalk.
     *
     * A step takes at most BUDGET_NS and steps are STEP_MS apart, so that at most a sixth of a loop's time goes here.
     */

    /** What {@link #run} answers when there is nothing to do. */
    public static final long NOTHING_TO_DO = Long.MAX_VALUE;

    private static final long BUDGET_NS = 300_000;
    private static final long STEP_MS = 2;

    /** How often a shard with nothing to do is looked at. */
    private static final long LOOK_MS = 100;

    private static final int BUCKETS_AT_ONCE = 8;
    private static final int KEYS_AT_ONCE = 64;
    private static final int RUNS_AT_ONCE = 16;

    /**
     * A walk begins when more than this is loose, and more than one part in {@link #LOOSE_PART} of
     * what is reserved.
     */
    private static final long LOOSE_BYTES = 1L << 20;

    private static final int LOOSE_PART = 8;

    /** A walk during which more than one part in so many was freed is followed by another one. */
    private static final int SHRUNK_PART = 16;

    /** Free runs that stay: one for each so many bytes in use, and a few in any case. */
    private static final long BYTES_PER_KEPT_RUN = 2L << 20;

    private static final int KEPT_RUNS = 8;

    private final Execution execution;
    private final Keyspace keyspace;
    private final Clock clock;
    private final Walk[] walks;
    private final Preparation preparation = new Preparation();
    private long nextMs;

    /**
     * Creates the compactor of one of several loops.
     *
     * @param engine the store
     * @param execution of the loop's thread
     * @param loop index of the loop
     * @param loops how many there are
     */
    public Compactor(Engine engine, Execution execution, int loop, int loops) {
        this.execution = execution;
        this.keyspace = engine.keyspace();
        this.clock = engine.clock();
        int shards = keyspace.shardCount();
        this.walks = new Walk[(shards - loop + loops - 1) / loops];
        for (int i = 0; i < walks.length; i++) {
            walks[i] = new Walk(keyspace.shard(loop + i * loops));
        }
    }

    /**
     * Does some work if it is time.
     *
     * @param nowMs the time of this turn
     * @return when to call again, or {@link #NOTHING_TO_DO} when only new commands can make work
     */
    public long run(long nowMs) {
        if (nowMs < nextMs && nextMs - nowMs <= LOOK_MS) {
            return nextMs;
        }
        long deadline = clock.nanoTime() + BUDGET_NS;
        boolean more = false;
        for (Walk walk : walks) {
            if (!execution.tryHold(walk.shard)) {
                more = true;
                continue;
            }
            try {
                more |= walk.advance(deadline);
            } finally {
                execution.release(walk.shard);
            }
        }
        nextMs = nowMs + (more ? STEP_MS : LOOK_MS);
        return more ? nextMs : NOTHING_TO_DO;
    }

    /**
     * The first return of memory needs some tens of milliseconds of preparation: elsewhere, once.
     */
    private static final class Preparation {

        private static final long FREE_BYTES = 4L << 20;

        private volatile boolean done;
        private boolean begun;

        /**
         * Returns whether memory can be given back now; begins the preparation when that is worth
         * it.
         */
        boolean isDone(Memory memory, Slab slab) {
            if (!done && !begun && slab.reservedBytes() - slab.liveBytes() > FREE_BYTES) {
                begun = true;
                Thread.ofPlatform()
                        .daemon()
                        .name("onggi-prepare-discard")
                        .start(() -> {
                            memory.prepareDiscard();
                            done = true;
                        });
            }
            return done;
        }
    }

    /** What is under way in one shard. */
    private final class Walk implements Table.Mover {

        private final Shard shard;
        private final CollectionWalk collections;
        private boolean walking;
        private int database;
        private long position;
        private long leftLoose;
        private long liveAtBegin;

        Walk(Shard shard) {
            this.shard = shard;
            this.collections = new CollectionWalk(shard);
        }

        /** Works until the deadline; returns whether there is more to do. */
        boolean advance(long deadline) {
            while (!shard.garbage().isEmpty()) {
                shard.garbage().free(KEYS_AT_ONCE);
                if (isOver(deadline)) {
                    return true;
                }
            }
            if (!walking && isLoose()) {
                begin();
            }
            while (walking) {
                step();
                if (isOver(deadline)) {
                    return true;
                }
            }
            return trim(deadline);
        }

        private boolean isOver(long deadline) {
            return clock.nanoTime() - deadline > 0;
        }

        private boolean isLoose() {
            Slab slab = shard.slab();
            long loose = slab.looseBytes();
            return loose > LOOSE_BYTES
                    && loose > slab.reservedBytes() / LOOSE_PART
                    && loose > leftLoose + leftLoose / LOOSE_PART + LOOSE_BYTES;
        }

        private void begin() {
            walking = true;
            liveAtBegin = shard.slab().liveBytes();
            database = 0;
            position = 0;
        }

        private void step() {
            if (collections.hasMore()) {
                collections.step();
            } else {
                passKeys();
            }
            if (database == keyspace.databases() && !collections.hasMore()) {
                walking = false;
                leftLoose = hasShrunk() ? 0 : shard.slab().looseBytes();
            }
        }

        /**
         * Returns whether so much was freed during the walk, maybe behind it, that what it leaves
         * loose says nothing.
         */
        private boolean hasShrunk() {
            return shard.slab().liveBytes() < liveAtBegin - liveAtBegin / SHRUNK_PART;
        }

        private void passKeys() {
            Table table = shard.table(database);
            for (int i = 0; i < BUCKETS_AT_ONCE; i++) {
                position = table == null ? 0 : table.compact(position, 1, this);
                collections.begin(database);
                if (position == 0) {
                    database++;
                    return;
                }
            }
        }

        private boolean trim(long deadline) {
            Slab slab = shard.slab();
            if (!preparation.isDone(shard.memory(), slab)) {
                return false;
            }
            leftLoose = Math.min(leftLoose, slab.looseBytes());
            int kept = KEPT_RUNS + (int) (slab.liveBytes() / BYTES_PER_KEPT_RUN);
            while (slab.trim(RUNS_AT_ONCE, kept) == RUNS_AT_ONCE) {
                if (isOver(deadline)) {
                    return true;
                }
            }
            return false;
        }

        @Override
        public void passed(int reference) {
            collections.passed(reference);
        }

        @Override
        public void moved(int from, int to) {
            shard.moved(database, from, to);
        }
    }
}
