package onggi.types;

import onggi.bytes.HotPath;
import onggi.bytes.Memory;
import onggi.bytes.RandomSource;
import onggi.bytes.Slab;
import onggi.bytes.SlabFullException;

/**
 * A hash table of {@link Record}s by key. It holds references; who inserts a record owns it.
 *
 * <p>A slot is the address of a reference in the table. It holds until the next insert, remove or
 * compact.
 *
 * <p>A table of keys is an object for good. A table that is the value of a key has its state in the
 * value, and an object is only turned to it: {@link #open}, operations, {@link #close}.
 */
public final class Table {

    /*
     * Structure. Extendible hashing (Fagin et al., 1979): a directory, indexed by the high bits of
     * the hash, leads to segments of 4 KB. A segment has a depth: the number of high bits that all
     * its keys share; 2^(directory depth - segment depth) neighbouring directory entries lead to
     * it. Inside, bits 8 to 13 choose a bucket, the low byte is the tag. So a hit touches two cache
     * lines, the bucket and the record; the directory (4 bytes per segment) stays in the cache.
     *
     * While a visitor runs, nothing merges and it may remove what it visits.
     *
     * How it grows and shrinks: TableGrowth. Why a scan misses nothing: TableWalk. What other
     * threads may touch: TableTouch. How it lies in a value: TableHome.
     *
     * Invariants, held by check(): every entry is found by its hash; counts and overflow counters
     * are what they say; directory entries of one segment are neighbours.
     *
     * Differs from F14 and Swiss tables in growing by segments instead of as a whole, and from Dash
     * (Lu et al., 2020), its nearest kin, in having no stash and no second bucket choice: an
     * overflow counter suffices at a fill of 86 %.
     */

    /** No slot, and no reference. */
    public static final int NONE = 0;

    /** Positions of {@link #scan} are less than 2 to this power. */
    public static final int POSITION_BITS = 46;

    /** How many hashes one {@link #touch} takes at most. */
    public static final int MAX_TOUCHED = TableTouch.MAX;

    /** Bytes of the state of a table that lies in a value. */
    public static final int HEADER_BYTES = 24;

    Slab slab;
    Memory memory;
    long seed;
    final Directory directory;
    int segments;

    /** How many segments are as deep as the directory. */
    int deepest;

    long size;

    /** Walks under way, during which nothing merges. */
    int visits;

    private final TableTouch many = new TableTouch();

    /**
     * An empty table, which takes nothing from the slab.
     *
     * @param slab where segments and the records live
     * @param seed of {@link onggi.bytes.KeyHash}, by which all hashes given to this table were made
     */
    public Table(Slab slab, long seed) {
        this(slab, seed, Directory.onHeap(slab));
    }

    private Table(Slab slab, long seed, Directory directory) {
        this.slab = slab;
        this.memory = slab.memory();
        this.seed = seed;
        this.directory = directory;
    }

    /** An empty table for values: it can be filled at once, or turned to the one in a value. */
    public static Table ofValue(Cell cell) {
        Slab slab = cell.slab();
        return new Table(slab, cell.hashSeed(), Directory.inSlab(slab));
    }

    /**
     * Turns to an empty table that lies nowhere yet; {@link #close} gives it a place.
     *
     * @param cell the value it is going to be
     */
    public void begin(Cell cell) {
        TableHome.begin(this, cell);
    }

    /** Turns to the table whose state begins at an address in the memory of a value. */
    @HotPath
    public void open(Cell cell, long address) {
        TableHome.open(this, cell, address);
    }

    /** Writes the state to an address in the memory of a value, after anything has changed. */
    @HotPath
    public void close(long address) {
        TableHome.close(this, address);
    }

    /** Returns the size that the state at an address tells. */
    @HotPath
    public static long size(Memory memory, long address) {
        return memory.longAt(address);
    }

    /** How many entries there are. */
    public long size() {
        return size;
    }

    /** Bytes of segments, and of the directory if it lies in the slab too. */
    public long segmentBytes() {
        return (long) segments * Segment.BYTES + directory.blockBytes();
    }

    /** Bytes of segments and directory. */
    public long indexBytes() {
        return (long) segments * Segment.BYTES + (long) directory.length() * Integer.BYTES;
    }

    /**
     * Begins to load the bucket of a hash. Any thread may call.
     *
     * @param hash of a key
     * @return a number to be used up
     */
    @HotPath
    public long touchBucket(long hash) {
        return TableTouch.bucket(this, hash);
    }

