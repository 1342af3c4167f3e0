package onggi.persistence;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import onggi.bytes.Clock;
import onggi.bytes.LateLogger;
import onggi.engine.ReplyGate;
import org.jspecify.annotations.Nullable;

/** Carries changes from the buffer to the file, on threads of its own. */
final class AofWriter implements ReplyGate {

    /*
     * One thread writes. It takes all that has gathered while it was busy, so however many connections wait, one write, and under
     * "always" one sync, is enough for all of them. Replies wait until what they tell of is written (no, everysec) or synced
     * (always): see ReplyGate. A second thread syncs each second under "everysec", so that a slow device does not keep the first
     * from writing.
     *
     * A device that is slow to sync may keep a write waiting too. Under "everysec" replies then go after a moment without it, as those of
     * Redis do, which does not even try to write meanwhile; after two seconds they wait for it.
     *
     * When the file is to be rewritten the buffer is cut at the instant of the new base. The writing thread ends the old file there and
     * goes on in the next one; what could not be synced yet is left to whoever syncs next. When there can be no next file it goes on in
     * the old one.
     *
     * After an error under "always" the process ends, since it could neither keep its promise nor take back what was done. Otherwise
     * writes are refused and replies let through; the file is cut back to its last whole batch and the batch tried again each second.
     */

    private static final System.Logger LOG = LateLogger.of(AofWriter.class);
    private static final long SECOND_NS = 1_000_000_000;
    private static final long NS_PER_US = 1000;
    private static final long CLOSE_LIMIT_SECONDS = 60;

    /** How often to look whether enough has gathered for a sync. */
    private static final long LOOK_NS = 20_000;

    /** How long replies wait for a write while a sync runs. */
    private static final long PATIENCE_NS = 50_000_000;

    /** From when on they wait for it all the same. */
    private static final long LONGEST_DELAY_NS = 2 * SECOND_NS;

    /** What the writer tells others. */
    interface Listener {

        /** More is safe than before. */
        void progressed();

        /** Changes are refused for this reason from now on, or not any more for null. */
        void failing(@Nullable String reason);

        /** The process must end. */
        void fatal(String reason);

        /** Returns the next file; the one before holds all it ever will, of so many bytes. */
        Disk.Output next(long length) throws IOException;

        /** The writer goes on in the next file, or for a reason in the one before. */
        void switched(@Nullable String failure);
    }

    private final AofBuffer buffer;
    private final Clock clock;
    private final Listener listener;
    private final AofSyncs syncs;
    private final AofBuffer.Batch batch = new AofBuffer.Batch();
    private final AofGathering gathering = new AofGathering();
    private final Thread writing = new Thread(this::write, "onggi-aof");
    private final Thread syncing = new Thread(this::syncEachSecond, "onggi-aof-sync");
    private final CountDownLatch ended = new CountDownLatch(1);
    private Disk.Output file;
    private volatile FsyncPolicy policy;
    private volatile long written;
    private volatile long size;
    private volatile long writeBeganNs;
    private volatile long delayed;
    private volatile long writeDelayUs;
    private volatile boolean idle;
    private volatile boolean failing;
    private volatile boolean stopping;

    AofWriter(
            AofBuffer buffer,
            Clock clock,
            Disk.Output file,
            long size,
            FsyncPolicy policy,
            Listener listener) {
        this.buffer = buffer;
        this.clock = clock;
        this.file = file;
        this.size = size;
        this.policy = policy;
        this.listener = listener;
        this.written = buffer.end();
        this.syncs = new AofSyncs(file, written, this::tellWellness);
        writing.setDaemon(true);
        syncing.setDaemon(true);
    }

    void start() {
        writing.start();
        syncing.start();
    }

    void policy(FsyncPolicy value) {
        policy = value;
        LockSupport.unpark(writing);
    }

    /** Sets how long to wait before each write, for tests ({@code DEBUG AOF-FLUSH-SLEEP}). */
    void writeDelayUs(long delay) {
        writeDelayUs = delay;
    }

    /** Sets whether nothing is synced for the time being. */
    void pauseSyncs(boolean pause) {
        syncs.pause(pause);
        LockSupport.unpark(writing);
    }

    /** Returns up to where changes are written. */
    long written() {
        return written;
    }

    /** Returns how long the present file is. */
    long size() {
        return size;
    }

    /** Returns whether the last write and the last sync succeeded. */
    boolean isWell() {
        return !failing && !syncs.isFailing();
    }

    boolean isSyncing() {
        return syncs.isBusy();
    }

    /** Returns how often a write had to wait for a sync for two seconds. */
    long delayed() {
        return delayed;
    }

    // ---- the gate

    @Override
    public long end() {
        return buffer.end();
    }

    @Override
    public long synced() {
        return syncs.position();
    }

    @Override
    public long safe() {
        if (syncsAlways()) {
            return syncs.position();
        }
        return failing || (syncs.isBusy() && isStalled()) ? Long.MAX_VALUE : written;
    }

    private boolean isStalled() {
        long began = writeBeganNs;
        if (began == 0 || policy != FsyncPolicy.EVERYSEC) {
            return false;
        }
        long ns = clock.nanoTime() - began;
        return ns > PATIENCE_NS && ns < LONGEST_DELAY_NS;
    }

    @Override
    public void hurry() {
        if (idle) {
            LockSupport.unpark(writing);
        }
    }

    // ---- the writing thread

