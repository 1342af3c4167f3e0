package onggi.types;

import onggi.bytes.Memory;
import onggi.bytes.Slab;

/** Measures the nodes of an {@link OrderedIndex} and moves them out of sparse runs of the slab. */
final class IndexUpkeep {

    private IndexUpkeep() {}

    /** The capacity of all nodes; looks at inner nodes only. */
    static long nodeBytes(OrderedIndex index) {
        return index.root() == Slab.NONE ? 0 : bytesBelow(index, index.root());
    }

    private static long bytesBelow(OrderedIndex index, int reference) {
        Memory memory = index.memory;
        long node = index.slab.address(reference);
        int level = IndexNode.level(memory, node);
        int count = IndexNode.count(memory, node);
        long bytes = Slab.capacity(IndexNode.bytes(level));
        if (level == 1) {
            return bytes + (long) count * Slab.capacity(IndexNode.LEAF_BYTES);
        }
        for (int i = 0; i < count && level > 1; i++) {
            bytes += bytesBelow(index, IndexNode.child(memory, node, i));
        }
        return bytes;
    }

    /**
     * Moves nodes to where the slab wants them.
     *
     * @param rank of the entry in whose leaf to begin; any number is safe
     * @param leaves how many leaves to look at
     * @return the rank to go on with, or 0 at the end
     */
    static int compact(OrderedIndex index, int rank, int leaves) {
        int at = rank;
        for (int i = 0; i < leaves; i++) {
            if (at < 0 || at >= index.size()) {
                return 0;
            }
            index.descendTo(at);
            int left = IndexNode.count(index.memory, index.nodes[0]) - index.slots[0];
            for (int level = index.height(); level >= 0; level--) {
                relocateIfSparse(index, level);
            }
            at += left;
        }
        return at >= index.size() ? 0 : at;
    }

    private static void relocateIfSparse(OrderedIndex index, int level) {
        Slab slab = index.slab;
        Memory memory = index.memory;
        int from = index.referenceOf(level);
        int to = slab.isSparse(from) ? slab.tryAllocate(IndexNode.bytes(level)) : Slab.NONE;
        if (to == Slab.NONE) {
            return;
        }
        long node = slab.address(to);
        memory.copy(slab.address(from), node, IndexNode.bytes(level));
        if (level == index.height()) {
            index.setRoot(to);
        } else {
            IndexNode.setChild(memory, index.nodes[level + 1], index.slots[level + 1], to);
        }
        if (level == 0) {
            relink(index, node, to);
        }
        index.nodes[level] = node;
        slab.free(from);
    }

    private static void relink(OrderedIndex index, long leaf, int reference) {
        Memory memory = index.memory;
        int next = IndexNode.next(memory, leaf);
        int previous = IndexNode.previous(memory, leaf);
        if (next == Slab.NONE) {
            index.setLast(reference);
        } else {
            IndexNode.setPrevious(memory, index.slab.address(next), reference);
        }
        if (previous != Slab.NONE) {
            IndexNode.setNext(memory, index.slab.address(previous), reference);
        }
    }
}
