package onggi.engine;

import onggi.bytes.KeyHash;

/** Keys for commands that use more of them side by side than a {@link Call} has entries for. */
public final class ManyKeys {

    private ManyKeys() {}

    /**
     * Returns the key at an argument as {@link Call#readable} does, but in an entry of its own that
     * no further lookup reuses. Costs allocations.
     */
    public static Entry readable(Call call, int i) {
        Entry counted = call.readable(i);
        Keyspace keyspace = call.engine().keyspace();
        byte[] buffer = call.buffer();
        int offset = call.offset(i);
        int length = call.length(i);
        Shard shard = counted.shard();
        Entry entry = new Entry(call.execution(), shard);
        long hash = KeyHash.of(keyspace.hashSeed(), buffer, offset, length);
        entry.find(shard, counted.database(), hash, buffer, offset, length, call.nowMs());
        return entry;
    }
}
