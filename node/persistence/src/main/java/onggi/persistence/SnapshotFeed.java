package onggi.persistence;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import onggi.engine.Engine;
import onggi.engine.Keyspace;
import onggi.engine.Shard;
import onggi.engine.SnapshotSink;
import onggi.rdb.StoredKey;
import onggi.rdb.ValuePieces;
import onggi.types.CollectionValue;
import onggi.types.RecordCell;
import org.jspecify.annotations.Nullable;

/**
 * The way of keys from the shards to the thread that writes them: copied into blocks, in a queue.
 */
final class SnapshotFeed implements SnapshotSink {

    /*
     * A loop only copies bytes, a record as it lies there. What blocks hold is compressed and made
     * into text by the thread of the snapshot.
     *
     * A large value comes in pieces that are written together: the queue has one place for all
     * of them, a chain (SnapshotChain), and the thread waits at that place until the last has come.
     * So the large value that is first has room for a little whatever else is on its way.
     *
     * Memory. The walk stops when WALK_BYTES are on their way, and goes on as they are written. Who
     * changes a key that was not taken yet hands it over nevertheless. So what is on its way is
     * bounded by what is written to keys meanwhile, each once. If the file takes so much longer than
     * the writers that more than a tenth of the data and LEAST_LIMIT_BYTES wait, the snapshot fails and
     * says so: holding writers up for a slow disk would be worse, and what is missing is tried
     * again. The largest value that waits does not count: it may be larger than that alone.
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

    /** How often it is looked whether a block is still wanted. */
    private static final long LOOK_MS = 20;

    /** How many elements are looked at to tell how many bytes a collection has. */
    private static final int SAMPLES = 5;

    /**
     * What is much.
     *
     * @param waitingBytes may be on their way, 0 for the usual limit
     * @param largeSize elements of a collection; one that has more is taken in pieces
     * @param largeBytes of a collection, likewise
     */
    record Limits(long waitingBytes, int largeSize, long largeBytes) {

        static final Limits USUAL = new Limits(0, 2048, 128 << 10);

        /** A string is copied as it lies there, in a fraction of the time. */
        private static final int STRINGS = 8;

        /** Returns how many bytes a string may have to be taken at once. */
        long stringBytes() {
            return largeBytes > Long.MAX_VALUE / STRINGS ? largeBytes : largeBytes * STRINGS;
        }
    }

    /** How keys are written. */
    record Form(int version, long nowMs, boolean knowsUse) {}

    private final Engine engine;
    private final Form form;
    private final Limits limits;
    private final long limitBytes;
    private final SnapshotFiller[] fillers;
    private final Deque<SnapshotDrafter> drafters = new ArrayDeque<>();
    private final BlockingQueue<SnapshotBlock> queue = new LinkedBlockingQueue<>();

    /** What is in the queue or is being written, each with the blocks behind it. */
    private final Set<SnapshotBlock> given = ConcurrentHashMap.newKeySet();

    private final Queue<SnapshotChain> chains = new ConcurrentLinkedQueue<>();
    private final AtomicLong waitingBytes = new AtomicLong();
    private final AtomicLong peakBytes = new AtomicLong();
    private final AtomicLong handedOverBytes = new AtomicLong();
    private final AtomicInteger users = new AtomicInteger(2);

    private volatile boolean over;
    private volatile @Nullable String failure;

