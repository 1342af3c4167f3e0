package onggi.engine;

import onggi.bytes.HotPath;
import onggi.resp.RequestBatch;
import onggi.types.Table;

/** Brings near what the commands to come will read, so that their cache misses overlap. */
public final class Prefetch {

    private final Keyspace keyspace;
    private final boolean locking;
    private long touched;

    Prefetch(Keyspace keyspace) {
        this.keyspace = keyspace;
        this.locking = keyspace.isLocking();
    }

    /**
     * Brings the table lines and then the records near that the first keys of some requests of a
     * batch lead to.
     *
     * @param database in which all these requests run
     * @param batch whose key hashes are set, 0 where a request has no key
     * @param from the first request
     * @param to behind the last, at most {@link Table#MAX_TOUCHED} further
     */
    @HotPath
    public void touch(int database, RequestBatch<Command> batch, int from, int to) {
        if (locking) {
            touchRacing(database, batch, from, to);
            return;
        }
        Table table = keyspace.shard(0).table(database);
        if (table != null) {
            touched += table.touch(batch.keyHashes(), from, to);
        }
    }

    /** The same without the locks of the shards: other threads may change what is touched. */
    private void touchRacing(int database, RequestBatch<Command> batch, int from, int to) {
        long sum = 0;
        for (int pass = 0; pass < 2; pass++) {
            for (int i = from; i < to; i++) {
                long hash = batch.keyHash(i);
                if (hash == 0) {
                    continue;
                }
                int key = batch.firstArgument(i) + firstKey(batch, i);
                Shard shard =
                        keyspace.shardOf(
                                batch.buffer(i), batch.offsets()[key], batch.lengths()[key]);
                Table table = shard.table(database);
                if (table != null) {
                    sum += pass == 0 ? table.touchBucket(hash) : table.touchRecord(hash);
                }
            }
        }
        touched += sum;
    }

    private static int firstKey(RequestBatch<Command> batch, int request) {
        Command command = batch.command(request);
        return command == null ? 0 : command.firstKey();
    }

    /** Returns a number that depends on every touched line, so that no compiler drops the loads. */
    public long touched() {
        return touched;
    }
}
