package onggi.rdb;

import onggi.bytes.Memory;
import onggi.bytes.Slab;
import onggi.types.Cell;
import onggi.types.CollectionLimits;

/**
 * A place without a value: where one lies that is read and that nobody keeps. Only what a value has
 * outside of its place can be there.
 */
final class Nowhere extends Cell {

    private final Memory memory;
    private final Slab slab;
    private final CollectionLimits limits = new CollectionLimits();

    Nowhere(Memory memory) {
        this.memory = memory;
        this.slab = new Slab(memory);
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
