package onggi.engine;

import java.util.Arrays;
import onggi.types.ElementText;
import onggi.types.HashValue;
import onggi.types.Table;

/**
 * Removes fields of hashes whose time has come. One instance a thread.
 *
 * <p>Who looks a hash up finds it without due fields; if all were due, the key is gone. Hashes that
 * nobody asks for are found by the wheel of their shard.
 */
final class FieldExpiry implements HashValue.Visitor {

    private static final byte[] NOTHING = {};

    /** Fields of one hash that the cycle removes before it looks at the time again. */
    private static final int FIELDS_AT_ONCE = 64;

    private final Execution execution;
    private final Entry own;
    private int database;
    private byte[] key = NOTHING;
    private int offset;
    private int length;
    private byte[] field = new byte[64];

    FieldExpiry(Execution execution, Shard any) {
        this.execution = execution;
        this.own = new Entry(execution, any);
    }

    /** Removes the due fields of a hash that is being looked up, and the key with the last one. */
    void expire(Entry entry) {
        expire(entry, Integer.MAX_VALUE);
    }

    /** Removes due fields of a hash that the wheel of its shard has handed out. */
    void reap(Shard shard, int database, int reference, long nowMs) {
        Table table = shard.tableForWriting(database);
        byte[] found = shard.key(reference);
        long hash = table.hashOf(reference);
        own.find(shard, database, hash, found, 0, found.length, nowMs);
        if (own.isExpired(nowMs)) {
            return;
        }
        expire(own, FIELDS_AT_ONCE);
        own.release();
    }

    private void expire(Entry entry, int most) {
        database = entry.database;
        key = entry.keyBuffer;
        offset = entry.keyOffset;
        length = entry.keyLength;
        execution.finishLongReplies(entry);
        HashValue hash = entry.hash();
        int removed = hash.expireDue(entry.nowMs, most, this);
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
