package onggi.engine;

import java.util.Arrays;
import onggi.bytes.Bytes;
import org.jspecify.annotations.Nullable;

/** Who waits for one key, in the order of waiting. Guarded by the key's shard. */
final class KeyWaiters {

    private static final int TYPES = 16;

    final Shard shard;
    final int database;
    final Bytes key;
    final long hash;

    /** The next key in the same bucket of {@link WaitingKeys}. */
    @Nullable KeyWaiters inBucket;

    /** Whether the key is on a thread's list of keys to be looked after. */
    boolean ready;

    private @Nullable Waiter first;
    private @Nullable Waiter last;
    private int count;
    private int whenGone;
    private final int[] byType = new int[TYPES];

    KeyWaiters(Shard shard, int database, Bytes key, long hash) {
        this.shard = shard;
        this.database = database;
        this.key = key;
        this.hash = hash;
    }

    boolean is(int database, long hash, byte[] buffer, int offset, int length) {
        return this.hash == hash
                && this.database == database
                && isKey(hash, buffer, offset, length);
    }

    boolean isKey(long hash, byte[] buffer, int offset, int length) {
        byte[] mine = key.unsafeArray();
        return this.hash == hash
                && Arrays.equals(mine, 0, mine.length, buffer, offset, offset + length);
    }

    @Nullable Waiter first() {
        return first;
    }

    int count() {
        return count;
    }

    /** Returns whether anyone waits for a value of a type, or for the key to be gone. */
    boolean wants(int type) {
        return byType[type] + whenGone > 0;
    }

    /** Returns whether anyone waits for the key to be gone. */
    boolean wantsGone() {
        return whenGone > 0;
    }

    void append(Waiter waiter) {
        waiter.queue = this;
        waiter.previous = last;
        if (last == null) {
            first = waiter;
        } else {
            last.next = waiter;
        }
        last = waiter;
        reckon(waiter.call, 1);
    }

    void remove(Waiter waiter) {
        Waiter before = waiter.previous;
        Waiter after = waiter.next;
        if (before == null) {
            first = after;
        } else {
            before.next = after;
        }
        if (after == null) {
            last = before;
        } else {
            after.previous = before;
        }
        waiter.queue = null;
        reckon(waiter.call, -1);
    }

    private void reckon(BlockedCall call, int n) {
        count += n;
        byType[call.type()] += n;
        whenGone += call.wakesWhenGone() ? n : 0;
    }
}
