package onggi.persistence;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import onggi.bytes.LateLogger;
import onggi.engine.Engine;
import onggi.engine.Execution;
import onggi.engine.ReplyGate;
import org.jspecify.annotations.Nullable;

/** The append-only file of a store: a folder of files that a manifest names. */
public final class AppendOnlyFile extends AofFacts {

    /*
     * At start the files are loaded in the order of the manifest, then the last increment is written on. When there is nothing yet, a
     * base is made of what is in the store, and the manifest last, so that it never names a file that is not whole.
     *
     * When it is turned on later, changes go to an increment of a temporary name from the instant of the first base on, and both are
     * named by a manifest when that base is whole. Until then, and again after a failure, it waits.
     *
     * What must happen at an instant happens while every shard is held: a change is then either in the base or behind the cut.
     */

    private static final System.Logger LOG = LateLogger.of(AppendOnlyFile.class);
    private static final long DRAIN_LIMIT_NS = TimeUnit.SECONDS.toNanos(60);
    private static final long DRAIN_LOOK_NS = 100_000;

    /** What a {@code BGREWRITEAOF} did. */
    public enum Answer {
        /** The rewrite has begun. */
        STARTED,
        /** It will begin as soon as it can. */
        SCHEDULED,
        /** One is under way. */
        UNDER_WAY,
        /** It cannot be begun; the log tells why. */
        FAILED
    }

    /** Where the files are. */
    public record Place(Path dir, String folder, String name, String process) {}

    /** What the server does when changes become safe, or cannot. */
    public interface Listener {

        /** More changes are safe than before. */
        void progressed();

        /** The process must end. */
        void fatal(String reason);

        /** Runs an action soon while every shard is held, those of one thread in their order. */
        void whileHolding(Runnable action);
    }

    private final Engine engine;
    private final Disk disk;
    private final Snapshots snapshots;
    private final Listener listener;
    private final String process;
    private volatile long position;
    private volatile boolean defersStart;

    /** Prepares; nothing is read or written yet. */
    public AppendOnlyFile(
            Engine engine, Disk disk, Snapshots snapshots, Place place, Listener listener) {
        AofFolder files = new AofFolder(disk, place.dir(), place.folder(), place.name());
        super(files, new AofRewrites(engine.clock(), disk, snapshots, files));
        this.engine = engine;
        this.disk = disk;
        this.snapshots = snapshots;
        this.listener = listener;
        this.process = place.process();
        rewrites.outcome(new Rewritten());
    }

    // ---- at start

    /**
     * Loads what the files hold into the store, which nobody else uses yet, and begins to write
     * changes behind it.
     *
     * @throws IOException when a file is missing, cannot be read, made or opened, or is not sound
     */
    public void start(Execution execution) throws IOException {
        folder.read();
        folder.upgrade();
        replay(execution, false);
        folder.createBase(snapshotBase, target -> holdAndWrite(execution, target));
        Disk.Output increment = folder.openIncrement();
        AofManifest.Part last = folder.manifest().increments().getLast();
        long size = folder.size(last);
        closedBytes = Math.max(0, closedBytes - size);
        folder.dropTemporaryIncrement();
        folder.deleteHistory();
        attach(increment, size);
        state = State.ON;
    }

    private void replay(Execution execution, boolean held) throws IOException {
        AofReplay replay = new AofReplay(engine, disk, snapshots, folder, loadsCut);
        replay.run(execution, held);
        closedBytes = replay.bytes();
        bytesBefore = replay.baseBytes();
    }

