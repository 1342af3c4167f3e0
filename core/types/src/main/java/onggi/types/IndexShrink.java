package onggi.types;

import onggi.bytes.HotPath;
import onggi.bytes.Memory;
import onggi.bytes.Slab;

/** How an {@link OrderedIndex} shrinks: entries of the path's leaf go, and nodes with them. */
@HotPath
final class IndexShrink {

    private IndexShrink() {}

    /** Removes so many entries of the path's leaf from the path's slot on. */
    static void removeRun(OrderedIndex index, int n) {
        Memory memory = index.memory;
        long leaf = index.nodes[0];
        int at = index.slots[0];
        int count = IndexNode.count(memory, leaf);
        index.resize(-n);
        if (n == count) {
            drop(index, 0);
            return;
        }
        close(memory, 0, leaf, at, n);
        if (at == 0) {
            index.passUp(0);
        }
        settle(index, 0);
    }

    private static void close(Memory memory, int level, long node, int at, int n) {
        int count = IndexNode.count(memory, node);
        IndexNode.copy(memory, level, node, at + n, node, at, count - at - n);
        IndexNode.setCount(memory, node, count - n);
    }

    /** Removes the path's node of a level, which has no entries to keep. */
    private static void drop(OrderedIndex index, int level) {
        Memory memory = index.memory;
        int reference = index.referenceOf(level);
        boolean isRoot = level == index.height();
        if (level == 0) {
            unlink(index, index.nodes[0]);
        }
        if (isRoot) {
            index.setRoot(Slab.NONE);
            index.slab.free(reference);
            return;
        }
        index.slab.free(reference);
        int above = level + 1;
        long parent = index.nodes[above];
        if (IndexNode.count(memory, parent) == 1) {
            drop(index, above);
            return;
        }
        close(memory, above, parent, index.slots[above], 1);
        if (index.slots[above] == 0) {
            index.passUp(above);
        }
        settle(index, above);
    }

    private static void unlink(OrderedIndex index, long leaf) {
        Memory memory = index.memory;
        int next = IndexNode.next(memory, leaf);
        int previous = IndexNode.previous(memory, leaf);
        if (previous != Slab.NONE) {
            IndexNode.setNext(memory, index.slab.address(previous), next);
        }
        if (next == Slab.NONE) {
            index.setLast(previous);
        } else {
            IndexNode.setPrevious(memory, index.slab.address(next), previous);
        }
    }

    /** Joins the path's node of a level with a neighbour if it has become small. */
    private static void settle(OrderedIndex index, int level) {
        Memory memory = index.memory;
        if (level == index.height()) {
            collapse(index);
            return;
        }
        int capacity = IndexNode.capacity(level);
        int count = IndexNode.count(memory, index.nodes[level]);
        if (count >= capacity / 4) {
            return;
        }
        int above = level + 1;
        long parent = index.nodes[above];
        int slot = index.slots[above];
        int room = capacity * 3 / 4 - count;
        if (slot + 1 < IndexNode.count(memory, parent)
                && countOfChild(index, parent, slot + 1) <= room) {
            join(index, level, parent, slot);
        } else if (slot > 0 && countOfChild(index, parent, slot - 1) <= room) {
            join(index, level, parent, slot - 1);
        } else {
            return;
        }
        settle(index, above);
    }

    private static int countOfChild(OrderedIndex index, long parent, int slot) {
        return IndexNode.count(
                index.memory, index.slab.address(IndexNode.child(index.memory, parent, slot)));
    }

    /** Moves all of the child behind a slot to the child in it. */
    private static void join(OrderedIndex index, int level, long parent, int slot) {
        Memory memory = index.memory;
        int reference = IndexNode.child(memory, parent, slot + 1);
        long left = index.slab.address(IndexNode.child(memory, parent, slot));
        long right = index.slab.address(reference);
        int count = IndexNode.count(memory, left);
        int moved = IndexNode.count(memory, right);
        IndexNode.copy(memory, level, right, 0, left, count, moved);
        IndexNode.setCount(memory, left, count + moved);
        if (level == 0) {
            unlink(index, right);
        }
        IndexNode.addToSize(memory, parent, slot, IndexNode.size(memory, parent, slot + 1));
        close(memory, level + 1, parent, slot + 1, 1);
        index.slab.free(reference);
    }

    /** Takes away roots that have one child. */
    private static void collapse(OrderedIndex index) {
        Memory memory = index.memory;
        int root = index.root();
        long node = index.slab.address(root);
        while (IndexNode.level(memory, node) > 0 && IndexNode.count(memory, node) == 1) {
            int child = IndexNode.child(memory, node, 0);
            index.slab.free(root);
            root = child;
            node = index.slab.address(root);
        }
        index.setRoot(root);
    }

    /** Frees so many nodes from the end; nothing else may be done with the index any more. */
    static boolean freeSome(OrderedIndex index, int steps) {
        for (int i = 0; i < steps && index.root() != Slab.NONE; i++) {
            freeLast(index);
        }
        return index.root() == Slab.NONE;
    }

    private static void freeLast(OrderedIndex index) {
        Memory memory = index.memory;
        int reference = index.root();
        long node = index.slab.address(reference);
        long parent = 0;
        while (IndexNode.level(memory, node) > 0 && IndexNode.count(memory, node) > 0) {
            parent = node;
            reference = IndexNode.child(memory, node, IndexNode.count(memory, node) - 1);
            node = index.slab.address(reference);
        }
        if (parent == 0) {
            index.setRoot(Slab.NONE);
        } else {
            IndexNode.setCount(memory, parent, IndexNode.count(memory, parent) - 1);
        }
        index.slab.free(reference);
    }
}
