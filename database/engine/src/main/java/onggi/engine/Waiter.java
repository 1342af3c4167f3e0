package onggi.engine;

import onggi.bytes.Bytes;
import org.jspecify.annotations.Nullable;

/** The place of a blocked call in the queue of one key. Guarded by the key's shard. */
final class Waiter {

    final BlockedCall call;
    final Shard shard;
    final Bytes key;
    final long hash;
    @Nullable KeyWaiters queue;
    @Nullable Waiter previous;
    @Nullable Waiter next;

    Waiter(BlockedCall call, Shard shard, Bytes key, long hash) {
        this.call = call;
        this.shard = shard;
        this.key = key;
        this.hash = hash;
    }
}
