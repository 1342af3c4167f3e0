package onggi.persistence;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;
import onggi.bytes.LateLogger;
import org.jspecify.annotations.Nullable;

/**
 * Forces what is written to the device, in the order in which it was written: files that have ended
 * before the present one, and close them.
 */
final class AofSyncs {

    private static final System.Logger LOG = LateLogger.of(AofSyncs.class);

    private final Consumer<@Nullable String> wellness;
    private final Deque<Disk.Output> ended = new ArrayDeque<>();

    /** Held while files are synced and closed; who has it may also take the lock of this object. */
    private final Object syncing = new Object();

    private Disk.Output file;
    private volatile long position;
    private volatile boolean busy;
    private volatile boolean failing;
    private volatile boolean paused;

    /**
     * Begins with a file whose content up to a position counts as synced.
     *
     * @param wellness is told why a sync failed, or null when one succeeded after that
     */
    AofSyncs(Disk.Output file, long position, Consumer<@Nullable String> wellness) {
        this.file = file;
        this.position = position;
        this.wellness = wellness;
    }

    /** Returns up to where everything is on the device. */
    long position() {
        return position;
    }

    boolean isBusy() {
        return busy;
    }

    boolean isFailing() {
        return failing;
    }

    boolean isPaused() {
        return paused;
    }

    void pause(boolean pause) {
        paused = pause;
    }

    /** The present file has ended and another goes on. */
    synchronized void next(Disk.Output next) {
        ended.add(file);
        file = next;
    }

    private synchronized Disk.Output present() {
        return file;
    }

    private synchronized Disk.@Nullable Output firstEnded() {
        return ended.peek();
    }

    private synchronized void dropEnded(Disk.Output output) {
        ended.remove(output);
    }

    /**
     * Syncs all files.
     *
     * @param written up to where they are written, at least
     */
    void run(long written) throws IOException {
        synchronized (syncing) {
            Disk.Output present = present();
            for (Disk.Output old = firstEnded(); old != null; old = firstEnded()) {
                old.sync();
                dropEnded(old);
                old.close();
            }
            present.sync();
        }
        advance(written);
    }

    private synchronized void advance(long written) {
        position = Math.max(position, written);
    }

    /** The same, but a failure is told and not thrown. */
    void runAndTell(long written) {
        busy = true;
        try {
            run(written);
            if (failing) {
                failing = false;
                wellness.accept(null);
            }
        } catch (IOException e) {
            String reason = String.valueOf(e.getMessage());
            LOG.log(System.Logger.Level.WARNING, "Fail to fsync the AOF file: " + reason);
            failing = true;
            wellness.accept(reason);
        } finally {
            busy = false;
        }
    }

    /** Syncs at the end what is not synced yet. */
    void last(long written) {
        if (position < written || firstEnded() != null) {
            runAndTell(written);
        }
    }

    /** Closes the present file. */
    void close() throws IOException {
        present().close();
    }
}
