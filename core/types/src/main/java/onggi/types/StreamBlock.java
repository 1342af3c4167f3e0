package onggi.types;

import onggi.bytes.HotPath;
import onggi.bytes.Memory;
import onggi.bytes.Slab;

/**
 * A block of a stream that has a reference whatever its size: what is too large for the slab's
 * classes lies in a large block, and the reference leads to its address.
 *
 * <p>The first four bytes of what is stored must be a number that is not negative.
 */
final class StreamBlock {

    private static final int ELSEWHERE = -1;
    private static final int STUB_BYTES = 16;
    private static final int PLACE = 8;

    private StreamBlock() {}

    /** Allocates a block of arbitrary bytes, but for the first four, which are 0. */
    static int allocate(Slab slab, int bytes) {
        Memory memory = slab.memory();
        if (bytes <= Slab.MAX_BLOCK_BYTES) {
            int reference = slab.allocate(bytes);
            memory.putInt(slab.address(reference), 0);
            return reference;
        }
        long place = slab.allocateLarge(bytes);
        int stub = slab.tryAllocate(STUB_BYTES);
        if (stub == Slab.NONE) {
            slab.freeLarge(place);
            return slab.allocate(STUB_BYTES);
        }
        memory.putInt(slab.address(stub), ELSEWHERE);
        memory.putLong(slab.address(stub) + PLACE, place);
        memory.putInt(place, 0);
        return stub;
    }

    /** Returns where the bytes are. */
    @HotPath
    static long address(Slab slab, int reference) {
        long address = slab.address(reference);
        return slab.memory().intAt(address) == ELSEWHERE
                ? slab.memory().longAt(address + PLACE)
                : address;
    }

    private static boolean isElsewhere(Slab slab, int reference) {
        return slab.memory().intAt(slab.address(reference)) == ELSEWHERE;
    }

    /** Returns how many bytes the block holds. */
    @HotPath
    static long capacity(Slab slab, int reference) {
        return isElsewhere(slab, reference)
                ? slab.capacityOfLarge(address(slab, reference))
                : slab.capacityOf(reference);
    }

    /** Returns how many bytes of the slab the block takes. */
    static long bytes(Slab slab, int reference) {
        long stub = isElsewhere(slab, reference) ? slab.capacityOf(reference) : 0;
        return stub + capacity(slab, reference);
    }

    /**
     * Gives the content a block of another size.
     *
     * @param kept how many bytes keep their content, at least 4
     * @return the new reference
     */
    static int resize(Slab slab, int reference, int kept, int bytes) {
        int successor = allocate(slab, bytes);
        slab.memory().copy(address(slab, reference), address(slab, successor), kept);
        free(slab, reference);
        return successor;
    }

    /** Returns the reference after a move to where the slab wants the block, if it does. */
    static int compacted(Slab slab, int reference) {
        if (!slab.isSparse(reference)) {
            return reference;
        }
        int bytes = slab.capacityOf(reference);
        int successor = slab.allocate(bytes);
        slab.memory().copy(slab.address(reference), slab.address(successor), bytes);
        slab.free(reference);
        return successor;
    }

    /** Ends a block. */
    static void free(Slab slab, int reference) {
        if (isElsewhere(slab, reference)) {
            slab.freeLarge(address(slab, reference));
        }
        slab.free(reference);
    }
}
