package onggi.types;

import onggi.bytes.HotPath;
import onggi.bytes.Invariant;
import onggi.bytes.Memory;
import onggi.bytes.Slab;

/**
 * An ordered map from 128-bit ids to values of a few bytes, in blocks of a slab: the nodes of a
 * stream, and the entries that are pending in a group or at a consumer.
 *
 * <p>A reusable cursor: {@link #at} turns it to a map, the seeks put it on an entry. A change of
 * the map other than by this cursor makes its place stale. Ids are unsigned.
 */
final class StreamIndex extends StreamTree {

    /*
     * A B+tree without links between leaves. A handle of 16 bytes, which belongs to the owner, has the root's reference (0 for an
     * empty map), the number of levels and the number of entries. A node is one block: a count of 4 bytes and then its entries in
     * order, in a leaf an id of 16 bytes and the value, in an inner node the id from which on the child serves, and its reference of
     * 4 bytes. The first id of an inner node is not looked at: its child serves everything below the second.
     *
     * The cursor is the path from the root, so that the next entry costs no search. Blocks grow by doubling up to NODE_BYTES, so a
     * map of one entry takes 24 to 40 bytes. Ids mostly arrive in ascending order: a full last leaf is not cut in two but stays full,
     * and the new entry begins a leaf of its own. A leaf that is less than a quarter full joins a neighbour under the same parent
     * when both together are less than three quarters full, and an empty one goes, so that acknowledging from the front leaves no
     * trail.
     *
     * Redis keeps ids in a radix tree with one allocation for each pending entry and two tree nodes; here an entry is 36 bytes with
     * all it has, at about 95 % fill.
     */

    /** Creates a cursor over maps whose values have so many bytes. */
    StreamIndex(int valueBytes, Slab slab) {
        super(valueBytes, slab);
    }

    /** Turns to the map with the handle at an address. */
    @HotPath
    StreamIndex at(Slab slab, long handle) {
        this.slab = slab;
        this.memory = slab.memory();
        this.handle = handle;
        this.leafLevel = memory.intAt(handle + HEIGHT) - 1;
        return this;
    }

    /** Makes the handle at an address an empty map. */
    static void init(Memory memory, long handle) {
        memory.putLong(handle, 0);
        memory.putLong(handle + COUNT, 0);
    }

    /** Returns how many entries the map with this handle has. */
    static long size(Memory memory, long handle) {
        return memory.longAt(handle + COUNT);
    }

    long size() {
        return memory.longAt(handle + COUNT);
    }

    // ---- seeking

    /** Goes to the first entry; returns whether there is one. */
    boolean first() {
        return seek(0, 0);
    }

    /** Goes to the last entry; returns whether there is one. */
    @HotPath
    boolean last() {
        if (leafLevel < 0) {
            return false;
        }
        int node = root();
        for (int level = 0; ; level++) {
            int place = count(node) - 1;
            nodes[level] = node;
            places[level] = place;
            if (level == leafLevel) {
                return true;
            }
            node = child(node, place);
        }
    }

    /** Goes to the entry of an id; returns whether there is one. */
    @HotPath
    boolean find(long ms, long seq) {
        return seek(ms, seq) && ms() == ms && seq() == seq;
    }

    /** Goes to the first entry that is not below an id; returns whether there is one. */
    @HotPath
    boolean seek(long ms, long seq) {
        if (leafLevel < 0) {
            return false;
        }
        descend(ms, seq);
        return places[leafLevel] < count(nodes[leafLevel]) || nextLeaf();
    }

    /** Goes to the last entry that is not above an id; returns whether there is one. */
    @HotPath
    boolean seekBack(long ms, long seq) {
        if (leafLevel < 0) {
            return false;
        }
        descend(ms, seq);
        if (places[leafLevel] < count(nodes[leafLevel]) && ms() == ms && seq() == seq) {
            return true;
        }
        return previous();
    }

    /** Goes to the leaf where an id belongs, and in it to the first entry not below the id. */
    @HotPath
    private void descend(long ms, long seq) {
        int node = root();
        for (int level = 0; level < leafLevel; level++) {
            int place = childPlace(node, ms, seq);
            nodes[level] = node;
            places[level] = place;
            node = child(node, place);
        }
        nodes[leafLevel] = node;
        places[leafLevel] = lowerBound(node, 0, leafEntryBytes, ms, seq);
    }

    /** The place of the last child whose id is not above this one. */
    @HotPath
    private int childPlace(int node, long ms, long seq) {
        int place = lowerBound(node, 1, CHILD_BYTES, ms, seq);
        if (place < count(node)) {
            long at = entry(node, place, CHILD_BYTES);
            if (memory.longAt(at) == ms && memory.longAt(at + Long.BYTES) == seq) {
                return place;
            }
        }
        return place - 1;
    }

