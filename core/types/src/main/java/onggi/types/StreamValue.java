package onggi.types;

import onggi.bytes.HotPath;
import onggi.bytes.Memory;
import onggi.bytes.Slab;
import onggi.bytes.SlabFullException;

/** Operations on a stream where it lies: entries in the order of their ids, and consumer groups. */
public final class StreamValue extends StreamHeader {

    /** Bytes of a value in the map of nodes. */
    static final int NODE_REFERENCE_BYTES = 4;

    /** No node is larger by Redis's measure. */
    private static final long MAX_NODE_BYTES = 1L << 30;

    /** No entry has more text than this. */
    public static final long MAX_ENTRY_BYTES = 1L << 30;

    private final StreamDraft draft = new StreamDraft();
    private final byte[] idBytes = new byte[StreamIds.MAX_TEXT_BYTES];
    private final StreamIndex nodes;
    private final StreamEntries entries;
    private final StreamNames groups;
    private final StreamGroup group;
    private final StreamProducers producers;

    /** Creates the cursor of a cell. */
    public StreamValue(Cell cell) {
        super(cell);
        Slab slab = cell.slab();
        this.nodes = new StreamIndex(NODE_REFERENCE_BYTES, slab);
        this.entries = new StreamEntries(slab);
        this.groups = new StreamNames(StreamGroup.NAME, slab);
        this.group = new StreamGroup(slab);
        this.producers = new StreamProducers(slab);
    }

    // ---- adding

    /** Returns where to put the fields and values of the next entry, emptied. */
    @HotPath
    public StreamDraft draft() {
        return draft.clear();
    }

    /** Adds what is in the draft, under an id above the last one. */
    @HotPath
    public void append(long ms, long seq) {
        Memory memory = cell.memory();
        long header = cell.valueAddress();
        StreamIndex map = nodes();
        if (map.last() && hasRoom(memory, map.value())) {
            appendToNode(memory, header, map, ms, seq);
        } else {
            addNode(map, ms, seq);
        }
        memory.putLong(header + STORED, ms);
        memory.putLong(header + STORED + 8, seq);
        memory.putLong(header + LAST, ms);
        memory.putLong(header + LAST + 8, seq);
        memory.putLong(header + ADDED, memory.longAt(header + ADDED) + 1);
        long length = memory.longAt(header + LENGTH) + 1;
        memory.putLong(header + LENGTH, length);
        if (length == 1) {
            memory.putLong(header + FIRST, ms);
            memory.putLong(header + FIRST + 8, seq);
        }
    }

    /**
     * Adds what is in the draft as it stood in another stream, where nodes began and entries were
     * deleted by other settings; the last id and the number of entries added are set apart.
     *
     * @param ms of an id above all that are stored, deleted or not, and {@code seq}
     * @param beginsNode whether it is the first entry of a node
     * @param deleted whether it is marked as deleted
     */
    public void appendStored(long ms, long seq, boolean beginsNode, boolean deleted) {
        Slab slab = cell.slab();
        Memory memory = cell.memory();
        StreamIndex map = nodes();
        int place = 0;
        if (beginsNode || !map.last()) {
            addNode(map, ms, seq);
        } else {
            place = StreamNode.used(memory, StreamBlock.address(slab, memory.intAt(map.value())));
            appendToNode(memory, cell.valueAddress(), map, ms, seq);
        }
        put(STORED, ms);
        put(STORED + 8, seq);
        if (deleted) {
            nodes().last();
            long node = StreamBlock.address(slab, memory.intAt(nodes.value()));
            StreamNode.delete(
                    memory, node, place == 0 ? StreamNode.begin(memory, node) : node + place);
            return;
        }
        if (size() == 0) {
            put(FIRST, ms);
            put(FIRST + 8, seq);
        }
        put(LENGTH, size() + 1);
    }

    @HotPath
    private boolean hasRoom(Memory memory, long slot) {
        long node = StreamBlock.address(cell.slab(), memory.intAt(slot));
        CollectionLimits limits = cell.limits();
        long mostBytes = limits.streamNodeBytes;
        if (mostBytes <= 0 || mostBytes > MAX_NODE_BYTES) {
            mostBytes = MAX_NODE_BYTES;
        }
        if (StreamNode.listpackBytes(memory, node) + draft.textBytes() >= mostBytes) {
            return false;
        }
        int mostEntries = limits.streamNodeEntries;
        return mostEntries <= 0
                || StreamNode.live(memory, node) + StreamNode.deleted(memory, node) < mostEntries;
    }

