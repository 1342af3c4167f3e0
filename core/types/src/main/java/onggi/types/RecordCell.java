package onggi.types;

import onggi.bytes.Memory;
import onggi.bytes.Slab;

/**
 * The value of a record as a cell that cannot change its shape: for walks over all values, and for
 * records that are in no table any more. Reusable.
 */
public final class RecordCell extends Cell {

    private final Slab slab;
    private final long hashSeed;
    private final CollectionLimits limits;
    private final Values values = new Values(this);
    private int reference;

    /** A cell over no record yet. */
    public RecordCell(Slab slab, long hashSeed, CollectionLimits limits) {
        this.slab = slab;
        this.hashSeed = hashSeed;
        this.limits = limits;
    }

    /** Turns to a record. */
    public RecordCell at(int reference) {
        this.reference = reference;
        return this;
    }

    /** Returns whether the value is no string. */
    public boolean isCollection() {
        return Record.type(slab.memory(), address()) != ValueType.STRING;
    }

    /** Returns whether the value is a collection with blocks outside of its record. */
    public boolean hasBlocks() {
        return Encoding.hasBlocks(encoding());
    }

    /** Returns the value, which is no string. */
    public CollectionValue value() {
        return values.of(Record.type(slab.memory(), address()));
    }

    /** Returns the value, which is a sorted set. */
    public ZsetValue zset() {
        return values.zset();
    }

    /** Returns the value, which is a hash. */
    public HashValue hash() {
        return values.hash();
    }

    /** Returns the value, which is a set. */
    public SetValue set() {
        return values.set();
    }

    /** Returns the value, which is a stream. */
    public StreamValue stream() {
        return values.stream();
    }

    /** Returns the value, which is a list. */
    public ListValue list() {
        return values.list();
    }

    private long address() {
        return slab.address(reference);
    }

    @Override
    public Memory memory() {
        return slab.memory();
    }

    @Override
    public Slab slab() {
        return slab;
    }

    @Override
    public long hashSeed() {
        return hashSeed;
    }

    @Override
    public CollectionLimits limits() {
        return limits;
    }

    @Override
    public long valueAddress() {
        return Record.valueAddress(slab.memory(), address());
    }

    @Override
    public int valueLength() {
        return Record.valueLength(slab.memory(), address());
    }

    @Override
    public int encoding() {
        return Record.encoding(slab.memory(), address());
    }

    @Override
    public void reshape(int encoding, int length, int kept, int room) {
        throw new UnsupportedOperationException("a walk does not change values");
    }
}
