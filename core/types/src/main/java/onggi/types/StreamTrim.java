package onggi.types;

import onggi.bytes.Memory;

/** How old entries of a stream are removed: until so many remain, or up to an id. */
public final class StreamTrim {

    /*
     * Nodes go as a whole where they may: how many is found by a walk, and very many are cut off together and freed later. Only exact trimming marks entries inside of the first node that stays, and leaves that node
     * even when it has no other entry, which is what Redis does. When pending entries are to be considered, entries go one by one.
     */

    /** Nodes beyond these are freed later. */
    private static final int MOST_AT_ONCE = 64;

    /** How many entries may remain; -1 when the id decides. */
    public long most = -1;

    /** The first id that stays. */
    public long ms;

    /** The other half of {@link #ms}. */
    public long seq;

    /** Whether only whole nodes go, so that a little too much may remain. */
    public boolean approximate;

    /** How many entries may go at most, rounded down to whole nodes; 0 for any number. */
    public long limit;

    /** What becomes of pending entries. */
    public StreamDeletion deletion = StreamDeletion.KEEP_REFERENCES;

    /** Forgets what was asked for: nothing is trimmed. */
    public void reset() {
        most = -1;
        ms = 0;
        seq = 0;
        approximate = false;
        limit = 0;
        deletion = StreamDeletion.KEEP_REFERENCES;
    }

    /** Removes entries; returns how many. */
    long run(StreamValue stream, StreamBurial burial) {
        if (most >= 0 && stream.size() <= most) {
            return 0;
        }
        long removed =
                deletion == StreamDeletion.KEEP_REFERENCES
                        ? byNodes(stream, burial)
                        : byEntries(stream);
        if (removed > 0) {
            stream.recordFirst();
        }
        return removed;
    }

    private long byNodes(StreamValue stream, StreamBurial burial) {
        Memory memory = stream.cell().memory();
        long size = stream.size();
        long removed = 0;
        long count = 0;
        boolean inside = false;
        StreamIndex nodes = stream.nodes();
        boolean more = nodes.first();
        while (more && !inside && (most < 0 || size - removed > most)) {
            int node = memory.intAt(nodes.value());
            int live = StreamNode.live(memory, StreamBlock.address(stream.cell().slab(), node));
            if (limit > 0 && removed + live > limit) {
                break;
            }
            if (mayGoWhole(stream, nodes, live, size - removed - most)) {
                removed += live;
                count++;
                more = nodes.next();
            } else {
                inside = true;
            }
        }
        removeFront(stream, nodes, count, removed, burial);
        return approximate || !inside ? removed : removed + insideFirstNode(stream);
    }

    /**
     * Removes nodes from the front.
     *
     * @param nodes at the first one that stays, if there is any
     * @param count how many nodes go
     * @param live how many entries they have
     */
    private static void removeFront(
            StreamValue stream, StreamIndex nodes, long count, long live, StreamBurial burial) {
        if (count > MOST_AT_ONCE && burial.bury(grave -> grave.takeNodes(nodes, count))) {
            stream.put(StreamHeader.LENGTH, stream.size() - live);
            return;
        }
        Memory memory = stream.cell().memory();
        for (long i = 0; i < count; i++) {
            StreamIndex left = stream.nodes();
            left.first();
            long node = StreamBlock.address(stream.cell().slab(), memory.intAt(left.value()));
            stream.removeNode(left, StreamNode.live(memory, node));
        }
    }

    /**
     * Returns whether all entries of the present node may go.
     *
     * @param surplus how many entries have to go, if not the id decides
     */
    private boolean mayGoWhole(StreamValue stream, StreamIndex nodes, int live, long surplus) {
        if (most >= 0) {
            return live <= surplus;
        }
        if (StreamIds.compare(nodes.ms(), nodes.seq(), ms, seq) >= 0) {
            return false;
        }
        StreamEntries entries = stream.entries().nodeEnd(stream, nodes.ms(), nodes.seq());
        return StreamIds.compare(entries.ms(), entries.seq(), ms, seq) < 0;
    }

    private long insideFirstNode(StreamValue stream) {
        long removed = 0;
        StreamEntries entries = stream.range(0, 0, -1, -1);
        while (entries.next() && !isEnough(stream, entries)) {
            stream.markDeleted(entries);
            removed++;
        }
        return removed;
    }

    private boolean isEnough(StreamValue stream, StreamEntries entries) {
        return most >= 0
                ? stream.size() <= most
                : StreamIds.compare(entries.ms(), entries.seq(), ms, seq) >= 0;
    }

    private long byEntries(StreamValue stream) {
        long surplus = most >= 0 ? stream.size() - most : Long.MAX_VALUE;
        long removed = 0;
        long node = 0;
        StreamEntries entries = stream.range(0, 0, -1, -1);
        while (surplus > 0 && entries.next()) {
            if (approximate && entries.node() != node) {
                node = entries.node();
                int live = StreamNode.live(stream.cell().memory(), node);
                if ((limit > 0 && removed + live > limit)
                        || !mayGoWhole(stream, entries.nodes(), live, surplus)) {
                    break;
                }
                entries = stream.range(entries.ms(), entries.seq(), -1, -1);
                entries.next();
            }
            if (most < 0 && StreamIds.compare(entries.ms(), entries.seq(), ms, seq) >= 0) {
                break;
            }
            surplus--;
            long entryMs = entries.ms();
            long entrySeq = entries.seq();
            if (deletion == StreamDeletion.IF_ACKNOWLEDGED
                    && stream.isReferenced(entryMs, entrySeq)) {
                continue;
            }
            removed++;
            if (deletion == StreamDeletion.DELETE_REFERENCES) {
                stream.dropReferences(entryMs, entrySeq);
            }
            if (stream.deleteAt(entries)) {
                entries = stream.range(entryMs, entrySeq, -1, -1);
                node = 0;
            }
        }
        return removed;
    }
}
