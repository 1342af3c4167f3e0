package onggi.persistence;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import onggi.engine.Engine;
import onggi.engine.KeyspaceSnapshot;
import org.jspecify.annotations.Nullable;

/** A snapshot that is being written in the background. Thread-safe. */
public final class SnapshotRun {

    /** Who is told of the end. */
    @FunctionalInterface
    public interface Listener {

        /**
         * Takes note that the target is finished or discarded. Called once, by the thread of the
         * snapshot; another one may be begun from now on.
         *
         * @param reason why it failed, or null when all is well
         */
        void ended(SnapshotRun run, @Nullable String reason);
    }

    private static final String CANCELLED = "it was given up";

    private final Engine engine;
    private final SnapshotFeed feed;
    private final SnapshotThread thread;
    private final long beganMs;
    private final CountDownLatch done = new CountDownLatch(1);
    private volatile long keys;
    private volatile boolean cancelled;

    /** Prepares; every shard is held. */
    SnapshotRun(
            Engine engine,
            SnapshotTarget target,
            SnapshotThread.Options options,
            SnapshotFeed.Limits limits,
            Listener listener) {
        this.engine = engine;
        this.beganMs = options.nowMs();
        this.feed =
                new SnapshotFeed(
                        engine,
                        new SnapshotFeed.Form(
                                options.version(), options.nowMs(), options.knowsUse()),
                        limits);
        this.thread =
                new SnapshotThread(
                        engine,
                        feed,
                        target,
                        options,
                        reason -> {
                            try {
                                listener.ended(this, reason);
                            } finally {
                                done.countDown();
                            }
                        });
    }

    /** The instant; every shard is held. */
    void begin() {
        keys = KeyspaceSnapshot.begin(engine.keyspace(), feed).keys();
        Thread.ofPlatform().daemon().name("onggi-snapshot").start(thread);
    }

    /** Gives the snapshot up; it ends soon. */
    public void cancel() {
        cancelled = true;
        feed.fail(CANCELLED);
    }

    /** Lets the snapshot fail; it ends soon. */
    void fail(String reason) {
        feed.fail(reason);
    }

    /** Gives the snapshot up by a thread that holds every shard, which then know of it no more. */
    void giveUp() {
        cancel();
        KeyspaceSnapshot source = engine.keyspace().snapshot();
        if (source != null) {
            source.letGo();
        }
    }

    /** Returns whether it was given up, and has not failed by itself. */
    public boolean isCancelled() {
        return cancelled;
    }

    /**
     * Waits for the end.
     *
     * @return whether it came in time
     */
    public boolean await(long mostMs) {
        try {
            return done.await(mostMs, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Returns when it was begun, in Unix milliseconds. */
    public long beganMs() {
        return beganMs;
    }

    /** Returns how many keys there are to write. */
    public long keys() {
        return keys;
    }

    /** Returns how many keys are written. */
    public long keysWritten() {
        return thread.keys();
    }

    /** Returns how many bytes writers had to copy because they changed a key before its turn. */
    public long handedOverBytes() {
        return feed.handedOverBytes();
    }

    /** Returns how many bytes wait to be written. */
    public long waitingBytes() {
        return feed.waitingBytes();
    }

    /** Returns how many bytes waited to be written at most: what the snapshot takes of memory. */
    public long peakBytes() {
        return feed.peakBytes();
    }
}
