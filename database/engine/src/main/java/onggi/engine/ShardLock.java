package onggi.engine;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import onggi.bytes.HotPath;
import org.jspecify.annotations.Nullable;

/** Lets one thread at a time use a shard; with one thread in all there is nothing to lock. */
final class ShardLock {

    private final @Nullable ReentrantLock lock;
    private volatile boolean overtime;

    ShardLock(boolean locking) {
        this.lock = locking ? new ReentrantLock() : null;
    }

    @HotPath
    void take() {
        ReentrantLock held = lock;
        if (held != null) {
            held.lock();
        }
    }

    /** Takes the lock if it is free. */
    @HotPath
    boolean tryTake() {
        ReentrantLock held = lock;
        return held == null || held.tryLock();
    }

    /** Takes the lock unless that takes longer than some time. */
    boolean tryTake(long ns) {
        ReentrantLock held = lock;
        try {
            return held == null || held.tryLock(ns, TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return held != null && held.tryLock();
        }
    }

    @HotPath
    void release() {
        ReentrantLock held = lock;
        if (held != null) {
            held.unlock();
        }
    }

    /** Returns whether the current thread may use the shard. */
    boolean isHeld() {
        ReentrantLock held = lock;
        return held == null || held.isHeldByCurrentThread();
    }

    /** Returns whether a script that is over its time holds the shard. */
    boolean isOvertime() {
        return overtime;
    }

    void overtime(boolean on) {
        overtime = on;
    }
}
