package onggi.persistence;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/** The blocks of one large value, which stand together in the text but come as they are filled. */
final class SnapshotChain {

    /** So much may wait of a chain that the thread waits for, whatever else is on its way. */
    private static final long AWAITED_BYTES = 1 << 20;

    private final BlockingQueue<SnapshotBlock> blocks = new LinkedBlockingQueue<>();
    private final AtomicLong bytes = new AtomicLong();
    private final SnapshotFiller filler;
    private final LongConsumer reckoning;
    private volatile boolean awaited;

    /**
     * Creates an empty chain.
     *
     * @param like fills blocks of the same shard
     * @param reckoning is told of the bytes of each block that is added
     */
    SnapshotChain(SnapshotFiller like, LongConsumer reckoning) {
        this.filler = new SnapshotFiller(like, this::add);
        this.reckoning = reckoning;
    }

    /** Returns what fills the blocks of this chain. */
    SnapshotFiller filler() {
        return filler;
    }

    private void add(SnapshotBlock block) {
        reckoning.accept(block.capacity);
        bytes.addAndGet(block.capacity);
        blocks.add(block);
    }

    /** Takes note that the draft is at its end. */
    void end() {
        filler.endDraft();
        filler.flush();
        blocks.add(SnapshotBlock.END);
    }

    /** Gives up all blocks; nobody else uses the chain any more. */
    void drain(Consumer<SnapshotBlock> target) {
        filler.flush();
        blocks.forEach(target);
        blocks.clear();
    }

    /** Returns how much memory the blocks take that wait. */
    long bytes() {
        return bytes.get();
    }

    /** Returns whether there is room for more though there is none for others. */
    boolean hasRoom() {
        return awaited && bytes.get() < AWAITED_BYTES;
    }

    /** Waits for the next block, but not long; returns null when none has come. */
    @Nullable SnapshotBlock next(long mostMs) throws InterruptedException {
        awaited = true;
        SnapshotBlock block = blocks.poll(mostMs, TimeUnit.MILLISECONDS);
        if (block != null) {
            bytes.addAndGet(-block.capacity);
        }
        return block;
    }
}
