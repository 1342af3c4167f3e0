package onggi.types;

import java.util.Arrays;
import java.util.function.IntUnaryOperator;
import onggi.bytes.HotPath;
import onggi.bytes.Memory;
import onggi.bytes.Slab;
import onggi.bytes.SlabFullException;
import org.jspecify.annotations.Nullable;

/**
 * The directory of a {@link Table}: leads from the high bits of a hash to the reference of a
 * segment.
 */
final class Directory {

    /*
     * Two homes. The directory of a table of keys is a heap array: other threads may follow it
     * while it changes, and an array carries its own length. The one of a table that is a value
     * lies where the value lies, so that a value costs no Java object: a single reference needs no
     * room of its own; up to 4096 are a block of the slab, more a large block.
     */

    private static final int BLOCK_DEPTH =
            31 - Integer.numberOfLeadingZeros(Slab.MAX_BLOCK_BYTES / Integer.BYTES);

    /** References by index, with a power of two of them; null when they lie in the slab. */
    int @Nullable [] heap;

    /** The number of bits that choose an entry. */
    int depth;

    private Slab slab;
    private Memory memory;

    /** Of depth 0 the reference of the segment; else that of the block, or the large block. */
    private long place;

    private long address;

    private Directory(Slab slab, int @Nullable [] heap) {
        this.slab = slab;
        this.memory = slab.memory();
        this.heap = heap;
    }

    static Directory onHeap(Slab slab) {
        return new Directory(slab, new int[1]);
    }

    static Directory inSlab(Slab slab) {
        return new Directory(slab, null);
    }

    /** Turns to the directory of a value. */
    void open(Slab slab, int depth, long place) {
        this.slab = slab;
        this.memory = slab.memory();
        this.depth = depth;
        this.place = place;
        locate();
    }

    private void locate() {
        address = depth == 0 ? 0 : depth <= BLOCK_DEPTH ? slab.address((int) place) : place;
    }

    /** Where the references lie, to be given to {@link #open} again. */
    long place() {
        return place;
    }

    @HotPath
    int indexOf(long hash) {
        // A depth of 0 would need a shift by 64, which Java takes for 0; hence two.
        return (int) ((hash >>> 1) >>> (63 - depth));
    }

    @HotPath
    int at(int index) {
        int[] heap = this.heap;
        if (heap != null) {
            return heap[index];
        }
        return depth == 0 ? (int) place : memory.intAt(address + (long) index * Integer.BYTES);
    }

    int length() {
        return 1 << depth;
    }

    void fill(int from, int to, int reference) {
        int[] heap = this.heap;
        if (heap != null) {
            Arrays.fill(heap, from, to, reference);
        } else if (depth == 0) {
            place = Integer.toUnsignedLong(reference);
        } else {
            for (int i = from; i < to; i++) {
                memory.putInt(address + (long) i * Integer.BYTES, reference);
            }
        }
    }

    /** Gives each entry a second one beside it; false when there is no room. */
    boolean enlarge() {
        return change(depth + 1, i -> at(i >> 1));
    }

    /** Takes every second entry away; stays as it is when there is no room for the copy. */
    boolean halve() {
        return change(depth - 1, i -> at(i << 1));
    }

    private boolean change(int depth, IntUnaryOperator entry) {
        int length = 1 << depth;
        if (heap != null) {
            var successor = new int[length];
            Arrays.setAll(successor, entry);
            heap = successor;
            this.depth = depth;
            return true;
        }
        if (depth == 0) {
            long only = Integer.toUnsignedLong(entry.applyAsInt(0));
            free();
            place = only;
            return true;
        }
        long to = allocate(depth);
        if (to == 0) {
            return false;
        }
        long target = depth <= BLOCK_DEPTH ? slab.address((int) to) : to;
        for (int i = 0; i < length; i++) {
            memory.putInt(target + (long) i * Integer.BYTES, entry.applyAsInt(i));
        }
        free();
        this.depth = depth;
        place = to;
        locate();
        return true;
    }

    private long allocate(int depth) {
        if (depth <= BLOCK_DEPTH) {
            return Integer.toUnsignedLong(slab.tryAllocate(Integer.BYTES << depth));
        }
        try {
            return slab.allocateLarge((long) Integer.BYTES << depth);
        } catch (SlabFullException e) {
            return 0;
        }
    }

    /** Empties the directory. */
    void clear() {
        free();
        if (heap != null) {
            heap = new int[1];
        }
    }

    private void free() {
        if (heap == null && depth > BLOCK_DEPTH) {
            slab.freeLarge(place);
        } else if (heap == null && depth > 0) {
            slab.free((int) place);
        }
        depth = 0;
        place = 0;
        address = 0;
    }

    /** Bytes of the block, in the slab. */
    long blockBytes() {
        if (heap != null || depth == 0) {
            return 0;
        }
        return depth <= BLOCK_DEPTH ? slab.capacityOf((int) place) : slab.capacityOfLarge(place);
    }

    /** Moves the block to another place when that helps to empty its run. */
    void relocate() {
        if (heap != null || depth == 0 || depth > BLOCK_DEPTH || !slab.isSparse((int) place)) {
            return;
        }
        int to = slab.tryAllocate(Integer.BYTES << depth);
        if (to != Slab.NONE) {
            memory.copy(address, slab.address(to), (long) Integer.BYTES << depth);
            slab.free((int) place);
            place = Integer.toUnsignedLong(to);
            locate();
        }
    }
}
