package onggi.persistence;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import onggi.engine.Engine;
import onggi.engine.Keyspace;
import onggi.engine.Shard;
import onggi.engine.SnapshotSink;
import onggi.rdb.StoredKey;
import org.jspecify.annotations.Nullable;

/**
 * The way of keys from the shards to the thread that writes them: copied into blocks, in a queue.
 */
final class SnapshotFeed implements SnapshotSink {

    /*
     * A loop only copies bytes, a record as it lies there. What blocks hold is compressed and made
     * into text by the thread of the snapshot.
     *
     * Memory. The walk stops when WALK_BYTES are on their way, and goes on as they are written. Who
     * changes a key that was not taken yet hands it over nevertheless. So what is on its way is
     * bounded by what is written to keys meanwhile, each once. If the file takes so much longer than
     * the writers that more than a tenth of the data and LEAST_LIMIT_BYTES wait, the snapshot fails and
     * says so: holding writers up for a slow disk would be worse, and what is missing is tried
     * again.
     */

    private static final int LARGEST_BLOCK_BYTES = 128 << 10;
    private static final int SMALLEST_BLOCK_BYTES = 16 << 10;

    /** All shards together have about so much in blocks that are not full. */
    private static final int FILLING_BYTES = 2 << 20;

    /** The walk waits while more than this is on its way. */
    static final long WALK_BYTES = 8L << 20;

    /** The snapshot fails only when more than this is on its way. */
    private static final long LEAST_LIMIT_BYTES = 64L << 20;

    /** And more than one part in so many of the data. */
    private static final int LIMIT_PART = 10;

    private final Engine engine;
    private final boolean knowsUse;
    private final int version;
    private final long nowMs;
    private final long limitBytes;
    private final SnapshotFiller[] fillers;
    private final Deque<SnapshotDrafter> drafters = new ArrayDeque<>();
    private final BlockingQueue<SnapshotBlock> queue = new LinkedBlockingQueue<>();
    private final AtomicLong waitingBytes = new AtomicLong();
    private final AtomicLong peakBytes = new AtomicLong();
    private final AtomicLong handedOverBytes = new AtomicLong();
    private final AtomicInteger users = new AtomicInteger(2);
    private volatile boolean over;
    private volatile @Nullable String failure;

    /**
     * Creates the way.
     *
     * @param version of the format
     * @param nowMs the time of the snapshot
     * @param knowsUse whether it matters when or how often keys were used
     * @param limitBytes how much may be on its way, 0 for the usual limit
     */
    SnapshotFeed(Engine engine, int version, long nowMs, boolean knowsUse, long limitBytes) {
        this.engine = engine;
        this.version = version;
        this.nowMs = nowMs;
        this.knowsUse = knowsUse;
        Keyspace keyspace = engine.keyspace();
        this.limitBytes =
                limitBytes > 0
                        ? limitBytes
                        : Math.max(LEAST_LIMIT_BYTES, keyspace.usedBytes() / LIMIT_PART);
        int count = keyspace.shardCount();
        int blockBytes =
                Math.clamp(FILLING_BYTES / count, SMALLEST_BLOCK_BYTES, LARGEST_BLOCK_BYTES);
        this.fillers = new SnapshotFiller[count];
        for (int i = 0; i < count; i++) {
            fillers[i] = new SnapshotFiller(keyspace.shard(i), blockBytes, this::full);
        }
    }

    // ---- the side of the shards

    @Override
    public void take(Shard shard, int database, int reference, boolean handedOver) {
        if (over) {
            return;
        }
        if (handedOver && waitingBytes.get() > limitBytes) {
            fail(
                    "writers changed keys faster than they could be written: "
                            + waitingBytes.get()
                            + " bytes are waiting, at most "
                            + limitBytes
                            + " may");
            return;
        }
        try {
            long bytes = copy(shard, database, reference);
            if (handedOver) {
                handedOverBytes.addAndGet(bytes);
            }
        } catch (IOException | UncheckedIOException | ArithmeticException | OutOfMemoryError e) {
            fail("a key could not be copied: " + e);
        }
    }

    private long copy(Shard shard, int database, int reference) throws IOException {
        SnapshotFiller filler = fillers[shard.index()];
        long record = shard.slab().address(reference);
        if (!StoredKey.hasBlocks(shard.memory(), record)) {
            return filler.record(database, record);
        }
        SnapshotDrafter drafter = borrow(shard, reference);
        try {
            return drafter.write(filler, database, shard, reference);
        } finally {
            synchronized (drafters) {
                drafters.push(drafter);
            }
        }
    }

    private SnapshotDrafter borrow(Shard shard, int reference) {
        synchronized (drafters) {
            return drafters.isEmpty()
                    ? new SnapshotDrafter(engine, version, nowMs, knowsUse, shard, reference)
                    : drafters.pop();
        }
    }

    /** Takes a block with those behind it, from the filler of a shard that is held. */
    private void full(SnapshotBlock chain) {
        long bytes = 0;
        for (SnapshotBlock block = chain; block != null; block = block.next) {
            bytes += block.capacity;
        }
        long now = waitingBytes.addAndGet(bytes);
        peakBytes.accumulateAndGet(now, Math::max);
        queue.add(chain);
    }

    @Override
    public boolean hasRoom() {
        return waitingBytes.get() < WALK_BYTES;
    }

    @Override
    public boolean isOver() {
        return over;
    }

    @Override
    public void ended(Shard shard) {
        fillers[shard.index()].flush();
    }

    @Override
    public void ended(boolean whole) {
        queue.add(SnapshotBlock.END);
        leave();
    }

    // ---- the side of the thread

    /** Waits for the next block; {@link SnapshotBlock#END} is behind the last. */
    SnapshotBlock next() throws IOException {
        try {
            SnapshotBlock block = queue.take();
            String reason = failure;
            if (reason != null) {
                written(block);
                throw new IOException(reason);
            }
            return block;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    /** Takes back a block that was written or is not wanted any more, with those behind it. */
    void written(SnapshotBlock first) {
        for (SnapshotBlock block = first; block != null; ) {
            SnapshotBlock next = block.next;
            waitingBytes.addAndGet(-block.capacity);
            block.recycle();
            block = next;
        }
    }

    /** Lets the snapshot fail. Thread-safe; the first reason is kept. */
    void fail(String reason) {
        synchronized (this) {
            if (failure == null) {
                failure = reason;
            }
        }
        over = true;
        queue.add(SnapshotBlock.END);
    }

    /** Returns why it failed, or null. */
    @Nullable String failure() {
        return failure;
    }

    /** One side, of the shards and of the thread, is done; the other one releases all memory. */
    void leave() {
        if (users.decrementAndGet() > 0) {
            return;
        }
        queue.forEach(this::written);
        for (SnapshotFiller filler : fillers) {
            filler.close();
        }
    }

    /** Returns how many bytes writers have handed over. */
    long handedOverBytes() {
        return handedOverBytes.get();
    }

    /** Returns how many bytes are on their way. */
    long waitingBytes() {
        return waitingBytes.get();
    }

    /** Returns how many bytes were on their way at most. */
    long peakBytes() {
        return peakBytes.get();
    }
}
