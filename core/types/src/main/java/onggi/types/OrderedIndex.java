package onggi.types;

import onggi.bytes.HotPath;
import onggi.bytes.Memory;
import onggi.bytes.Slab;
import onggi.bytes.SlabFullException;

/**
 * The members of a sorted set in their order: by score, then by the bytes of the member. A cursor
 * over the index whose header was {@link #open}ed; it owns nodes and no members.
 *
 * <p>Members are {@link Record}s with the member as their key. A rank counts from 0.
 */
@HotPath
final class OrderedIndex {

    /*
     * Structure. A B+tree whose inner nodes count what is below each child (an order statistic
     * tree), so a rank leads to an entry and an entry to its rank in one descent; every range is a
     * pair of ranks, found in two. Leaves are linked both ways; walks need no stack. Nodes are
     * blocks of the slab, laid out by IndexNode: scores side by side, so that a search in a leaf
     * touches few cache lines and no member unless scores are equal.
     *
     * Inner nodes repeat score and member of the first entry below each child. So comparing with
     * an inner node needs no descent, at the price that an entry that stops being the first of its
     * leaf must be replaced on the way up.
     *
     * Growing. A full node splits in half; but behind the last entry, and in front of the first,
     * the full node stays full and the new one begins alone, so scores that only rise or only fall
     * (time stamps) fill nodes completely. All nodes that a split needs are allocated before
     * anything is changed. An entry behind all others is found without a search.
     *
     * Shrinking. A node less than a quarter full joins a neighbour with the same parent if both
     * together fill three quarters at most; nothing is borrowed. An empty node goes at once. A
     * range is removed by the part of a leaf at a time.
     *
     * Header, position independent, in the value area of the record: root, last leaf, and number of
     * entries, 4 bytes each; all 0 when empty.
     *
     * Path. A descent leaves for each level the node and the slot in it; changes go up along it.
     *
     * Invariants, held by check(): entries are in order; each inner entry has score, member and
     * size of what is below; no node is empty; a root has more than one child; leaves are linked in
     * order; the header is right.
     *
     * Cost: a million entries are three levels above the leaves at most; 12 bytes each, divided by the fill of leaves (0.69
     * after random scores, 1 after rising ones), and half a byte of inner nodes. Redis's skip list
     * takes a node of about 45 bytes and a visit of about 20 of them, each a cache miss.
     */

    /** Bytes of the header. */
    static final int HEADER_BYTES = 12;

    static final int NONE = Slab.NONE;

    private static final int LAST_AT = 4;
    private static final int SIZE_AT = 8;

    /** Not reached: each level has at least as many entries as eight of the one above. */
    private static final int MAX_LEVELS = 16;

    Slab slab;
    Memory memory;
    private long header;

    private final IndexTarget target;

    /** By level: the node, and the slot in it, of the last descent. */
    final long[] nodes = new long[MAX_LEVELS];

    final int[] slots = new int[MAX_LEVELS];

    /** By level: a node allocated for a split. */
    final int[] spares = new int[MAX_LEVELS];

    private long leaf;
    private int slot;
    private int leafCount;

    OrderedIndex(Slab slab) {
        this.slab = slab;
        this.memory = slab.memory();
        this.target = new IndexTarget(slab);
    }

    /** Turns to the index whose header lies there; it must stay there until the next call. */
    void open(Slab slab, long header) {
        this.slab = slab;
        this.memory = slab.memory();
        this.header = header;
    }

    /** Makes the header that of an empty index. */
    void create() {
        setRoot(NONE);
        setLast(NONE);
        setSize(0);
    }

    int size() {
        return memory.intAt(header + SIZE_AT);
    }

    int root() {
        return memory.intAt(header);
    }

    int last() {
        return memory.intAt(header + LAST_AT);
    }

    void setRoot(int reference) {
        memory.putInt(header, reference);
    }

    void setLast(int reference) {
        memory.putInt(header + LAST_AT, reference);
    }

    void setSize(int size) {
        memory.putInt(header + SIZE_AT, size);
    }

    /** The level of the root, which exists. */
    int height() {
        return IndexNode.level(memory, slab.address(root()));
    }

