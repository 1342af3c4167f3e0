package onggi.engine;

import onggi.bytes.HotPath;
import onggi.bytes.Memory;
import onggi.types.Record;

/**
 * Deletes records whose time has come, found other than by a command's key. One instance a thread.
 */
final class Reaper {

    private final Execution execution;
    private byte[] key = new byte[64];

    Reaper(Execution execution) {
        this.execution = execution;
    }

    /** Deletes a record of a shard that this thread holds, and tells everyone. */
    @HotPath
    void reap(Shard shard, int database, int reference) {
        Memory memory = shard.memory();
        long address = shard.slab().address(reference);
        int length = Record.keyLength(memory, address);
        if (key.length < length) {
            key = new byte[length * 2];
        }
        memory.copyOut(Record.keyAddress(memory, address), key, 0, length);
        remove(shard, database, reference);
        execution.expired(database, key, 0, length);
    }

    @HotPath
    private static void remove(Shard shard, int database, int reference) {
        shard.leave(database, reference);
        shard.discard(reference);
    }
}
