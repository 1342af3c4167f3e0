package onggi.types;

import onggi.bytes.Memory;
import onggi.bytes.Slab;

/**
 * What the store must be able to do with a collection whatever its type: free it, copy it, move it
 * about, measure and verify it.
 *
 * <p>A reusable cursor over the value in a {@link Cell}. It keeps nothing between operations, as
 * the cell may be bound to another key. What is said here holds for values that lie inside their
 * record; types that own blocks override it for the encodings for which {@link Encoding#hasBlocks}.
 */
public abstract class CollectionValue {

    /** The place of the value. */
    protected final Cell cell;

    /** Creates the cursor of a cell. */
    protected CollectionValue(Cell cell) {
        this.cell = cell;
    }

    /** Returns the place of the value. */
    public final Cell cell() {
        return cell;
    }

    /** Returns how many elements there are. */
    public abstract long size();

    /** Makes the cell, which has this type, an empty value in its most compact form. */
    public abstract void init();

    /**
     * Frees some of the blocks outside of the record. Once called, nothing else may be until all
     * are gone, and then the record goes.
     *
     * @param steps about how many elements or blocks to free, at least 1
     * @return whether all are gone
     */
    public boolean freeSome(int steps) {
        return true;
    }

    /** Frees all blocks outside of the record at once. */
    public final void freeAll() {
        boolean gone = false;
        while (!gone) {
            gone = freeSome(Integer.MAX_VALUE);
        }
    }

    /** Returns the capacity of all blocks outside of the record; walks over them. */
    public long blockBytes() {
        return 0;
    }

    /**
     * Returns about what {@link #blockBytes} does.
     *
     * @param samples how many elements to look at, at least 1; 0 for all
     */
    public long estimateBytes(int samples) {
        return blockBytes();
    }

    /**
     * Moves blocks to where {@link Slab#isSparse} wants them.
     *
     * @param position 0 to begin, else what the last call returned; the value may have changed
     *     since, and any number is safe
     * @param steps about how many elements or blocks to look at, at least 1
     * @return where to go on, or 0 at the end
     */
    public long compact(long position, int steps) {
        return 0;
    }

    /** Verifies what must hold; slow, for tests and {@code StoreCheck}. */
    public abstract void check();

    /**
     * Makes another cell a deep copy.
     *
     * @param target of the same type, with any content that has no blocks; maybe in another memory
     */
    public void copyTo(Cell target) {
        int length = cell.valueLength();
        target.reshape(cell.encoding(), length, 0, 0);
        copyBytes(target, length);
    }

    private void copyBytes(Cell target, int length) {
        Memory from = cell.memory();
        Memory to = target.memory();
        if (from == to) {
            from.copy(cell.valueAddress(), target.valueAddress(), length);
            return;
        }
        byte[] bytes = new byte[length];
        from.copyOut(cell.valueAddress(), bytes, 0, length);
        to.copyIn(bytes, 0, target.valueAddress(), length);
    }
}
