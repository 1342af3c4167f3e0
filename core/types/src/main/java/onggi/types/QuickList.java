package onggi.types;

import onggi.bytes.HotPath;
import onggi.bytes.Memory;
import onggi.bytes.Slab;
import onggi.bytes.SlabFullException;

/** A list too long for one {@link ListPack}: a chain of nodes with one each. */
final class QuickList {

    /*
     * The header is the value of the cell: elements (8) | first node (8) | last node (8) | nodes (4)
     * | where compaction goes on (8). Links are those of NodePack. No node is empty.
     *
     * A node takes elements until the limit of list-max-listpack-size: its block is at most so many
     * bytes, or its pack at most so many elements and 8 KB. An element that is larger than that has
     * a node to itself, in a large block.
     *
     * Cost: push and pop at the ends O(1), an index O(nodes) from the nearer end. An element in the
     * middle of a full node splits it; neighbours that together fill half a node become one.
     */

    static final int HEADER_BYTES = 36;

    private static final int COUNT_AT = 0;
    private static final int HEAD_AT = 8;
    private static final int TAIL_AT = 16;
    private static final int NODES_AT = 24;
    private static final int MARK_AT = 28;

    /**
     * What a node with a limit of elements holds at most; also the smallest unit of byte limits.
     */
    private static final int SAFE_BYTES = 8192;

    private static final int LEAST_LEVEL_BYTES = 4096;
    private static final int LEVELS = 5;

    private final Cell cell;
    private final NodePack pack;
    private final NodePack other;

    QuickList(Cell cell) {
        this.cell = cell;
        this.pack = new NodePack(this, cell);
        this.other = new NodePack(this, cell);
    }

    // ---- limits

    /** Returns how many bytes a pack may have under a setting of {@code list-max-listpack-size}. */
    @HotPath
    static int packBytes(int setting) {
        return setting >= 0 ? SAFE_BYTES : LEAST_LEVEL_BYTES << (Math.min(-setting, LEVELS) - 1);
    }

    /** Returns how many elements a pack may have under a setting. */
    @HotPath
    static int packCount(int setting) {
        return setting >= 0 ? Math.max(1, Math.min(setting, Short.MAX_VALUE)) : Integer.MAX_VALUE;
    }

    /** Returns how large the block of a node becomes if no element is larger. */
    @HotPath
    int nodeBytes() {
        return packBytes(cell.limits().listNodeSize);
    }

    @HotPath
    private boolean fits(PackEditor pack, int bytes, int count) {
        return bytes < cell.limits().listLoneBytes
                && (long) pack.bytes() + bytes + NodePack.HEADER_BYTES <= nodeBytes()
                && pack.count() + count <= packCount(cell.limits().listNodeSize);
    }

    // ---- header

    @HotPath
    long count() {
        return cell.memory().longAt(cell.valueAddress() + COUNT_AT);
    }

    @HotPath
    long head() {
        return cell.memory().longAt(cell.valueAddress() + HEAD_AT);
    }

    @HotPath
    long tail() {
        return cell.memory().longAt(cell.valueAddress() + TAIL_AT);
    }

    int nodes() {
        return cell.memory().intAt(cell.valueAddress() + NODES_AT);
    }

    private long mark() {
        return cell.memory().longAt(cell.valueAddress() + MARK_AT);
    }

    @HotPath
    private void addCount(long n) {
        cell.memory().putLong(cell.valueAddress() + COUNT_AT, count() + n);
    }

    private void head(long link) {
        cell.memory().putLong(cell.valueAddress() + HEAD_AT, link);
    }

    private void tail(long link) {
        cell.memory().putLong(cell.valueAddress() + TAIL_AT, link);
    }

    private void addNodes(int n) {
        cell.memory().putInt(cell.valueAddress() + NODES_AT, nodes() + n);
    }

    private void mark(long to) {
        cell.memory().putLong(cell.valueAddress() + MARK_AT, to);
    }

    /** Makes the cell's value, whatever it is, a header without nodes. */
    static void reset(Cell cell) {
        cell.reshape(Encoding.QUICKLIST, HEADER_BYTES, 0, 0);
        cell.memory().zero(cell.valueAddress(), HEADER_BYTES);
    }

    // ---- nodes

    /** Returns a node; until the next call. */
    @HotPath
    NodePack open(long link) {
        pack.open(cell, link);
        return pack;
    }

    /** A block was moved: whoever leads to it follows. */
    void moved(long previous, long from, long to, long next) {
        Memory memory = cell.memory();
        Slab slab = cell.slab();
        if (previous == NodePack.NONE) {
            head(to);
        } else {
            NodePack.setNext(memory, NodePack.addressOf(slab, previous), to);
        }
        if (next == NodePack.NONE) {
            tail(to);
        } else {
            NodePack.setPrevious(memory, NodePack.addressOf(slab, next), to);
        }
        if (mark() == from) {
            mark(to);
        }
    }

