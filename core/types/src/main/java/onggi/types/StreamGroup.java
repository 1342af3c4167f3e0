package onggi.types;

import onggi.bytes.HotPath;
import onggi.bytes.Memory;
import onggi.bytes.Slab;

/**
 * A consumer group of a stream: how far it has read, its consumers, and what is pending. A reusable
 * cursor.
 */
public final class StreamGroup {

    /*
     * A block: length of the name (4 bytes), reference of the list of consumers (4), last delivered id (16), entries read (8), handle
     * of the pending entries (16), how many of them are released (8), a moment before which none was delivered (8), name.
     */

    /** The number of entries read when it cannot be told. */
    public static final long UNKNOWN = -1;

    static final int CONSUMERS = 4;
    private static final int LAST_MS = 8;
    private static final int LAST_SEQ = 16;
    private static final int READ = 24;
    static final int PENDING = 32;
    static final int RELEASED = 48;
    static final int EARLIEST = 56;
    static final int NAME = 64;

    private final StreamNames consumers;
    private final StreamConsumer consumer;
    private final StreamConsumer owner;
    private final StreamPending pending;
    private Slab slab;
    private Memory memory;
    private int reference;
    private long address;

    StreamGroup(Slab slab) {
        this.consumers = new StreamNames(StreamConsumer.NAME, slab);
        this.consumer = new StreamConsumer(slab);
        this.owner = new StreamConsumer(slab);
        this.pending = new StreamPending(slab);
        this.slab = slab;
        this.memory = slab.memory();
    }

    @HotPath
    StreamGroup at(Slab slab, int reference) {
        this.slab = slab;
        this.memory = slab.memory();
        this.reference = reference;
        this.address = StreamBlock.address(slab, reference);
        consumers.at(slab, address + CONSUMERS);
        return this;
    }

    int reference() {
        return reference;
    }

    /** Returns the memory that addresses here speak of. */
    public Memory memory() {
        return memory;
    }

    /** Returns where the name begins. */
    public long nameAddress() {
        return address + NAME;
    }

    /** Returns the length of the name. */
    public int nameLength() {
        return memory.intAt(address);
    }

    /** Returns the first half of the id that was delivered last. */
    @HotPath
    public long lastMs() {
        return memory.longAt(address + LAST_MS);
    }

    /** Returns the second half of the id that was delivered last. */
    @HotPath
    public long lastSeq() {
        return memory.longAt(address + LAST_SEQ);
    }

    /** Sets the id that was delivered last. */
    @HotPath
    public void setLast(long ms, long seq) {
        memory.putLong(address + LAST_MS, ms);
        memory.putLong(address + LAST_SEQ, seq);
    }

    /** Returns how many entries of the stream the group has read, or {@link #UNKNOWN}. */
    @HotPath
    public long entriesRead() {
        return memory.longAt(address + READ);
    }

    /** Sets how many entries of the stream the group has read. */
    @HotPath
    public void setEntriesRead(long count) {
        memory.putLong(address + READ, count);
    }

    /** Returns how many entries are pending. */
    public long pendingCount() {
        return StreamIndex.size(memory, address + PENDING);
    }

    /** Returns how many pending entries belong to no consumer. */
    public long releasedCount() {
        return memory.longAt(address + RELEASED);
    }

    /** Returns the pending entries; one cursor for all calls. */
    @HotPath
    public StreamPending pending() {
        return pending.at(slab, address);
    }

    // ---- consumers

    /** Returns how many consumers there are. */
    public int consumerCount() {
        return consumers.count();
    }

    /** Returns the i-th consumer in the order of names, until the next call. */
    public StreamConsumer consumerAt(int i) {
        return consumer.at(slab, consumers.reference(i));
    }

    /** Returns the consumer that {@link #findConsumer} or {@link #createConsumer} went to. */
    @HotPath
    public StreamConsumer consumer() {
        return consumer;
    }

    /** Returns the consumer of a pending entry, until the next call. */
    public StreamConsumer owner(int reference) {
        return owner.at(slab, reference);
    }

    /** Goes to a consumer; returns whether there is one of this name. */
    @HotPath
    public boolean findConsumer(byte[] name, int offset, int length) {
        int i = consumers.find(name, offset, length);
        if (i < 0) {
            return false;
        }
        consumerAt(i);
        return true;
    }

    /** Adds a consumer that is not there, and goes to it. */
    public void createConsumer(byte[] name, int offset, int length, long nowMs) {
        addConsumer(-1 - consumers.find(name, offset, length), name, offset, length, nowMs);
    }

    /** Adds a consumer behind all others, and goes to it; {@link #sortConsumers} is owed. */
    public void appendConsumer(byte[] name, int offset, int length, long nowMs) {
        addConsumer(consumers.count(), name, offset, length, nowMs);
    }

    /** Puts appended consumers in their places; returns whether all names differ. */
    public boolean sortConsumers() {
        return consumers.sort();
    }

    private void addConsumer(int i, byte[] name, int offset, int length, long nowMs) {
        int created = consumers.create(name, offset, length);
        StreamIndex.init(memory, StreamBlock.address(slab, created) + StreamConsumer.PENDING);
        consumers.insert(i, created);
        consumer.at(slab, created);
        consumer.setSeenMs(nowMs);
        consumer.setActiveMs(StreamConsumer.NEVER);
    }

    /**
     * Removes a consumer and what is pending at it.
     *
     * @return how many entries were pending, or -1 when there is no such consumer
     */
    public long removeConsumer(byte[] name, int offset, int length) {
        int i = consumers.find(name, offset, length);
        if (i < 0) {
            return -1;
        }
        long count = consumerAt(i).pendingCount();
        StreamIndex entries = pending().index();
        for (boolean more = consumer.seekPending(0, 0); more; more = consumer.nextPending()) {
            if (!entries.find(consumer.pendingMs(), consumer.pendingSeq())) {
                throw new IllegalStateException("a pending id is not in its group");
            }
            entries.remove();
        }
        StreamUpkeep.freeIndex(consumer.pending(), Integer.MAX_VALUE);
        int reference = consumer.reference();
        consumers.remove(i);
        StreamBlock.free(slab, reference);
        return count;
    }

    StreamNames consumers() {
        return consumers;
    }

    /** Hands all consumers and pending entries over to a group of the same slab that has none. */
    void giveTo(StreamGroup heir) {
        memory.putInt(heir.address + CONSUMERS, memory.intAt(address + CONSUMERS));
        memory.copy(address + PENDING, heir.address + PENDING, NAME - PENDING);
        memory.putInt(address + CONSUMERS, Slab.NONE);
        memory.zero(address + PENDING, NAME - PENDING);
        StreamIndex.init(memory, address + PENDING);
    }

    /**
     * Hands all that is pending, and the ids of it that the present consumer has, over to the
     * present consumer of a group of the same slab.
     */
    void givePendingTo(StreamGroup heir) {
        memory.copy(address + PENDING, heir.address + PENDING, StreamTree.HANDLE_BYTES);
        StreamIndex.init(memory, address + PENDING);
        consumer.givePendingTo(heir.consumer);
    }
}