    /** The reference of the path's node of a level. */
    int referenceOf(int level) {
        return level == height()
                ? root()
                : IndexNode.child(memory, nodes[level + 1], slots[level + 1]);
    }

    // ---- changes

    /**
     * Adds an entry.
     *
     * @param score any but NaN
     * @param member a record whose key is no member yet
     * @throws SlabFullException when there is no room; nothing has changed then
     */
    void insert(double score, int member) {
        if (root() == NONE) {
            IndexGrowth.addFirst(this, score, member);
            return;
        }
        target.entry(slab, score, member);
        if (target.passedBy(lastLeaf(), 0, IndexNode.count(memory, lastLeaf()) - 1)) {
            descendTo(size());
        } else {
            descend();
        }
        IndexGrowth.insert(this, score, member);
    }

    private long lastLeaf() {
        return slab.address(last());
    }

    /**
     * Removes an entry.
     *
     * @param score of the entry
     * @param member of the entry, which is there
     */
    void remove(double score, int member) {
        find(score, member);
        IndexShrink.removeRun(this, 1);
    }

    /**
     * Gives an entry another score.
     *
     * @param from its score
     * @param to its new score
     * @param member of the entry, which is there
     * @throws SlabFullException when there is no room; nothing has changed then
     */
    void rescore(double from, double to, int member) {
        find(from, member);
        long node = nodes[0];
        int i = slots[0];
        boolean stays =
                i > 0
                        && i + 1 < IndexNode.count(memory, node)
                        && IndexNode.score(memory, node, i - 1) < to
                        && to < IndexNode.score(memory, node, i + 1);
        if (stays) {
            IndexNode.setScore(memory, node, i, to);
            return;
        }
        IndexShrink.removeRun(this, 1);
        try {
            insert(to, member);
        } catch (SlabFullException e) {
            insert(from, member); // in the room it had
            throw e;
        }
    }

    /**
     * Removes entries.
     *
     * @param rank of the first
     * @param count how many; all are there
     * @param visitor is told the member of each, in no matter what state of the index
     */
    void removeRange(int rank, int count, Table.Visitor visitor) {
        int left = count;
        while (left > 0) {
            descendTo(rank);
            int n = Math.min(left, IndexNode.count(memory, nodes[0]) - slots[0]);
            for (int i = slots[0]; i < slots[0] + n; i++) {
                visitor.visit(IndexNode.member(memory, nodes[0], 0, i));
            }
            IndexShrink.removeRun(this, n);
            left -= n;
        }
    }

    /**
     * Puts a copy of a member's record in its place.
     *
     * @param score of the entry
     * @param from the member; still there
     * @param to its copy
     */
    void replace(double score, int from, int to) {
        find(score, from);
        IndexNode.setMember(memory, nodes[0], 0, slots[0], to);
        if (slots[0] == 0) {
            passUp(0);
        }
    }

    /** Writes the first entry of the path's node of a level into the nodes above. */
    void passUp(int level) {
        int height = height();
        double score = IndexNode.score(memory, nodes[level], 0);
        int member = IndexNode.member(memory, nodes[level], level, 0);
        for (int above = level + 1; above <= height; above++) {
            IndexNode.setScore(memory, nodes[above], slots[above], score);
            IndexNode.setMember(memory, nodes[above], above, slots[above], member);
            if (slots[above] != 0) {
                return;
            }
        }
    }

    /** Counts entries added to or taken from the path's leaf. */
    void resize(int change) {
        for (int level = height(); level > 0; level--) {
            IndexNode.addToSize(memory, nodes[level], slots[level], change);
        }
        setSize(size() + change);
    }

    /**
     * Frees some nodes; once called, nothing else may be until all are gone.
     *
     * @return whether all are gone
     */
    boolean freeSome(int steps) {
        return IndexShrink.freeSome(this, steps);
    }

    /** The capacity of all nodes. */
    long nodeBytes() {
        return IndexUpkeep.nodeBytes(this);
    }

    /**
     * Moves nodes to where the slab wants them.
     *
     * @param rank 0 to begin, else what the last call returned; any number is safe
     * @param leaves how many leaves to look at
     * @return where to go on, or 0 at the end
     */
    int compact(int rank, int leaves) {
        return IndexUpkeep.compact(this, rank, leaves);
    }

