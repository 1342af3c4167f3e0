package onggi.types;

import onggi.bytes.HotPath;
import onggi.bytes.Memory;
import onggi.bytes.Slab;
import onggi.bytes.SlabFullException;

/** The nodes of a {@link StreamIndex}, and how they grow and shrink along a path from the root. */
abstract class StreamTree {

    /** Bytes of the handle. */
    static final int HANDLE_BYTES = 16;

    static final int HEIGHT = 4;
    static final int COUNT = 8;

    static final int HEAD_BYTES = 4;
    static final int ID_BYTES = 16;
    static final int CHILD_BYTES = ID_BYTES + 4;

    /** What a block grows to. */
    private static final int NODE_BYTES = 1024;

    private static final int MAX_HEIGHT = 16;

    final int leafEntryBytes;
    Slab slab;
    Memory memory;
    long handle;

    /** The path: by level from the root, the node and the place in it. */
    final int[] nodes = new int[MAX_HEIGHT];

    final int[] places = new int[MAX_HEIGHT];

    /** The level of leaves, -1 when the map is empty. */
    int leafLevel;

    /** The id that is being inserted. */
    private long newMs;

    private long newSeq;

    StreamTree(int valueBytes, Slab slab) {
        this.leafEntryBytes = ID_BYTES + valueBytes;
        this.slab = slab;
        this.memory = slab.memory();
    }

    // ---- nodes

    final int root() {
        return memory.intAt(handle);
    }

    @HotPath
    final int count(int node) {
        return memory.intAt(slab.address(node));
    }

    @HotPath
    final int child(int node, int place) {
        return memory.intAt(entry(node, place, CHILD_BYTES) + ID_BYTES);
    }

    @HotPath
    final long entry(int node, int place, int entryBytes) {
        return slab.address(node) + HEAD_BYTES + (long) place * entryBytes;
    }

    @HotPath
    final int entryBytes(int level) {
        return level == leafLevel ? leafEntryBytes : CHILD_BYTES;
    }

    private void setCount(int node, int count) {
        memory.putInt(slab.address(node), count);
    }

    private int allocate(int bytes) {
        int node = slab.allocate(bytes);
        setCount(node, 0);
        return node;
    }

    final void setRoot(int root, int height) {
        memory.putInt(handle, root);
        memory.putInt(handle + HEIGHT, height);
        leafLevel = height - 1;
    }

    final void addToSize(long difference) {
        memory.putLong(handle + COUNT, memory.longAt(handle + COUNT) + difference);
    }

    // ---- growing

    /** Makes the empty map one with an empty leaf. */
    final void plant() {
        setRoot(allocate(HEAD_BYTES + leafEntryBytes), 1);
        nodes[0] = root();
        places[0] = 0;
    }

    /** Puts an id where the path leads to; returns where it lies. */
    @HotPath
    final long put(long ms, long seq) {
        newMs = ms;
        newSeq = seq;
        if (isFull(leafLevel)) {
            makeRoom(leafLevel);
        }
        long at = open(leafLevel);
        memory.putLong(at, ms);
        memory.putLong(at + Long.BYTES, seq);
        return at;
    }

    /** Opens a gap for an entry at the present place of a node that has room. */
    @HotPath
    private long open(int level) {
        int node = nodes[level];
        int bytes = entryBytes(level);
        int count = count(node);
        long at = entry(node, places[level], bytes);
        if (places[level] < count) {
            memory.copy(at, at + bytes, (long) (count - places[level]) * bytes);
        }
        setCount(node, count + 1);
        return at;
    }

    @HotPath
    private boolean isFull(int level) {
        int node = nodes[level];
        return HEAD_BYTES + (count(node) + 1) * entryBytes(level) > slab.capacityOf(node);
    }

    /** Makes the present node of a level larger, or two; the path stays that of the new entry. */
    private void makeRoom(int level) {
        int capacity = slab.capacityOf(nodes[level]);
        if (capacity < NODE_BYTES) {
            int least = HEAD_BYTES + (count(nodes[level]) + 1) * entryBytes(level);
            replace(level, Math.max(least, Math.min(2 * capacity, NODE_BYTES)));
        } else if (level == 0) {
            growRoot();
            split(1);
        } else {
            split(level);
        }
    }

