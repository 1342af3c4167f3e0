package onggi.types;

import onggi.bytes.Memory;
import onggi.bytes.Slab;

/**
 * A value under no key, in the slab of another cell: for a result that is made before it is known
 * where it goes, or for the new form of a value that still has its old one, so that running out of
 * memory on the way loses nothing. As a header is position independent, a copy of the bytes moves
 * the value.
 */
public final class ScratchCell extends Cell implements AutoCloseable {

    private final Cell like;
    private int encoding;
    private int length;
    private int capacity;

    /** A block of the slab up to its largest, else a large block. */
    private long block;

    /** A value of no bytes. */
    public ScratchCell(Cell like) {
        this.like = like;
    }

    @Override
    public Memory memory() {
        return like.memory();
    }

    @Override
    public Slab slab() {
        return like.slab();
    }

    @Override
    public long hashSeed() {
        return like.hashSeed();
    }

    @Override
    public CollectionLimits limits() {
        return like.limits();
    }

    @Override
    public long valueAddress() {
        return isLarge() ? block : slab().address((int) block);
    }

    private boolean isLarge() {
        return capacity > Slab.MAX_BLOCK_BYTES;
    }

    /** Returns the capacity of the block that the bytes of the value lie in. */
    public long blockBytes() {
        return isLarge() ? slab().capacityOfLarge(block) : slab().bytesOf((int) block);
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
            move(length + room, kept);
        }
        this.encoding = encoding;
        this.length = length;
    }

    private void move(int bytes, int kept) {
        boolean large = bytes > Slab.MAX_BLOCK_BYTES;
        long successor =
                large
                        ? slab().allocateLarge(bytes)
                        : Integer.toUnsignedLong(slab().allocate(bytes));
        long to = large ? successor : slab().address((int) successor);
        if (kept > 0) {
            memory().copy(valueAddress(), to, kept);
        }
        close();
        block = successor;
        capacity = bytes;
    }

    /**
     * Moves the value to another place in the same memory; this cell has no bytes then.
     *
     * @param address of room for {@link #valueLength()} bytes
     */
    public void moveTo(long address) {
        memory().copy(valueAddress(), address, length);
        close();
    }

    /** Gives the cell that this one is like the value, in place of the bytes that it has. */
    void handOver() {
        like.reshape(encoding, length, 0, 0);
        moveTo(like.valueAddress());
    }

    /** Frees the bytes of the value, but nothing outside of them. */
    @Override
    public void close() {
        if (isLarge()) {
            slab().freeLarge(block);
        } else if (capacity > 0) {
            slab().free((int) block);
        }
        capacity = 0;
        length = 0;
    }
}
