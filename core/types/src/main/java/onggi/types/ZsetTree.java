package onggi.types;

import onggi.bytes.Invariant;
import onggi.bytes.Memory;
import onggi.bytes.Slab;
import onggi.bytes.SlabFullException;

/**
 * A large sorted set: its members with their scores in a table, and an index of both in order. A
 * cursor; the chosen member is that of the last {@link #find} or {@link #seek}.
 */
final class ZsetTree {

    /*
     * The value is the header of the table and that of the index. A member is stored once: as a
     * record whose value is the score (8 bytes); the index refers to the record and repeats the
     * score, so that it is searched without a look at members.
     */

    static final int BYTES = Table.HEADER_BYTES + OrderedIndex.HEADER_BYTES;

    /**
     * A compaction that has come to the nodes of the index; below it are positions of the table.
     */
    private static final long AT_NODES = 1L << 62;

    private final Cell cell;
    private final Members members;
    private final OrderedIndex index;
    private final Table.Visitor forget = this::forget;
    private final Table.Mover follow = this::follow;
    private long record;
    private int reference;

    ZsetTree(Cell cell) {
        this.cell = cell;
        this.members = new Members(cell, 0);
        this.index = new OrderedIndex(cell.slab());
    }

    void init() {
        cell.reshape(Encoding.SKIPLIST, BYTES, 0, 0);
        members.init();
        index().create();
    }

    private OrderedIndex index() {
        index.open(cell.slab(), cell.valueAddress() + Table.HEADER_BYTES);
        return index;
    }

    int size() {
        return index().size();
    }

    // ---- the chosen member

    boolean find(byte[] member, int offset, int length) {
        if (!members.find(member, offset, length)) {
            reference = Slab.NONE;
            return false;
        }
        choose(members.reference());
        return true;
    }

    private void choose(int reference) {
        this.reference = reference;
        this.record = cell.slab().address(reference);
    }

    /** Chooses the member of a rank; there is none before 0 and behind the last. */
    void seek(int rank) {
        index().seek(rank);
        chooseEntry();
    }

    private void chooseEntry() {
        if (index.isOnEntry()) {
            choose(index.member());
        } else {
            reference = Slab.NONE;
        }
    }

    boolean isOnMember() {
        return reference != Slab.NONE;
    }

    /** Chooses the next member; the last choice was by {@link #seek}. */
    void next() {
        index.next();
        chooseEntry();
    }

    /** Chooses the member in front; the last choice was by {@link #seek}. */
    void previous() {
        index.previous();
        chooseEntry();
    }

    void member(ElementText text) {
        Memory memory = cell.memory();
        text.at(memory, Record.keyAddress(memory, record), Record.keyLength(memory, record));
    }

    double score() {
        Memory memory = cell.memory();
        return Double.longBitsToDouble(memory.longAt(Record.valueAddress(memory, record)));
    }

    private void writeScore(double score) {
        Memory memory = cell.memory();
        memory.putLong(Record.valueAddress(memory, record), Double.doubleToRawLongBits(score));
    }

    int rank() {
        return index().rank(score(), reference);
    }

    // ---- changes

    /**
     * Adds a member that was not found, and chooses it.
     *
     * @throws SlabFullException when there is no room; nothing has changed then
     */
    void add(byte[] member, int offset, int length, double score) {
        members.add(member, offset, length, Long.BYTES, false);
        choose(members.reference());
        writeScore(score);
        try {
            index().insert(score, reference);
        } catch (SlabFullException e) {
            members.remove();
            throw e;
        }
    }

    /** Gives the chosen member another score. */
    void rescore(double score) {
        index().rescore(score(), score, reference);
        writeScore(score);
    }

    /** Removes the chosen member. */
    void remove() {
        index().remove(score(), reference);
        members.remove(reference);
    }

    /** Removes so many members from a rank on; all are there. */
    void removeRange(int rank, int count) {
        index().removeRange(rank, count, forget);
    }

    private void forget(int reference) {
        members.remove(reference);
    }

    // ---- ranges

    int countBelow(double score, boolean orEqual) {
        return index().countBelow(score, orEqual);
    }

    /** Finds the members between two bounds, see {@link ZsetPack#lexRange}. */
    long lexRange(LexBound min, LexBound max) {
        int end = below(max, true);
        int from = below(min, false);
        return from < end ? (long) from << 32 | end : 0;
    }

    private int below(LexBound bound, boolean isUpper) {
        return switch (bound.kind) {
            case LOWEST -> 0;
            case HIGHEST -> size();
            case INCLUDED -> index().countBelow(bound.bytes, bound.offset, bound.length, isUpper);
            case EXCLUDED -> index().countBelow(bound.bytes, bound.offset, bound.length, !isUpper);
        };
    }

    /** Chooses some members one after another, see {@link Table#scan}. */
    long scan(long position, int count, Runnable visitor) {
        return members.scan(
                position,
                count,
                each -> {
                    choose(each);
                    visitor.run();
                });
    }

    // ---- what a collection owes

    boolean freeSome(int steps) {
        return index().freeSome(steps) && members.freeSome(steps);
    }

    void freeAll() {
        boolean gone = false;
        while (!gone) {
            gone = freeSome(Integer.MAX_VALUE);
        }
    }

    long blockBytes() {
        return index().nodeBytes() + members.blockBytes();
    }

    long estimateBytes(int samples) {
        return index().nodeBytes() + members.estimateBytes(samples);
    }

    long compact(long position, int steps) {
        if ((position & AT_NODES) == 0) {
            index();
            long next = members.compact(position, steps, follow);
            return next == 0 ? AT_NODES : next;
        }
        int rank = index().compact((int) position, steps);
        return rank == 0 ? 0 : AT_NODES | rank;
    }

    private void follow(int from, int to) {
        choose(to);
        index.replace(score(), from, to);
    }

    /**
     * Adds copies of all members to an empty one; its index grows in order.
     *
     * @throws SlabFullException when there is no room; the copy can only be freed then
     */
    void copyTo(ZsetTree target) {
        byte[] member = new byte[64];
        Memory memory = cell.memory();
        for (seek(0); isOnMember(); next()) {
            int length = Record.keyLength(memory, record);
            if (member.length < length) {
                member = new byte[2 * length];
            }
            memory.copyOut(Record.keyAddress(memory, record), member, 0, length);
            target.find(member, 0, length);
            target.add(member, 0, length, score());
        }
    }

    void check() {
        members.check();
        index().check();
        Invariant.check(members.size() == index.size(), "indexed are {}", index.size());
        Memory memory = cell.memory();
        for (seek(0); isOnMember(); next()) {
            byte[] member = new byte[Record.keyLength(memory, record)];
            memory.copyOut(Record.keyAddress(memory, record), member, 0, member.length);
            boolean found = members.find(member, 0, member.length);
            Invariant.check(
                    found && members.reference() == reference, "not in the table: {}", reference);
            Invariant.check(
                    Double.compare(score(), index.score()) == 0, "two scores of {}", reference);
        }
    }
}
