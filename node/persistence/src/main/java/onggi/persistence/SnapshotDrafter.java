package onggi.persistence;

import java.io.IOException;
import onggi.engine.Engine;
import onggi.engine.Shard;
import onggi.rdb.LyingValue;
import onggi.rdb.RdbOutput;
import onggi.rdb.RdbWriter;
import onggi.rdb.ValuePieces;
import onggi.types.RecordCell;
import org.jspecify.annotations.Nullable;

/**
 * Writes drafts of keys whose values have blocks outside of their record, at once or piece by
 * piece. Used by one thread at a time; between two calls it holds nothing of a draft.
 */
final class SnapshotDrafter {

    /** A piece ends behind so many bytes, which is looked at after so many members. */
    private static final int PIECE_BYTES = 64 << 10;

    private static final int STEP = 16;

    private final RdbOutput out;
    private final LyingValue value;
    private final KeyOutput keys;
    private @Nullable SnapshotFiller filler;
    private int database;

    SnapshotDrafter(Engine engine, SnapshotFeed.Form form, RecordCell any) {
        this.out = RdbOutput.draft(this::piece, engine.settings().compressesDumps());
        this.value = new LyingValue(any);
        RdbWriter writer = new RdbWriter(out, form.version());
        this.keys = new KeyOutput(engine, writer, form.nowMs(), form.knowsUse());
    }

    /** Writes a key; returns how long the draft is. */
    long write(SnapshotFiller target, int number, Shard shard, int reference) throws IOException {
        begin(target, number);
        long before = out.position();
        long record = shard.slab().address(reference);
        keys.write(shard.memory(), record, value.to(shard.cell(reference)));
        end();
        target.endDraft();
        return out.position() - before;
    }

    /** Writes a key without its value, which comes in pieces. */
    ValuePieces writeKey(SnapshotFiller target, int number, Shard shard, int reference)
            throws IOException {
        begin(target, number);
        long record = shard.slab().address(reference);
        ValuePieces pieces = keys.begin(shard.memory(), record, shard.cell(reference));
        end();
        return pieces;
    }

    /** Writes about so many members of a value; returns whether there are more. */
    boolean write(
            SnapshotFiller target, int number, ValuePieces pieces, RecordCell collection, int most)
            throws IOException {
        begin(target, number);
        long enough = most == Integer.MAX_VALUE ? Long.MAX_VALUE : out.position() + PIECE_BYTES;
        boolean more = true;
        for (long i = 0; more && i < most && out.position() < enough; i += STEP) {
            more = pieces.write(collection, out, (int) Math.min(STEP, most - i));
        }
        end();
        return more;
    }

    private void begin(SnapshotFiller target, int number) {
        filler = target;
        database = number;
    }

    private void end() throws IOException {
        out.flush();
        filler = null;
    }

    private void piece(byte[] bytes, int offset, int length) {
        SnapshotFiller target = filler;
        if (target != null) {
            target.piece(database, bytes, offset, length);
        }
    }
}
