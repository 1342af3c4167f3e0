package onggi.persistence;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
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
     * After an error under "always" the process ends, since it could neither keep its promise nor take back what was done. Otherwise
     * writes are refused and replies let through; the file is cut back to its last whole batch and the batch tried again each second.
     */

    private static final System.Logger LOG = System.getLogger(AofWriter.class.getName());
    private static final String SYNC_FAILED = "Fail to fsync the AOF file: ";
    private static final long SECOND_NS = 1_000_000_000;
    private static final long CLOSE_LIMIT_SECONDS = 60;

    /** What the writer tells others. */
    interface Listener {

        /** More is safe than before. */
        void progressed();

        /** Changes are refused for this reason from now on, or not any more for null. */
        void failing(@Nullable String reason);

        /** The process must end. */
        void fatal(String reason);
    }

    private final AofBuffer buffer;
    private final Disk.Output file;
    private final Listener listener;
    private final AofBuffer.Batch batch = new AofBuffer.Batch();
    private final Thread writing = new Thread(this::write, "onggi-aof");
    private final Thread syncing = new Thread(this::syncEachSecond, "onggi-aof-sync");
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile FsyncPolicy policy;
    private volatile long written;
    private volatile long synced;
    private volatile long size;
    private volatile boolean idle;
    private volatile boolean failing;
    private volatile boolean syncFails;
    private volatile boolean syncBusy;
    private volatile boolean stopping;

    AofWriter(
            AofBuffer buffer, Disk.Output file, long size, FsyncPolicy policy, Listener listener) {
        this.buffer = buffer;
        this.file = file;
        this.size = size;
        this.policy = policy;
        this.listener = listener;
        this.written = buffer.end();
        this.synced = written;
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

    /** Returns how long the file is. */
    long size() {
        return size;
    }

    /** Returns whether the last write or sync succeeded. */
    boolean isWell() {
        return !failing && !syncFails;
    }

    boolean isSyncing() {
        return syncBusy;
    }

    // ---- the gate

    @Override
    public long end() {
        return buffer.end();
    }

    @Override
    public long safe() {
        if (policy == FsyncPolicy.ALWAYS) {
            return synced;
        }
        return failing ? Long.MAX_VALUE : written;
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
            ended.countDown();
        }
    }

    private boolean step() {
        if (buffer.take(batch)) {
            return writeBatch();
        }
        if (policy == FsyncPolicy.ALWAYS && synced < written) {
            return sync();
        }
        if (stopping) {
            if (synced < written) {
                sync();
            }
            return false;
        }
        idle = true;
        if (buffer.waiting() == 0 && !stopping) {
            LockSupport.parkNanos(this, SECOND_NS);
        }
        idle = false;
        return true;
    }

    private boolean writeBatch() {
        while (true) {
            try {
                if (failing) {
                    file.truncate(size);
                }
                file.write(batch.bytes, 0, batch.length);
                break;
            } catch (IOException e) {
                if (!failed(e)) {
                    return false;
                }
            }
        }
        long length = size;
        size = length + batch.length;
        written = batch.end;
        if (failing) {
            failing = false;
            LOG.log(
                    System.Logger.Level.WARNING,
                    "AOF write error looks solved. The server can write again.");
            tellWellness(null);
        }
        if (policy == FsyncPolicy.ALWAYS) {
            return sync();
        }
        listener.progressed();
        return true;
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

    /** Syncs what is written. */
    private boolean sync() {
        long position = written;
        try {
            file.sync();
        } catch (IOException e) {
            if (policy == FsyncPolicy.ALWAYS) {
                listener.fatal(
                        "Can't persist AOF for fsync error when the AOF fsync policy is 'always': "
                                + e.getMessage()
                                + ". Exiting...");
            } else {
                LOG.log(System.Logger.Level.WARNING, SYNC_FAILED + e.getMessage());
            }
            return false;
        }
        synced(position);
        listener.progressed();
        return true;
    }

    private synchronized void synced(long position) {
        synced = Math.max(synced, position);
    }

    // ---- the syncing thread

    private void syncEachSecond() {
        while (!stopping) {
            LockSupport.parkNanos(this, SECOND_NS);
            if (policy == FsyncPolicy.EVERYSEC && synced < written && !stopping) {
                syncNow();
            }
        }
    }

    private void syncNow() {
        long position = written;
        syncBusy = true;
        try {
            file.sync();
            synced(position);
            if (syncFails) {
                syncFails = false;
                tellWellness(null);
            }
        } catch (IOException e) {
            String reason = String.valueOf(e.getMessage());
            LOG.log(System.Logger.Level.WARNING, SYNC_FAILED + reason);
            syncFails = true;
            tellWellness(reason);
        } finally {
            syncBusy = false;
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
        file.close();
    }
}
