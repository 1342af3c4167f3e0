package onggi.bytes;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A large block outside the heap that belongs to no slab: an argument on its way in, or a reply on
 * its way out. It has one owner at a time, who releases it or hands it to a slab. Not thread-safe.
 */
public final class LooseBlock {

    /** From this length on an argument or a string in a reply is kept outside the heap. */
    public static final int LEAST_BYTES = 1 << 20;

    private static final int HEADER_BYTES = LargeBlocks.HEADER_BYTES;

    private final Memory memory;
    private final long capacity;
    private final int length;
    private long block;
    private @Nullable ByteBuffer view;

    private LooseBlock(Memory memory, long block, long capacity, int length) {
        this.memory = memory;
        this.block = block;
        this.capacity = capacity;
        this.length = length;
    }

    /**
     * Allocates a block. Its bytes are arbitrary, and take memory only as they are written.
     *
     * @param memory where
     * @param length at least 1
     * @throws OutOfMemoryError when there is no room
     */
    public static LooseBlock allocate(Memory memory, int length) {
        long capacity = LargeBlocks.capacity(length);
        long block = memory.allocateLazily(HEADER_BYTES + capacity);
        return new LooseBlock(memory, block, capacity, length);
    }

    /**
     * Allocates a block with a copy of bytes of any memory.
     *
     * @throws OutOfMemoryError when there is no room
     */
    public static LooseBlock copyOf(Memory memory, Memory source, long address, int length) {
        LooseBlock copy = allocate(memory, length);
        copy.view().put(0, source.view(address, length), 0, length);
        return copy;
    }

    /** The length it was allocated with. */
    public int length() {
        return length;
    }

    /** Whether the block was released or handed over. */
    public boolean isGone() {
        return block == 0;
    }

    /**
     * The block as a direct buffer, always the same one; its position and limit are the owner's.
     */
    public ByteBuffer view() {
        ByteBuffer buffer = view;
        if (buffer == null) {
            require();
            buffer = memory.view(block + HEADER_BYTES, length);
            view = buffer;
        }
        return buffer;
    }

    /** Copies bytes of the heap into the block. */
    public void copyIn(byte[] source, int offset, int to, int count) {
        require();
        memory.copyIn(source, offset, block + HEADER_BYTES + to, count);
    }

    /** Copies bytes of the block to the heap. */
    public void copyOut(int from, byte[] target, int offset, int count) {
        require();
        memory.copyOut(block + HEADER_BYTES + from, target, offset, count);
    }

    /** Copies the first bytes of the block to any memory. */
    public void copyTo(Memory target, long address, int count) {
        if (count > 0) {
            target.view(address, count).put(0, view(), 0, count);
        }
    }

    /** Gives the memory back; more than once is harmless. */
    public void release() {
        if (block != 0) {
            memory.release(block);
            forget();
        }
    }

    long capacity() {
        return capacity;
    }

    /** Hands the block to another memory; returns where it begins there, header included. */
    long moveTo(Memory other) {
        require();
        long moved = other.adopt(memory, block);
        forget();
        return moved;
    }

    private void forget() {
        block = 0;
        view = null;
    }

    private void require() {
        if (block == 0) {
            throw new IllegalStateException("a block that is gone: length=" + length);
        }
    }
}
