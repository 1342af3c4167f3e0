package onggi.engine;

import java.util.function.Consumer;
import onggi.bytes.HotPath;
import onggi.bytes.Invariant;
import org.jspecify.annotations.Nullable;

/** The keys of one shard that blocked calls wait for. Guarded by the shard. */
final class WaitingKeys {

    private static final int LEAST_BUCKETS = 16;

    private @Nullable KeyWaiters[] buckets = new KeyWaiters[LEAST_BUCKETS];

    private int count;

    /** As many as {@code count}; read by any thread. */
    private volatile int keys;

    /** How many places in queues belong to calls with keys in other shards too. */
    private int beyond;

    @HotPath
    boolean isEmpty() {
        return count == 0;
    }

    /** Returns how many keys are waited for; may be read without the shard. */
    int keys() {
        return keys;
    }

    /** Returns whether serving a call that waits here may need other shards. */
    @HotPath
    boolean reachBeyond() {
        return beyond > 0;
    }

    /** Returns who waits for a key, or null. */
    @Nullable KeyWaiters find(int database, long hash, byte[] buffer, int offset, int length) {
        KeyWaiters found = buckets[bucket(hash)];
        while (found != null && !found.is(database, hash, buffer, offset, length)) {
            found = found.inBucket;
        }
        return found;
    }

    /** Returns whether a key is waited for in any database. */
    boolean contains(long hash, byte[] buffer, int offset, int length) {
        KeyWaiters found = buckets[bucket(hash)];
        while (found != null && !found.isKey(hash, buffer, offset, length)) {
            found = found.inBucket;
        }
        return found != null;
    }

    private int bucket(long hash) {
        return (int) (hash >>> 32) & (buckets.length - 1);
    }

    void add(Waiter waiter) {
        int database = waiter.call.database();
        byte[] key = waiter.key.unsafeArray();
        KeyWaiters queue = find(database, waiter.hash, key, 0, key.length);
        if (queue == null) {
            queue = new KeyWaiters(waiter.shard, database, waiter.key, waiter.hash);
            link(queue);
        }
        queue.append(waiter);
        beyond += waiter.call.isInManyShards() ? 1 : 0;
    }

    private void link(KeyWaiters queue) {
        if (count == buckets.length) {
            resize(buckets.length * 2);
        }
        int bucket = bucket(queue.hash);
        queue.inBucket = buckets[bucket];
        buckets[bucket] = queue;
        keys = ++count;
    }

    void remove(Waiter waiter) {
        KeyWaiters queue = waiter.queue;
        if (queue == null) {
            return;
        }
        queue.remove(waiter);
        beyond -= waiter.call.isInManyShards() ? 1 : 0;
        if (queue.count() == 0) {
            unlink(queue);
        }
    }

    @SuppressWarnings("ReferenceEquality") // this very queue
    private void unlink(KeyWaiters queue) {
        int bucket = bucket(queue.hash);
        KeyWaiters before = buckets[bucket];
        if (before == queue) {
            buckets[bucket] = queue.inBucket;
        } else {
            while (before != null && before.inBucket != queue) {
                before = before.inBucket;
            }
            if (before != null) {
                before.inBucket = queue.inBucket;
            }
        }
        keys = --count;
        if (count == 0) {
            buckets = new KeyWaiters[LEAST_BUCKETS];
        }
    }

    private void resize(int capacity) {
        @Nullable KeyWaiters[] old = buckets;
        buckets = new KeyWaiters[capacity];
        for (KeyWaiters head : old) {
            KeyWaiters queue = head;
            while (queue != null) {
                KeyWaiters following = queue.inBucket;
                int bucket = bucket(queue.hash);
                queue.inBucket = buckets[bucket];
                buckets[bucket] = queue;
                queue = following;
            }
        }
    }

    /** Shows the queues of all keys, which must not change meanwhile. */
    void forEach(Consumer<KeyWaiters> action) {
        for (KeyWaiters head : buckets) {
            for (KeyWaiters queue = head; queue != null; queue = queue.inBucket) {
                action.accept(queue);
            }
        }
    }

    /** Verifies what must hold; for {@link StoreCheck}. */
    void check() {
        int[] seen = new int[2];
        forEach(queue -> {
            seen[0]++;
            int count = 0;
            for (Waiter waiter = queue.first(); waiter != null; waiter = waiter.next) {
                count++;
                seen[1] += waiter.call.isInManyShards() ? 1 : 0;
            }
            Invariant.check(count == queue.count() && count > 0, "a queue of {} waiters", count);
            Invariant.check(!queue.ready, "a key is ready and nobody looks after it");
        });
        Invariant.check(seen[0] == keys, "waited keys: {}, counted: {}", seen[0], keys);
        Invariant.check(seen[1] == beyond, "calls beyond the shard: {}, {}", seen[1], beyond);
    }
}
