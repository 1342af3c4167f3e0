package onggi.bytes;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * Memory outside the Java heap, reached by 64-bit addresses. Numbers are little-endian and need no
 * alignment.
 *
 * <p>Two kinds exist and behave alike: {@link RawMemory} uses the machine's own addresses and
 * checks nothing, {@link CheckedMemory} uses logical addresses and checks every access. A process
 * should create one kind only: then each call below has a single target and is inlined.
 *
 * <p>Blocks may be allocated and released by any thread. Access to one block is not synchronized
 * here; its owner holds a lock. Only {@link #touch} may race with anything.
 */
public abstract sealed class Memory permits RawMemory, CheckedMemory {

    /** Blocks begin at a multiple of this. */
    public static final int PAGE_BYTES = 4096;

    /**
     * The fastest memory this process may use without a warning: raw when native access was granted
     * to our module, else checked.
     *
     * @return a new memory without blocks
     */
    public static Memory best() {
        return Memory.class.getModule().isNativeAccessEnabled() ? new RawMemory() : checked();
    }

    /**
     * Memory whose accesses are checked against the bounds of blocks.
     *
     * @return a new memory without blocks
     */
    public static Memory checked() {
        return new CheckedMemory(false);
    }

    /**
     * Memory for tests: checked, with a shadow bit for every 8 bytes so that reading freed or never
     * allocated parts of a {@link Slab} fails too, freed bytes overwritten, addresses never used
     * twice, and the place of allocation kept for {@link #liveBlocks}.
     *
     * @return a new memory without blocks
     */
    public static Memory guarded() {
        return new CheckedMemory(true);
    }

    /**
     * Allocates a block of zeroed bytes.
     *
     * @param bytes at least 1
     * @return its address, a multiple of {@link #PAGE_BYTES}, never 0
     * @throws OutOfMemoryError when the system refuses
     */
    public abstract long allocate(long bytes);

    /**
     * Allocates a large block whose pages take memory only when they are touched, where the system
     * can do so; its bytes are arbitrary.
     *
     * @param bytes at least 1
     * @return its address, a multiple of {@link #PAGE_BYTES}, never 0
     * @throws OutOfMemoryError when the system refuses
     */
    public abstract long allocateLazily(long bytes);

    /**
     * Takes a block over from another memory of the same kind, without copying it.
     *
     * @param other whose block it is
     * @param address where the block begins there
     * @return where it begins here
     */
    abstract long adopt(Memory other, long address);

    /**
     * Ends a block. Its address must come from {@link #allocate} and not be used again.
     *
     * @param address where the block begins
     */
    public abstract void release(long address);

    /**
     * Gives whole pages inside a block back to the system; the block stays usable and what was in
     * the range is lost.
     *
     * @param address a multiple of {@link #PAGE_BYTES}
     * @param bytes a multiple of {@link #PAGE_BYTES}
     * @return false when this memory cannot do so and nothing happened
     */
    public abstract boolean discard(long address, long bytes);

    /**
     * Does the slow first part of {@link #discard} (about 50 ms once per process), so that a thread
     * without a deadline can take it.
     *
     * @return whether {@code discard} works here
     */
    public abstract boolean prepareDiscard();

    /**
     * Whether a {@link #touch} of memory that was released meanwhile is harmless.
     *
     * @return true for checked memory
     */
    public abstract boolean isChecked();

    /**
     * Loads the cache line at an address. Raw: the address must lie in a block. Checked: any
     * address will do.
     *
     * @param address where
     * @return some number to be used up, so that the load is not optimized away
     */
    public abstract long touch(long address);

    public abstract byte byteAt(long address);

    public abstract short shortAt(long address);

    public abstract int intAt(long address);

    public abstract long longAt(long address);

    public abstract void putByte(long address, byte value);

    public abstract void putShort(long address, short value);

    public abstract void putInt(long address, int value);

    public abstract void putLong(long address, long value);

    public abstract void copyIn(byte[] source, int offset, long to, int length);

    public abstract void copyOut(long from, byte[] target, int offset, int length);

    /**
     * Copies bytes; the ranges may overlap.
     *
     * @param from where to read
     * @param to where to write
     * @param length how many bytes
     */
    public abstract void copy(long from, long to, long length);

    /**
     * A part of a block as a direct buffer, for channels and for copies between two memories; not
     * to be used after the block was released.
     *
     * @param address where it begins
     * @param length how many bytes
     * @return a new buffer of exactly these bytes
     */
    public abstract ByteBuffer view(long address, int length);

    public abstract boolean equal(long address, byte[] other, int offset, int length);

    public abstract void zero(long address, long length);

    /**
     * Bytes in blocks that were allocated and not released.
     *
     * @return the sum of the sizes asked for
     */
    public abstract long allocatedBytes();

    /**
     * Lists the blocks not yet released, one line each; guarded memory adds who allocated them.
     *
     * @return empty when nothing leaked
     */
    public abstract List<String> liveBlocks();

    /** A part of a block becomes usable: a hint of the slab to guarded memory. */
    void expose(long address, long bytes) {}

    /** A part of a block must not be used: a hint of the slab to guarded memory. */
    void hide(long address, long bytes) {}

    /** Reads a number that the slab keeps in a hidden part. */
    int linkAt(long address) {
        return intAt(address);
    }

    /** Keeps a number of the slab in a hidden part. */
    void putLink(long address, int value) {
        putInt(address, value);
    }
}