    /**
     * Begins to load the record that has the tag of a hash in its first bucket; checked memory is
     * not for speed and does nothing here. Any thread may call.
     *
     * @param hash of a key whose bucket was touched
     * @return a number to be used up
     */
    @HotPath
    public long touchRecord(long hash) {
        return TableTouch.record(this, hash);
    }

    /**
     * Loads the buckets and then the likely records of many hashes at once, so that their cache
     * misses overlap. Only for the thread that holds the table.
     *
     * @param hashes of keys
     * @param from first of them
     * @param to behind the last, at most {@link #MAX_TOUCHED} further
     * @return a number to be used up
     */
    @HotPath
    public long touch(long[] hashes, int from, int to) {
        int[] heap = directory.heap;
        if (segments == 0 || heap == null || memory.isChecked()) {
            return 0;
        }
        return many.touch(this, heap, hashes, from, to - from);
    }

    /**
     * Finds a key.
     *
     * @param hash of the key
     * @param key holds it
     * @param offset where it begins
     * @param length how long it is
     * @return its slot or {@link #NONE}
     */
    @HotPath
    public long find(long hash, byte[] key, int offset, int length) {
        final Memory memory = this.memory;
        int segment = directory.at(directory.indexOf(hash));
        if (segment == NONE) {
            return NONE;
        }
        long base = slab.address(segment);
        long pattern = Segment.pattern(hash);
        int bucket = Segment.bucketOf(hash);
        for (int i = 0; i < Segment.BUCKETS; i++) {
            long at = Segment.bucketAddress(base, bucket);
            for (long hits = Segment.lowHits(Segment.lowTags(memory, at), pattern);
                    hits != 0;
                    hits &= hits - 1) {
                long slot = Segment.lowSlot(at, hits);
                if (holds(memory.intAt(slot), key, offset, length)) {
                    return slot;
                }
            }
            long high = Segment.highTags(memory, at);
            for (long hits = Segment.highHits(high, pattern); hits != 0; hits &= hits - 1) {
                long slot = Segment.highSlot(at, hits);
                if (holds(memory.intAt(slot), key, offset, length)) {
                    return slot;
                }
            }
            if (!Segment.overflows(high)) {
                return NONE;
            }
            bucket = Segment.nextBucket(bucket);
        }
        return NONE;
    }

    private boolean holds(int reference, byte[] key, int offset, int length) {
        return Record.keyEquals(memory, slab.address(reference), key, offset, length);
    }

    /**
     * Finds the slot of a record in the table.
     *
     * @param hash of its key
     * @param reference of the record
     * @return its slot or {@link #NONE}
     */
    @HotPath
    public long slotOf(long hash, int reference) {
        int segment = directory.at(directory.indexOf(hash));
        if (segment == NONE) {
            return NONE;
        }
        long base = slab.address(segment);
        int bucket = Segment.bucketOf(hash);
        for (int i = 0; i < Segment.BUCKETS; i++) {
            long at = Segment.bucketAddress(base, bucket);
            for (int s = 0; s < Segment.SLOTS_PER_BUCKET; s++) {
                if (memory.intAt(Segment.slot(at, s)) == reference) {
                    return Segment.slot(at, s);
                }
            }
            if (Segment.overflow(memory, at) == 0) {
                return NONE;
            }
            bucket = Segment.nextBucket(bucket);
        }
        return NONE;
    }

    /** The hash of a record's key, by this table's seed. */
    @HotPath
    public long hashOf(int reference) {
        return Record.keyHash(memory, slab.address(reference), seed);
    }

    /** The record in a slot. */
    @HotPath
    public int reference(long slot) {
        return memory.intAt(slot);
    }

    /**
     * Adds a record whose key is absent.
     *
     * @param hash of its key
     * @param reference of the record
     * @return its slot
     * @throws SlabFullException when there is no room; nothing has changed then
     */
    @HotPath
    public long insert(long hash, int reference) {
        if (segments == 0) {
            TableGrowth.addFirstSegment(this);
        }
        long segment = segmentOf(hash);
        int count = Segment.count(memory, segment);
        while (count >= TableGrowth.SPLIT_AT && TableGrowth.split(this, hash)) {
            segment = segmentOf(hash);
            count = Segment.count(memory, segment);
        }
        if (count == Segment.SLOTS) {
            throw new SlabFullException();
        }
        Segment.setCount(memory, segment, count + 1);
        size++;
        return Segment.place(memory, segment, hash, reference);
    }

