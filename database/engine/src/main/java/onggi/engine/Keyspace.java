package onggi.engine;

import java.util.function.Supplier;
import onggi.bytes.HotPath;
import onggi.bytes.Memory;
import onggi.bytes.Slots;
import onggi.types.CollectionLimits;
import org.jspecify.annotations.Nullable;

/**
 * All data of one store: the numbered databases, cut into shards by hash slot.
 *
 * <p>A shard holds its part of every database, so that a key keeps its shard when it moves between
 * databases. With one event loop there is one shard and no lock is ever taken; with more there are
 * many and {@link Execution} locks those a command touches in ascending order.
 */
public final class Keyspace {

    private final Shard[] shards;
    private final int shardMask;
    private final int databases;
    private final long hashSeed;
    private final boolean locking;
    private final Escalation escalation = new Escalation();
    private final CollectionLimits limits = new CollectionLimits();
    private final Memory loose;
    private final SnapshotMarks snapshotMarks = new SnapshotMarks();
    private volatile @Nullable KeyspaceSnapshot snapshot;

    /**
     * Creates an empty keyspace.
     *
     * @param memory makes the memory of each shard
     * @param shardCount a power of two
     * @param databases how many databases, at least 1
     * @param hashSeed the seed of key hashes, secret against crafted keys
     * @param locking whether several threads will use it
     */
    public Keyspace(
            Supplier<Memory> memory,
            int shardCount,
            int databases,
            long hashSeed,
            boolean locking) {
        if (Integer.bitCount(shardCount) != 1) {
            throw new IllegalArgumentException("shard count must be a power of two: " + shardCount);
        }
        this.shards = new Shard[shardCount];
        this.shardMask = shardCount - 1;
        this.databases = databases;
        this.hashSeed = hashSeed;
        this.locking = locking;
        this.loose = memory.get();
        for (int i = 0; i < shardCount; i++) {
            shards[i] = new Shard(i, memory.get(), 2 * databases, hashSeed, limits, locking);
        }
    }

    /** Returns the shard of a key. */
    @HotPath
    public Shard shardOf(byte[] buffer, int offset, int length) {
        return shardMask == 0 ? shards[0] : shards[Slots.of(buffer, offset, length) & shardMask];
    }

    /** Returns the shard at an index below {@link #shardCount()}. */
    public Shard shard(int index) {
        return shards[index];
    }

    /** Returns how many shards there are, a power of two. */
    public int shardCount() {
        return shards.length;
    }

    /** Returns whether several threads use this keyspace, so that shards must be locked. */
    public boolean isLocking() {
        return locking;
    }

    Escalation escalation() {
        return escalation;
    }

    /** Returns the memory for large arguments and replies, which belong to no shard. */
    public Memory looseMemory() {
        return loose;
    }

    /** Returns how many databases there are. */
    public int databases() {
        return databases;
    }

    /**
     * Returns the number of a database that no session sees, in which the successor of another one
     * may be built; {@link #swap} puts it into its place.
     */
    public int hidden(int database) {
        return databases + database;
    }

    /** Returns the seed of key hashes. */
    public long hashSeed() {
        return hashSeed;
    }

    /** Returns when collections leave their compact forms. */
    public CollectionLimits limits() {
        return limits;
    }

    /** Returns the snapshot that is being taken, or null. */
    @HotPath
    public @Nullable KeyspaceSnapshot snapshot() {
        return snapshot;
    }

    void snapshot(@Nullable KeyspaceSnapshot begun) {
        snapshot = begun;
    }

    SnapshotMarks snapshotMarks() {
        return snapshotMarks;
    }

    /** Returns the number of keys of a database; expired ones count until they are reaped. */
    public long size(int database) {
        long size = 0;
        for (Shard shard : shards) {
            size += shard.size(database);
        }
        return size;
    }

    /** Returns the number of keys of a database that have an expiry. */
    public long volatileKeys(int database) {
        long size = 0;
        for (Shard shard : shards) {
            size += shard.volatileKeys(database);
        }
        return size;
    }

    /** Returns the number of hashes of a database some of whose fields expire. */
    public long volatileHashes(int database) {
        long size = 0;
        for (Shard shard : shards) {
            size += shard.volatileHashes(database);
        }
        return size;
    }

    /**
     * Deletes all keys of a database; the caller holds every shard.
     *
     * @param later whether large databases may be freed a little at a time
     * @return how many there were
     */
    public long flush(int database, boolean later) {
        long keys = 0;
        for (Shard shard : shards) {
            keys += shard.flush(database, later);
        }
        return keys;
    }

    /** Exchanges the contents of two databases; the caller holds every shard. */
    public void swap(int first, int second) {
        if (first != second) {
            for (Shard shard : shards) {
                shard.swap(first, second);
            }
        }
    }

    /** Returns the bytes of the index of a database. */
    public long indexBytes(int database) {
        long bytes = 0;
        for (Shard shard : shards) {
            bytes += shard.indexBytes(database);
        }
        return bytes;
    }

    /**
     * Returns the mean time left in milliseconds of the keys of a database that have an expiry; 0
     * when none has.
     */
    public long meanLeftMs(int database, long nowMs) {
        double sum = 0;
        long size = 0;
        for (Shard shard : shards) {
            ExpiryWheel wheel = shard.wheel(database);
            if (wheel != null) {
                sum += (double) wheel.meanLeftMs(nowMs) * wheel.size();
                size += wheel.size();
            }
        }
        return size == 0 ? 0 : (long) (sum / size);
    }

    /** Returns how many deleted values are not freed yet; from any thread, a moment old. */
    public long waitingValues() {
        long values = 0;
        for (Shard shard : shards) {
            values += shard.garbage().waitingValues();
        }
        return values;
    }

    /**
     * Returns how many values were ever freed later than they were deleted; from any thread, a
     * moment old.
     */
    public long lateValues() {
        long values = 0;
        for (Shard shard : shards) {
            values += shard.garbage().lateValues();
        }
        return values;
    }

    /** Returns the bytes in use by data and index: live blocks, tables, wheels. */
    public long usedBytes() {
        long bytes = 0;
        for (Shard shard : shards) {
            bytes += shard.usedBytes();
        }
        return bytes;
    }

    /** Returns the bytes that the shards took from the system. */
    public long reservedBytes() {
        long bytes = 0;
        for (Shard shard : shards) {
            bytes += shard.slab().reservedBytes();
        }
        return bytes;
    }
}
