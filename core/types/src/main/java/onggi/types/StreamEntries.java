package onggi.types;

import java.util.Arrays;
import onggi.bytes.HotPath;
import onggi.bytes.Memory;
import onggi.bytes.Slab;

/**
 * A walk over the entries of a stream between two ids, and over the fields and values of each.
 *
 * <p>Reusable; made by {@link StreamValue#entries()}. A change of the stream ends the walk.
 */
public final class StreamEntries {

    private final StreamIndex nodes;
    private Slab slab;
    private Memory memory;
    private boolean backwards;
    private boolean over;
    private long endMs;
    private long endSeq;

    /** The present node, and where in it the next entry begins. */
    private long node;

    private long at;
    private long end;

    /** The id of the entry that was read last, deleted or not. */
    private long ms;

    private long seq;

    /** The present entry: where it and its items begin. */
    private long entry;

    private long body;
    private boolean same;
    private int pairs;

    /** What a walk backwards read of the present node, and how much of that is left. */
    private long[] places = new long[0];

    private long[] msOf = new long[0];
    private long[] seqOf = new long[0];
    private int left;

    /** Where the next field and value of the present entry are. */
    private long fieldAt;

    private long valueAt;

    /** The present item. */
    private boolean isNumber;

    private long number;
    private long textAt;
    private int length;

    StreamEntries(Slab slab) {
        this.nodes = new StreamIndex(StreamValue.NODE_REFERENCE_BYTES, slab);
        this.slab = slab;
        this.memory = slab.memory();
    }

    /** Begins a walk upwards from the first id to the last, both included. */
    @HotPath
    StreamEntries range(Slab slab, long handle, long fromMs, long fromSeq, long toMs, long toSeq) {
        begin(slab, handle, toMs, toSeq);
        backwards = false;
        over =
                StreamIds.compare(fromMs, fromSeq, toMs, toSeq) > 0
                        || !(nodes.seekBack(fromMs, fromSeq) || nodes.first());
        if (!over) {
            enterNode();
            skipBelow(fromMs, fromSeq);
        }
        return this;
    }

    /** Begins a walk downwards from the last id to the first, both included. */
    StreamEntries rangeBack(
            Slab slab, long handle, long highMs, long highSeq, long lowMs, long lowSeq) {
        begin(slab, handle, lowMs, lowSeq);
        backwards = true;
        over =
                StreamIds.compare(highMs, highSeq, lowMs, lowSeq) < 0
                        || !nodes.seekBack(highMs, highSeq);
        if (!over) {
            readNode(highMs, highSeq);
        }
        return this;
    }

    /** Goes to the last entry of a node, deleted or not; only the id may be asked for then. */
    StreamEntries nodeEnd(StreamValue stream, long nodeMs, long nodeSeq) {
        begin(stream.cell().slab(), stream.nodesHandle(), -1, -1);
        over = true;
        if (nodes.find(nodeMs, nodeSeq)) {
            enterNode();
            while (at < end) {
                read();
            }
        }
        return this;
    }

    private void begin(Slab slab, long handle, long toMs, long toSeq) {
        this.slab = slab;
        this.memory = slab.memory();
        nodes.at(slab, handle);
        endMs = toMs;
        endSeq = toSeq;
    }

    @HotPath
    private void enterNode() {
        node = StreamBlock.address(slab, memory.intAt(nodes.value()));
        at = StreamNode.begin(memory, node);
        end = StreamNode.end(memory, node);
        ms = nodes.ms();
        seq = nodes.seq() - 1;
    }

    /** Passes over entries of the present node below an id. */
    @HotPath
    private void skipBelow(long fromMs, long fromSeq) {
        while (at < end) {
            long beforeMs = ms;
            long beforeSeq = seq;
            long before = at;
            read();
            if (StreamIds.compare(ms, seq, fromMs, fromSeq) >= 0) {
                at = before;
                ms = beforeMs;
                seq = beforeSeq;
                return;
            }
        }
    }

    /** Reads the head of the entry at {@code at}, and goes behind it. */
    @HotPath
    private void read() {
        entry = at;
        int head = memory.byteAt(at++);
        int bytes = head & StreamNode.LENGTH_MASK;
        if (bytes == StreamNode.LENGTH_MASK) {
            bytes = (int) StreamNode.numberAt(memory, at);
            at = StreamNode.skipNumber(memory, at);
        }
        body = at;
        at += bytes;
        if ((head & StreamNode.NEXT_FLAG) != 0) {
            seq++;
            return;
        }
        long laterMs = StreamNode.numberAt(memory, body);
        body = StreamNode.skipNumber(memory, body);
        long number = StreamNode.numberAt(memory, body);
        body = StreamNode.skipNumber(memory, body);
        ms += laterMs;
        seq = laterMs == 0 ? seq + number : number;
    }

    /** Goes to the next entry that is not deleted; returns whether there is one in the range. */
    @HotPath
    public boolean next() {
        if (over) {
            return false;
        }
        return backwards ? nextBack() : nextUp();
    }

    @HotPath
    private boolean nextUp() {
        while (true) {
            while (at < end) {
                read();
                if (memory.byteAt(entry) >= 0) {
                    over = StreamIds.compare(ms, seq, endMs, endSeq) > 0;
                    return !over;
                }
            }
            if (!nodes.next()) {
                over = true;
                return false;
            }
            enterNode();
        }
    }

