package onggi.rdb;

import onggi.bytes.Memory;
import onggi.bytes.Slab;
import onggi.types.Cell;
import onggi.types.CollectionLimits;

/** A place without a value, on memory that checks every access: what a loaded value is like. */
final class TestCell extends Cell {

    private final Memory memory = Memory.guarded();
    private final Slab slab = new Slab(memory);
    private final CollectionLimits limits = new CollectionLimits();

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
        return 42;
    }

    @Override
    public CollectionLimits limits() {
        return limits;
    }

    @Override
    public long valueAddress() {
        throw new UnsupportedOperationException("no value");
    }

    @Override
    public int valueLength() {
        return 0;
    }

    @Override
    public int encoding() {
        return 0;
    }

    @Override
    public void reshape(int encoding, int length, int kept, int room) {
        throw new UnsupportedOperationException("no value");
    }
}
