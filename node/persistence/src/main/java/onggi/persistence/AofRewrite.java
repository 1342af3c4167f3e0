package onggi.persistence;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import onggi.bytes.LateLogger;
import org.jspecify.annotations.Nullable;

/**
 * One rewrite of the append-only file: a new base as of an instant, and the files that it replaces.
 */
final class AofRewrite {

    /*
     * Two things have to happen, in any order: a snapshot is written, and what was changed after its instant goes to another file than
     * what was changed before. Then the base takes the place of all files before that other one. A thread of the rewrite's own waits for
     * both, so neither the writer nor the snapshot waits for the names of files.
     */

    private static final System.Logger LOG = LateLogger.of(AofRewrite.class);
    private static final String WELL = "";

    /** What the rewritten file goes on with. */
    enum Tail {
        /** Nothing: no changes are written. */
        NONE,
        /** The next increment. */
        NEXT,
        /** An increment that has its temporary name yet. */
        TEMPORARY
    }

    /** Who is told of the end. */
    interface Listener {

        /** The new base is in place and so long. */
        void rewritten(AofRewrite rewrite, long baseBytes);

        /** All files are as they were. */
        void failed(AofRewrite rewrite, String reason);
    }

    private final AofFolder folder;
    private final Tail tail;
    private final boolean snapshotBase;
    private final String head;
    private final Path written;
    private final long beganMs;
    private final Listener listener;
    private volatile @Nullable SnapshotRun snapshot;
    private final CompletableFuture<String> saved = new CompletableFuture<>();
    private final CompletableFuture<String> switched = new CompletableFuture<>();
    private final Thread thread = new Thread(this::run, "onggi-aof-rewrite");

    /**
     * Prepares.
     *
     * @param snapshotBase whether the base is a snapshot, and not commands made of one
     * @param head what stands before commands
     * @param written where the snapshot is once it is written
     */
    AofRewrite(
            AofFolder folder,
            Tail tail,
            boolean snapshotBase,
            String head,
            Path written,
            long nowMs,
            Listener listener) {
        this.folder = folder;
        this.tail = tail;
        this.snapshotBase = snapshotBase;
        this.head = head;
        this.written = written;
        this.beganMs = nowMs;
        this.listener = listener;
        if (tail != Tail.NEXT) {
            switched.complete(WELL);
        }
        thread.setDaemon(true);
    }

    /** Goes on with the snapshot that becomes the base. */
    void begin(SnapshotRun run) {
        snapshot = run;
        thread.start();
    }

    Tail tail() {
        return tail;
    }

    boolean isSnapshotBase() {
        return snapshotBase;
    }

    long beganMs() {
        return beganMs;
    }

    /** The base is written, or could not be. */
    void saved(@Nullable String failure) {
        saved.complete(failure == null ? WELL : failure);
    }

    /** Changes go to the next file, or could not. */
    void switched(@Nullable String failure) {
        switched.complete(failure == null ? WELL : failure);
        if (failure != null) {
            cancelSnapshot();
        }
    }

    /** Gives it up; it ends soon. */
    void cancel(String reason) {
        switched.complete(reason);
        cancelSnapshot();
        saved.complete(reason);
    }

    private void cancelSnapshot() {
        SnapshotRun run = snapshot;
        if (run != null) {
            run.cancel();
        }
    }

    /** Waits for the end, which is near. */
    void await(long mostMs) {
        try {
            thread.join(mostMs);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        String first = switched.join();
        String second = saved.join();
        String failure = first.isEmpty() ? second : first;
        if (failure.isEmpty()) {
            try {
                listener.rewritten(this, finish());
                return;
            } catch (IOException | RuntimeException e) {
                failure = String.valueOf(e.getMessage());
            }
        }
        folder.drop(written);
        listener.failed(this, failure);
    }

    private long finish() throws IOException {
        if (!snapshotBase) {
            folder.makeCommands(written, head);
        }
        LOG.log(System.Logger.Level.INFO, "Background AOF rewrite terminated with success");
        AofManifest.Part base =
                folder.replaceBase(
                        written, snapshotBase, tail == Tail.NONE ? 0 : 1, tail == Tail.TEMPORARY);
        long bytes = folder.size(base);
        LOG.log(System.Logger.Level.INFO, "Background AOF rewrite finished successfully");
        return bytes;
    }
}
