package onggi.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import onggi.bytes.SystemClock;
import onggi.engine.Execution;
import onggi.engine.Settings;
import onggi.net.EventLoop;
import onggi.persistence.AppendOnlyFile;
import onggi.persistence.BackgroundSaves;
import onggi.persistence.Snapshots;
import onggi.server.config.GeneralDirectives;
import onggi.server.config.PersistenceDirectives;
import org.jspecify.annotations.Nullable;

/** The end of the process: what is said, what is removed, and that it happens once. */
final class Shutdown {

    /** How long the end of a process that failed may take, as what it waits for may be gone too. */
    private static final long LONGEST_END_MS = 5000;

    private final Settings settings;
    private final List<Path> leftovers = new ArrayList<>();
    private final AtomicBoolean begun = new AtomicBoolean();

    /** Whether a signal has asked for the end, and it has not been put into effect. */
    private final AtomicBoolean requested = new AtomicBoolean();

    private volatile @Nullable Snapshots snapshots;
    private volatile @Nullable BackgroundSaves saves;
    private volatile @Nullable AppendOnlyFile changes;
    private volatile @Nullable ShutdownWait wait;
    private volatile Runnable beforeEnd = () -> {};
    private volatile @Nullable Supervision supervision;
    private volatile Runnable stopListening = () -> {};

    Shutdown(Settings settings) {
        this.settings = settings;
    }

    /** Adds a file to remove at the end, such as the pid file or the Unix socket. */
    synchronized void removeAtEnd(Path file) {
        leftovers.add(file);
    }

    /** Sets what ends listening, so that nobody is let in any more. */
    void stopListening(Runnable action) {
        stopListening = action;
    }

    /** Sets who tells whoever supervises the process. */
    void supervision(Supervision told) {
        supervision = told;
    }

    /** Sets what is done at the very end, whatever the reason. */
    void beforeEnd(Runnable action) {
        beforeEnd = action;
    }

    /** Sets what saves the data at the end. */
    void snapshots(Snapshots saved, BackgroundSaves background) {
        snapshots = saved;
        saves = background;
    }

    /** Sets the log, which may keep the server from ending while it is begun. */
    void changes(AppendOnlyFile file) {
        changes = file;
    }

    /** Sets what waits for replicas. */
    void waitsWith(ShutdownWait waiting) {
        wait = waiting;
    }

    // ---- asked for by a signal

    /** Takes note that the end is wanted soon; returns whether it was not yet. */
    boolean request() {
        return requested.compareAndSet(false, true);
    }

    boolean isRequested() {
        return requested.get();
    }

    /** Takes a request back; returns whether there was one. */
    boolean abortRequest() {
        boolean was = requested.compareAndSet(true, false);
        ShutdownWait present = wait;
        if (present != null) {
            was |= present.abort();
        }
        if (was) {
            Log.notice("Shutdown manually aborted.");
        }
        return was;
    }

    /** Ends the process at once with status 1, in the middle of whatever is done. */
    void insist() {
        Log.warning("You insist... exiting now.");
        Snapshots saved = snapshots;
        if (saved != null) {
            saved.removeTemporary();
        }
        begun.set(true);
        Runtime.getRuntime().halt(1);
    }

    // ---- the end

    /** What came of asking for the end. */
    enum Outcome {
        /** The process is ending. */
        ENDS,
        /** It ends as soon as replicas have everything. */
        WAITS,
        /** The server goes on, and the log says why. */
        FAILED
    }

    /**
     * Saves the data if that is wanted, and ends the process with status 0; waits for replicas
     * first unless that is not wanted.
     *
     * @param words of SHUTDOWN, in upper case
     * @param execution of this thread, which holds every shard
     */
    Outcome run(String reason, Set<String> words, Execution execution) {
        ShutdownWait waiting = wait;
        boolean now = words.contains("NOW");
        if (!now && waiting != null && waiting.isOn()) {
            return Outcome.WAITS;
        }
        Log.warning(reason);
        if (!now && waiting != null && waits(waiting, words)) {
            return Outcome.WAITS;
        }
        return end(words, execution) ? Outcome.ENDS : Outcome.FAILED;
    }