    @HotPath
    private void appendToNode(Memory memory, long header, StreamIndex map, long ms, long seq) {
        int node = memory.intAt(map.value());
        int grown =
                StreamNode.append(
                        cell.slab(),
                        node,
                        draft,
                        ms,
                        seq,
                        memory.longAt(header + STORED),
                        memory.longAt(header + STORED + 8),
                        map.ms(),
                        map.seq());
        if (grown != node) {
            memory.putInt(map.value(), grown);
        }
    }

    private void addNode(StreamIndex map, long ms, long seq) {
        Memory memory = cell.memory();
        if (map.last()) {
            memory.putInt(map.value(), StreamNode.closed(cell.slab(), memory.intAt(map.value())));
        }
        int node = StreamNode.create(cell.slab(), draft);
        try {
            memory.putInt(map.insert(ms, seq), node);
        } catch (SlabFullException e) {
            StreamBlock.free(cell.slab(), node);
            throw e;
        }
    }

    // ---- reading

    /**
     * Writes the text of an id where {@link #idBytes} is.
     *
     * @return its length
     */
    @HotPath
    public int idText(long ms, long seq) {
        return StreamIds.write(ms, seq, idBytes, 0);
    }

    /** Returns where {@link #idText} writes. */
    @HotPath
    public byte[] idBytes() {
        return idBytes;
    }

    /** Begins a walk upwards over the entries from one id to another, both included. */
    @HotPath
    public StreamEntries range(long fromMs, long fromSeq, long toMs, long toSeq) {
        return entries.range(cell.slab(), nodesHandle(), fromMs, fromSeq, toMs, toSeq);
    }

    /** Begins a walk over all entries that are stored, by {@link StreamEntries#nextStored}. */
    public StreamEntries stored() {
        return range(0, 0, -1, -1);
    }

    /** Begins a walk downwards over the entries from one id to another, both included. */
    public StreamEntries rangeBack(long highMs, long highSeq, long lowMs, long lowSeq) {
        return entries.rangeBack(cell.slab(), nodesHandle(), highMs, highSeq, lowMs, lowSeq);
    }

    /** Returns whether there is an entry of this id; it is the present one of the walk then. */
    public boolean contains(long ms, long seq) {
        return range(ms, seq, ms, seq).next();
    }

    /** Returns the walk that was begun last; one cursor for all. */
    public StreamEntries walk() {
        return entries;
    }

    StreamEntries entries() {
        return entries;
    }

    StreamIndex nodes() {
        return nodes.at(cell.slab(), nodesHandle());
    }

    @HotPath
    long nodesHandle() {
        return cell.valueAddress() + NODES;
    }

    /** Returns how many nodes there are. */
    public long nodeCount() {
        return nodes().size();
    }

    /** Returns how many nodes the radix tree would have that Redis finds the nodes by. */
    public long radixNodes() {
        return StreamRadix.nodes(nodes());
    }

    /** Goes to the first node; returns whether there is one. */
    public boolean firstNode() {
        return nodes().first();
    }

    /** Returns the first half of the id of the node that {@link #firstNode} went to. */
    public long nodeMs() {
        return nodes.ms();
    }

    /** Returns the second half of the id of the node that {@link #firstNode} went to. */
    public long nodeSeq() {
        return nodes.seq();
    }

    // ---- removing

    /** Removes an entry; returns whether there was one. */
    public boolean delete(long ms, long seq) {
        if (!contains(ms, seq)) {
            return false;
        }
        deleteAt(entries);
        return true;
    }

    /** Removes old entries; returns how many. */
    public long trim(StreamTrim trim, StreamBurial burial) {
        return trim.run(this, burial);
    }

    /** Takes down what the first entry is, after the one that was went. */
    public void recordFirst() {
        boolean exists = size() > 0 && range(0, 0, -1, -1).next();
        put(FIRST, exists ? entries.ms() : 0);
        put(FIRST + 8, exists ? entries.seq() : 0);
    }

    /** Marks the present entry of a walk as deleted. */
    void markDeleted(StreamEntries walk) {
        StreamNode.delete(cell.memory(), walk.node(), walk.entry());
        put(LENGTH, size() - 1);
    }

    /**
     * Removes the present entry of a walk, and its node if it has no other.
     *
     * @return whether the node went, which ends the walk
     */
    boolean deleteAt(StreamEntries walk) {
        if (StreamNode.live(cell.memory(), walk.node()) > 1) {
            markDeleted(walk);
            return false;
        }
        removeNode(walk.nodes(), 1);
        return true;
    }