    private void holdAndWrite(Execution execution, Path target) throws IOException {
        if (!snapshotBase) {
            disk.create(target).close(); // there are no keys yet
            return;
        }
        try {
            execution.holdingAll(() -> {
                try {
                    snapshots.write(execution, target, true);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    /** Changes go to a file from now on; every shard is held, or nobody uses the store yet. */
    private void attach(Disk.Output file, long size) {
        AofBuffer buffer = new AofBuffer(engine.clock(), position, engine.keyspace().looseMemory());
        buffer.marksTime(marksTime);
        AofWriter writer = new AofWriter(buffer, engine.clock(), file, size, policy, new Events());
        AofLog opened = new AofLog(buffer, writer);
        log = opened;
        engine.effectSinks().add(buffer);
        engine.replyGate(writer);
        writer.start();
    }

    // ---- at run time

    /** Reads the files anew in place of all data, which are gone; every shard is held. */
    @SuppressWarnings("NonAtomicVolatileUpdate") // who holds every shard
    public void reload(Execution execution) throws IOException {
        AofLog present = log;
        if (present != null) {
            drain(present);
        }
        folder.read();
        if (present == null) {
            replay(execution, true);
            return;
        }
        engine.effectSinks().remove(present.buffer());
        try {
            long open = present.writer().size();
            replay(execution, true);
            closedBytes -= open;
        } finally {
            engine.effectSinks().add(present.buffer());
        }
    }

    private void drain(AofLog present) throws IOException {
        long began = engine.clock().nanoTime();
        while (present.writer().written() < present.buffer().end()) {
            present.writer().hurry();
            LockSupport.parkNanos(DRAIN_LOOK_NS);
            if (engine.clock().nanoTime() - began > DRAIN_LIMIT_NS) {
                throw new IOException("the device does not answer");
            }
        }
    }

    /**
     * Turns it on: the file is made in the background.
     *
     * @throws IOException when there can be no file
     */
    public void turnOn() throws IOException {
        if (state != State.OFF) {
            return;
        }
        if (isRewriting() || snapshots.isUnderWay()) {
            warn(
                    "AOF was enabled but there is already another background operation. An AOF"
                            + " background was scheduled to start when possible.");
            rewrites.schedule();
            state = State.WAITING;
            return;
        }
        if (defersStart) {
            warn(
                    "AOF was enabled during a transaction. An AOF background was scheduled to start"
                            + " when possible.");
            rewrites.schedule();
            state = State.WAITING;
            return;
        }
        Disk.Output file = folder.temporaryIncrement();
        state = State.WAITING;
        startSoon(file);
    }

    /** Returns whether its first file is being made, without which it holds nothing. */
    public boolean isBeginning() {
        return state == State.WAITING && isRewriting();
    }

    /** Sets whether to begin later when it is turned on, as this is inside of a transaction. */
    public void defersStart(boolean defers) {
        defersStart = defers;
    }

    private void startSoon(Disk.Output file) {
        starting = true;
        listener.whileHolding(() -> {
            starting = false;
            startFirst(file);
        });
    }

    private void startFirst(Disk.Output file) {
        if (state == State.WAITING && log == null && !snapshots.isUnderWay()) {
            attach(file, 0);
            rewrites.begin(AofRewrite.Tail.TEMPORARY, snapshotBase, process);
            return;
        }
        if (state == State.WAITING) {
            rewrites.schedule();
        }
        closeQuietly(file);
    }

    /** Turns it off; the files stay as they are. */
    public void turnOff() {
        if (state == State.OFF) {
            return;
        }
        boolean temporary = state == State.WAITING;
        state = State.OFF;
        rewrites.unschedule();
        rewrites.cancel(process);
        if (temporary) {
            folder.dropTemporaryIncrement();
        }
        AofLog present = log;
        listener.whileHolding(() -> {
            if (present != null && detach(present)) {
                Thread.ofPlatform().daemon().name("onggi-aof-close").start(() -> close(present));
            }
        });
    }

    /** Changes are not written any more; returns whether they were. */
    @SuppressWarnings({"ReferenceEquality", "NonAtomicVolatileUpdate"}) // that very log
    private synchronized boolean detach(AofLog present) {
        if (log != present) {
            return false;
        }
        log = null;
        engine.effectSinks().remove(present.buffer());
        position = present.buffer().end();
        closedBytes += present.writer().size();
        return true;
    }

    private void close(AofLog closed) {
        info("Calling fsync() on the AOF file.");
        try {
            closed.writer().close();
        } catch (IOException e) {
            warn("The AOF file could not be closed: " + e.getMessage());
        }
        closed.buffer().release();
        engine.settings().writeRefusal(null);
        engine.replyGate(closed.writer(), ReplyGate.OPEN);
        listener.progressed();
    }

    private static void closeQuietly(Disk.Output file) {
        try {
            file.close();
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "an unused file could not be closed", e);
        }
    }

    // ---- rewriting

    /**
     * Rewrites the file; every shard is held.
     *
     * @param now whether it may be begun at this very moment
     */
    public Answer rewrite(boolean now) {
        if (isRewriting()) {
            return Answer.UNDER_WAY;
        }
        if (!now || snapshots.isUnderWay() || state == State.WAITING) {
            rewrites.scheduleByHand();
            return Answer.SCHEDULED;
        }
        try {
            folder.make();
        } catch (IOException e) {
            warn("Can't open or create append-only dir: " + e.getMessage());
            return Answer.FAILED;
        }
        begin();
        return Answer.STARTED;
    }

    /** Begins while every shard is held. */
    private void begin() {
        AofLog present = log;
        if (present == null) {
            rewrites.begin(AofRewrite.Tail.NONE, snapshotBase, process);
            return;
        }
        rewrites.begin(AofRewrite.Tail.NEXT, snapshotBase, process);
        present.buffer().cut();
        present.writer().hurry();
    }

    /** Looks whether it is time to rewrite, some times in a second. This thread holds no shard. */
    public void tick(Execution execution) {
        AofLog present = log;
        if (present != null) {
            present.writer()
                    .pauseSyncs(restsWhileSaving && (isRewriting() || snapshots.isUnderWay()));
        }
        if (starting || !rewrites.isDue(state == State.ON ? bytes() : -1, bytesBefore)) {
            return;
        }
        if (state != State.WAITING) {
            execution.holdingAll(() -> {
                if (!snapshots.isUnderWay() && !isRewriting()) {
                    begin();
                }
            });
            return;
        }
        try {
            startSoon(folder.temporaryIncrement());
        } catch (IOException e) {
            rewrites.couldNotBegin(e.getMessage());
        }
    }

    /** What becomes of a rewrite. Runs on its thread. */
    private final class Rewritten implements AofRewrites.Outcome {

        @Override
        public void rewritten(AofRewrite.Tail tail, long baseBytes) {
            closedBytes = baseBytes;
            bytesBefore = bytes();
            if (tail == AofRewrite.Tail.TEMPORARY && state == State.WAITING) {
                state = State.ON;
            }
        }

        @Override
        public void failed(AofRewrite.Tail tail) {
            AofLog present = log;
            if (tail != AofRewrite.Tail.TEMPORARY || present == null || state != State.WAITING) {
                return;
            }
            if (detach(present)) {
                close(present);
                folder.dropTemporaryIncrement();
                rewrites.schedule();
            }
        }
    }

    /** What the writer tells. */
    private final class Events implements AofWriter.Listener {

        @Override
        public void progressed() {
            listener.progressed();
        }

        @Override
        public void failing(@Nullable String reason) {
            engine.settings()
                    .writeRefusal(
                            reason == null
                                    ? null
                                    : "MISCONF Errors writing to the AOF file: " + reason);
        }

        @Override
        public void fatal(String reason) {
            listener.fatal(reason);
        }

        @Override
        @SuppressWarnings("NonAtomicVolatileUpdate") // nobody else while a rewrite is under way
        public Disk.Output next(long length) throws IOException {
            Disk.Output next = folder.nextIncrement();
            closedBytes += length;
            return next;
        }

        @Override
        public void switched(@Nullable String failure) {
            AofRewrite rewrite = rewrites.present();
            if (rewrite != null) {
                rewrite.switched(failure);
            }
        }
    }

    // ---- the end

    /** Gives up a rewrite, writes and syncs what is left, and ends. */
    public void close() {
        rewrites.stop();
        AofLog present = log;
        if (present != null) {
            close(present);
        }
    }

    private static void info(String text) {
        LOG.log(System.Logger.Level.INFO, text);
    }

    private static void warn(String text) {
        LOG.log(System.Logger.Level.WARNING, text);
    }
}
