package onggi.engine;

import java.util.concurrent.locks.ReentrantLock;
import onggi.bytes.HotPath;
import onggi.bytes.Memory;
import onggi.bytes.Slab;
import onggi.types.Table;
import org.jspecify.annotations.Nullable;

/**
 * One part of the keyspace: its memory, and for each database its table of keys and its expiry
 * wheel.
 *
 * <p>Everything here is guarded by {@link #lock}, which is absent when one thread does all the
 * work.
 */
public final class Shard {

    private final int index;
    private final @Nullable ReentrantLock lock;
    private final Memory memory;
    private final Slab slab;
    private final long hashSeed;
    private final @Nullable Table[] tables;
    private final @Nullable ExpiryWheel[] wheels;
    private final WatchedKeys watched = new WatchedKeys();

    Shard(int index, Memory memory, int databases, long hashSeed, boolean locking) {
        this.index = index;
        this.lock = locking ? new ReentrantLock() : null;
        this.memory = memory;
        this.slab = new Slab(memory);
        this.hashSeed = hashSeed;
        this.tables = new Table[databases];
        this.wheels = new ExpiryWheel[databases];
    }

    /** Returns the index of this shard. */
    public int index() {
        return index;
    }

    @HotPath
    void lock() {
        ReentrantLock held = lock;
        if (held != null) {
            held.lock();
        }
    }

    @HotPath
    void unlock() {
        ReentrantLock held = lock;
        if (held != null) {
            held.unlock();
        }
    }

    /** Returns whether the current thread may use this shard. */
    boolean isHeld() {
        ReentrantLock held = lock;
        return held == null || held.isHeldByCurrentThread();
    }

    /** Returns the memory of this shard. */
    public Memory memory() {
        return memory;
    }

    /** Returns the allocator of this shard. */
    public Slab slab() {
        return slab;
    }

    /** Returns the keys of a database, or null when it never had any. */
    @HotPath
    public @Nullable Table table(int database) {
        return tables[database];
    }

    Table tableForWriting(int database) {
        Table table = tables[database];
        if (table == null) {
            table = new Table(slab, hashSeed);
            tables[database] = table;
        }
        return table;
    }

    /** Returns the expiry wheel of a database, or null when no key of it ever had an expiry. */
    @HotPath
    public @Nullable ExpiryWheel wheel(int database) {
        return wheels[database];
    }

    ExpiryWheel wheelForWriting(int database, long nowMs) {
        ExpiryWheel wheel = wheels[database];
        if (wheel == null) {
            wheel = new ExpiryWheel(slab, nowMs);
            wheels[database] = wheel;
        }
        return wheel;
    }

    WatchedKeys watched() {
        return watched;
    }

    long size(int database) {
        Table table = tables[database];
        return table == null ? 0 : table.size();
    }

    long volatileKeys(int database) {
        ExpiryWheel wheel = wheels[database];
        return wheel == null ? 0 : wheel.size();
    }

    long usedBytes() {
        return slab.liveBytes();
    }

    /** Exchanges the contents of two databases. */
    void swap(int first, int second) {
        Table table = tables[first];
        tables[first] = tables[second];
        tables[second] = table;
        ExpiryWheel wheel = wheels[first];
        wheels[first] = wheels[second];
        wheels[second] = wheel;
    }
}
