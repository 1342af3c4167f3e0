package onggi.types;

import onggi.bytes.HotPath;
import onggi.bytes.Memory;
import onggi.bytes.Slab;
import onggi.bytes.SlabFullException;

/** A node of a {@link QuickList} with its {@link ListPack}, one at a time. */
final class NodePack extends PackEditor {

    /*
     * A block: link to the previous node (8) | link to the next (8) | gap (4) | capacity (4) | gap
     * unused bytes | pack | unused bytes. A link is the reference of a block in the slab, or the
     * negative address of a large block, or 0.
     *
     * The gap lets a list be pushed and popped at its head without moving a node's elements: the
     * six bytes of the pack's header move instead. A node gets twice its capacity when it is full,
     * up to the limit of nodes, and half when three quarters of it are empty; its block then
     * changes and the neighbours are told.
     */

    static final int HEADER_BYTES = 24;

    static final long NONE = 0;

    private static final int PREVIOUS_AT = 0;
    private static final int NEXT_AT = 8;
    private static final int GAP_AT = 16;
    private static final int CAPACITY_AT = 20;

    private static final int LEAST_BYTES = 64;

    /** A node smaller than this does not shrink. */
    private static final int SHRINK_BYTES = 512;

    private static final int SHRINK_PART = 4;

    private final QuickList list;
    private Memory memory;
    private Slab slab;
    private long link;
    private long node;
    private long pack;

    NodePack(QuickList list, Cell cell) {
        this.list = list;
        this.memory = cell.memory();
        this.slab = cell.slab();
    }

    /** Turns to a node. */
    @HotPath
    void open(Cell cell, long link) {
        this.memory = cell.memory();
        this.slab = cell.slab();
        this.link = link;
        this.node = addressOf(slab, link);
        this.pack = node + HEADER_BYTES + memory.intAt(node + GAP_AT);
    }

    /** Makes a node with an empty pack and no neighbours, and turns to it. */
    @HotPath
    void create(Cell cell, int packBytes) {
        Slab slab = cell.slab();
        int wanted = Math.max(LEAST_BYTES, HEADER_BYTES + packBytes);
        long created = allocate(slab, wanted);
        Memory memory = cell.memory();
        long node = addressOf(slab, created);
        memory.putLong(node + PREVIOUS_AT, NONE);
        memory.putLong(node + NEXT_AT, NONE);
        memory.putInt(node + GAP_AT, 0);
        memory.putInt(node + CAPACITY_AT, capacityOf(slab, created));
        ListPack.init(memory, node + HEADER_BYTES);
        open(cell, created);
    }

    /** Returns the link to the node. */
    @HotPath
    long link() {
        return link;
    }

    @HotPath
    long previousLink() {
        return memory.longAt(node + PREVIOUS_AT);
    }

    @HotPath
    long nextLink() {
        return memory.longAt(node + NEXT_AT);
    }

    void previousLink(long to) {
        memory.putLong(node + PREVIOUS_AT, to);
    }

    void nextLink(long to) {
        memory.putLong(node + NEXT_AT, to);
    }

    int capacity() {
        return memory.intAt(node + CAPACITY_AT);
    }

    /** Frees the node's block. */
    void free() {
        free(slab, link);
    }

    /** Returns whether a compaction wants the node elsewhere. */
    boolean isSparse() {
        return link > 0 && slab.isSparse((int) link);
    }

    /** Moves the node to a block of the same size. */
    void relocate() {
        relocate(capacity(), memory.intAt(node + GAP_AT), bytes());
    }

    // ---- the place of the pack

    @Override
    @HotPath
    public Memory memory() {
        return memory;
    }

    @Override
    @HotPath
    public long address() {
        return pack;
    }

