package onggi.rdb;

import onggi.bytes.Memory;
import onggi.bytes.Slab;
import onggi.types.Cell;
import onggi.types.CollectionLimits;
import onggi.types.Record;

/** The value of a copied record, which has nothing outside of its bytes. Reusable. */
final class CopiedCell extends Cell {

    private static final CollectionLimits LIMITS = new CollectionLimits();

    /** For cursors that want one though the value has nothing in it. */
    private final Slab slab;

    private Memory memory;
    private long address;

    CopiedCell(Slab any) {
        this.slab = any;
        this.memory = any.memory();
    }

    /** Turns to a record. */
    void at(Memory memory, long address) {
        this.memory = memory;
        this.address = address;
    }

    @Override
    public Memory memory() {
        return memory;
    }

    @Override
    public Slab slab() {
        return slab;
    }

    @Override
    public long hashSeed() {
        return 0;
    }

    @Override
    public CollectionLimits limits() {
        return LIMITS;
    }

    @Override
    public long valueAddress() {
        return Record.valueAddress(memory, address);
    }

    @Override
    public int valueLength() {
        return Record.valueLength(memory, address);
    }

    @Override
    public int encoding() {
        return Record.encoding(memory, address);
    }

    @Override
    public void reshape(int encoding, int length, int kept, int room) {
        throw new UnsupportedOperationException("a copy is not changed");
    }
}
