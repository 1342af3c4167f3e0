package onggi.rdb;

import onggi.bytes.Memory;
import onggi.bytes.Slab;

/** Writes the values of copies that {@link StoredKey#copy} made. Reusable. */
public final class CopiedValue {

    private final CopiedCell cell;
    private final ValueWriter writer;

    /**
     * Creates a writer.
     *
     * @param any for cursors that want a slab though a copy is in none
     */
    public CopiedValue(Slab any) {
        this.cell = new CopiedCell(any);
        this.writer = new ValueWriter(cell);
    }

    /** Turns to the value of a copy. */
    public ValueWriter at(Memory memory, long copy) {
        cell.at(memory, copy);
        return writer;
    }
}
