package onggi.types;

import onggi.bytes.HotPath;
import onggi.bytes.Memory;
import onggi.bytes.Slab;
import onggi.bytes.SlabFullException;

/**
 * The entries that a group delivered and that are not acknowledged, each with its consumer, the
 * time of its last delivery and the number of deliveries. A reusable cursor; any change but {@link
 * #touch} ends a walk.
 */
public final class StreamPending {

    /** In place of a consumer: released, so that anybody may have it next. */
    public static final int NOBODY = Slab.NONE;

    static final int VALUE_BYTES = 20;
    private static final int TIME = 0;
    private static final int DELIVERIES = 8;
    private static final int CONSUMER = 16;

    private final StreamIndex index;
    private final StreamIndex own;
    private Slab slab;
    private Memory memory;
    private long group;

    StreamPending(Slab slab) {
        this.index = new StreamIndex(VALUE_BYTES, slab);
        this.own = new StreamIndex(0, slab);
        this.slab = slab;
        this.memory = slab.memory();
    }

    @HotPath
    StreamPending at(Slab slab, long group) {
        this.slab = slab;
        this.memory = slab.memory();
        this.group = group;
        index.at(slab, group + StreamGroup.PENDING);
        return this;
    }

    /** Goes to an id; returns whether it is pending. */
    @HotPath
    public boolean find(long ms, long seq) {
        return index.find(ms, seq);
    }

    /** Goes to the first entry not below an id; returns whether there is one. */
    public boolean seek(long ms, long seq) {
        return index.seek(ms, seq);
    }

    /** Goes to the last entry; returns whether there is one. */
    public boolean last() {
        return index.last();
    }

    /** Goes to the next entry; returns whether there is one. */
    public boolean next() {
        return index.next();
    }

    /** Returns the first half of the present id. */
    public long ms() {
        return index.ms();
    }

    /** Returns the second half of the present id. */
    public long seq() {
        return index.seq();
    }

    /** Returns when the present entry was last delivered, in Unix milliseconds. */
    public long timeMs() {
        return memory.longAt(index.value() + TIME);
    }

    /** Returns how often the present entry was delivered. */
    public long deliveries() {
        return memory.longAt(index.value() + DELIVERIES);
    }

    /** Returns the consumer of the present entry, or {@link #NOBODY}. */
    public int consumer() {
        return memory.intAt(index.value() + CONSUMER);
    }

    /**
     * Returns a moment before which no pending entry was delivered last. It may be earlier than
     * that of any, since entries that go leave it as it is.
     */
    public long earliestMs() {
        return index.size() == 0 ? Long.MAX_VALUE : memory.longAt(group + StreamGroup.EARLIEST);
    }

    /** Sets what {@link #earliestMs} answers; for who has looked at all entries. */
    public void earliestMs(long timeMs) {
        memory.putLong(group + StreamGroup.EARLIEST, timeMs);
    }

    /** Sets time and deliveries of the present entry. */
    public void touch(long timeMs, long deliveries) {
        earliestMs(Math.min(earliestMs(), timeMs));
        long value = index.value();
        memory.putLong(value + TIME, timeMs);
        memory.putLong(value + DELIVERIES, deliveries);
    }

    /** Adds an id that is not pending, and goes to it. */
    @HotPath
    public void add(long ms, long seq, int consumer, long timeMs, long deliveries) {
        earliestMs(Math.min(earliestMs(), timeMs));
        if (consumer != NOBODY) {
            ownOf(consumer).insert(ms, seq);
        }
        long value;
        try {
            value = index.insert(ms, seq);
        } catch (SlabFullException e) {
            if (consumer != NOBODY && ownOf(consumer).find(ms, seq)) {
                own.remove();
            }
            throw e;
        }
        memory.putLong(value + TIME, timeMs);
        memory.putLong(value + DELIVERIES, deliveries);
        memory.putInt(value + CONSUMER, consumer);
        countNobody(consumer, 1);
    }

    /** Gives the present entry to another consumer, or to {@link #NOBODY}. */
    public void assign(int consumer) {
        int before = consumer();
        if (before == consumer) {
            return;
        }
        if (consumer != NOBODY) {
            ownOf(consumer).insert(ms(), seq());
        }
        leave(before);
        memory.putInt(index.value() + CONSUMER, consumer);
        countNobody(before, -1);
        countNobody(consumer, 1);
    }

    /** Removes the present entry; the cursor is nowhere then. */
    @HotPath
    public void remove() {
        int consumer = consumer();
        leave(consumer);
        countNobody(consumer, -1);
        index.remove();
    }

    @HotPath
    private void leave(int consumer) {
        if (consumer != NOBODY && ownOf(consumer).find(ms(), seq())) {
            own.remove();
        }
    }

    @HotPath
    private StreamIndex ownOf(int consumer) {
        return own.at(slab, StreamBlock.address(slab, consumer) + StreamConsumer.PENDING);
    }

    private void countNobody(int consumer, int difference) {
        if (consumer == NOBODY) {
            long at = group + StreamGroup.RELEASED;
            memory.putLong(at, memory.longAt(at) + difference);
        }
    }

    /** Puts another block in the place of a consumer's, at the present entry. */
    void rename(int consumer) {
        memory.putInt(index.value() + CONSUMER, consumer);
    }

    StreamIndex index() {
        return index;
    }
}
