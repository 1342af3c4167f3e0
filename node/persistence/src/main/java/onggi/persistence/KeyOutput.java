package onggi.persistence;

import java.io.IOException;
import onggi.bytes.Memory;
import onggi.engine.AccessClock;
import onggi.engine.Engine;
import onggi.rdb.RdbWriter;
import onggi.rdb.StoredKey;
import onggi.rdb.ValuePieces;
import onggi.rdb.ValueWriter;
import onggi.types.RecordCell;

/** Writes keys with what a snapshot tells of them beside their value. */
final class KeyOutput {

    private static final long MS_PER_SECOND = 1000;

    private final AccessClock clock;
    private final RdbWriter out;
    private final long nowMs;
    private final boolean knowsUse;

    /**
     * Prepares.
     *
     * @param nowMs the time of the snapshot
     * @param knowsUse whether it matters when or how often keys were used
     */
    KeyOutput(Engine engine, RdbWriter out, long nowMs, boolean knowsUse) {
        this.clock = engine.accessClock();
        this.out = out;
        this.nowMs = nowMs;
        this.knowsUse = knowsUse;
    }

    /** Writes the key of a record, with the value that a writer was turned to. */
    void write(Memory memory, long record, ValueWriter value) throws IOException {
        facts(memory, record);
        out.record(memory, record, value);
    }

    /** Writes the key of a record, whose value is written in pieces. */
    ValuePieces begin(Memory memory, long record, RecordCell value) throws IOException {
        facts(memory, record);
        return ValuePieces.begin(record, value, out);
    }

    private void facts(Memory memory, long record) throws IOException {
        if (StoredKey.expires(memory, record)) {
            out.expiry(StoredKey.expiryMs(memory, record));
        }
        if (knowsUse) {
            use(StoredKey.access(memory, record));
        }
    }

    private void use(int accessBits) throws IOException {
        if (clock.countsUses()) {
            out.uses(clock.uses(accessBits, nowMs));
        } else {
            out.idle(clock.idleMs(accessBits, nowMs) / MS_PER_SECOND);
        }
    }
}
