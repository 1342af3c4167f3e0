package onggi.engine;

import onggi.bytes.Clock;

/**
 * Deletes keys and fields of hashes when their time has come, also when nobody asks for them. One
 * instance a loop, each for its share of the shards; called once a turn.
 */
public final class ExpiryCycle {

    /** What {@link #run} answers when no key is going to expire. */
    public static final long NEVER = ExpiryWheel.NEVER;

    /**
     * Time for keys in one turn; what is left over is dealt with in the next, after the commands
     * that came meanwhile.
     */
    private static final long BUDGET_NS = 1_000_000;

    /** Keys that are dealt with between two looks at the clock, and while a shard is held. */
    private static final int KEYS_AT_ONCE = 64;

    /** The same for hashes, of each of which many fields may be due. */
    private static final int HASHES_AT_ONCE = 4;

    /**
     * With several loops another one may add a key that is due before all that this one knows of;
     * so look now and then.
     */
    private static final long LOOK_MS = 5;

    /** How soon to look again while active expiry is switched off. */
    private static final long SWITCHED_OFF_MS = 100;

    private final Engine engine;
    private final Execution execution;
    private final Keyspace keyspace;
    private final Clock clock;
    private final int first;
    private final int step;
    private final Due due;
    private final DueFields dueFields;
    private long nextDueMs = Long.MIN_VALUE;
    private long lookedAtMs = Long.MIN_VALUE;

    /**
     * Creates the cycle of one of several loops.
     *
     * @param engine the store
     * @param execution of the loop's thread
     * @param loop index of the loop
     * @param loops how many there are
     */
    public ExpiryCycle(Engine engine, Execution execution, int loop, int loops) {
        this.engine = engine;
        this.execution = execution;
        this.keyspace = engine.keyspace();
        this.clock = engine.clock();
        this.first = loop;
        this.step = loops;
        this.due = new Due(execution, keyspace.shard(loop));
        this.dueFields = new DueFields(execution, keyspace.shard(loop));
    }

    /**
     * Deletes what is due, within a budget of time.
     *
     * @param nowMs the time of this turn
     * @return when to call again at the latest; not after {@code nowMs} when there is more to do at
     *     once
     */
    public long run(long nowMs) {
        if (!engine.settings().activeExpiry() || engine.settings().expiryPaused()) {
            return nowMs + SWITCHED_OFF_MS;
        }
        if (nowMs == lookedAtMs && nextDueMs > nowMs) {
            return nextDueMs;
        }
        lookedAtMs = nowMs;
        long deadline = clock.nanoTime() + BUDGET_NS;
        long next = NEVER;
        execution.outsideCommands(true);
        for (int i = first; i < keyspace.shardCount(); i += step) {
            next = Math.min(next, runShard(keyspace.shard(i), nowMs, deadline));
        }
        execution.outsideCommands(false);
        nextDueMs = keyspace.isLocking() ? Math.min(next, nowMs + LOOK_MS) : next;
        return nextDueMs;
    }

    private long runShard(Shard shard, long nowMs, long deadline) {
        long next = NEVER;
        for (int database = 0; database < keyspace.databases(); database++) {
            if (shard.wheel(database) != null) {
                next = Math.min(next, runWheel(shard, database, nowMs, deadline));
            }
            if (shard.fieldWheel(database) != null) {
                next = Math.min(next, runFieldWheel(shard, database, nowMs, deadline));
            }
        }
        return next;
    }

    private long runFieldWheel(Shard shard, int database, long nowMs, long deadline) {
        while (true) {
            if (!execution.tryHold(shard)) {
                return nowMs + 1;
            }
            try {
                ExpiryWheel wheel = shard.fieldWheel(database);
                if (wheel == null) {
                    return NEVER;
                }
                if (wheel.nextDueMs() > nowMs || clock.nanoTime() - deadline > 0) {
                    return wheel.nextDueMs();
                }
                dueFields.shard = shard;
                dueFields.database = database;
                dueFields.nowMs = nowMs;
                wheel.expireDue(nowMs, HASHES_AT_ONCE, dueFields);
            } finally {
                execution.release(shard);
            }
        }
    }

    private long runWheel(Shard shard, int database, long nowMs, long deadline) {
        while (true) {
            if (!execution.tryHold(shard)) {
                return nowMs + 1;
            }
            try {
                ExpiryWheel wheel = shard.wheel(database);
                if (wheel == null) {
                    return NEVER;
                }
                if (wheel.nextDueMs() > nowMs || clock.nanoTime() - deadline > 0) {
                    return wheel.nextDueMs();
                }
                due.shard = shard;
                due.database = database;
                wheel.expireDue(nowMs, KEYS_AT_ONCE, due);
            } finally {
                execution.release(shard);
            }
        }
    }

    /** Deletes one record. Each is a unit of the effect stream by itself. */
    private static final class Due implements ExpiryWheel.Visitor {

        private final Execution execution;
        private Shard shard;
        private int database;

        Due(Execution execution, Shard shard) {
            this.execution = execution;
            this.shard = shard;
        }

        @Override
        public void due(int reference) {
            execution.reap(shard, database, reference);
            execution.effects().endUnit();
        }
    }

    /** Deletes the due fields of one hash, or the first of them if they are many. */
    private static final class DueFields implements ExpiryWheel.Visitor {

        private final Execution execution;
        private Shard shard;
        private int database;
        private long nowMs;

        DueFields(Execution execution, Shard shard) {
            this.execution = execution;
            this.shard = shard;
        }

        @Override
        public void due(int reference) {
            execution.fieldExpiry().reap(shard, database, reference, nowMs);
            execution.effects().endUnit();
        }
    }
}
