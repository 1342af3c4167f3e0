package onggi.engine;

import onggi.bytes.Clock;
import onggi.bytes.HotPath;
import org.jspecify.annotations.Nullable;

/**
 * Takes the keys of a {@link KeyspaceSnapshot} when there is one. One instance a loop, each for its
 * share of the shards; called once a turn and does a little each time.
 */
public final class SnapshotWalk {

    /*
     * A turn of a loop takes as long as its commands, so the walk takes a part of that time, one in
     * SHARE: under load it costs a fifth of the loop, and when there is no load the turns follow one
     * another and the loop does little else. A shard that other loops may want is given away after
     * RECORDS keys.
     */

    /** What {@link #run} answers when there is nothing to do. */
    public static final long NOTHING_TO_DO = Long.MAX_VALUE;

    private static final int SHARE = 4;
    private static final long LEAST_NS = 20_000;
    private static final long MOST_NS = 200_000;
    private static final int RECORDS = 64;

    /** How soon to look whether there is room again. */
    private static final long LOOK_MS = 1;

    private final Keyspace keyspace;
    private final Execution execution;
    private final Clock clock;
    private final int first;
    private final int step;
    private @Nullable KeyspaceSnapshot present;
    private int shard;
    private long endedNs;

    /**
     * Creates the walk of one of several loops.
     *
     * @param engine the store
     * @param execution of the loop's thread
     * @param loop index of the loop
     * @param loops how many there are
     */
    public SnapshotWalk(Engine engine, Execution execution, int loop, int loops) {
        this.keyspace = engine.keyspace();
        this.execution = execution;
        this.clock = engine.clock();
        this.first = loop;
        this.step = loops;
    }

    /**
     * Takes some keys if a snapshot wants them.
     *
     * @return when to call again, or {@link #NOTHING_TO_DO}
     */
    @HotPath
    public long run(long nowMs) {
        KeyspaceSnapshot wanted = keyspace.snapshot();
        return wanted == null ? NOTHING_TO_DO : advance(wanted, nowMs);
    }

    @SuppressWarnings("ReferenceEquality") // this very snapshot
    private long advance(KeyspaceSnapshot wanted, long nowMs) {
        if (wanted != present) {
            present = wanted;
            shard = first;
        }
        if (shard >= keyspace.shardCount()) {
            return NOTHING_TO_DO;
        }
        long nowNs = clock.nanoTime();
        long deadline = nowNs + Math.clamp((nowNs - endedNs) / SHARE, LEAST_NS, MOST_NS);
        if (wanted.hasLarge()) {
            advanceLarge(wanted, deadline);
        }
        boolean room = true;
        while (shard < keyspace.shardCount() && room && clock.nanoTime() - deadline < 0) {
            room = wanted.sink().hasRoom() || wanted.sink().isOver();
            if (room && !wanted.advance(execution, shard, RECORDS)) {
                shard += step;
            }
        }
        endedNs = clock.nanoTime();
        if (shard >= keyspace.shardCount()) {
            return NOTHING_TO_DO;
        }
        return room ? nowMs : nowMs + LOOK_MS;
    }

    /** Somebody may wait for what is begun, in whatever shard. */
    private void advanceLarge(KeyspaceSnapshot wanted, long deadline) {
        boolean took;
        do {
            took = false;
            for (int i = first; i < keyspace.shardCount(); i += step) {
                took |= wanted.advanceLarge(execution, i, RECORDS);
            }
        } while (took && clock.nanoTime() - deadline < 0);
    }
}
