package onggi.engine;

import java.util.Arrays;
import onggi.bytes.HotPath;
import onggi.types.ElementText;
import onggi.types.HashValue;
import onggi.types.HashWatch;
import onggi.types.Table;

/** Removes fields of hashes whose time has come. One instance a thread. */
final class FieldExpiry implements HashValue.Visitor {

    /*
     * Who looks a hash up finds it without due fields; if all were due, the key is gone. Hashes that
     * nobody asks for are found by the wheel of their shard.
     *
     * Millions of fields may be due at once, which takes seconds, so one call removes MOST_AT_ONCE:
     *
     * - If all fields of a large hash are due, which the moment tree knows by its last one, the key is
     *   removed as a whole, like one that has expired, and freed in the background.
     * - A command on whole values (Row.wholeValues: DEL, RENAME, EXPIRE) never sees a field. It finds
     *   the hash as it is.
     * - Any other command is put off and runs again in the next turn of its loop; what its connection
     *   sent behind it waits, other connections are served. Each further try removes some fields, and
     *   so does the cycle. Nobody sees a half state, as whoever else comes is put off too.
     *
     * Only the first look of a command can put it off, as it has done nothing then: the second key of
     * one, and what runs inside EXEC, removes all that is due at once.
     */

    private static final byte[] NOTHING = {};

    /** Fields of one hash that the cycle removes before it looks at the time again. */
    private static final int FIELDS_AT_ONCE = 64;

    /** Fields that one call removes at most before it is put off. */
    private static final int MOST_AT_ONCE = 512;

    /** The same once this many were removed in a turn, as by many clients who were put off. */
    private static final int MOST_IN_A_TURN = 4 * MOST_AT_ONCE;

    private static final int FEW = 16;

    private final Execution execution;
    private final Entry own;
    private int database;
    private byte[] key = NOTHING;
    private int offset;
    private int length;
    private byte[] field = new byte[64];
    private int removedInTurn;

    FieldExpiry(Execution execution, Shard any) {
        this.execution = execution;
        this.own = new Entry(execution, any);
    }

    /** Begins to count anew what is removed. */
    @HotPath
    void endTurn() {
        removedInTurn = 0;
    }

    /**
     * Removes the due fields of a hash that a command looks up, and the key with the last one;
     * while clients are paused they stay for whoever only reads. May {@linkplain Call#isPutOff put
     * off} the command.
     */
    void lookedUp(Call call, Entry entry) {
        Command command = call.command();
        if (call.engine().settings().expiryPaused()
                && (!command.is(CommandFlag.WRITE) || call.session().repeatsHistory())) {
            return;
        }
        if (removeIfDue(entry)) {
            return;
        }
        boolean whole = command.takesWholeValues();
        if (!whole) {
            execution.longWorks().waitForSnapshot(call, entry);
        }
        if (!whole && !PutOff.isPossibleAtFirstLook(call)) {
            expire(entry, Integer.MAX_VALUE);
            return;
        }
        expire(entry, removedInTurn < MOST_IN_A_TURN ? MOST_AT_ONCE : FEW);
        if (!whole && entry.exists() && entry.hasDueFields(entry.nowMs)) {
            throw new PutOff();
        }
    }

    /** Removes the key if all fields of a large hash are due. */
    private boolean removeIfDue(Entry entry) {
        HashValue hash = entry.hash();
        if (!entry.hasBlocks() || hash.size() <= FIELDS_AT_ONCE || !hash.isDue(entry.nowMs)) {
            return false;
        }
        execution.stats().fieldsExpired(hash.size());
        bind(entry);
        execution.effects().expired(database, key, offset, length);
        execution.touched(database, key, offset, length);
        execution.publish(KeyEvent.HEXPIRED, database, key, offset, length);
        entry.remove();
        execution.publish(KeyEvent.DEL, database, key, offset, length);
        key = NOTHING;
        return true;
    }

    /** Removes due fields of a hash that the wheel of its shard has handed out. */
    void reap(Shard shard, int database, int reference, long nowMs) {
        Table table = shard.tableForWriting(database);
        byte[] found = shard.key(reference);
        long hash = table.hashOf(reference);
        own.find(shard, database, hash, found, 0, found.length, nowMs);
        ShardSnapshot.handOver(shard, database, own.reference);
        if (own.isExpired(nowMs)) {
            return;
        }
        if (!removeIfDue(own)) {
            reapSome();
        }
        own.release();
    }

    /** What a snapshot is taking in pieces is left until all was taken; it is in no wheel then. */
    private void reapSome() {
        if (execution.longWorks().isHeldUp(own)) {
            own.shard.longReplies().keepFields(own.reference);
        } else {
            expire(own, FIELDS_AT_ONCE);
        }
    }

    /** Watches the fields of a hash that was left so. */
    static void watchAgain(Shard shard, int database, int reference) {
        long address = shard.slab().address(reference);
        if (HashWatch.isIn(shard.memory(), address)) {
            long watch = HashWatch.addressOf(shard.memory(), address);
            long momentMs = HashWatch.momentMs(shard.memory(), watch);
            shard.watchFields(database, reference, momentMs, momentMs);
        }
    }

    private void expire(Entry entry, int most) {
        bind(entry);
        execution.longWorks().changing(entry);
        HashValue hash = entry.hash();
        int removed = hash.expireDue(entry.nowMs, most, this);
        removedInTurn += removed;
        execution.touched(database, key, offset, length);
        if (removed > 0) {
            execution.publish(KeyEvent.HEXPIRED, database, key, offset, length);
        }
        if (hash.size() == 0) {
            entry.remove();
            execution.publish(KeyEvent.DEL, database, key, offset, length);
        } else {
            entry.watchFields(hash.earliestMs());
        }
        key = NOTHING;
    }

    private void bind(Entry entry) {
        database = entry.database;
        key = entry.keyBuffer;
        offset = entry.keyOffset;
        length = entry.keyLength;
    }

    @Override
    public void visit(HashValue hash) {
        ElementText text = hash.field();
        if (field.length < text.length()) {
            field = Arrays.copyOf(field, text.length() * 2);
        }
        text.copyOut(field, 0);
        execution.stats().fieldsExpired(1);
        execution.effects().fieldExpired(database, key, offset, length, field, text.length());
    }
}
