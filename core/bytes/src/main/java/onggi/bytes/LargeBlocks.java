package onggi.bytes;

import java.util.Arrays;

/** Blocks too large for a run of a {@link Slab}, each a block of the memory of its own. */
final class LargeBlocks {

    /*
     * A block begins with its own index in the list of all (so that freeing is one step and
     * dropping all of them needs no walk over the keys) and its capacity. A few freed blocks are
     * kept for the next one of about that size, because closing an arena makes all threads take
     * note. From a megabyte on pages come when they are touched.
     *
     * A block that was filled before it came here, see LooseBlock, has the same room in front.
     */

    static final int HEADER_BYTES = 64;
    private static final int INDEX_AT = 0;
    private static final int CAPACITY_AT = 8;
    private static final int GRAIN_BYTES = 4096;
    private static final int MAX_SPARES = 16;
    private static final long MAX_SPARE_BYTES = 1 << 20;
    private static final long LAZY_BYTES = 1 << 20;

    private final Memory memory;
    private long[] blocks = new long[8];
    private int count;
    private final long[] spares = new long[MAX_SPARES];
    private int spareCount;
    private long liveBytes;
    private long spareBytes;

    LargeBlocks(Memory memory) {
        this.memory = memory;
    }

    static long capacity(long bytes) {
        return ((bytes + HEADER_BYTES + GRAIN_BYTES - 1) & -GRAIN_BYTES) - HEADER_BYTES;
    }

    long allocate(long bytes) {
        long wanted = capacity(bytes);
        long block = takeSpare(wanted);
        if (block == 0) {
            long total = wanted + HEADER_BYTES;
            block = total < LAZY_BYTES ? memory.allocate(total) : memory.allocateLazily(total);
            memory.putLong(block + CAPACITY_AT, wanted);
        }
        return enter(block);
    }

    /** Takes a block over that belonged to nobody; returns the address of its first byte. */
    long adopt(LooseBlock loose) {
        long capacity = loose.capacity();
        long block = loose.moveTo(memory);
        memory.putLong(block + CAPACITY_AT, capacity);
        return enter(block);
    }

    private long enter(long block) {
        if (count == blocks.length) {
            blocks = Arrays.copyOf(blocks, count * 2);
        }
        memory.putLong(block + INDEX_AT, count);
        blocks[count++] = block;
        liveBytes += capacityOf(block);
        return block + HEADER_BYTES;
    }

    /** The first spare that fits and wastes at most an eighth, or 0. */
    private long takeSpare(long wanted) {
        for (int i = 0; i < spareCount; i++) {
            long spare = spares[i];
            long capacity = capacityOf(spare);
            if (capacity >= wanted && capacity - wanted <= wanted >>> 3) {
                spares[i] = spares[--spareCount];
                spareBytes -= capacity;
                return spare;
            }
        }
        return 0;
    }

    long capacityAt(long address) {
        return capacityOf(address - HEADER_BYTES);
    }

    private long capacityOf(long block) {
        return memory.longAt(block + CAPACITY_AT);
    }

    void free(long address) {
        long block = address - HEADER_BYTES;
        long capacity = capacityOf(block);
        int index = (int) memory.longAt(block + INDEX_AT);
        assert blocks[index] == block : "not a large block: address=" + address;
        long last = blocks[--count];
        blocks[index] = last;
        memory.putLong(last + INDEX_AT, index);
        liveBytes -= capacity;
        if (spareCount < MAX_SPARES && spareBytes + capacity <= MAX_SPARE_BYTES) {
            spares[spareCount++] = block;
            spareBytes += capacity;
        } else {
            memory.release(block);
        }
    }

    void releaseSpares() {
        while (spareCount > 0) {
            memory.release(spares[--spareCount]);
        }
        spareBytes = 0;
    }

    void clear() {
        releaseSpares();
        while (count > 0) {
            memory.release(blocks[--count]);
        }
        blocks = new long[8];
        liveBytes = 0;
    }

    int count() {
        return count;
    }

    long liveBytes() {
        return liveBytes;
    }

    long reservedBytes() {
        return liveBytes + spareBytes + (long) (count + spareCount) * HEADER_BYTES;
    }
}
