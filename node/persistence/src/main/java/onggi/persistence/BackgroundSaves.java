package onggi.persistence;

import java.io.IOException;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import onggi.bytes.LateLogger;
import onggi.engine.Engine;
import onggi.engine.Execution;
import onggi.engine.FlushAllListener;
import org.jspecify.annotations.Nullable;

/** The snapshot file as it is saved in the background: on demand, and by save points. */
public final class BackgroundSaves {

    /** What {@link #request} did. */
    public enum Answer {
        /** The save has begun. */
        STARTED,
        /** It will begin as soon as it can. */
        SCHEDULED,
        /** One is under way. */
        UNDER_WAY,
        /** Something else is under way that does not go together with it. */
        OCCUPIED
    }

    private static final System.Logger LOG = LateLogger.of(BackgroundSaves.class);
    private static final long MS_PER_SECOND = 1000;
    private static final double BYTES_PER_MB = 1 << 20;

    /** How long save points wait after a failure. */
    private static final long RETRY_MS = 5000;

    /** How long the end of the process waits for the thread of a snapshot that was given up. */
    private static final long CANCEL_MS = 2000;

    private static final String REFUSAL =
            "MISCONF Redis is configured to save RDB snapshots, but it's currently unable to persist"
                    + " to disk. Commands that may modify the data set are disabled, because this"
                    + " instance is configured to report errors during writes if RDB snapshotting"
                    + " fails (stop-writes-on-bgsave-error option). Please check the Redis logs for"
                    + " details about the RDB error.";

    private final Engine engine;
    private final Snapshots snapshots;
    private final long process;
    private volatile SavePoints points = new SavePoints(List.of());
    private volatile boolean stopsWrites = true;
    private volatile BooleanSupplier occupied = () -> false;
    private volatile @Nullable SnapshotRun present;
    private @Nullable Consumer<@Nullable String> after;
    private volatile boolean scheduled;
    private volatile boolean wentWell = true;
    private volatile long lastTryMs;
    private volatile long lastTookMs = -1;
    private volatile long lastHandedOverBytes;

    /**
     * Creates it.
     *
     * @param process number of this process, for the log
     */
    public BackgroundSaves(Engine engine, Snapshots snapshots, long process) {
        this.engine = engine;
        this.snapshots = snapshots;
        this.process = process;
        engine.onFlushAll(new FlushAll());
    }

    // ---- settings

    /** Sets after how many changes and seconds to save ({@code save}); empty for never. */
    public void points(String text) {
        points = SavePoints.parse(text);
        refuse();
    }

    /** Returns whether there are save points. */
    public boolean hasPoints() {
        return !points.isEmpty();
    }

    /** Sets whether a failure makes the server refuse writes. */
    public void stopsWrites(boolean stops) {
        stopsWrites = stops;
        refuse();
    }

    /** Sets who tells whether something else is under way that a save must wait for. */
    public void occupied(BooleanSupplier supplier) {
        occupied = supplier;
    }

    private void refuse() {
        boolean refuses = stopsWrites && !wentWell && !points.isEmpty();
        engine.settings().saveRefusal(refuses ? REFUSAL : null);
    }

    // ---- what is known

    /** Returns the save that is under way, or null. */
    public @Nullable SnapshotRun present() {
        return present;
    }

    /** Returns whether a save is to begin as soon as it can. */
    public boolean isScheduled() {
        return scheduled;
    }

    /** Returns whether the last save in the background went well. */
    public boolean wentWell() {
        return wentWell;
    }

    /** Returns how long the last save took in seconds, or -1. */
    public long lastTookSeconds() {
        return lastTookMs < 0 ? -1 : lastTookMs / MS_PER_SECOND;
    }

    /** Returns for how many seconds the present save is under way, or -1. */
    public long presentTakesSeconds() {
        SnapshotRun run = present;
        return run == null ? -1 : (engine.clock().nowMs() - run.beganMs()) / MS_PER_SECOND;
    }

    /** Returns how many bytes writers handed over to the last save. */
    public long lastHandedOverBytes() {
        return lastHandedOverBytes;
    }

    // ---- beginning

    /**
     * Begins to save, or schedules that; every shard is held.
     *
     * @param later whether it may be scheduled when it cannot be begun
     * @param now whether it may be begun at this very moment
     */
    public Answer request(boolean later, boolean now) {
        if (present != null) {
            return Answer.UNDER_WAY;
        }
        boolean busy = snapshots.isUnderWay() || occupied.getAsBoolean();
        if (!now || (busy && later)) {
            scheduled = true;
            return Answer.SCHEDULED;
        }
        if (busy) {
            return Answer.OCCUPIED;
        }
        begin();
        return Answer.STARTED;
    }

