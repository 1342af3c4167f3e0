package onggi.persistence;

import java.nio.file.Path;
import java.util.Objects;
import onggi.bytes.Clock;
import onggi.bytes.LateLogger;
import org.jspecify.annotations.Nullable;

/** When the append-only file is rewritten, and what is known of that. Thread-safe. */
public final class AofRewrites {

    private static final System.Logger LOG = LateLogger.of(AofRewrites.class);
    private static final long MS_PER_SECOND = 1000;
    private static final long CANCEL_MS = 2000;

    /** What is done with a rewritten file. */
    interface Outcome {

        /** Changes of the file are in the base up to its instant, which is so long. */
        void rewritten(AofRewrite.Tail tail, long baseBytes);

        /** All is as it was. */
        void failed(AofRewrite.Tail tail);
    }

    private final Clock clock;
    private final Disk disk;
    private final Snapshots snapshots;
    private final AofFolder folder;
    private @Nullable Outcome outcome;
    private final AofRewriteLimit limit = new AofRewriteLimit();
    private volatile int percentage;
    private volatile long minBytes;
    private volatile boolean marksTime;
    private volatile boolean syncsInBetween = true;
    private volatile @Nullable AofRewrite present;
    private volatile boolean scheduled;
    private volatile boolean wentWell = true;
    private volatile long lastTookSeconds = -1;
    private volatile long count;

    AofRewrites(Clock clock, Disk disk, Snapshots snapshots, AofFolder folder) {
        this.clock = clock;
        this.disk = disk;
        this.snapshots = snapshots;
        this.folder = folder;
    }

    /** Sets what is done with rewritten files. */
    void outcome(Outcome action) {
        outcome = action;
    }

    // ---- settings

    /**
     * Sets by how many percent the file has to grow, 0 for never ({@code
     * auto-aof-rewrite-percentage}).
     */
    public void percentage(int percent) {
        percentage = percent;
    }

    /** Sets how long it has to be at least ({@code auto-aof-rewrite-min-size}). */
    public void minBytes(long bytes) {
        minBytes = bytes;
    }

    /** Sets whether a base is synced piece by piece ({@code aof-rewrite-incremental-fsync}). */
    public void syncsInBetween(boolean syncs) {
        syncsInBetween = syncs;
    }

    void marksTime(boolean marks) {
        marksTime = marks;
    }

    // ---- what is known

    @Nullable AofRewrite present() {
        return present;
    }

    /** Returns whether a rewrite begins as soon as it can. */
    public boolean isScheduled() {
        return scheduled;
    }

    /** Returns whether the last rewrite succeeded. */
    public boolean wentWell() {
        return wentWell;
    }

    /** Returns how long the last one took in seconds, or -1. */
    public long lastTookSeconds() {
        return lastTookSeconds;
    }

    /** Returns for how many seconds the present one is under way, or -1. */
    public long presentTakesSeconds() {
        AofRewrite rewrite = present;
        return rewrite == null ? -1 : (clock.nowMs() - rewrite.beganMs()) / MS_PER_SECOND;
    }

    /** Returns how many were begun. */
    public long count() {
        return count;
    }

    /** Returns how many failed in a row. */
    public int failuresInARow() {
        return limit.failures();
    }

    // ---- when

    /** Lets a rewrite begin as soon as nothing stands in its way. */
    void schedule() {
        scheduled = true;
    }

    /** The same by hand: failures before do not count. */
    void scheduleByHand() {
        limit.reset();
        scheduled = true;
    }

    void unschedule() {
        scheduled = false;
    }

    /**
     * Returns whether a rewrite should begin now by itself.
     *
     * @param bytes how long the file is, or -1 when it is not written or has no base
     * @param before how long it was after the last rewrite
     */
    boolean isDue(long bytes, long before) {
        if (present != null || snapshots.isUnderWay()) {
            return false;
        }
        if (scheduled) {
            return limit.allows(clock.nowMs());
        }
        if (percentage == 0 || bytes <= minBytes) {
            return false;
        }
        long growth = bytes * 100 / Math.max(before, 1) - 100;
        if (growth < percentage || !limit.allows(clock.nowMs())) {
            return false;
        }
        info("Starting automatic rewriting of AOF on " + growth + "% growth");
        return true;
    }

    /**
     * Begins; every shard is held, and changes from now on go to the tail.
     *
     * @param snapshotBase whether the base is a snapshot, and not commands
     */
    @SuppressWarnings("NonAtomicVolatileUpdate") // who holds every shard changes the count
    void begin(AofRewrite.Tail tail, boolean snapshotBase, String process) {
        scheduled = false;
        count++;
        Path written = folder.file("temp-rewriteaof-bg-" + process + ".aof");
        AofRewrite rewrite =
                new AofRewrite(
                        folder, tail, snapshotBase, mark(), written, clock.nowMs(), new End());
        present = rewrite;
        Path draft = folder.file("temp-rewriteaof-" + process + ".aof");
        SnapshotTarget target = new SnapshotFile(disk, draft, written, () -> syncsInBetween);
        rewrite.begin(snapshots.begin(target, true, (run, reason) -> rewrite.saved(reason)));
        info("Background append only file rewriting started by pid " + process);
    }

    private String mark() {
        return marksTime ? AofBuffer.mark(clock.nowMs() / MS_PER_SECOND) : "";
    }

    private final class End implements AofRewrite.Listener {

        @Override
        public void rewritten(AofRewrite rewrite, long baseBytes) {
            limit.reset();
            Objects.requireNonNull(outcome).rewritten(rewrite.tail(), baseBytes);
            ended(rewrite, true);
        }

        @Override
        public void failed(AofRewrite rewrite, String reason) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "Background AOF rewrite terminated with error: " + reason);
            limit.failed();
            Objects.requireNonNull(outcome).failed(rewrite.tail());
            ended(rewrite, false);
        }

        private void ended(AofRewrite rewrite, boolean well) {
            wentWell = well;
            lastTookSeconds = (clock.nowMs() - rewrite.beganMs()) / MS_PER_SECOND;
            present = null;
        }
    }

    /** A rewrite that was due failed before it began. */
    void couldNotBegin(@Nullable String reason) {
        LOG.log(System.Logger.Level.WARNING, "Can't rewrite the append-only file: " + reason);
        limit.failed();
        wentWell = false;
        scheduled = true;
    }

    /** Gives up what is under way. */
    void cancel(String process) {
        AofRewrite rewrite = present;
        if (rewrite != null) {
            info("Killing running AOF rewrite child: " + process);
            rewrite.cancel("it was given up");
        }
    }

    /** Gives up what is under way, and waits until its files are removed. */
    void stop() {
        AofRewrite rewrite = present;
        if (rewrite != null) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "There is a rewrite of the append-only file under way. Giving it up!");
            rewrite.cancel("the server ends");
            rewrite.await(CANCEL_MS);
        }
    }

    private static void info(String text) {
        LOG.log(System.Logger.Level.INFO, text);
    }
}