    private boolean waits(ShutdownWait waiting, Set<String> words) {
        long seconds = settings.number(GeneralDirectives.SHUTDOWN_TIMEOUT);
        return waiting.begin(SystemClock.INSTANCE.nowMs(), seconds, words, this::endAfterWait);
    }

    private void endAfterWait(Set<String> words) {
        ShutdownWait waited = wait;
        if (waited != null && !end(words, waited.execution())) {
            requested.set(false);
            waited.abort();
            Log.warning(
                    "Errors trying to shut down the server. Check the logs for more information.");
        }
    }

    /** Returns what waits for replicas. */
    @Nullable ShutdownWait waiting() {
        return wait;
    }

    private boolean end(Set<String> words, Execution execution) {
        ShutdownWait waited = wait;
        if (waited != null) {
            waited.tell(SystemClock.INSTANCE.nowMs());
        }
        boolean force = words.contains("FORCE");
        AppendOnlyFile log = changes;
        if (log != null && log.isBeginning()) {
            Log.warning(
                    force
                            ? "Writing initial AOF. Exit anyway."
                            : "Writing initial AOF, can't exit.");
            if (!force) {
                return false;
            }
        }
        boolean saves = words.contains("SAVE") || (hasSavePoints() && !words.contains("NOSAVE"));
        if (saves && !save(execution) && !force) {
            return false;
        }
        if (begun.compareAndSet(false, true)) {
            finish();
            System.exit(0);
        }
        return true;
    }

    /** Does the same when the Java machine is ending already, whatever comes of the saving. */
    void runFromHook(String reason, EventLoop loop) {
        if (begun.compareAndSet(false, true)) {
            Log.warning(reason);
            if (hasSavePoints()) {
                saveOn(loop);
            }
            finish();
            Runtime.getRuntime().halt(0);
        }
    }

    /** Ends the process with status 1, without saving what is not there as a whole. */
    void abort(String reason) {
        Log.warning(reason);
        begun.set(true);
        System.exit(1);
    }

    /**
     * Ends the process with status 1 because it cannot go on: nobody is let in any more, what was
     * acknowledged is written, and nothing is saved, as the data may be in the middle of a change.
     */
    void fail() {
        begun.set(true);
        Thread ending = new Thread(this::finish, "onggi-end");
        ending.setDaemon(true);
        ending.start();
        try {
            ending.join(LONGEST_END_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Runtime.getRuntime().halt(1);
    }

    private boolean hasSavePoints() {
        return !settings.text(PersistenceDirectives.SAVE).isEmpty();
    }

    private void saveOn(EventLoop loop) {
        CountDownLatch saved = new CountDownLatch(1);
        Execution execution = loop.execution();
        loop.post(() -> {
            execution.holdingAll(() -> save(execution));
            saved.countDown();
        });
        try {
            saved.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean save(Execution execution) {
        Snapshots saved = snapshots;
        if (saved == null || saved.loading().isRunning()) {
            return true;
        }
        stopSaving();
        Log.notice("Saving the final RDB snapshot before exiting.");
        try {
            saved.save(execution);
            return true;
        } catch (IOException e) {
            Log.warning("Error trying to save the DB, can't exit.");
            return false;
        }
    }

    /** A save in the background would only come later than the last one. */
    private void stopSaving() {
        BackgroundSaves background = saves;
        if (background != null) {
            background.stop();
        }
    }

    private void finish() {
        Supervision told = supervision;
        if (told != null) {
            told.stopping();
        }
        stopSaving();
        beforeEnd.run();
        stopListening.run();
        synchronized (this) {
            for (Path file : leftovers) {
                remove(file);
            }
        }
        Log.warning("Onggi is now ready to exit, bye bye...");
    }

    private static void remove(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            Log.warning("Can't remove " + file + ": " + e.getMessage());
        }
    }
}