    @Override
    @HotPath
    protected void resize(int bytes, int kept) {
        int capacity = capacity();
        int needed = HEADER_BYTES + bytes;
        if (bytes > kept) {
            if (needed + (int) (pack - node) - HEADER_BYTES <= capacity) {
                return;
            }
            if (needed <= capacity) {
                slide((capacity - needed) / 4, kept);
            } else {
                relocate(grown(needed, capacity), 0, kept);
            }
        } else if (capacity > SHRINK_BYTES
                && needed < capacity / SHRINK_PART
                && bytes > ListPack.EMPTY_BYTES) {
            shrink(needed, kept);
        }
    }

    private void shrink(int needed, int kept) {
        try {
            relocate(2 * needed, needed / 2, kept);
        } catch (SlabFullException e) {
            return; // it only saves memory
        }
    }

    @Override
    @HotPath
    protected boolean moveBegin(int bytes) {
        int gap = memory.intAt(node + GAP_AT);
        if (bytes > gap) {
            gap = makeRoomInFront(bytes);
        }
        memory.copy(pack, pack - bytes, ListPack.HEADER_BYTES);
        pack -= bytes;
        memory.putInt(node + GAP_AT, gap - bytes);
        return true;
    }

    private int makeRoomInFront(int bytes) {
        int held = bytes();
        int capacity = capacity();
        int free = capacity - HEADER_BYTES - held;
        if (free >= bytes) {
            slide(free - (free - bytes) / 4, held);
        } else {
            int target = grown(HEADER_BYTES + held + bytes, capacity);
            relocate(target, target - HEADER_BYTES - held, held);
        }
        return memory.intAt(node + GAP_AT);
    }

    /** Twice the capacity, but not beyond the limit of nodes unless it must be. */
    private int grown(int needed, int capacity) {
        int limit = list.nodeBytes();
        return needed > limit ? needed : Math.min(limit, Math.max(needed, 2 * capacity));
    }

    private void slide(int gap, int held) {
        long to = node + HEADER_BYTES + gap;
        memory.copy(pack, to, held);
        memory.putInt(node + GAP_AT, gap);
        pack = to;
    }

    private void relocate(int bytes, int gap, int held) {
        long successor = allocate(slab, bytes);
        long to = addressOf(slab, successor);
        memory.copy(node, to, HEADER_BYTES);
        memory.putInt(to + GAP_AT, gap);
        memory.putInt(to + CAPACITY_AT, capacityOf(slab, successor));
        memory.copy(pack, to + HEADER_BYTES + gap, held);
        list.moved(previousLink(), link, successor, nextLink());
        free(slab, link);
        link = successor;
        node = to;
        pack = to + HEADER_BYTES + gap;
    }

    // ---- blocks

    @HotPath
    static long addressOf(Slab slab, long link) {
        return link > 0 ? slab.address((int) link) : -link;
    }

    static int capacityOf(Slab slab, long link) {
        return link > 0
                ? slab.capacityOf((int) link)
                : (int) Math.min(Integer.MAX_VALUE, slab.capacityOfLarge(-link));
    }

    static long blockBytes(Slab slab, long link) {
        return link > 0 ? slab.capacityOf((int) link) : slab.capacityOfLarge(-link);
    }

    private static long allocate(Slab slab, int bytes) {
        return bytes <= Slab.MAX_BLOCK_BYTES
                ? Integer.toUnsignedLong(slab.allocate(bytes))
                : -slab.allocateLarge(bytes);
    }

    static void free(Slab slab, long link) {
        if (link > 0) {
            slab.free((int) link);
        } else {
            slab.freeLarge(-link);
        }
    }

    @HotPath
    static long next(Memory memory, long node) {
        return memory.longAt(node + NEXT_AT);
    }

    @HotPath
    static long previous(Memory memory, long node) {
        return memory.longAt(node + PREVIOUS_AT);
    }

    static void setNext(Memory memory, long node, long link) {
        memory.putLong(node + NEXT_AT, link);
    }

    static void setPrevious(Memory memory, long node, long link) {
        memory.putLong(node + PREVIOUS_AT, link);
    }

    /** Returns where the pack of a node begins. */
    @HotPath
    static long packOf(Memory memory, long node) {
        return node + HEADER_BYTES + memory.intAt(node + GAP_AT);
    }
}
