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

    private static final long MS_PER_SECOND = 1000;

    private final Engine engine;
    private final KeyWalk walk;
    private final RdbWriter out;
    private final long nowMs;
    private final boolean knowsUse;
    private @Nullable ValueWriter values;

    /**
     * Prepares to write.
     *
     * @param knowsUse whether it matters when or how often keys were used
     */
    SnapshotWriter(Engine engine, Execution execution, RdbOutput output, boolean knowsUse) {
        this.engine = engine;
        this.walk = new KeyWalk(execution);
        this.out = new RdbWriter(output, version(engine));
        this.nowMs = engine.clock().nowMs();
        this.knowsUse = knowsUse;
    }

    /** The version that is set, by default the one Redis 7.0 reads, or what the data need. */
    private static int version(Engine engine) {
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
        if (entry.expiryMs() != Entry.NO_EXPIRY) {
            out.expiry(entry.expiryMs());
        }
        if (knowsUse) {
            use(entry);
        }
        out.key(
                entry.memory(),
                entry.storedKeyAddress(),
                entry.storedKeyLength(),
                entry.type(),
                values(entry));
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

    private void use(Entry entry) throws IOException {
        var clock = engine.accessClock();
        if (clock.countsUses()) {
            out.uses(clock.uses(entry.accessBits(), nowMs));
        } else {
            out.idle(clock.idleMs(entry.accessBits(), nowMs) / MS_PER_SECOND);
        }
    }
}