    /** Removes the present node with so many entries. */
    void removeNode(StreamIndex map, int live) {
        long ms = map.ms();
        long seq = map.seq();
        StreamBlock.free(cell.slab(), cell.memory().intAt(map.value()));
        map.remove();
        put(LENGTH, size() - live);
        StreamIndex rest = nodes();
        if (rest.last() && StreamIds.compare(rest.ms(), rest.seq(), ms, seq) < 0) {
            entries.nodeEnd(this, rest.ms(), rest.seq());
            put(STORED, entries.ms());
            put(STORED + 8, entries.seq());
        }
    }

    // ---- groups

    /** Returns how many groups there are. */
    @HotPath
    public int groupCount() {
        return groups().count();
    }

    /** Returns the i-th group in the order of names; one cursor for all calls. */
    public StreamGroup groupAt(int i) {
        return group.at(cell.slab(), groups().reference(i));
    }

    /** Returns the group that {@link #findGroup} or {@link #createGroup} went to. */
    @HotPath
    public StreamGroup group() {
        return group;
    }

    /** Goes to a group; returns whether there is one of this name. */
    @HotPath
    public boolean findGroup(byte[] name, int offset, int length) {
        int i = groups().find(name, offset, length);
        if (i < 0) {
            return false;
        }
        groupAt(i);
        return true;
    }

    /** Adds a group that is not there, and goes to it. */
    public void createGroup(
            byte[] name, int offset, int length, long lastMs, long lastSeq, long entriesRead) {
        int i = -1 - groups().find(name, offset, length);
        addGroup(i, groups.create(name, offset, length), lastMs, lastSeq, entriesRead);
    }

    /** Adds a group behind all others, and goes to it; {@link #sortGroups} is owed. */
    public void appendGroup(
            byte[] name, int offset, int length, long lastMs, long lastSeq, long entriesRead) {
        int i = groups().count();
        addGroup(i, groups.create(name, offset, length), lastMs, lastSeq, entriesRead);
    }

    /** Puts appended groups in their places; returns whether all names differ. */
    public boolean sortGroups() {
        return groups().sort();
    }

    private void addGroup(int i, int created, long lastMs, long lastSeq, long entriesRead) {
        groups.insert(i, created);
        group.at(cell.slab(), created);
        group.setLast(lastMs, lastSeq);
        group.setEntriesRead(entriesRead);
    }

    /** Removes a group with all it has; returns whether there was one. */
    public boolean destroyGroup(byte[] name, int offset, int length) {
        int i = groups().find(name, offset, length);
        if (i < 0) {
            return false;
        }
        int reference = groups.reference(i);
        StreamUpkeep.freeGroup(cell.slab(), group.at(cell.slab(), reference), Integer.MAX_VALUE);
        groups().remove(i);
        StreamBlock.free(cell.slab(), reference);
        return true;
    }

    /** Returns whether a group has yet to read an entry, or to acknowledge it. */
    public boolean isReferenced(long ms, long seq) {
        for (int i = 0, count = groupCount(); i < count; i++) {
            groupAt(i);
            if (StreamIds.compare(group.lastMs(), group.lastSeq(), ms, seq) < 0
                    || group.pending().find(ms, seq)) {
                return true;
            }
        }
        return false;
    }

    /** Removes an entry from what is pending in all groups; returns from how many. */
    public int dropReferences(long ms, long seq) {
        int dropped = 0;
        for (int i = 0, count = groupCount(); i < count; i++) {
            StreamPending pending = groupAt(i).pending();
            if (pending.find(ms, seq)) {
                pending.remove();
                dropped++;
            }
        }
        return dropped;
    }

    @HotPath
    StreamNames groups() {
        return groups.at(cell.slab(), cell.valueAddress() + GROUPS);
    }

    /** Returns what is known of producers; one cursor for all calls. */
    public StreamProducers producers() {
        return producers.at(cell.slab(), cell.valueAddress() + PRODUCERS);
    }

    // ---- upkeep

    @Override
    public boolean freeSome(int steps) {
        return StreamUpkeep.freeSome(this, steps);
    }

    @Override
    public long blockBytes() {
        return StreamUpkeep.blockBytes(this);
    }

    @Override
    public long estimateBytes(int samples) {
        return StreamUpkeep.estimateBytes(this, samples);
    }

    @Override
    public long compact(long position, int steps) {
        return new StreamCompaction(this, steps).from(position);
    }

    @Override
    public void copyTo(Cell target) {
        StreamUpkeep.copy(this, target);
    }

    @Override
    public void check() {
        StreamCheck.check(this);
    }
}
