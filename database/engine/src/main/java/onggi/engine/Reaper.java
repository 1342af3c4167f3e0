package onggi.engine;

import onggi.bytes.HotPath;
import onggi.bytes.Memory;
import onggi.types.Record;

/** Deletes keys whose time has come, or to make room, and tells everyone. One instance a thread. */
final class Reaper {

    private final Execution execution;
    private final EngineSettings settings;
    private final Tracking tracking;
    private final Invalidations invalidations;
    private byte[] key = new byte[64];

    Reaper(Execution execution, Engine engine, Invalidations invalidations) {
        this.execution = execution;
        this.settings = engine.settings();
        this.tracking = engine.tracking();
        this.invalidations = invalidations;
    }

    /**
     * Removes a key whose time has come: the entry is gone, the event is out, the effect stream has
     * a DEL. While clients are paused, and on a replica, it is absent for a command that reads, and
     * stays where it is; for what the primary sends it is there.
     */
    void expire(Call call, Entry entry, int database, byte[] buffer, int offset, int length) {
        if (settings.expiryPaused()) {
            if (call.session().repeatsHistory()) {
                return;
            }
            if (!call.command().is(CommandFlag.WRITE)) {
                entry.hide();
                return;
            }
        }
        entry.remove();
        expired(database, buffer, offset, length);
    }

    /** Deletes a record of a shard that this thread holds. */
    @HotPath
    void reap(Shard shard, int database, int reference) {
        int length = take(shard, database, reference);
        expired(database, key, 0, length);
    }

    /**
     * The same for a record whose time has not come, to make room; a unit of the effect stream by
     * itself.
     */
    void evict(Shard shard, int database, int reference) {
        int length = take(shard, database, reference);
        execution.stats().evicted();
        execution.effects().evicted(settings.eviction(), database, key, 0, length);
        gone(KeyEvent.EVICTED, database, key, 0, length);
        execution.effects().endUnit();
    }

    /** Removes a record; returns the length of its key, which was copied. */
    @HotPath
    private int take(Shard shard, int database, int reference) {
        Memory memory = shard.memory();
        long address = shard.slab().address(reference);
        int length = Record.keyLength(memory, address);
        if (key.length < length) {
            key = new byte[length * 2];
        }
        memory.copyOut(Record.keyAddress(memory, address), key, 0, length);
        shard.leave(database, reference);
        shard.discard(reference);
        return length;
    }

    private void expired(int database, byte[] buffer, int offset, int length) {
        execution.stats().expired();
        execution.effects().expired(database, buffer, offset, length);
        gone(KeyEvent.EXPIRED, database, buffer, offset, length);
    }

    private void gone(KeyEvent event, int database, byte[] buffer, int offset, int length) {
        Shard shard = execution.keyspace().shardOf(buffer, offset, length);
        shard.watched().touch(database, buffer, offset, length);
        if (tracking.isUsed()) {
            invalidations.expired(shard, buffer, offset, length);
        }
        execution.wake(shard, database, buffer, offset, length);
        execution.publish(event, database, buffer, offset, length);
    }
}
