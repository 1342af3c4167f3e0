package onggi.engine;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * The state of all databases at one instant, given to a {@link SnapshotSink} key by key while the
 * store is used and changed. There is at most one at a time.
 */
public final class KeyspaceSnapshot {

    /*
     * The instant is when begin() returns: every shard is held, so no command, transaction or
     * script is half done, and all that is made is a list of tables for each shard. From then on each
     * shard gives what it has on its own (see ShardSnapshot), a little at a time, on the loop to
     * which it belongs (see SnapshotWalk), and lets the snapshot go when it has given all.
     *
     * The sink copies bytes and returns; what is slow, it does elsewhere. When it has no room the
     * walk waits. Who is about to change a record cannot wait and hands it over nevertheless: what
     * to do when that becomes too much is for the sink to decide, and it can only give up.
     */

    private final Keyspace keyspace;
    private final SnapshotSink sink;
    private final AtomicInteger shards;
    private final AtomicInteger large = new AtomicInteger();
    private final long keys;
    private long touched;

    private KeyspaceSnapshot(Keyspace keyspace, SnapshotSink sink) {
        this.keyspace = keyspace;
        this.sink = sink;
        this.shards = new AtomicInteger(keyspace.shardCount());
        long size = 0;
        for (int i = 0; i < keyspace.databases(); i++) {
            size += keyspace.size(i);
        }
        this.keys = size;
    }

    /**
     * Begins a snapshot; the caller holds every shard, and is inside of no command that has changed
     * anything.
     *
     * @throws IllegalStateException when one is under way whose sink wants more
     */
    public static KeyspaceSnapshot begin(Keyspace keyspace, SnapshotSink sink) {
        KeyspaceSnapshot before = keyspace.snapshot();
        if (before != null) {
            if (!before.sink.isOver()) {
                throw new IllegalStateException("a snapshot is under way");
            }
            before.letGo();
        }
        KeyspaceSnapshot begun = new KeyspaceSnapshot(keyspace, sink);
        int mark = keyspace.snapshotMarks().next(keyspace);
        for (int i = 0; i < keyspace.shardCount(); i++) {
            Shard shard = keyspace.shard(i);
            shard.snapshot(new ShardSnapshot(begun, shard, keyspace.databases(), mark));
        }
        keyspace.snapshot(begun);
        return begun;
    }

    /** Returns how many keys there were at the instant. */
    public long keys() {
        return keys;
    }

    /** Lets all shards go at once, of which the caller holds every one. */
    public void letGo() {
        for (int i = 0; i < keyspace.shardCount(); i++) {
            ShardSnapshot part = keyspace.shard(i).snapshot();
            if (part != null) {
                part.end();
            }
        }
    }

    /**
     * Goes on in one shard, which the caller does not hold.
     *
     * @param records about how many keys to take, at least 1
     * @return whether there is more to take in this shard
     */
    public boolean advance(Execution execution, int index, int records) {
        Shard shard = keyspace.shard(index);
        execution.hold(shard);
        try {
            ShardSnapshot part = shard.snapshot();
            if (part == null) {
                return false;
            }
            boolean ended = sink.isOver() || part.advance(records);
            if (ended) {
                part.end();
            }
            return !ended;
        } finally {
            execution.release(shard);
        }
    }

    /**
     * Goes on with the large values of one shard, which the caller does not hold, if any are begun.
     *
     * @param elements about how many to take, at least 1
     * @return whether any was taken
     */
    boolean advanceLarge(Execution execution, int index, int elements) {
        Shard shard = keyspace.shard(index);
        execution.hold(shard);
        try {
            ShardSnapshot part = shard.snapshot();
            return part != null && !sink.isOver() && part.advanceLarge(elements);
        } finally {
            execution.release(shard);
        }
    }

    /** Returns whether large values are begun and not taken to their end. */
    boolean hasLarge() {
        return large.get() > 0;
    }

    void largeBegins() {
        large.incrementAndGet();
    }

    void largeEnds() {
        large.decrementAndGet();
    }

    SnapshotSink sink() {
        return sink;
    }

    /** Uses a number up, so that no compiler drops the loads it came from. */
    void touched(long sum) {
        touched += sum;
    }

    /** Takes note that a shard has given all or was let go; it is held. */
    void ended(Shard shard) {
        boolean whole = !sink.isOver();
        sink.ended(shard);
        if (shards.decrementAndGet() == 0) {
            if (whole) {
                keyspace.snapshotMarks().ended();
            }
            keyspace.snapshot(null);
            sink.ended(whole);
        }
    }

    @Override
    public String toString() {
        return "snapshot of " + keys + " keys, " + shards + " shards left, " + touched;
    }
}
