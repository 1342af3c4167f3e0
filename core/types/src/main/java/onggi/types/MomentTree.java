package onggi.types;

import java.util.Arrays;
import onggi.bytes.Invariant;
import onggi.bytes.KeyHash;
import onggi.bytes.Memory;
import onggi.bytes.Slab;

/**
 * The records of one table that have an expiry, in the order in which they are due.
 *
 * <p>A cursor: it is turned to the place of the root before use, and that moves when a record moves
 * or comes or goes. Records are linked through their own expiry part; the tree owns none of them.
 */
final class MomentTree {

    /*
     * A treap (Aragon and Seidel, 1989): in order by moment, and a heap by a priority that is
     * chance, so that the expected depth is logarithmic whatever the order of insertion. The two
     * links of a record's expiry part lead to the earlier and the later half.
     *
     * A record knows nothing of its parent, and there is no room for a priority. So both are
     * found from its key: records of one moment are in order of their key's hash, then of the key,
     * which leads to any record from the root; and the priority is another mix of the same hash,
     * which nobody outside can choose because it is seeded. A record that moves keeps its key, so
     * its parent is found as that of its old place.
     *
     * An expiry wheel for each large hash would cost some KB, and one for the fields of all hashes
     * of a shard would have to lead from a field back to its hash, which moves.
     *
     * Cost: no memory beside the expiry part; add, remove and move take about 2 ln n steps of a
     * cache miss and a hash each.
     */

    /** What stands in place of a child that is not there. */
    private static final int NONE = 0;

    private static final long PRIORITY_MIX = 0x9E3779B97F4A7C15L;

    private final long seed;
    private Slab slab;
    private Memory memory;
    private long root;

    MomentTree(Cell cell) {
        this.seed = cell.hashSeed();
        this.slab = cell.slab();
        this.memory = slab.memory();
    }

    /**
     * Turns to a tree.
     *
     * @param root the address where the reference of the first record stands, 0 in an empty tree
     */
    void open(Cell cell, long root) {
        this.slab = cell.slab();
        this.memory = slab.memory();
        this.root = root;
    }

    /** Returns the record that is due first, or {@link Slab#NONE}. */
    int first() {
        int first = NONE;
        for (int r = memory.intAt(root); r != NONE; r = Record.previous(memory, address(r))) {
            first = r;
        }
        return first;
    }

    /** Returns the record that is due last, or {@link Slab#NONE}. */
    int last() {
        int last = NONE;
        for (int r = memory.intAt(root); r != NONE; r = Record.next(memory, address(r))) {
            last = r;
        }
        return last;
    }

    /** Adds a record that has an expiry and is in no tree. */
    void add(int reference) {
        long address = address(reference);
        long moment = Record.expiryMs(memory, address);
        long hash = hash(address);
        long link = root;
        int at = memory.intAt(link);
        while (at != NONE && priority(hash(address(at))) >= priority(hash)) {
            link = isBefore(moment, hash, address, at) ? earlier(at) : later(at);
            at = memory.intAt(link);
        }
        split(at, moment, hash, address);
        memory.putInt(link, reference);
    }

    /** Makes what is before and behind a record in a part of the tree the record's two halves. */
    private void split(int from, long moment, long hash, long address) {
        long before = Record.previousAt(memory, address);
        long behind = Record.nextAt(memory, address);
        int at = from;
        while (at != NONE) {
            if (isBefore(moment, hash, address, at)) {
                memory.putInt(behind, at);
                behind = earlier(at);
                at = memory.intAt(behind);
            } else {
                memory.putInt(before, at);
                before = later(at);
                at = memory.intAt(before);
            }
        }
        memory.putInt(before, NONE);
        memory.putInt(behind, NONE);
    }

    /** Takes a record out. */
    void remove(int reference) {
        long address = address(reference);
        long link = linkTo(reference, address);
        int left = Record.previous(memory, address);
        int right = Record.next(memory, address);
        while (left != NONE && right != NONE) {
            if (priority(hash(address(left))) >= priority(hash(address(right)))) {
                memory.putInt(link, left);
                link = later(left);
                left = memory.intAt(link);
            } else {
                memory.putInt(link, right);
                link = earlier(right);
                right = memory.intAt(link);
            }
        }
        memory.putInt(link, left == NONE ? right : left);
        Record.setPrevious(memory, address, NONE);
        Record.setNext(memory, address, NONE);
    }

    /**
     * Takes note that a record was copied to a new place.
     *
     * @param from its old reference, whose bytes are still there
     * @param to its new reference
     */
    void moved(int from, int to) {
        memory.putInt(linkTo(from, address(from)), to);
    }

    /** The address where the reference of a record stands. */
    private long linkTo(int reference, long address) {
        long moment = Record.expiryMs(memory, address);
        long hash = hash(address);
        long link = root;
        int at = memory.intAt(link);
        while (at != reference) {
            assert at != NONE : "a record is not in the tree";
            link = isBefore(moment, hash, address, at) ? earlier(at) : later(at);
            at = memory.intAt(link);
        }
        return link;
    }

    /** Whether a record stands before another one. */
    private boolean isBefore(long moment, long hash, long address, int other) {
        long otherAddress = address(other);
        long otherMoment = Record.expiryMs(memory, otherAddress);
        if (moment != otherMoment) {
            return moment < otherMoment;
        }
        long otherHash = hash(otherAddress);
        return hash != otherHash ? hash < otherHash : isKeyBefore(address, otherAddress);
    }

    private boolean isKeyBefore(long address, long other) {
        return Arrays.compareUnsigned(key(address), key(other)) < 0;
    }

    private byte[] key(long address) {
        byte[] key = new byte[Record.keyLength(memory, address)];
        memory.copyOut(Record.keyAddress(memory, address), key, 0, key.length);
        return key;
    }

    private long earlier(int reference) {
        return Record.previousAt(memory, address(reference));
    }

    private long later(int reference) {
        return Record.nextAt(memory, address(reference));
    }

    private long address(int reference) {
        return slab.address(reference);
    }

    private long hash(long address) {
        return KeyHash.of(
                seed,
                memory,
                Record.keyAddress(memory, address),
                Record.keyLength(memory, address));
    }

    private static long priority(long hash) {
        long mixed = (hash ^ (hash >>> 32)) * PRIORITY_MIX;
        return mixed ^ (mixed >>> 29);
    }

    /** Verifies order and heap; returns how many records there are. */
    long check() {
        return check(memory.intAt(root), Long.MAX_VALUE);
    }

    private long check(int reference, long priorityAbove) {
        if (reference == NONE) {
            return 0;
        }
        long address = address(reference);
        long priority = priority(hash(address));
        Invariant.check(
                Record.hasExpiry(memory, address), "a record without expiry: {}", reference);
        Invariant.check(priority <= priorityAbove, "no heap at {}", reference);
        int left = Record.previous(memory, address);
        int right = Record.next(memory, address);
        long moment = Record.expiryMs(memory, address);
        Invariant.check(
                left == NONE || !isBefore(moment, hash(address), address, left),
                "the earlier one of {} is later",
                reference);
        Invariant.check(
                right == NONE || isBefore(moment, hash(address), address, right),
                "the later one of {} is earlier",
                reference);
        return 1 + check(left, priority) + check(right, priority);
    }
}