    /**
     * Goes to the next entry of a walk upwards, also to one that is deleted; returns whether there
     * is one. Not to be mixed with {@link #next}.
     */
    public boolean nextStored() {
        while (!over && at >= end) {
            over = !nodes.next();
            if (!over) {
                enterNode();
            }
        }
        if (over) {
            return false;
        }
        read();
        return true;
    }

    /** Returns whether the present entry is the first of its node. */
    public boolean beginsNode() {
        return entry == StreamNode.begin(memory, node);
    }

    /** Returns how many entries of the present node are there. */
    public int nodeEntries() {
        return StreamNode.live(memory, node);
    }

    /** Returns how many entries of the present node are marked as deleted. */
    public int nodeDeleted() {
        return StreamNode.deleted(memory, node);
    }

    /** Returns whether the present entry is marked as deleted. */
    public boolean isDeleted() {
        return memory.byteAt(entry) < 0;
    }

    /** Returns whether the present entry has the fields of the first one of its node. */
    public boolean hasNodeFields() {
        return (memory.byteAt(entry) & StreamNode.SAME_FLAG) != 0;
    }

    private boolean nextBack() {
        while (left == 0) {
            if (!nodes.previous()) {
                over = true;
                return false;
            }
            readNode(-1, -1);
        }
        left--;
        at = places[left];
        ms = msOf[left];
        seq = seqOf[left];
        over = StreamIds.compare(ms, seq, endMs, endSeq) < 0;
        if (over) {
            return false;
        }
        read();
        ms = msOf[left];
        seq = seqOf[left];
        return true;
    }

    /** Takes down where the entries of the present node are, up to an id. */
    private void readNode(long mostMs, long mostSeq) {
        enterNode();
        int live = StreamNode.live(memory, node);
        if (places.length < live) {
            int capacity = Math.max(live, 2 * places.length);
            places = Arrays.copyOf(places, capacity);
            msOf = Arrays.copyOf(msOf, capacity);
            seqOf = Arrays.copyOf(seqOf, capacity);
        }
        left = 0;
        while (at < end) {
            read();
            if (StreamIds.compare(ms, seq, mostMs, mostSeq) > 0) {
                return;
            }
            if (memory.byteAt(entry) >= 0) {
                places[left] = entry;
                msOf[left] = ms;
                seqOf[left] = seq;
                left++;
            }
        }
    }

    /** Returns the first half of the present entry's id. */
    @HotPath
    public long ms() {
        return ms;
    }

    /** Returns the second half of the present entry's id. */
    @HotPath
    public long seq() {
        return seq;
    }

    /** Returns where the present entry begins. */
    long entry() {
        return entry;
    }

    /** Returns where the node of the present entry begins. */
    long node() {
        return node;
    }

    /** Returns the map of nodes, at the node of the present entry. */
    StreamIndex nodes() {
        return nodes;
    }

    // ---- fields and values

    /**
     * Begins a walk over the fields and values of the present entry.
     *
     * @return how many pairs there are
     */
    @HotPath
    public int open() {
        same = (memory.byteAt(entry) & StreamNode.SAME_FLAG) != 0;
        long counted = same ? node + StreamNode.FIELDS : body;
        pairs = (int) StreamNode.numberAt(memory, counted);
        long first = StreamNode.skipNumber(memory, counted);
        fieldAt = first;
        valueAt = same ? body : first;
        return pairs;
    }

    /** Goes to the next field. */
    @HotPath
    public void field() {
        if (same) {
            item(fieldAt);
            fieldAt = itemEnd();
        } else {
            item(valueAt);
            valueAt = itemEnd();
        }
    }

    /** Goes to the value of the present field. */
    @HotPath
    public void value() {
        item(valueAt);
        valueAt = itemEnd();
    }

    @HotPath
    private void item(long address) {
        int head = memory.byteAt(address) & 0xFF;
        isNumber = head < 0x80 || (head >= 0xC0 && head < 0xE0) || head > 0xF0;
        if (isNumber) {
            length = 0;
            number = numberOf(address, head);
            textAt = StreamDraft.skip(memory, address);
            return;
        }
        if (head < 0xC0) {
            length = head & 0x3F;
            textAt = address + 1;
        } else if (head < 0xF0) {
            length = (head & 0xF) << 8 | (memory.byteAt(address + 1) & 0xFF);
            textAt = address + 2;
        } else {
            length = memory.intAt(address + 1);
            textAt = address + 5;
        }
    }

    @HotPath
    private long itemEnd() {
        return textAt + length;
    }

    @HotPath
    private long numberOf(long address, int head) {
        if (head < 0x80) {
            return head;
        }
        if (head < 0xE0) {
            int bits = (head & 0x1F) << 8 | (memory.byteAt(address + 1) & 0xFF);
            return (long) bits << 51 >> 51;
        }
        int bytes = head & 0xF;
        long value = memory.byteAt(address + bytes);
        for (int i = bytes - 1; i > 0; i--) {
            value = value << 8 | (memory.byteAt(address + i) & 0xFF);
        }
        return value;
    }

    /** Returns whether the present field or value is a number, else it is a text. */
    @HotPath
    public boolean isNumber() {
        return isNumber;
    }

    /** Returns the present number. */
    @HotPath
    public long number() {
        return number;
    }

    /** Returns where the present text begins. */
    @HotPath
    public long textAddress() {
        return textAt;
    }

    /** Returns the length of the present text. */
    @HotPath
    public int textLength() {
        return length;
    }

    /** Returns the memory that {@link #textAddress} speaks of. */
    @HotPath
    public Memory memory() {
        return memory;
    }
}