    /** Puts a new node between two neighbours, either of which may be none. */
    private void linkIn(NodePack node, long previous, long next) {
        node.previousLink(previous);
        node.nextLink(next);
        moved(previous, NodePack.NONE, node.link(), next);
        addNodes(1);
    }

    /** Removes a node that is open, with what it holds. */
    private void dropNode(NodePack node) {
        Memory memory = cell.memory();
        Slab slab = cell.slab();
        long previous = node.previousLink();
        long next = node.nextLink();
        if (previous == NodePack.NONE) {
            head(next);
        } else {
            NodePack.setNext(memory, NodePack.addressOf(slab, previous), next);
        }
        if (next == NodePack.NONE) {
            tail(previous);
        } else {
            NodePack.setPrevious(memory, NodePack.addressOf(slab, next), previous);
        }
        if (mark() == node.link()) {
            mark(next);
        }
        addNodes(-1);
        node.free();
    }

    // ---- whole packs

    /** Makes the cell, whose value is a pack, a chain with its elements. */
    void takeOver() {
        long from = cell.valueAddress();
        int count = ListPack.count(cell.memory(), from);
        int length = ListPack.bytes(cell.memory(), from) - ListPack.EMPTY_BYTES;
        if (count == 0) {
            reset(cell);
            return;
        }
        pack.create(cell, ListPack.EMPTY_BYTES + length);
        pack.insertElements(
                ListPack.HEADER_BYTES, cell.memory(), from + ListPack.HEADER_BYTES, length, count);
        try {
            reset(cell);
        } catch (SlabFullException e) {
            pack.free();
            throw e;
        }
        linkIn(pack, NodePack.NONE, NodePack.NONE);
        addCount(count);
    }

    /** Makes the cell a pack again if one node is left that fills at most half of the limit. */
    void giveBack() {
        int setting = cell.limits().listNodeSize;
        if (nodes() != 1) {
            return;
        }
        open(head());
        int bytes = pack.bytes();
        if (bytes > packBytes(setting) / 2 || pack.count() > packCount(setting) / 2) {
            return;
        }
        try {
            cell.reshape(Encoding.LISTPACK, bytes, 0, 0);
        } catch (SlabFullException e) {
            return; // it only saves memory
        }
        cell.memory().copy(pack.address(), cell.valueAddress(), bytes);
        pack.free();
    }

    /** Appends a node with the elements of a pack, which may be in another memory. */
    void appendPack(Memory source, long from) {
        int count = ListPack.count(source, from);
        int length = ListPack.bytes(source, from) - ListPack.EMPTY_BYTES;
        pack.create(cell, ListPack.EMPTY_BYTES + length);
        pack.insertElements(
                ListPack.HEADER_BYTES, source, from + ListPack.HEADER_BYTES, length, count);
        linkIn(pack, tail(), NodePack.NONE);
        addCount(count);
    }

    // ---- pushing

    @HotPath
    void pushLast(byte[] text, int offset, int length) {
        int size = ListPack.elementBytes(text, offset, length);
        long tail = tail();
        if (tail == NodePack.NONE || !fits(open(tail), size, 1)) {
            pack.create(cell, ListPack.EMPTY_BYTES + size);
            linkIn(pack, tail, NodePack.NONE);
        }
        pack.append(text, offset, length);
        addCount(1);
    }

    @HotPath
    void pushFirst(byte[] text, int offset, int length) {
        int size = ListPack.elementBytes(text, offset, length);
        long head = head();
        if (head == NodePack.NONE || !fits(open(head), size, 1)) {
            pack.create(cell, ListPack.EMPTY_BYTES + size);
            linkIn(pack, NodePack.NONE, head);
        }
        pack.prepend(text, offset, length);
        addCount(1);
    }

    // ---- in the middle

    /**
     * Puts a text at a place of the open node, splitting it when it is full.
     *
     * @param at an element's position or the end
     */
    void insert(int at, byte[] text, int offset, int length) {
        int size = ListPack.elementBytes(text, offset, length);
        if (fits(pack, size, 1)) {
            pack.insert(at, text, offset, length);
        } else if (at == ListPack.HEADER_BYTES) {
            insertBetween(pack.previousLink(), pack.link(), true, text, offset, length);
        } else {
            if (at != pack.end()) {
                split(at);
            }
            insertBetween(pack.link(), pack.nextLink(), true, text, offset, length);
        }
        addCount(1);
    }

