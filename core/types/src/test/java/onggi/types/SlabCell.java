package onggi.types;

import onggi.bytes.Memory;
import onggi.bytes.Slab;

/**
 * A value of its own in a slab, in a block or a large block; whenever its length changes it moves,
 * so that a stale address is found out. {@link #leakedBytes} tells what is left in the slab beside
 * it.
 */
public final class SlabCell extends Cell {

    private final Memory memory;
    private final Slab slab;
    private final CollectionLimits limits = new CollectionLimits();
    private long block;
    private int encoding;
    private int length;

    /** A cell of no bytes. */
    public SlabCell(Memory memory) {
        this(memory, new Slab(memory));
    }

    /** A cell of no bytes in a slab that others use too. */
    public SlabCell(Memory memory, Slab slab) {
        this.memory = memory;
        this.slab = slab;
        this.block = slab.allocateLarge(1);
    }

    /** Returns the bytes in live blocks of the slab but for the value's own block. */
    public long leakedBytes() {
        return slab.liveBytes() - slab.capacityOfLarge(block);
    }

    /** Frees the value's own block. */
    public void close() {
        slab.freeLarge(block);
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
        return 42;
    }

    @Override
    public CollectionLimits limits() {
        return limits;
    }

    @Override
    public long valueAddress() {
        return block;
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
        if (length != this.length) {
            long successor = slab.allocateLarge(Math.max(1, length));
            for (int i = 0; i < length; i++) {
                memory.putByte(successor + i, (byte) 0x5a);
            }
            memory.copy(block, successor, kept);
            slab.freeLarge(block);
            block = successor;
        }
        this.encoding = encoding;
        this.length = length;
    }
}
