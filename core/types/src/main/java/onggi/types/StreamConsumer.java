package onggi.types;

import onggi.bytes.HotPath;
import onggi.bytes.Memory;
import onggi.bytes.Slab;

/**
 * A consumer of a group: its name, when it was there, and the ids that are pending at it. A
 * reusable cursor.
 */
public final class StreamConsumer {

    /*
     * A block: length of the name (4 bytes), 4 unused, seen time (8), active time (8), handle of the pending ids (16), name.
     */

    /** The active time of a consumer that never got anything. */
    public static final long NEVER = -1;

    private static final int SEEN = 8;
    private static final int ACTIVE = 16;
    static final int PENDING = 24;
    static final int NAME = 40;

    private final StreamIndex pending;
    private Slab slab;
    private Memory memory;
    private int reference;
    private long address;

    StreamConsumer(Slab slab) {
        this.pending = new StreamIndex(0, slab);
        this.slab = slab;
        this.memory = slab.memory();
    }

    @HotPath
    StreamConsumer at(Slab slab, int reference) {
        this.slab = slab;
        this.memory = slab.memory();
        this.reference = reference;
        this.address = StreamBlock.address(slab, reference);
        return this;
    }

    /** Returns the number by which pending entries know their consumer. */
    public int reference() {
        return reference;
    }

    /** Returns where the name begins. */
    public long nameAddress() {
        return address + NAME;
    }

    /** Returns the length of the name. */
    public int nameLength() {
        return memory.intAt(address);
    }

    /** Returns when the consumer was last heard of, in Unix milliseconds. */
    public long seenMs() {
        return memory.longAt(address + SEEN);
    }

    /** Sets when the consumer was last heard of. */
    @HotPath
    public void setSeenMs(long nowMs) {
        memory.putLong(address + SEEN, nowMs);
    }

    /** Returns when the consumer last got an entry, in Unix milliseconds, or {@link #NEVER}. */
    public long activeMs() {
        return memory.longAt(address + ACTIVE);
    }

    /** Sets when the consumer last got an entry. */
    @HotPath
    public void setActiveMs(long nowMs) {
        memory.putLong(address + ACTIVE, nowMs);
    }

    /** Returns how many entries are pending. */
    @HotPath
    public long pendingCount() {
        return StreamIndex.size(memory, address + PENDING);
    }

    /** Goes to the first pending id that is not below an id; returns whether there is one. */
    public boolean seekPending(long ms, long seq) {
        return pending().seek(ms, seq);
    }

    /** Goes to the next pending id; returns whether there is one. Nothing may have changed. */
    public boolean nextPending() {
        return pending.next();
    }

    /** Returns the first half of the present pending id. */
    public long pendingMs() {
        return pending.ms();
    }

    /** Returns the second half of the present pending id. */
    public long pendingSeq() {
        return pending.seq();
    }

    StreamIndex pending() {
        return pending.at(slab, address + PENDING);
    }

    /** Hands the ids that are pending over to a consumer of the same slab that has none. */
    void givePendingTo(StreamConsumer heir) {
        memory.copy(address + PENDING, heir.address + PENDING, StreamTree.HANDLE_BYTES);
        StreamIndex.init(memory, address + PENDING);
    }
}
