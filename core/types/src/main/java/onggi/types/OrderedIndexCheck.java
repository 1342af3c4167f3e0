package onggi.types;

import static onggi.bytes.Invariant.check;

import onggi.bytes.Memory;
import onggi.bytes.Slab;

/** Verifies an {@link OrderedIndex} entry by entry. */
final class OrderedIndexCheck {

    private final OrderedIndex index;
    private final Memory memory;
    private final Slab slab;
    private int lastLeaf;
    private int lastMember;
    private double lastScore;

    OrderedIndexCheck(OrderedIndex index) {
        this.index = index;
        this.memory = index.memory;
        this.slab = index.slab;
    }

    void run() {
        if (index.root() == Slab.NONE) {
            check(index.size() == 0, "no root, but a size of {}", index.size());
            check(index.last() == Slab.NONE, "no root, but a last leaf");
            return;
        }
        int height = index.height();
        check(
                height == 0 || IndexNode.count(memory, slab.address(index.root())) > 1,
                "root of one child at level {}",
                height);
        int size = checkNode(index.root(), height);
        check(size == index.size(), "entries are {}", size);
        check(lastLeaf == index.last(), "last leaf is {}", lastLeaf);
        check(IndexNode.next(memory, slab.address(lastLeaf)) == Slab.NONE, "leaf behind the last");
    }

    private int checkNode(int reference, int level) {
        long node = slab.address(reference);
        int count = IndexNode.count(memory, node);
        check(IndexNode.level(memory, node) == level, "level is not {}", level);
        check(count > 0, "empty node at level {}", level);
        check(count <= IndexNode.capacity(level), "entries of a node are {}", count);
        if (level == 0) {
            checkLeaf(reference, node, count);
            return count;
        }
        int size = 0;
        for (int i = 0; i < count; i++) {
            int child = IndexNode.child(memory, node, i);
            long below = slab.address(child);
            check(
                    IndexNode.member(memory, node, level, i)
                            == IndexNode.member(memory, below, level - 1, 0),
                    "member of slot {} at level {} is not the first below",
                    i,
                    level);
            check(
                    Double.compare(
                                    IndexNode.score(memory, node, i),
                                    IndexNode.score(memory, below, 0))
                            == 0,
                    "score of slot {} at level {} is not the first below",
                    i,
                    level);
            int sizeBelow = checkNode(child, level - 1);
            check(IndexNode.size(memory, node, i) == sizeBelow, "size below is {}", sizeBelow);
            size += sizeBelow;
        }
        return size;
    }

    private void checkLeaf(int reference, long leaf, int count) {
        check(IndexNode.previous(memory, leaf) == lastLeaf, "wrong leaf in front of {}", reference);
        check(
                lastLeaf == Slab.NONE
                        || IndexNode.next(memory, slab.address(lastLeaf)) == reference,
                "wrong leaf behind {}",
                lastLeaf);
        lastLeaf = reference;
        for (int i = 0; i < count; i++) {
            double score = IndexNode.score(memory, leaf, i);
            int member = IndexNode.member(memory, leaf, 0, i);
            check(!Double.isNaN(score), "a score is not a number");
            check(
                    lastMember == Slab.NONE || isBehindLast(score, member),
                    "entry {} out of order",
                    i);
            lastScore = score;
            lastMember = member;
        }
    }

    private boolean isBehindLast(double score, int member) {
        if (score != lastScore) {
            return score > lastScore;
        }
        long a = slab.address(lastMember);
        long b = slab.address(member);
        return MemberOrder.compare(
                        memory,
                        Record.keyAddress(memory, a),
                        Record.keyLength(memory, a),
                        Record.keyAddress(memory, b),
                        Record.keyLength(memory, b))
                < 0;
    }
}