    private synchronized void begin() {
        scheduled = false;
        long changes = snapshots.changes();
        lastTryMs = engine.clock().nowMs();
        info("Background saving started by pid " + process);
        present =
                snapshots.begin(
                        snapshots.fileTarget(),
                        false,
                        (run, reason) -> ended(run, reason, changes));
    }

    /**
     * Begins to save for others too, such as replicas; nothing is {@linkplain Snapshots#isUnderWay
     * under way}, and every shard is held.
     *
     * @param then is told why it failed, or null
     */
    public synchronized void beginFor(Consumer<@Nullable String> then) {
        begin();
        after = then;
    }

    /** Begins to save to something that is not the snapshot file. */
    public synchronized SnapshotRun beginTo(
            SnapshotTarget target, Consumer<@Nullable String> then) {
        info("Background RDB transfer started by pid " + process);
        SnapshotRun run =
                snapshots.begin(
                        target,
                        false,
                        (ended, reason) -> {
                            transferred(reason);
                            then.accept(reason);
                        });
        present = run;
        return run;
    }

    private synchronized void transferred(@Nullable String reason) {
        if (reason == null) {
            info("Background RDB transfer terminated with success");
        } else {
            warn("Background transfer error: " + reason);
        }
        present = null;
    }

    private void ended(SnapshotRun run, @Nullable String reason, long changes) {
        Consumer<@Nullable String> then = settle(run, reason, changes);
        if (then != null) {
            then.accept(reason);
        }
    }

    private synchronized @Nullable Consumer<@Nullable String> settle(
            SnapshotRun run, @Nullable String reason, long changes) {
        lastTookMs = engine.clock().nowMs() - run.beganMs();
        lastHandedOverBytes = run.handedOverBytes();
        if (reason == null) {
            info("DB saved on disk");
            info(
                    "Handed over by writers: %.1f MB, in memory at most: %.1f MB"
                            .formatted(
                                    run.handedOverBytes() / BYTES_PER_MB,
                                    run.peakBytes() / BYTES_PER_MB));
            info("Background saving terminated with success");
            snapshots.saved(changes);
            wentWell = true;
        } else if (run.isCancelled()) {
            warn("Background saving terminated: " + reason);
        } else {
            warn(reason);
            warn("Background saving error");
            wentWell = false;
        }
        refuse();
        present = null;
        Consumer<@Nullable String> then = after;
        after = null;
        return then;
    }

    /**
     * Looks whether it is time to save, some times in a second. This thread holds no shard.
     *
     * @param execution of this thread
     */
    public void tick(Execution execution) {
        if (snapshots.isUnderWay() || occupied.getAsBoolean()) {
            return;
        }
        long nowMs = engine.clock().nowMs();
        boolean mayTry = wentWell || nowMs - lastTryMs > RETRY_MS;
        if (!mayTry) {
            return;
        }
        long changes = snapshots.changesSinceSave();
        SavePoints.Point point = points.reached(changes, nowMs - snapshots.lastSaveMs());
        if (point != null) {
            info(point.changes() + " changes in " + point.seconds() + " seconds. Saving...");
        }
        if (point != null || scheduled) {
            execution.holdingAll(this::begin);
        }
    }

    // ---- what stands in its way

    /** What is being saved is of no use when all databases are emptied; emptiness is saved. */
    private final class FlushAll implements FlushAllListener {

        @Override
        public void before() {
            SnapshotRun run = present;
            if (run != null) {
                info("All databases are emptied: giving the background save up");
                run.giveUp();
            }
        }

        @Override
        public void after(Execution execution, long changes) {
            if (points.isEmpty()) {
                return;
            }
            try {
                snapshots.save(execution);
                snapshots.includesChanges(changes);
            } catch (IOException e) {
                LOG.log(System.Logger.Level.DEBUG, "the log has the reason", e);
            }
        }
    }

    /** Gives up the save that is under way, if any; it ends a little later. */
    public void giveUp() {
        SnapshotRun run = present;
        if (run != null && !run.isCancelled()) {
            run.cancel();
        }
    }

    /** Gives up the save that is under way, if any, and waits until its file is removed. */
    public void stop() {
        SnapshotRun run = present;
        if (run != null) {
            warn("There is a background save under way. Giving it up!");
            run.cancel();
            run.await(CANCEL_MS);
        }
    }

    private static void info(String text) {
        LOG.log(System.Logger.Level.INFO, text);
    }

    private static void warn(String text) {
        LOG.log(System.Logger.Level.WARNING, text);
    }
}