    /** Moves the present node of a level to a block of another size. */
    final void replace(int level, int bytes) {
        int node = nodes[level];
        int successor = allocate(bytes);
        long length = HEAD_BYTES + (long) count(node) * entryBytes(level);
        memory.copy(slab.address(node), slab.address(successor), length);
        slab.free(node);
        nodes[level] = successor;
        if (level == 0) {
            memory.putInt(handle, successor);
        } else {
            long at = entry(nodes[level - 1], places[level - 1], CHILD_BYTES);
            memory.putInt(at + ID_BYTES, successor);
        }
    }

    /** Puts a root with one child above the present one. */
    private void growRoot() {
        int root = allocate(HEAD_BYTES + 2 * CHILD_BYTES);
        long at = entry(root, 0, CHILD_BYTES);
        memory.putLong(at, 0);
        memory.putLong(at + Long.BYTES, 0);
        memory.putInt(at + ID_BYTES, nodes[0]);
        setCount(root, 1);
        System.arraycopy(nodes, 0, nodes, 1, leafLevel + 1);
        System.arraycopy(places, 0, places, 1, leafLevel + 1);
        nodes[0] = root;
        places[0] = 0;
        setRoot(root, leafLevel + 2);
    }

    /**
     * Makes two nodes of a full one. At the right edge a leaf stays full, and an inner node keeps
     * all but the child on the path.
     */
    private void split(int fullLevel) {
        int level = fullLevel;
        if (isFull(level - 1)) {
            int before = leafLevel;
            makeRoom(level - 1);
            level += leafLevel - before;
        }
        int node = nodes[level];
        int count = count(node);
        boolean isLeaf = level == leafLevel;
        boolean atEdge = places[level] >= (isLeaf ? count : count - 1) && isAtEdge(level);
        int kept = !atEdge ? count / 2 : isLeaf ? count : count - 1;
        int right = allocate(slab.capacityOf(node));
        if (kept < count) {
            int bytes = entryBytes(level);
            long length = (long) (count - kept) * bytes;
            memory.copy(entry(node, kept, bytes), entry(right, 0, bytes), length);
        }
        setCount(node, kept);
        setCount(right, count - kept);
        linkRight(level, right);
        if (places[level] > kept || (places[level] == kept && (atEdge || !isLeaf))) {
            places[level - 1]++;
            nodes[level] = right;
            places[level] -= kept;
        }
    }

    /** Whether the path leads to the last child on every level above this one. */
    private boolean isAtEdge(int level) {
        for (int i = 0; i < level; i++) {
            if (places[i] < count(nodes[i]) - 1) {
                return false;
            }
        }
        return true;
    }

    /** Enters a new right neighbour of the present node of a level into the node above. */
    private void linkRight(int level, int right) {
        long ms = newMs;
        long seq = newSeq;
        if (count(right) > 0) {
            long first = entry(right, 0, entryBytes(level));
            ms = memory.longAt(first);
            seq = memory.longAt(first + Long.BYTES);
        }
        places[level - 1]++;
        long at = open(level - 1);
        places[level - 1]--;
        memory.putLong(at, ms);
        memory.putLong(at + Long.BYTES, seq);
        memory.putInt(at + ID_BYTES, right);
    }

    // ---- shrinking

    /** Takes the present entry out; the path leads nowhere then. */
    @HotPath
    final void take() {
        close(leafLevel);
        thin(leafLevel);
    }

    /**
     * Makes what comes before the present entry a tree of its own; the path leads nowhere then.
     * When memory runs out, nothing has changed.
     *
     * @return its root, of the same height, or {@link Slab#NONE} when nothing comes before
     */
    final int cut() {
        int[] cut = new int[leafLevel + 1];
        int below = Slab.NONE;
        try {
            for (int level = leafLevel; level >= 0; level--) {
                below = copyBefore(level, below);
                cut[level] = below;
            }
        } catch (SlabFullException e) {
            for (int node : cut) {
                if (node != Slab.NONE) {
                    slab.free(node);
                }
            }
            throw e;
        }
        for (int level = 0; level <= leafLevel; level++) {
            removeBefore(level);
        }
        lowerRoot();
        return below;
    }

