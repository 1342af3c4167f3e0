package onggi.engine;

import onggi.bytes.KeyHash;
import onggi.bytes.Slab;

/** A key that a {@link LongWork} reads, present or not. Guarded by the key's shard. */
final class WorkSource {

    private final LongWork work;
    private final int argument;
    private final Entry entry;

    /** The record that is being read, or none when the key is absent. */
    private int reference;

    private boolean changed;

    /** Looks a key up without any trace. */
    WorkSource(LongWork work, Call call, int argument) {
        this.work = work;
        this.argument = argument;
        this.entry = new Entry(call.execution(), shardOf(call, argument));
        look(call);
        this.reference = entry.reference;
    }

    /** Counts a hit or miss, and notes the use of the key, as for any command that reads. */
    void reads(Call call) {
        CommandStats stats = call.execution().stats();
        if (!entry.exists()) {
            stats.miss();
            call.event(argument, KeyEvent.KEYMISS);
            return;
        }
        stats.hit();
        if (call.session().touchesKeys()) {
            AccessClock clock = call.engine().accessClock();
            entry.accessBits(clock.touched(entry.accessBits(), call.nowMs()));
        }
    }

    private static Shard shardOf(Call call, int argument) {
        Keyspace keyspace = call.engine().keyspace();
        return keyspace.shardOf(call.buffer(), call.offset(argument), call.length(argument));
    }

    /** What is due is removed as in every look of a command. */
    private void look(Call call) {
        find(call);
        long nowMs = call.nowMs();
        if (entry.exists() && (entry.isExpired(nowMs) || entry.hasDueFields(nowMs))) {
            if (call.peek(argument).exists()) {
                find(call);
            } else {
                entry.hide();
            }
        }
    }

    private void find(Call call) {
        byte[] key = call.buffer();
        int offset = call.offset(argument);
        int length = call.length(argument);
        int database = call.session().database();
        long hash = KeyHash.of(call.engine().keyspace().hashSeed(), key, offset, length);
        entry.find(shardOf(call, argument), database, hash, key, offset, length, call.nowMs());
    }

    /** Looks the key up again; returns whether it is, and its value, what it was. */
    boolean isUnchanged(Call call) {
        look(call);
        return !changed && entry.reference == reference;
    }

    Entry entry() {
        return entry;
    }

    /** Returns where the shard of the key keeps it while the work is paused. */
    WorkSources works() {
        return entry.shard.longReplies().works();
    }

    LongWork work() {
        return work;
    }

    /** Returns the record that is being read, or {@link Slab#NONE}. */
    int reference() {
        return changed ? Slab.NONE : reference;
    }

    void changed() {
        changed = true;
    }

    void movedTo(int moved) {
        reference = moved;
    }
}