    @HotPath
    private int lowerBound(int node, int from, int entryBytes, long ms, long seq) {
        long base = slab.address(node) + HEAD_BYTES;
        int low = from;
        int high = count(node);
        while (low < high) {
            int middle = (low + high) >>> 1;
            long at = base + (long) middle * entryBytes;
            int order = Long.compareUnsigned(memory.longAt(at), ms);
            if (order == 0) {
                order = Long.compareUnsigned(memory.longAt(at + Long.BYTES), seq);
            }
            if (order < 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** Goes to the next entry; at the last one returns false. */
    @HotPath
    boolean next() {
        if (++places[leafLevel] < count(nodes[leafLevel])) {
            return true;
        }
        return nextLeaf();
    }

    private boolean nextLeaf() {
        int level = leafLevel - 1;
        while (level >= 0 && places[level] + 1 >= count(nodes[level])) {
            level--;
        }
        if (level < 0) {
            return false;
        }
        places[level]++;
        for (; level < leafLevel; level++) {
            nodes[level + 1] = child(nodes[level], places[level]);
            places[level + 1] = 0;
        }
        return true;
    }

    /** Goes to the previous entry; at the first one returns false. */
    boolean previous() {
        if (--places[leafLevel] >= 0) {
            return true;
        }
        int level = leafLevel - 1;
        while (level >= 0 && places[level] == 0) {
            level--;
        }
        if (level < 0) {
            return false;
        }
        places[level]--;
        for (; level < leafLevel; level++) {
            nodes[level + 1] = child(nodes[level], places[level]);
            places[level + 1] = count(nodes[level + 1]) - 1;
        }
        return true;
    }

    /** Returns the first half of the id of the present entry. */
    @HotPath
    long ms() {
        return memory.longAt(present());
    }

    /** Returns the second half of the id of the present entry. */
    @HotPath
    long seq() {
        return memory.longAt(present() + Long.BYTES);
    }

    /** Returns where the value of the present entry lies, until the map changes. */
    @HotPath
    long value() {
        return present() + ID_BYTES;
    }

    @HotPath
    private long present() {
        return entry(nodes[leafLevel], places[leafLevel], leafEntryBytes);
    }

    // ---- changes

    /**
     * Adds an id that is not there, and goes to it. Its value is undefined.
     *
     * @return where the value lies
     */
    @HotPath
    long insert(long ms, long seq) {
        if (leafLevel < 0) {
            plant();
        } else {
            descend(ms, seq);
        }
        long at = put(ms, seq);
        addToSize(1);
        return at + ID_BYTES;
    }

    /** Removes the present entry; the cursor is nowhere then. */
    @HotPath
    void remove() {
        addToSize(-1);
        take();
    }

    /**
     * Moves all entries that come before the present one to an empty map of the same slab; the
     * cursor is nowhere then. When memory runs out, nothing has changed.
     *
     * @param count how many these are
     */
    void moveBefore(StreamIndex target, long count) {
        int height = leafLevel + 1;
        int root = cut();
        target.setRoot(root, root == Slab.NONE ? 0 : height);
        target.addToSize(count);
        addToSize(-count);
    }

    /** Moves all entries to an empty map of the same slab; the cursor is nowhere then. */
    void moveAll(StreamIndex target) {
        memory.copy(handle, target.handle, HANDLE_BYTES);
        init(memory, handle);
        leafLevel = -1;
    }

    /** Removes the leaf of the present entry with all its entries; the cursor is nowhere then. */
    void removeLeaf() {
        addToSize(-count(nodes[leafLevel]));
        takeLeaf();
    }

    // ---- upkeep

    /** Moves the blocks on the path to the present entry to where the slab wants them. */
    void compactPath() {
        for (int level = 0; level <= leafLevel; level++) {
            if (slab.isSparse(nodes[level])) {
                replace(level, slab.capacityOf(nodes[level]));
            }
        }
    }

    /** Returns how many entries of the leaf come after the present one. */
    int restOfLeaf() {
        return count(nodes[leafLevel]) - 1 - places[leafLevel];
    }

    /** Returns the capacity of all blocks. */
    long blockBytes() {
        return leafLevel < 0 ? 0 : blockBytes(root(), 0);
    }

    private long blockBytes(int node, int level) {
        long bytes = slab.capacityOf(node);
        for (int i = 0; level < leafLevel && i < count(node); i++) {
            bytes += blockBytes(child(node, i), level + 1);
        }
        return bytes;
    }

    /** Verifies order and counts. */
    void check() {
        long[] bounds = {0, 0, -1, -1};
        long seen = leafLevel < 0 ? 0 : checkNode(root(), 0, bounds);
        Invariant.check(seen == size(), "{} entries are counted as {}", seen, size());
    }

    /** Verifies a node whose ids lie between two, both included; returns its entries. */
    private long checkNode(int node, int level, long[] bounds) {
        int entryBytes = entryBytes(level);
        int count = count(node);
        Invariant.check(
                count > 0 && HEAD_BYTES + count * entryBytes <= slab.capacityOf(node),
                "bad count: {}",
                count);
        long seen = 0;
        long[] inner = bounds.clone();
        for (int i = 0; i < count; i++) {
            if (level == leafLevel || i > 0) {
                checkOrder(entry(node, i, entryBytes), inner, i > 0);
            }
            if (level < leafLevel) {
                boolean isLast = i + 1 == count;
                long after = isLast ? 0 : entry(node, i + 1, CHILD_BYTES);
                inner[2] = isLast ? bounds[2] : memory.longAt(after);
                inner[3] = isLast ? bounds[3] : memory.longAt(after + Long.BYTES);
                seen += checkNode(child(node, i), level + 1, inner);
                inner[2] = bounds[2];
                inner[3] = bounds[3];
            }
        }
        return level == leafLevel ? count : seen;
    }

    private void checkOrder(long at, long[] bounds, boolean strictly) {
        long ms = memory.longAt(at);
        long seq = memory.longAt(at + Long.BYTES);
        int order = StreamIds.compare(bounds[0], bounds[1], ms, seq);
        Invariant.check(
                (order < 0 || (order == 0 && !strictly))
                        && StreamIds.compare(ms, seq, bounds[2], bounds[3]) <= 0,
                "id {}-{} is out of order",
                ms,
                seq);
        bounds[0] = ms;
        bounds[1] = seq;
    }
}