    private void write() {
        try {
            while (step()) {
                // goes on
            }
        } catch (RuntimeException | OutOfMemoryError e) {
            LOG.log(System.Logger.Level.ERROR, "the append-only file cannot go on", e);
            listener.fatal("The append-only file cannot go on: " + e);
        } finally {
            batch.release();
            ended.countDown();
        }
    }

    private boolean step() {
        if (syncsAlways() && buffer.hasWork()) {
            gather();
        }
        if (buffer.take(batch)) {
            return writeBatch() && syncIfAlways();
        }
        if (syncsAlways() && syncs.position() < written) {
            return syncIfAlways();
        }
        if (stopping) {
            syncs.last(written);
            return false;
        }
        idle = true;
        if (!buffer.hasWork() && !stopping) {
            LockSupport.parkNanos(this, SECOND_NS);
        }
        idle = false;
        return true;
    }

    private boolean syncsAlways() {
        return policy == FsyncPolicy.ALWAYS && !syncs.isPaused();
    }

    /**
     * Waits a little for those who are about to send, so that the next sync is for them as well.
     */
    private void gather() {
        long mostNs = gathering.mostNs();
        if (mostNs == 0) {
            return;
        }
        long deadline = clock.nanoTime() + mostNs;
        while (buffer.waiting() < gathering.enoughBytes()
                && !stopping
                && clock.nanoTime() - deadline < 0) {
            LockSupport.parkNanos(this, LOOK_NS);
        }
    }

    private boolean writeBatch() {
        int from = 0;
        if (batch.cut != AofBuffer.NO_CUT) {
            from = batch.cut;
            if (!write(0, from, batch.endAtCut)) {
                return false;
            }
            goOnInNext();
        }
        return write(from, batch.length, batch.end);
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // this thread alone changes the size
    private boolean write(int from, int to, long end) {
        while (from < to) {
            try {
                if (failing) {
                    file.truncate(size);
                }
                if (writeDelayUs > 0) {
                    LockSupport.parkNanos(this, writeDelayUs * NS_PER_US);
                }
                writeBeganNs = Math.max(1, clock.nanoTime());
                batch.write(file, from, to);
                break;
            } catch (IOException e) {
                if (!failed(e)) {
                    return false;
                }
            }
        }
        wrote();
        size += to - from;
        written = end;
        if (failing && from < to) {
            failing = false;
            LOG.log(
                    System.Logger.Level.WARNING,
                    "AOF write error looks solved. The server can write again.");
            tellWellness(null);
        }
        if (!syncsAlways()) {
            listener.progressed();
        }
        return true;
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // this thread alone counts
    private void wrote() {
        long began = writeBeganNs;
        if (began != 0
                && policy == FsyncPolicy.EVERYSEC
                && clock.nanoTime() - began >= LONGEST_DELAY_NS) {
            delayed++;
            LOG.log(
                    System.Logger.Level.INFO,
                    "Asynchronous AOF fsync is taking too long (disk is busy?). Writing the AOF"
                            + " buffer without waiting for fsync to complete, this may slow down"
                            + " the server.");
        }
        writeBeganNs = 0;
    }

    private void goOnInNext() {
        try {
            Disk.Output next = listener.next(size);
            syncs.next(next);
            file = next;
            size = 0;
            listener.switched(null);
        } catch (IOException e) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "Can't go on in another append-only file: " + e.getMessage());
            listener.switched(String.valueOf(e.getMessage()));
        }
    }

    /** Notes an error of writing; returns whether to try again. */
    private boolean failed(IOException e) {
        String reason = String.valueOf(e.getMessage());
        LOG.log(System.Logger.Level.WARNING, "Error writing to the AOF file: " + reason);
        if (policy == FsyncPolicy.ALWAYS) {
            listener.fatal(
                    "Can't recover from AOF write error when the AOF fsync policy is 'always'."
                            + " Exiting...");
            return false;
        }
        if (stopping) {
            return false;
        }
        failing = true;
        tellWellness(reason);
        listener.progressed();
        LockSupport.parkNanos(this, SECOND_NS);
        return true;
    }

    private void tellWellness(@Nullable String reason) {
        if (reason != null || isWell()) {
            listener.failing(reason);
        }
    }

    private boolean syncIfAlways() {
        if (!syncsAlways()) {
            return true;
        }
        try {
            long began = clock.nanoTime();
            syncs.run(written);
            gathering.synced(clock.nanoTime() - began, batch.length, buffer.waiting());
        } catch (IOException e) {
            listener.fatal(
                    "Can't persist AOF for fsync error when the AOF fsync policy is 'always': "
                            + e.getMessage()
                            + ". Exiting...");
            return false;
        }
        listener.progressed();
        return true;
    }

    // ---- the syncing thread

    private void syncEachSecond() {
        while (!stopping) {
            LockSupport.parkNanos(this, SECOND_NS);
            if (policy == FsyncPolicy.EVERYSEC
                    && !syncs.isPaused()
                    && syncs.position() < written
                    && !stopping) {
                syncs.runAndTell(written);
                listener.progressed();
            }
        }
    }

    /** Writes and syncs the rest and ends. */
    void close() throws IOException {
        stopping = true;
        LockSupport.unpark(writing);
        LockSupport.unpark(syncing);
        try {
            if (!ended.await(CLOSE_LIMIT_SECONDS, TimeUnit.SECONDS)) {
                throw new IOException("the device does not answer");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        syncs.close();
        listener.progressed();
    }
}
