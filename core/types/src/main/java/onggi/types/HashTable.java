package onggi.types;

import onggi.bytes.HotPath;
import onggi.bytes.Invariant;
import onggi.bytes.Memory;
import onggi.bytes.RandomSource;
import onggi.bytes.Slab;
import onggi.bytes.SlabFullException;

/**
 * The large form of a hash: {@link Members} with values. Once one of its fields has expired or
 * shall, the value is longer:
 *
 * <pre>
 *     table                    24 bytes
 *     root of the moments       4         {@link MomentTree}
 *     how many fields expire    4
 *     watch                    16         {@link HashWatch}
 * </pre>
 *
 * <p>A cursor, as Members are: what speaks of "the field" acts on the one found last.
 */
final class HashTable {

    /** The length of a value without moments. */
    static final int SHORT_BYTES = Table.HEADER_BYTES;

    private static final int ROOT_AT = SHORT_BYTES;
    private static final int VOLATILE_AT = ROOT_AT + Integer.BYTES;

    /** Where the watch begins in a value with moments. */
    static final int WATCH_AT = VOLATILE_AT + Integer.BYTES;

    /** The length of a value with moments. */
    static final int LONG_BYTES = WATCH_AT + HashWatch.BYTES;

    private final Cell cell;
    private final Members members;
    private final MomentTree moments;
    private final Table.Mover mover = this::moved;

    HashTable(Cell cell) {
        this.cell = cell;
        this.members = new Members(cell, 0);
        this.moments = new MomentTree(cell);
    }

    /** Makes the cell an empty table. */
    void init(boolean withMoments) {
        cell.reshape(Encoding.HASHTABLE, withMoments ? LONG_BYTES : SHORT_BYTES, 0, 0);
        members.init();
        if (withMoments) {
            initMoments();
        }
    }

    private void initMoments() {
        Memory memory = cell.memory();
        memory.putLong(cell.valueAddress() + ROOT_AT, 0);
        HashWatch.init(memory, cell.valueAddress() + WATCH_AT);
    }

    boolean hasMoments() {
        return cell.valueLength() == LONG_BYTES;
    }

    /** Makes room for moments; the fields have none yet. */
    void addMoments() {
        cell.reshape(Encoding.HASHTABLE, LONG_BYTES, SHORT_BYTES, 0);
        initMoments();
    }

    @HotPath
    long size() {
        return members.size();
    }

    long volatileFields() {
        return hasMoments() ? cell.memory().intAt(cell.valueAddress() + VOLATILE_AT) : 0;
    }

    // ---- one field

    /** Looks for a field; returns whether it is there. */
    @HotPath
    boolean find(byte[] field, int offset, int length) {
        return members.find(field, offset, length);
    }

    /** Returns the address of the field's record. */
    @HotPath
    long address() {
        return members.address();
    }

    /** Adds the field, which was not found, without a moment. */
    @HotPath
    void add(byte[] field, int from, int length, byte[] value, int valueFrom, int valueLength) {
        long record = members.add(field, from, length, valueLength, false);
        write(record, value, valueFrom, valueLength);
    }

    /** Gives the field another value. */
    @HotPath
    void value(byte[] value, int from, int length) {
        long record = isVolatile() ? revalueVolatile(length, true) : members.revalue(length, false);
        write(record, value, from, length);
    }

    /** Gives the field another value and takes its moment away. */
    @HotPath
    void valueForGood(byte[] value, int from, int length) {
        long record =
                isVolatile() ? revalueVolatile(length, false) : members.revalue(length, false);
        write(record, value, from, length);
    }

    @HotPath
    private void write(long record, byte[] value, int from, int length) {
        Memory memory = cell.memory();
        memory.copyIn(value, from, Record.valueAddress(memory, record), length);
    }

    @HotPath
    private boolean isVolatile() {
        return Record.hasExpiry(cell.memory(), members.address());
    }

    private long revalueVolatile(int length, boolean kept) {
        unlink();
        try {
            return members.revalue(length, kept);
        } finally {
            if (isVolatile()) {
                link();
            }
        }
    }

