package onggi.engine;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Queue;
import onggi.bytes.Bytes;
import onggi.bytes.KeyHash;
import onggi.bytes.Memory;
import onggi.types.Encoding;
import onggi.types.Record;
import onggi.types.Table;

/** The part of a compaction that moves the blocks of collections of one shard together. */
final class CollectionWalk {

    /*
     * The walk over the keys tells of every key it passes; those with blocks are noted by
     * reference. When its step is over, and before the shard is given away, each gets a first
     * portion, which is the whole for nearly all. What is longer waits under its name with the
     * position it has reached, because until its turn comes the record may move, go, or become
     * something else; a position is safe for any value. A value that a reply is being made of is
     * left out, see LongReply.
     */

    /** Elements or blocks looked at in the first portion of a value. */
    private static final int FIRST_STEPS = 4;

    /** Elements or blocks looked at in each further one. */
    private static final int STEPS = 16;

    /** A value that is not done. */
    private record Unfinished(int database, Bytes key, long position) {}

    private final Shard shard;
    private final Queue<Unfinished> unfinished = new ArrayDeque<>();
    private int[] noted = new int[16];
    private int count;

    CollectionWalk(Shard shard) {
        this.shard = shard;
    }

    /** Takes note of a key that the walk has passed, if its value has blocks. */
    void passed(int reference) {
        Memory memory = shard.memory();
        if (!Encoding.hasBlocks(Record.encoding(memory, shard.slab().address(reference)))
                || shard.longReplies().isReading(reference)) {
            return;
        }
        if (count == noted.length) {
            noted = Arrays.copyOf(noted, count * 2);
        }
        noted[count++] = reference;
    }

    /** Gives every value noted its first portion. */
    void begin(int database) {
        for (int i = 0; i < count; i++) {
            long position = shard.cell(noted[i]).value().compact(0, FIRST_STEPS);
            if (position != 0) {
                Bytes key = Bytes.wrap(shard.key(noted[i]));
                unfinished.add(new Unfinished(database, key, position));
            }
        }
        count = 0;
    }

    /** Returns whether values wait for a further portion. */
    boolean hasMore() {
        return !unfinished.isEmpty();
    }

    /** Gives the first of those that wait a further portion. */
    void step() {
        Unfinished value = unfinished.remove();
        int reference = find(value);
        if (reference == Table.NONE
                || !shard.cell(reference).hasBlocks()
                || shard.longReplies().isReading(reference)) {
            return;
        }
        long position = shard.cell(reference).value().compact(value.position, STEPS);
        if (position != 0) {
            unfinished.add(new Unfinished(value.database, value.key, position));
        }
    }

    private int find(Unfinished value) {
        Table table = shard.table(value.database);
        if (table == null) {
            return Table.NONE;
        }
        byte[] key = value.key.unsafeArray();
        long hash = KeyHash.of(shard.hashSeed(), key, 0, key.length);
        long slot = table.find(hash, key, 0, key.length);
        return slot == Table.NONE ? Table.NONE : table.reference(slot);
    }
}
