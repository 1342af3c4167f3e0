package onggi.rdb;

import onggi.types.RecordCell;

/** Writes values of any shard where they lie. Reusable. */
public final class LyingValue {

    private final TurnedCell cell;
    private final ValueWriter writer;

    /** Creates a writer that is turned to a value. */
    public LyingValue(RecordCell value) {
        this.cell = new TurnedCell(value);
        this.writer = new ValueWriter(cell);
    }

    /** Turns to another value. */
    public ValueWriter to(RecordCell value) {
        cell.to(value);
        return writer;
    }
}
