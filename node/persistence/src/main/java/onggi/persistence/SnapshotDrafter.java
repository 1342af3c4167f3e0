package onggi.persistence;

import java.io.IOException;
import onggi.engine.Engine;
import onggi.engine.Shard;
import onggi.rdb.LyingValue;
import onggi.rdb.RdbOutput;
import onggi.rdb.RdbWriter;
import org.jspecify.annotations.Nullable;

/**
 * Writes drafts of keys whose values have blocks outside of their record. Used by one thread at a
 * time.
 */
final class SnapshotDrafter {

    private final RdbOutput out;
    private final LyingValue value;
    private final KeyOutput keys;
    private @Nullable SnapshotFiller filler;
    private int database;

    SnapshotDrafter(
            Engine engine, int version, long nowMs, boolean knowsUse, Shard shard, int reference) {
        this.out = RdbOutput.draft(this::piece, engine.settings().compressesDumps());
        this.value = new LyingValue(shard.cell(reference));
        this.keys = new KeyOutput(engine, new RdbWriter(out, version), nowMs, knowsUse);
    }

    /** Writes a key; returns how long the draft is. */
    long write(SnapshotFiller target, int number, Shard shard, int reference) throws IOException {
        filler = target;
        database = number;
        long before = out.position();
        long record = shard.slab().address(reference);
        keys.write(shard.memory(), record, value.to(shard.cell(reference)));
        out.flush();
        target.endDraft();
        filler = null;
        return out.position() - before;
    }

    private void piece(byte[] bytes, int offset, int length) {
        SnapshotFiller target = filler;
        if (target != null) {
            target.piece(database, bytes, offset, length);
        }
    }
}
