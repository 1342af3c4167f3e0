package onggi.persistence;

import java.io.IOException;
import java.util.Map;
import onggi.engine.Engine;
import onggi.engine.Entry;
import onggi.engine.Execution;
import onggi.engine.KeyWalk;
import onggi.engine.Keyspace;
import onggi.rdb.RdbOutput;
import onggi.rdb.RdbVersion;
import onggi.rdb.RdbWriter;
import onggi.rdb.ValueWriter;
import org.jspecify.annotations.Nullable;

/** Writes all databases of a store, whose every shard is held meanwhile. */
final class SnapshotWriter {

    private final Engine engine;
    private final KeyWalk walk;
    private final RdbWriter out;
    private final KeyOutput keys;
    private final KeyDelay delay;
    private @Nullable ValueWriter values;

    /**
     * Prepares to write.
     *
     * @param knowsUse whether it matters when or how often keys were used
     */
    SnapshotWriter(
            Engine engine,
            Execution execution,
            RdbOutput output,
            boolean knowsUse,
            KeyDelay delay) {
        this.engine = engine;
        this.delay = delay;
        this.walk = new KeyWalk(execution);
        this.out = new RdbWriter(output, version(engine));
        this.keys = new KeyOutput(engine, out, engine.clock().nowMs(), knowsUse);
    }

    /** The version that is set, by default the one Redis 7.0 reads, or what the data need. */
    static int version(Engine engine) {
        Keyspace keyspace = engine.keyspace();
        boolean expiringFields = false;
        for (int i = 0; i < keyspace.databases(); i++) {
            expiringFields |= keyspace.volatileHashes(i) > 0;
        }
        int wanted = Math.max(engine.settings().dumpVersion(), RdbVersion.REDIS_7_0);
        return RdbVersion.of(wanted, expiringFields);
    }

    /**
     * Writes everything.
     *
     * @param facts about the server
     */
    void write(Map<String, String> facts, boolean summed) throws IOException {
        out.begin();
        for (var fact : facts.entrySet()) {
            out.aux(fact.getKey(), fact.getValue());
        }
        for (byte[] code : engine.libraries().all()) {
            out.function(code);
        }
        Keyspace keyspace = engine.keyspace();
        for (int i = 0; i < keyspace.databases(); i++) {
            if (keyspace.size(i) > 0) {
                out.database(i, keyspace.size(i), keyspace.volatileKeys(i));
                walk.forEach(i, this::key);
            }
        }
        out.end(summed);
    }

    private void key(Entry entry) throws IOException {
        keys.write(entry.memory(), entry.slab().address(entry.reference()), values(entry));
        delay.afterKey();
    }

    /** The walk has one entry, so there is one writer of its values. */
    private ValueWriter values(Entry entry) {
        ValueWriter writer = values;
        if (writer == null) {
            writer = new ValueWriter(entry);
            values = writer;
        }
        return writer;
    }
}