    /** Verifies what must hold; slow. */
    void check() {
        new OrderedIndexCheck(this).run();
    }

    // ---- searches

    /** The rank of an entry, which is there. */
    int rank(double score, int member) {
        find(score, member);
        return rankOfPath();
    }

    /**
     * How many entries have a lower score, or also an equal one. The cursor is behind them then.
     */
    int countBelow(double score, boolean orEqual) {
        target.score(slab, score, orEqual);
        return count();
    }

    /**
     * How many entries have a lower member, or also an equal one, if all scores are equal. The
     * cursor is behind them then.
     */
    int countBelow(byte[] member, int offset, int length, boolean orEqual) {
        target.member(slab, member, offset, length, orEqual);
        int count = count();
        target.release();
        return count;
    }

    private int count() {
        if (root() == NONE) {
            stand(0, 0);
            return 0;
        }
        descend();
        int rank = rankOfPath();
        stand(nodes[0], slots[0]);
        settle();
        return rank;
    }

    private int rankOfPath() {
        int rank = slots[0];
        for (int level = height(); level > 0; level--) {
            rank += IndexNode.sizeOfFirst(memory, nodes[level], slots[level]);
        }
        return rank;
    }

    /** Descends to an entry, which is there. */
    private void find(double score, int member) {
        target.entry(slab, score, member);
        descend();
        slots[0]--;
        assert IndexNode.member(memory, nodes[0], 0, slots[0]) == member : "not in the index";
    }

    /** Descends to behind the last entry in front of the target. */
    private void descend() {
        long node = slab.address(root());
        for (int level = IndexNode.level(memory, node); level > 0; level--) {
            int at = Math.max(target.countIn(node, level) - 1, 0);
            nodes[level] = node;
            slots[level] = at;
            node = slab.address(IndexNode.child(memory, node, at));
        }
        nodes[0] = node;
        slots[0] = target.countIn(node, 0);
    }

    /**
     * Descends to the entry of a rank, or for the number of entries to behind the last one; there
     * is a root.
     */
    void descendTo(int rank) {
        long node = slab.address(root());
        int left = rank;
        for (int level = IndexNode.level(memory, node); level > 0; level--) {
            int last = IndexNode.count(memory, node) - 1;
            int at = 0;
            int size = IndexNode.size(memory, node, 0);
            while (left >= size && at < last) {
                left -= size;
                size = IndexNode.size(memory, node, ++at);
            }
            nodes[level] = node;
            slots[level] = at;
            node = slab.address(IndexNode.child(memory, node, at));
        }
        nodes[0] = node;
        slots[0] = left;
    }

    // ---- the cursor; any change ends it

    /** Puts the cursor on the entry of a rank; there is none before 0 and behind the last. */
    void seek(int rank) {
        if (rank < 0 || rank >= size()) {
            stand(0, 0);
            return;
        }
        descendTo(rank);
        stand(nodes[0], slots[0]);
    }

    private void stand(long leaf, int slot) {
        this.leaf = leaf;
        this.slot = slot;
        this.leafCount = leaf == 0 ? 0 : IndexNode.count(memory, leaf);
    }

    /** Whether the cursor is on an entry. */
    boolean isOnEntry() {
        return leaf != 0;
    }

    /** The score of the cursor's entry. */
    double score() {
        return IndexNode.score(memory, leaf, slot);
    }

    /** The member of the cursor's entry. */
    int member() {
        return IndexNode.member(memory, leaf, 0, slot);
    }

    /** Goes to the next entry. */
    void next() {
        slot++;
        settle();
    }

    private void settle() {
        if (slot == leafCount) {
            int next = IndexNode.next(memory, leaf);
            stand(next == NONE ? 0 : slab.address(next), 0);
        }
    }

    /** Goes to the entry in front. */
    void previous() {
        if (--slot < 0) {
            int previous = IndexNode.previous(memory, leaf);
            stand(previous == NONE ? 0 : slab.address(previous), 0);
            slot = leafCount - 1;
        }
    }
}
