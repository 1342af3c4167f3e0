package onggi.types;

import onggi.bytes.HotPath;
import onggi.bytes.Memory;
import onggi.bytes.Slab;
import onggi.bytes.SlabFullException;

/** How an {@link OrderedIndex} grows: where the path leads an entry is put and nodes split. */
@HotPath
final class IndexGrowth {

    private IndexGrowth() {}

    /** Puts the first entry into an empty index. */
    static void addFirst(OrderedIndex index, double score, int member) {
        int root = index.slab.allocate(IndexNode.LEAF_BYTES);
        IndexNode.init(index.memory, index.slab.address(root), 0);
        index.setRoot(root);
        index.setLast(root);
        index.descendTo(0);
        put(index, score, member);
    }

    /**
     * Puts an entry where the path leads.
     *
     * @throws SlabFullException when there is no room; nothing has changed then
     */
    static void insert(OrderedIndex index, double score, int member) {
        if (IndexNode.count(index.memory, index.nodes[0]) == IndexNode.LEAF_CAPACITY) {
            splitPath(index);
        }
        put(index, score, member);
    }

    private static void put(OrderedIndex index, double score, int member) {
        Memory memory = index.memory;
        long leaf = index.nodes[0];
        int at = index.slots[0];
        int count = IndexNode.count(memory, leaf);
        IndexNode.copy(memory, 0, leaf, at, leaf, at + 1, count - at);
        IndexNode.setScore(memory, leaf, at, score);
        IndexNode.setMember(memory, leaf, 0, at, member);
        IndexNode.setCount(memory, leaf, count + 1);
        index.resize(1);
        if (at == 0) {
            index.passUp(0);
        }
    }

    /** Splits the leaf of the path, which is full, and the nodes above it that are full too. */
    private static void splitPath(OrderedIndex index) {
        Memory memory = index.memory;
        long leaf = index.nodes[0];
        boolean appends =
                index.slots[0] == IndexNode.LEAF_CAPACITY
                        && IndexNode.next(memory, leaf) == Slab.NONE;
        boolean prepends = index.slots[0] == 0 && IndexNode.previous(memory, leaf) == Slab.NONE;
        int height = index.height();
        int full = 1;
        while (full <= height && isFull(index, full)) {
            full++;
        }
        int[] spares = index.spares;
        allocate(index.slab, spares, full > height ? full + 1 : full);
        if (full > height) {
            addRoot(index, full, spares[full]);
        }
        for (int level = full - 1; level >= 0; level--) {
            split(index, level, spares[level], splitPoint(level, appends, prepends));
        }
    }

    private static boolean isFull(OrderedIndex index, int level) {
        return IndexNode.count(index.memory, index.nodes[level]) == IndexNode.INNER_CAPACITY;
    }

    /** Allocates nodes of the levels from 0 on, all or none. */
    private static void allocate(Slab slab, int[] references, int levels) {
        for (int level = 0; level < levels; level++) {
            references[level] = slab.tryAllocate(IndexNode.bytes(level));
            if (references[level] == Slab.NONE) {
                while (--level >= 0) {
                    slab.free(references[level]);
                }
                throw new SlabFullException();
            }
        }
    }

    private static void addRoot(OrderedIndex index, int level, int root) {
        Memory memory = index.memory;
        long node = index.slab.address(root);
        long below = index.nodes[level - 1];
        IndexNode.init(memory, node, level);
        IndexNode.setCount(memory, node, 1);
        IndexNode.setScore(memory, node, 0, IndexNode.score(memory, below, 0));
        IndexNode.setMember(memory, node, level, 0, IndexNode.member(memory, below, level - 1, 0));
        IndexNode.setChild(memory, node, 0, index.root());
        IndexNode.setSize(memory, node, 0, index.size());
        index.setRoot(root);
        index.nodes[level] = node;
        index.slots[level] = 0;
    }

    /**
     * How many entries stay. When one is added at an end, all stay on its far side; an inner node
     * keeps one on either side.
     */
    private static int splitPoint(int level, boolean appends, boolean prepends) {
        int capacity = IndexNode.capacity(level);
        int alone = level == 0 ? 0 : 1;
        if (appends) {
            return capacity - alone;
        }
        return prepends ? alone : capacity / 2;
    }

    /** Moves the entries of the path's node from one on to a new node behind it. */
    private static void split(OrderedIndex index, int level, int reference, int at) {
        Memory memory = index.memory;
        long node = index.nodes[level];
        int moved = IndexNode.capacity(level) - at;
        long right = index.slab.address(reference);
        IndexNode.init(memory, right, level);
        IndexNode.copy(memory, level, node, at, right, 0, moved);
        IndexNode.setCount(memory, right, moved);
        IndexNode.setCount(memory, node, at);
        if (level == 0) {
            link(index, node, right, reference);
        }
        int size = level == 0 ? moved : IndexNode.sizeOfFirst(memory, right, moved);
        addChild(index, level + 1, right, reference, size);
        boolean goesRight =
                index.slots[level] > at || (index.slots[level] == at && (level > 0 || moved == 0));
        if (goesRight) {
            index.nodes[level] = right;
            index.slots[level] -= at;
            index.slots[level + 1]++;
        }
    }

    private static void link(OrderedIndex index, long leaf, long right, int reference) {
        Memory memory = index.memory;
        int next = IndexNode.next(memory, leaf);
        IndexNode.setNext(memory, right, next);
        IndexNode.setNext(memory, leaf, reference);
        IndexNode.setPrevious(memory, right, index.referenceOf(0));
        if (next == Slab.NONE) {
            index.setLast(reference);
        } else {
            IndexNode.setPrevious(memory, index.slab.address(next), reference);
        }
    }

    /**
     * Puts a child behind that of the path, from which it took its entries. When it is empty yet,
     * its first entry will be passed up.
     */
    private static void addChild(
            OrderedIndex index, int level, long child, int reference, int size) {
        Memory memory = index.memory;
        long node = index.nodes[level];
        int at = index.slots[level] + 1;
        int count = IndexNode.count(memory, node);
        IndexNode.copy(memory, level, node, at, node, at + 1, count - at);
        IndexNode.setScore(memory, node, at, IndexNode.score(memory, child, 0));
        IndexNode.setMember(memory, node, level, at, IndexNode.member(memory, child, level - 1, 0));
        IndexNode.setChild(memory, node, at, reference);
        IndexNode.setSize(memory, node, at, size);
        IndexNode.addToSize(memory, node, at - 1, -size);
        IndexNode.setCount(memory, node, count + 1);
    }
}