    /** Returns a node with what comes before the path in one of it, or none when nothing does. */
    private int copyBefore(int level, int below) {
        boolean isLeaf = level == leafLevel;
        int bytes = entryBytes(level);
        int count = places[level] + (isLeaf || below == Slab.NONE ? 0 : 1);
        if (count == 0) {
            return Slab.NONE;
        }
        int copy = allocate(HEAD_BYTES + count * bytes);
        memory.copy(entry(nodes[level], 0, bytes), entry(copy, 0, bytes), (long) count * bytes);
        setCount(copy, count);
        if (below != Slab.NONE) {
            memory.putInt(entry(copy, count - 1, CHILD_BYTES) + ID_BYTES, below);
        }
        return copy;
    }

    /** Removes what comes before the path from a node of it. */
    private void removeBefore(int level) {
        int bytes = entryBytes(level);
        int node = nodes[level];
        int place = places[level];
        int rest = count(node) - place;
        if (place > 0) {
            memory.copy(entry(node, place, bytes), entry(node, 0, bytes), (long) rest * bytes);
            setCount(node, rest);
            places[level] = 0;
        }
    }

    /** Takes the present leaf out with all its entries; the path leads nowhere then. */
    final void takeLeaf() {
        drop(leafLevel);
    }

    @HotPath
    private void close(int level) {
        int node = nodes[level];
        int bytes = entryBytes(level);
        int count = count(node) - 1;
        if (places[level] < count) {
            long at = entry(node, places[level], bytes);
            memory.copy(at + bytes, at, (long) (count - places[level]) * bytes);
        }
        setCount(node, count);
    }

    /** After an entry of the present node of a level went: frees, joins or shrinks the node. */
    private void thin(int level) {
        int count = count(nodes[level]);
        if (count == 0) {
            drop(level);
        } else if (level == 0) {
            lowerRoot();
            shrink(0);
        } else if (HEAD_BYTES + count * entryBytes(level) < NODE_BYTES / 4 && !join(level)) {
            shrink(level);
        }
    }

    private void drop(int level) {
        slab.free(nodes[level]);
        if (level == 0) {
            setRoot(Slab.NONE, 0);
        } else {
            close(level - 1);
            thin(level - 1);
        }
    }

    /** Frees roots with one child. */
    private void lowerRoot() {
        int root = root();
        while (leafLevel > 0 && count(root) == 1) {
            int child = child(root, 0);
            slab.free(root);
            root = child;
            setRoot(root, leafLevel);
        }
        nodes[0] = root;
    }

    /** Gives the present node of a level a smaller block when most of its own is empty. */
    private void shrink(int level) {
        int bytes = HEAD_BYTES + count(nodes[level]) * entryBytes(level);
        if (4 * bytes <= slab.capacityOf(nodes[level])) {
            replace(level, 2 * bytes);
        }
    }

    /** Joins the present node of a level with a neighbour when both are small. */
    private boolean join(int level) {
        int parent = nodes[level - 1];
        int place = places[level - 1];
        return (place + 1 < count(parent) && joinAt(level, place))
                || (place > 0 && joinAt(level, place - 1));
    }

    /** Moves the entries of a child's right neighbour into it if both take little. */
    private boolean joinAt(int level, int place) {
        int parent = nodes[level - 1];
        int left = child(parent, place);
        int right = child(parent, place + 1);
        int kept = count(left);
        int moved = count(right);
        int entryBytes = entryBytes(level);
        int bytes = HEAD_BYTES + (kept + moved) * entryBytes;
        if (bytes > NODE_BYTES * 3 / 4) {
            return false;
        }
        places[level - 1] = place;
        nodes[level] = left;
        if (bytes > slab.capacityOf(left)) {
            replace(level, bytes);
        }
        long to = entry(nodes[level], kept, entryBytes);
        memory.copy(entry(right, 0, entryBytes), to, (long) moved * entryBytes);
        if (level < leafLevel) {
            memory.copy(entry(parent, place + 1, CHILD_BYTES), to, ID_BYTES);
        }
        setCount(nodes[level], kept + moved);
        slab.free(right);
        places[level - 1] = place + 1;
        close(level - 1);
        thin(level - 1);
        return true;
    }
}