    /**
     * Puts a text between two neighbouring nodes, either of which may be none: behind the first if
     * that may grow and has room, else before the second, else in a node of its own.
     */
    private void insertBetween(
            long previous, long next, boolean growPrevious, byte[] text, int offset, int length) {
        int size = ListPack.elementBytes(text, offset, length);
        if (growPrevious && previous != NodePack.NONE && fits(open(previous), size, 1)) {
            pack.append(text, offset, length);
        } else if (next != NodePack.NONE && fits(open(next), size, 1)) {
            pack.prepend(text, offset, length);
        } else {
            pack.create(cell, ListPack.EMPTY_BYTES + size);
            linkIn(pack, previous, next);
            pack.append(text, offset, length);
        }
    }

    /** Moves the elements of the open node from a place on to a new node behind it. */
    private void split(int at) {
        int length = pack.end() - at;
        int count = 0;
        for (int i = at; i != pack.end(); count++) {
            i = ListPack.after(pack.memory(), pack.address(), i);
        }
        other.create(cell, ListPack.EMPTY_BYTES + length);
        other.insertElements(
                ListPack.HEADER_BYTES, pack.memory(), pack.address() + at, length, count);
        linkIn(other, pack.link(), pack.nextLink());
        pack.remove(at, count);
    }

    /** Gives the element at a place of the open node another text. */
    void replace(int at, byte[] text, int offset, int length) {
        int size = ListPack.elementBytes(text, offset, length);
        int after = ListPack.after(pack.memory(), pack.address(), at);
        if (pack.count() == 1 || size <= after - at || fits(pack, size - (after - at), 0)) {
            pack.replace(at, text, offset, length);
            return;
        }
        if (after != pack.end()) {
            split(after);
        }
        long link = pack.link();
        insertBetween(link, pack.nextLink(), false, text, offset, length);
        open(link);
        pack.remove(at);
        if (pack.count() == 0) {
            dropNode(pack);
        }
    }

    // ---- removing

    /**
     * Removes elements of the open node one behind another.
     *
     * @return whether the node is still there
     */
    boolean remove(int at, int count) {
        int held = pack.count();
        if (count >= held) {
            addCount(-held);
            dropNode(pack);
            return false;
        }
        pack.remove(at, count);
        addCount(-count);
        return true;
    }

    /** Moves the elements of a node into the one before it if together they fill half of one. */
    void mergeIntoPrevious(long link) {
        if (link == NodePack.NONE) {
            return;
        }
        open(link);
        long previous = pack.previousLink();
        if (previous == NodePack.NONE) {
            return;
        }
        int length = pack.end() - ListPack.HEADER_BYTES;
        int count = pack.count();
        other.open(cell, previous);
        if (isRoomy(other, length, count)) {
            long from = pack.address() + ListPack.HEADER_BYTES;
            try {
                other.insertElements(other.end(), pack.memory(), from, length, count);
            } catch (SlabFullException e) {
                return; // it only saves memory
            }
            dropNode(pack);
        }
    }

    private boolean isRoomy(PackEditor pack, int bytes, int count) {
        return 2L * (pack.bytes() + bytes) <= nodeBytes()
                && 2L * (pack.count() + count) <= packCount(cell.limits().listNodeSize);
    }

    // ---- duties of a collection

    /** Frees some nodes from the first on; returns whether none is left. */
    boolean freeSome(int steps) {
        Memory memory = cell.memory();
        Slab slab = cell.slab();
        long link = head();
        for (int i = 0; i < steps && link != NodePack.NONE; i++) {
            long next = NodePack.next(memory, NodePack.addressOf(slab, link));
            NodePack.free(slab, link);
            link = next;
        }
        head(link);
        return link == NodePack.NONE;
    }

    /** Returns the capacity of the first nodes, at most so many. */
    long blockBytes(int nodes) {
        long bytes = 0;
        long link = head();
        for (int i = 0; i < nodes && link != NodePack.NONE; i++) {
            bytes += NodePack.blockBytes(cell.slab(), link);
            link = NodePack.next(cell.memory(), NodePack.addressOf(cell.slab(), link));
        }
        return bytes;
    }

    /**
     * Moves sparse nodes, from the first or where the last call ended.
     *
     * @return whether there are more
     */
    boolean compact(boolean fromStart, int steps) {
        if (fromStart) {
            mark(head());
        }
        for (int i = 0; i < steps && mark() != NodePack.NONE; i++) {
            open(mark());
            if (pack.isSparse()) {
                pack.relocate();
            }
            mark(pack.nextLink());
        }
        return mark() != NodePack.NONE;
    }

    /** Appends copies of all nodes of another list. */
    void appendAll(QuickList source) {
        Memory memory = source.cell.memory();
        long link = source.head();
        while (link != NodePack.NONE) {
            long node = NodePack.addressOf(source.cell.slab(), link);
            appendPack(memory, NodePack.packOf(memory, node));
            link = NodePack.next(memory, node);
        }
    }
}