    /** Lets the field expire at a moment; there must be room for it. */
    void expireAt(long momentMs) {
        if (isVolatile()) {
            unlink();
        } else {
            rebuild(true);
        }
        Record.setExpiryMs(cell.memory(), members.address(), momentMs);
        link();
    }

    /** Takes the moment of the field away; it has one. */
    void persist() {
        unlink();
        try {
            rebuild(false);
        } catch (SlabFullException e) {
            link();
            throw e;
        }
    }

    private void rebuild(boolean withExpiry) {
        Memory memory = cell.memory();
        long from = members.address();
        byte[] value = new byte[Record.valueLength(memory, from)];
        memory.copyOut(Record.valueAddress(memory, from), value, 0, value.length);
        write(members.revalue(value.length, withExpiry), value, 0, value.length);
    }

    /** Removes the field. */
    @HotPath
    void remove() {
        if (isVolatile()) {
            unlink();
        }
        members.remove();
    }

    // ---- moments

    private void unlink() {
        openMoments().remove(members.reference());
        count(-1);
    }

    private void link() {
        openMoments().add(members.reference());
        count(1);
    }

    private void count(int change) {
        long at = cell.valueAddress() + VOLATILE_AT;
        cell.memory().putInt(at, cell.memory().intAt(at) + change);
    }

    private MomentTree openMoments() {
        moments.open(cell, cell.valueAddress() + ROOT_AT);
        return moments;
    }

    /** Returns the record of the field that expires first, or {@link Slab#NONE}. */
    int first() {
        return hasMoments() ? openMoments().first() : Slab.NONE;
    }

    /** Returns the earliest moment, or {@link HashValue#NO_EXPIRY}. */
    long earliestMs() {
        int first = first();
        return first == Slab.NONE
                ? HashValue.NO_EXPIRY
                : Record.expiryMs(cell.memory(), cell.slab().address(first));
    }

    /** Returns whether the moments of all fields have come. */
    boolean isDue(long nowMs) {
        if (!hasMoments() || volatileFields() < size()) {
            return false;
        }
        int last = openMoments().last();
        return Record.expiryMs(cell.memory(), cell.slab().address(last)) <= nowMs;
    }

    /** Removes the field of a record. */
    void remove(int reference) {
        if (Record.hasExpiry(cell.memory(), cell.slab().address(reference))) {
            openMoments().remove(reference);
            count(-1);
        }
        members.remove(reference);
    }

    // ---- walks

    void forEach(Table.Visitor visitor) {
        members.forEach(visitor);
    }

    long scan(long position, int count, Table.Visitor visitor) {
        return members.scan(position, count, visitor);
    }

    int random(RandomSource random) {
        return members.random(random);
    }

    // ---- what a collection owes

    boolean freeSome(int steps) {
        return members.freeSome(steps);
    }

    void freeAll() {
        boolean gone = false;
        while (!gone) {
            gone = freeSome(Integer.MAX_VALUE);
        }
    }

    long blockBytes() {
        return members.blockBytes();
    }

    long estimateBytes(int samples) {
        return members.estimateBytes(samples);
    }

    long compact(long position, int steps) {
        return members.compact(position, steps, mover);
    }

    private void moved(int from, int to) {
        if (Record.hasExpiry(cell.memory(), cell.slab().address(to))) {
            openMoments().moved(from, to);
        }
    }

    void check() {
        members.check();
        long[] seen = new long[1];
        members.forEach(reference -> {
            if (Record.hasExpiry(cell.memory(), cell.slab().address(reference))) {
                seen[0]++;
            }
        });
        long inTree = hasMoments() ? openMoments().check() : 0;
        Invariant.check(
                seen[0] == inTree && seen[0] == volatileFields(),
                "fields with a moment: {}, in the tree: {}, counted: {}",
                seen[0],
                inTree,
                volatileFields());
    }

    void copyTo(HashTable target) {
        target.init(hasMoments());
        members.copyTo(target.members);
        if (hasMoments()) {
            target.members.forEach(reference -> target.linkIfVolatile(reference));
        }
    }

    private void linkIfVolatile(int reference) {
        if (Record.hasExpiry(cell.memory(), cell.slab().address(reference))) {
            openMoments().add(reference);
            count(1);
        }
    }
}
