package onggi.engine;

import java.io.IOException;
import java.io.UncheckedIOException;
import onggi.types.Table;

/** A walk over all keys of a store, whose every shard is held by whoever walks. */
public final class KeyWalk {

    /** What is called for every key. */
    @FunctionalInterface
    public interface Visitor {
        /** Visits a key through a cursor that holds until the next call, and changes nothing. */
        void visit(Entry entry) throws IOException;
    }

    private final Keyspace keyspace;
    private final Entry entry;

    /** Prepares a walk. */
    public KeyWalk(Execution execution) {
        this.keyspace = execution.keyspace();
        this.entry = new Entry(execution, keyspace.shard(0));
    }

    /** Visits the keys of a database, also those that have expired and are still there. */
    public void forEach(int database, Visitor visitor) throws IOException {
        for (int i = 0; i < keyspace.shardCount(); i++) {
            Shard shard = keyspace.shard(i);
            Table table = shard.table(database);
            if (table != null) {
                forEach(shard, table, database, visitor);
            }
        }
    }

    private void forEach(Shard shard, Table table, int database, Visitor visitor)
            throws IOException {
        try {
            table.forEach(reference -> {
                entry.turnTo(shard, database, reference);
                try {
                    visitor.visit(entry);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }
}
