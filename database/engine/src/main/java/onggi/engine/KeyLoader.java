package onggi.engine;

import onggi.bytes.KeyHash;

/** Puts keys into a store, whose every shard is held by whoever loads. */
public final class KeyLoader {

    private final Keyspace keyspace;
    private final Entry[] entries;

    /** Prepares to load. */
    public KeyLoader(Execution execution) {
        this.keyspace = execution.keyspace();
        this.entries = new Entry[keyspace.shardCount()];
        for (int i = 0; i < entries.length; i++) {
            entries[i] = new Entry(execution, keyspace.shard(i));
        }
    }

    /** Runs an action in the middle of a load, with no shard held. */
    public static void pause(Execution execution, Runnable action) {
        execution.held().lettingGo(action);
    }

    /** Returns the cursor for the keys of a shard; one for all calls. */
    public Entry entryOf(Shard shard) {
        return entries[shard.index()];
    }

    /** Turns the cursor of a key's shard to the key, which need not exist. */
    public Entry find(int database, byte[] key, int offset, int length, long nowMs) {
        Shard shard = keyspace.shardOf(key, offset, length);
        Entry entry = entryOf(shard);
        long hash = KeyHash.of(keyspace.hashSeed(), key, offset, length);
        if (entry.find(shard, database, hash, key, offset, length, nowMs)) {
            ShardSnapshot.handOver(shard, database, entry.reference);
        }
        return entry;
    }
}
