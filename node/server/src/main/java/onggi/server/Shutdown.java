package onggi.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import onggi.engine.Settings;
import onggi.server.config.PersistenceDirectives;

/** The end of the process: what is said, what is removed, and that it happens once. */
final class Shutdown {

    private final Settings settings;
    private final List<Path> leftovers = new ArrayList<>();
    private final AtomicBoolean begun = new AtomicBoolean();

    Shutdown(Settings settings) {
        this.settings = settings;
    }

    /** Adds a file to remove at the end, such as the pid file or the Unix socket. */
    synchronized void removeAtEnd(Path file) {
        leftovers.add(file);
    }

    /**
     * Ends the process with status 0, unless a save was asked for, which there is no means for yet.
     *
     * @return false when the server goes on
     */
    boolean run(String reason, boolean save, boolean force) {
        Log.warning(reason);
        if (save && !force) {
            Log.warning(
                    "Error trying to save the DB, can't exit: saving to disk is not there yet.");
            return false;
        }
        if (begun.compareAndSet(false, true)) {
            finish();
            System.exit(0);
        }
        return true;
    }

    /** Does the same when the Java machine is ending already. */
    void runFromHook(String reason) {
        if (begun.compareAndSet(false, true)) {
            Log.warning(reason);
            finish();
            Runtime.getRuntime().halt(0);
        }
    }

    private void finish() {
        if (!settings.text(PersistenceDirectives.SAVE).isEmpty()) {
            Log.warning("Saving to disk is not there yet: the data ends with this process.");
        }
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
