package onggi.types;

import onggi.bytes.Memory;
import onggi.bytes.Slab;

/**
 * The place where one value lives: the value bytes of a record, inside it or in a large block
 * beside it.
 *
 * <p>A value type reads and writes through a cell and never learns of tables, keys or expiry. Only
 * {@link #reshape} moves the bytes; every address read before it is stale after it. Not
 * thread-safe: the caller holds the shard.
 */
public abstract class Cell {

    /** Returns the memory that {@link #valueAddress()} points into. */
    public abstract Memory memory();

    /** Returns where the blocks of this value are allocated. */
    public abstract Slab slab();

    /** Returns the seed of all hashes of {@link Table}s in this value. */
    public abstract long hashSeed();

    /** Returns when a collection leaves its compact form. */
    public abstract CollectionLimits limits();

    /** Returns the address of the first value byte, valid until the next {@link #reshape}. */
    public abstract long valueAddress();

    /** Returns the length of the value in bytes. */
    public abstract int valueLength();

    /** Returns the encoding, one of {@link Encoding}. */
    public abstract int encoding();

    /**
     * Gives the value another length and encoding.
     *
     * @param encoding one of {@link Encoding}
     * @param length the new length in bytes, at least 0
     * @param kept how many leading bytes keep their content, at most the smaller of both lengths;
     *     the rest is undefined
     * @param room how many bytes to hold in reserve beyond {@code length} if the value grows again,
     *     at least 0; a hint
     */
    public abstract void reshape(int encoding, int length, int kept, int room);

    /**
     * Watches for the moment when fields of the hash in this cell expire, instead of the one told
     * before; the hash has a {@link HashWatch}.
     *
     * @param momentMs in Unix milliseconds, or {@link HashValue#NO_EXPIRY}
     */
    public void watchFields(long momentMs) {
        HashWatch.momentMs(memory(), HashWatch.addressIn(encoding(), valueAddress()), momentMs);
    }
}