    /**
     * Puts another record with the same key into a slot.
     *
     * @param slot of the key
     * @param reference of the new record
     */
    @HotPath
    public void replace(long slot, int reference) {
        memory.putInt(slot, reference);
    }

    /**
     * Takes an entry out; the record stays allocated.
     *
     * @param slot of the key
     * @param hash of the key
     */
    @HotPath
    public void remove(long slot, long hash) {
        Segment.erase(memory, slot, hash);
        long segment = Segment.ofSlot(slot);
        int count = Segment.count(memory, segment) - 1;
        Segment.setCount(memory, segment, count);
        size--;
        if (TableGrowth.mayMergeAt(count) && visits == 0) {
            TableGrowth.shrink(this, hash);
        }
    }

    /**
     * Frees all segments, and lets all records be freed.
     *
     * @param free frees a record
     */
    public void clear(Visitor free) {
        forEach(free);
        TableGrowth.freeSegments(this);
    }

    /** Empties the table after {@link Slab#clear} has freed its records and segments. */
    public void forget() {
        directory.clear();
        segments = 0;
        deepest = 0;
        size = 0;
    }

    /** What a walk calls with the reference of each entry. */
    @FunctionalInterface
    public interface Visitor {
        /** Visits an entry, which it may remove from the table. */
        void visit(int reference);
    }

    /** Who must know that a record has moved. */
    @FunctionalInterface
    public interface Mover {
        /**
         * Takes note of a move. Both blocks hold the same bytes; the first one is freed afterwards.
         *
         * @param from the old reference
         * @param to the new one
         */
        void moved(int from, int to);

        /** Takes note of a record that stays until the next bucket. */
        default void passed(int reference) {}
    }

    /**
     * Visits every entry once.
     *
     * @param visitor may remove the entry it visits, and insert nothing
     */
    public void forEach(Visitor visitor) {
        visits++;
        try {
            TableWalk.forEach(this, visitor);
        } finally {
            endVisit();
        }
    }

    /**
     * Visits some entries. What is in the table from the first call to the last is visited at least
     * once.
     *
     * @param position 0 to begin, else what the last call returned; any number is safe
     * @param count about how many entries are wanted, at least 1
     * @param visitor may remove the entry it visits, and insert nothing
     * @return where to go on, below 2^{@value #POSITION_BITS}, or 0 when all was seen
     */
    public long scan(long position, int count, Visitor visitor) {
        visits++;
        try {
            return TableWalk.scan(this, position, count, visitor);
        } finally {
            endVisit();
        }
    }

    /**
     * An entry chosen uniformly.
     *
     * @param random where chance comes from
     * @return its reference, or {@link #NONE} when the table is empty
     */
    public int random(RandomSource random) {
        return size == 0 ? NONE : TableWalk.random(this, random);
    }

    /**
     * Goes on with compaction: merges segments, and moves records and segments out of sparse runs
     * of the slab. {@link Slab#trim} then gives the emptied runs back.
     *
     * @param position 0 to begin, else what the last call returned
     * @param buckets how many buckets of up to 12 entries to look at, at least 1
     * @param mover is told of every record that moved
     * @return where to go on, or 0 at the end
     */
    public long compact(long position, int buckets, Mover mover) {
        return TableWalk.compact(this, position, buckets, mover);
    }

    /** Verifies what must hold; slow, for tests and {@code StoreCheck}. */
    public void check() {
        new TableCheck(this).run();
    }

    /**
     * Frees some of what the table has, segment by segment. Once called, nothing else may be done
     * with it until all is gone; then it is empty.
     *
     * @param steps about how many records
     * @param free frees a record
     * @return whether all is gone
     */
    public boolean freeSome(int steps, Visitor free) {
        return TableGrowth.freeSome(this, steps, free);
    }

    private void endVisit() {
        visits--;
        if (visits == 0 && size == 0) {
            TableGrowth.freeSegments(this);
        }
    }

    long segmentOf(long hash) {
        return slab.address(directory.at(directory.indexOf(hash)));
    }

    boolean isFirstOfSegment(int index) {
        int segment = directory.at(index);
        return segment != NONE && (index == 0 || segment != directory.at(index - 1));
    }
}
