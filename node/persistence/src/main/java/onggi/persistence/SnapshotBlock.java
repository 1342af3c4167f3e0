package onggi.persistence;

import java.util.Queue;
import onggi.bytes.Memory;
import org.jspecify.annotations.Nullable;

/**
 * Memory outside of the heap in which copies of keys go from a shard to the thread that writes
 * them. It has one owner at a time.
 */
final class SnapshotBlock {

    /** Ends the queue of blocks. */
    static final SnapshotBlock END = new SnapshotBlock(null, null, null, 0, 0);

    private final @Nullable Memory memory;
    private final @Nullable Queue<SnapshotBlock> spares;

    /** The blocks that this one stands for, which has no bytes itself. */
    final @Nullable SnapshotChain chain;

    final long address;
    final int capacity;
    int length;

    /** What must be written directly behind this block, with no other in between. */
    @Nullable SnapshotBlock next;

    private SnapshotBlock(
            @Nullable Memory memory,
            @Nullable Queue<SnapshotBlock> spares,
            @Nullable SnapshotChain chain,
            long address,
            int capacity) {
        this.memory = memory;
        this.spares = spares;
        this.chain = chain;
        this.address = address;
        this.capacity = capacity;
    }

    /**
     * Allocates a block.
     *
     * @param spares where it goes to be used again, or null to be released at once
     */
    static SnapshotBlock allocate(
            Memory memory, @Nullable Queue<SnapshotBlock> spares, int capacity) {
        return new SnapshotBlock(memory, spares, null, memory.allocateLazily(capacity), capacity);
    }

    /** Returns a block that stands for others, which may be to come. */
    static SnapshotBlock of(SnapshotChain chain) {
        return new SnapshotBlock(null, null, chain, 0, 0);
    }

    /** Returns whether this is the end of the queue. */
    boolean isEnd() {
        return capacity == 0 && chain == null;
    }

    Memory memory() {
        Memory present = memory;
        if (present == null) {
            throw new IllegalStateException("the end of the queue has no memory");
        }
        return present;
    }

    /** Returns how much memory this block and those behind it take. */
    long bytes() {
        long bytes = 0;
        for (SnapshotBlock block = this; block != null; block = block.next) {
            bytes += block.capacity;
        }
        return bytes;
    }

    int room() {
        return capacity - length;
    }

    /** Ends the use of what is in the block. */
    void recycle() {
        length = 0;
        next = null;
        Queue<SnapshotBlock> home = spares;
        if (home == null) {
            release();
        } else {
            home.add(this);
        }
    }

    /** Gives the memory back. */
    void release() {
        if (memory != null) {
            memory.release(address);
        }
    }
}
