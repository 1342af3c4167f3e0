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
    static final SnapshotBlock END = new SnapshotBlock(null, null, 0, 0);

    private final @Nullable Memory memory;
    private final @Nullable Queue<SnapshotBlock> spares;
    final long address;
    final int capacity;
    int length;

    /** What must be written directly behind this block, with no other in between. */
    @Nullable SnapshotBlock next;

    private SnapshotBlock(
            @Nullable Memory memory,
            @Nullable Queue<SnapshotBlock> spares,
            long address,
            int capacity) {
        this.memory = memory;
        this.spares = spares;
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
        return new SnapshotBlock(memory, spares, memory.allocateLazily(capacity), capacity);
    }

    Memory memory() {
        Memory present = memory;
        if (present == null) {
            throw new IllegalStateException("the end of the queue has no memory");
        }
        return present;
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
