package onggi.types;

import onggi.bytes.HotPath;
import onggi.bytes.Memory;

/**
 * The layout of one node of an {@link OrderedIndex}: columns of scores, members and, above the
 * leaves, children. There is no object, only addresses.
 */
@HotPath
final class IndexNode {

    /*
     *     count      2 bytes   entries in use
     *     level      1 byte    0 is a leaf
     *     next       4 bytes   at 4: the leaf behind, or none
     *     previous   4 bytes   at 8: the leaf in front, or none
     *     scores     8 bytes each, from 16 on
     *     members    4 bytes each: references of records whose key is the member
     *     children   4 bytes each, above the leaves: references of nodes
     *     sizes      4 bytes each, above the leaves: entries in the leaves below a child
     *
     * In an inner node, score and member are those of the first entry below the child.
     *
     * Sizes of blocks, measured with a million random scores: leaves of 512, 976 and 2048 bytes
     * take 455, 475 and 486 ns of processor time per insert on a busy machine, 4 KB about twice
     * that, and 18.9, 18.1 and 17.6 bytes per entry. 976 is a size of the slab that holds 80
     * entries exactly; with inner nodes of 2 KB a million entries are three levels above leaves.
     */

    static final int LEAF_BYTES = 976;
    static final int INNER_BYTES = 2048;

    private static final int NEXT_AT = 4;
    private static final int PREVIOUS_AT = 8;
    private static final int LEVEL_AT = 2;
    private static final int HEAD_BYTES = 16;
    private static final int SCORE_SHIFT = 3;
    private static final int REFERENCE_SHIFT = 2;

    static final int LEAF_CAPACITY = (LEAF_BYTES - HEAD_BYTES) / (8 + 4);
    static final int INNER_CAPACITY = (INNER_BYTES - HEAD_BYTES) / (8 + 3 * 4);

    private static final int LEAF_MEMBERS_AT = HEAD_BYTES + (LEAF_CAPACITY << SCORE_SHIFT);
    private static final int INNER_MEMBERS_AT = HEAD_BYTES + (INNER_CAPACITY << SCORE_SHIFT);
    private static final int CHILDREN_AT = INNER_MEMBERS_AT + (INNER_CAPACITY << REFERENCE_SHIFT);
    private static final int SIZES_AT = CHILDREN_AT + (INNER_CAPACITY << REFERENCE_SHIFT);

    private IndexNode() {}

    static int bytes(int level) {
        return level == 0 ? LEAF_BYTES : INNER_BYTES;
    }

    static int capacity(int level) {
        return level == 0 ? LEAF_CAPACITY : INNER_CAPACITY;
    }

    /** Makes a block an empty node without neighbours. */
    static void init(Memory memory, long node, int level) {
        memory.putLong(node, (long) level << (LEVEL_AT * Byte.SIZE));
        memory.putLong(node + PREVIOUS_AT, 0);
    }

    static int count(Memory memory, long node) {
        return memory.shortAt(node);
    }

    static void setCount(Memory memory, long node, int count) {
        memory.putShort(node, (short) count);
    }

    static int level(Memory memory, long node) {
        return memory.byteAt(node + LEVEL_AT);
    }

    static int next(Memory memory, long leaf) {
        return memory.intAt(leaf + NEXT_AT);
    }

    static void setNext(Memory memory, long leaf, int reference) {
        memory.putInt(leaf + NEXT_AT, reference);
    }

    static int previous(Memory memory, long leaf) {
        return memory.intAt(leaf + PREVIOUS_AT);
    }

    static void setPrevious(Memory memory, long leaf, int reference) {
        memory.putInt(leaf + PREVIOUS_AT, reference);
    }

    static double score(Memory memory, long node, int i) {
        return Double.longBitsToDouble(
                memory.longAt(node + HEAD_BYTES + ((long) i << SCORE_SHIFT)));
    }

    static void setScore(Memory memory, long node, int i, double score) {
        memory.putLong(
                node + HEAD_BYTES + ((long) i << SCORE_SHIFT), Double.doubleToRawLongBits(score));
    }

    /** Where the members of a node of a level begin, counted from the node. */
    static int membersAt(int level) {
        return level == 0 ? LEAF_MEMBERS_AT : INNER_MEMBERS_AT;
    }

    static int member(Memory memory, long node, int level, int i) {
        return memory.intAt(node + membersAt(level) + ((long) i << REFERENCE_SHIFT));
    }

    static void setMember(Memory memory, long node, int level, int i, int reference) {
        memory.putInt(node + membersAt(level) + ((long) i << REFERENCE_SHIFT), reference);
    }

    static int child(Memory memory, long node, int i) {
        return memory.intAt(node + CHILDREN_AT + ((long) i << REFERENCE_SHIFT));
    }

    static void setChild(Memory memory, long node, int i, int reference) {
        memory.putInt(node + CHILDREN_AT + ((long) i << REFERENCE_SHIFT), reference);
    }

    static int size(Memory memory, long node, int i) {
        return memory.intAt(node + SIZES_AT + ((long) i << REFERENCE_SHIFT));
    }

    static void addToSize(Memory memory, long node, int i, int change) {
        long at = node + SIZES_AT + ((long) i << REFERENCE_SHIFT);
        memory.putInt(at, memory.intAt(at) + change);
    }

    static void setSize(Memory memory, long node, int i, int size) {
        memory.putInt(node + SIZES_AT + ((long) i << REFERENCE_SHIFT), size);
    }

    /** How many entries there are below the first {@code n} children. */
    static int sizeOfFirst(Memory memory, long node, int n) {
        long at = node + SIZES_AT;
        // Two sizes at once; the sum of all stays below 2^31, so the lower half carries nothing.
        long sum = 0;
        for (int i = 1; i < n; i += 2, at += Long.BYTES) {
            sum += memory.longAt(at);
        }
        int odd = (n & 1) == 0 ? 0 : memory.intAt(at);
        return (int) sum + (int) (sum >>> 32) + odd;
    }

    /** Copies entries from a node to a node of the same level, which may be the same one. */
    static void copy(Memory memory, int level, long from, int i, long to, int j, int n) {
        if (n == 0) {
            return;
        }
        long scores = HEAD_BYTES;
        memory.copy(
                from + scores + ((long) i << SCORE_SHIFT),
                to + scores + ((long) j << SCORE_SHIFT),
                (long) n << SCORE_SHIFT);
        copyColumn(memory, membersAt(level), from, i, to, j, n);
        if (level > 0) {
            copyColumn(memory, CHILDREN_AT, from, i, to, j, n);
            copyColumn(memory, SIZES_AT, from, i, to, j, n);
        }
    }

    private static void copyColumn(
            Memory memory, long column, long from, int i, long to, int j, int n) {
        memory.copy(
                from + column + ((long) i << REFERENCE_SHIFT),
                to + column + ((long) j << REFERENCE_SHIFT),
                (long) n << REFERENCE_SHIFT);
    }
}