    /**
     * Creates the way.
     *
     * @param form how keys are written
     */
    SnapshotFeed(Engine engine, Form form, Limits limits) {
        this.engine = engine;
        this.form = form;
        this.limits = limits;
        Keyspace keyspace = engine.keyspace();
        this.limitBytes =
                limits.waitingBytes() > 0
                        ? limits.waitingBytes()
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
    public @Nullable Pieces take(Shard shard, int database, int reference, boolean handedOver) {
        if (over || (handedOver && failsWithMore())) {
            return null;
        }
        try {
            if (isLarge(shard, reference)) {
                return begin(shard, database, reference, handedOver);
            }
            long bytes = copy(shard, database, reference);
            if (handedOver) {
                handedOverBytes.addAndGet(bytes);
            }
        } catch (IOException | UncheckedIOException | ArithmeticException | OutOfMemoryError e) {
            fail("a key could not be copied: " + e);
        }
        return null;
    }

    /** Fails if so much is on its way that nothing more may come; returns whether. */
    private boolean failsWithMore() {
        long waiting = waitingBytes.get();
        if (waiting <= limitBytes || waiting - largestBytes() <= limitBytes) {
            return false;
        }
        fail(
                "writers changed keys faster than they could be written: "
                        + waiting
                        + " bytes are waiting, at most "
                        + limitBytes
                        + " may");
        return true;
    }

    /** Returns how many bytes the largest value takes of all that are on their way. */
    private long largestBytes() {
        long largest = 0;
        for (SnapshotBlock block : given) {
            largest = Math.max(largest, block.bytes());
        }
        for (SnapshotChain chain : chains) {
            largest = Math.max(largest, chain.bytes());
        }
        return largest;
    }

    private boolean isLarge(Shard shard, int reference) {
        long record = shard.slab().address(reference);
        if (!StoredKey.hasBlocks(shard.memory(), record)) {
            long most = limits.stringBytes();
            return StoredKey.isLongString(shard.memory(), record, most);
        }
        CollectionValue value = shard.cell(reference).value();
        return value.size() > limits.largeSize()
                || value.estimateBytes(SAMPLES) > limits.largeBytes();
    }

    private Pieces begin(Shard shard, int database, int reference, boolean handedOver)
            throws IOException {
        SnapshotChain chain =
                new SnapshotChain(
                        fillers[shard.index()],
                        bytes -> {
                            reckon(bytes);
                            if (handedOver) {
                                handedOverBytes.addAndGet(bytes);
                            }
                        });
        chains.add(chain);
        queue.add(SnapshotBlock.of(chain));
        SnapshotDrafter drafter = borrow(shard.cell(reference));
        try {
            ValuePieces pieces = drafter.writeKey(chain.filler(), database, shard, reference);
            return new SnapshotLarge(this, chain, database, pieces);
        } finally {
            giveBack(drafter);
        }
    }

    private void reckon(long bytes) {
        long now = waitingBytes.addAndGet(bytes);
        peakBytes.accumulateAndGet(now, Math::max);
    }

    private long copy(Shard shard, int database, int reference) throws IOException {
        SnapshotFiller filler = fillers[shard.index()];
        long record = shard.slab().address(reference);
        if (!StoredKey.hasBlocks(shard.memory(), record)) {
            return filler.record(database, record);
        }
        SnapshotDrafter drafter = borrow(shard.cell(reference));
        try {
            return drafter.write(filler, database, shard, reference);
        } finally {
            giveBack(drafter);
        }
    }

    SnapshotDrafter borrow(RecordCell any) {
        synchronized (drafters) {
            return drafters.isEmpty() ? new SnapshotDrafter(engine, form, any) : drafters.pop();
        }
    }

    void giveBack(SnapshotDrafter drafter) {
        synchronized (drafters) {
            drafters.push(drafter);
        }
    }

    /** Takes a block with those behind it, from the filler of a shard that is held. */
    private void full(SnapshotBlock chain) {
        reckon(chain.bytes());
        given.add(chain);
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

    /** Waits for the next block of a chain; returns null behind the last. */
    @Nullable SnapshotBlock next(SnapshotChain chain) throws IOException {
        try {
            SnapshotBlock block = null;
            while (block == null) {
                block = chain.next(LOOK_MS);
                String reason = failure;
                if (reason != null) {
                    written(block);
                    throw new IOException(reason);
                }
            }
            if (block.isEnd()) {
                chains.remove(chain);
                return null;
            }
            return block;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    /** Takes back a block that was written or is not wanted any more, with those behind it. */
    void written(@Nullable SnapshotBlock first) {
        if (first != null) {
            given.remove(first);
        }
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
        chains.forEach(chain -> chain.drain(this::written));
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
