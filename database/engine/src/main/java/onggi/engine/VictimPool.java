package onggi.engine;

import onggi.bytes.Slab;
import onggi.types.Table;
import org.jspecify.annotations.Nullable;

/**
 * The best candidates for eviction that were seen so far, best last. They may be gone or may have
 * been used since: whoever takes one makes sure.
 */
final class VictimPool {

    /*
     * As Redis does since 3.0: candidates that lost against a better one stay for the next time, so
     * that with five samples the choice is nearly that of a full order. A candidate is a reference
     * and the hash of its key. A record that was written since has another reference, and one that
     * took its place another key; both are told from it by the table.
     */

    static final int SIZE = 16;

    private final long[] scores = new long[SIZE];
    private final long[] hashes = new long[SIZE];
    private final int[] references = new int[SIZE];
    private final int[] databases = new int[SIZE];
    private final @Nullable Shard[] shards = new Shard[SIZE];
    private int count;

    boolean isEmpty() {
        return count == 0;
    }

    /** Forgets all candidates, as their scores mean something else now. */
    void clear() {
        count = 0;
    }

    /** Returns whether a candidate with a score would stay. */
    boolean wants(long score) {
        return count < SIZE || score > scores[0];
    }

    /** Adds a candidate; when there is no room the one with the lowest score goes. */
    void add(long score, Shard shard, int database, int reference, long hash) {
        drop(shard, reference);
        int at = 0;
        while (at < count && scores[at] < score) {
            at++;
        }
        if (count == SIZE) {
            if (at == 0) {
                return;
            }
            at--;
            move(1, 0, at);
        } else {
            move(at, at + 1, count - at);
            count++;
        }
        scores[at] = score;
        hashes[at] = hash;
        references[at] = reference;
        databases[at] = database;
        shards[at] = shard;
    }

    private void drop(Shard shard, int reference) {
        for (int i = 0; i < count; i++) {
            if (references[i] == reference && shards[i] == shard) {
                count--;
                move(i + 1, i, count - i);
                return;
            }
        }
    }

    private void move(int from, int to, int length) {
        System.arraycopy(scores, from, scores, to, length);
        System.arraycopy(hashes, from, hashes, to, length);
        System.arraycopy(references, from, references, to, length);
        System.arraycopy(databases, from, databases, to, length);
        System.arraycopy(shards, from, shards, to, length);
    }

    /** Returns the shard of the best candidate. */
    Shard bestShard() {
        Shard shard = shards[count - 1];
        if (shard == null) {
            throw new IllegalStateException("no candidate");
        }
        return shard;
    }

    /** Returns the database of the best candidate. */
    int bestDatabase() {
        return databases[count - 1];
    }

    /**
     * Takes the best candidate; its shard is held.
     *
     * @return its reference, or {@link Slab#NONE} when it is gone
     */
    int take() {
        count--;
        Shard shard = shards[count];
        shards[count] = null;
        Table table = shard == null ? null : shard.table(databases[count]);
        int reference = references[count];
        if (table == null || table.slotOf(hashes[count], reference) == Table.NONE) {
            return Slab.NONE;
        }
        return table.hashOf(reference) == hashes[count] ? reference : Slab.NONE;
    }
}
