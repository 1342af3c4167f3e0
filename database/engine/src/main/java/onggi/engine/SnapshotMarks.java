package onggi.engine;

import onggi.bytes.Memory;
import onggi.types.Record;
import onggi.types.Table;

/**
 * The marks by which a snapshot tells the records it has: a number that differs from those that any
 * record bears. Guarded by all shards together.
 */
final class SnapshotMarks {

    /*
     * A snapshot that ends leaves its own mark on every record that was there at its instant, and
     * records without one. So the next number is free. Each one that is given up leaves records with
     * the mark before; when all numbers may have been used since the last that ended, every mark is
     * wiped out first. That takes some 100 ns a key at once, and needs 30 failures in a row.
     */

    private int last;
    private int unfinished;

    /** Returns a mark that no record bears; every shard is held. */
    int next(Keyspace keyspace) {
        if (unfinished == Record.MAX_MARK - 1) {
            wipe(keyspace);
            unfinished = 0;
        }
        unfinished++;
        last = last % Record.MAX_MARK + 1;
        return last;
    }

    /** The last snapshot has all keys. */
    void ended() {
        unfinished = 0;
    }

    private static void wipe(Keyspace keyspace) {
        for (int i = 0; i < keyspace.shardCount(); i++) {
            for (int database = 0; database < keyspace.databases(); database++) {
                Table table = keyspace.shard(i).table(database);
                if (table != null) {
                    wipe(keyspace.shard(i), table);
                }
            }
        }
    }

    private static void wipe(Shard shard, Table table) {
        Memory memory = shard.memory();
        table.forEach(reference -> Record.setMark(memory, shard.slab().address(reference), 0));
    }
}
