package onggi.types;

import onggi.bytes.Memory;
import onggi.bytes.Slab;

/**
 * A small block of a slab as the value of no key: where a value takes its new form while it still
 * has its old one, so that running out of memory on the way loses nothing.
 */
final class TrialCell extends Cell implements AutoCloseable {

    private final Cell origin;
    private final int block;
    private final int capacity;
    private int encoding;
    private int length;

    /**
     * Takes a block.
     *
     * @param origin the value that is going to have another form
     * @param capacity the most bytes that the new form may have
     * @throws onggi.bytes.SlabFullException when there is no room
     */
    TrialCell(Cell origin, int capacity) {
        this.origin = origin;
        this.block = origin.slab().allocate(capacity);
        this.capacity = capacity;
    }

    /** Gives the origin these bytes. */
    void handOver() {
        origin.reshape(encoding, length, 0, 0);
        memory().copy(valueAddress(), origin.valueAddress(), length);
    }

    @Override
    public void close() {
        slab().free(block);
    }

    @Override
    public Memory memory() {
        return origin.memory();
    }

    @Override
    public Slab slab() {
        return origin.slab();
    }

    @Override
    public long hashSeed() {
        return origin.hashSeed();
    }

    @Override
    public CollectionLimits limits() {
        return origin.limits();
    }

    @Override
    public long valueAddress() {
        return slab().address(block);
    }

    @Override
    public int valueLength() {
        return length;
    }

    @Override
    public int encoding() {
        return encoding;
    }

    @Override
    public void reshape(int encoding, int length, int kept, int room) {
        if (length > capacity) {
            throw new IllegalArgumentException("too long for a trial: " + length);
        }
        this.encoding = encoding;
        this.length = length;
    }
}
