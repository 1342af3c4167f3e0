package onggi.server;

import java.util.Map;
import java.util.Set;

/** The end of the process because of a fault, or of what stands for one: what it did is logged. */
final class CrashReport {

    static final int ABORT = 6;
    static final int SEGMENTATION_FAULT = 11;

    /** A process that a signal ended has this status and the signal's number. */
    private static final int STATUS = 128;

    private CrashReport() {}

    /**
     * Logs why an event loop ended, and what the server was at; without memory, less of it. Then
     * the server is ended in order.
     */
    static void loopEnded(Throwable failure, ServerState state, Shutdown shutdown) {
        Log.write(Log.Level.WARNING, "An event loop ended; the server cannot go on.", failure);
        Log.warning("Onggi " + Version.ONGGI + " crashed; it says what it was at.");
        try {
            Log.warning("------ INFO OUTPUT ------\n" + state.info().text(Set.of("everything")));
            Log.warning("------ CLIENT LIST OUTPUT ------\n" + state.net().clientList());
        } catch (RuntimeException | OutOfMemoryError e) {
            Log.write(Log.Level.WARNING, "More cannot be said.", e);
        }
        shutdown.fail();
    }

    /** Logs what all threads do, and ends the process at once, without saving anything. */
    static void crash(int signal) {
        Log.warning("Onggi " + Version.ONGGI + " crashed by signal: " + signal);
        Log.warning("------ STACK TRACE ------");
        for (Map.Entry<Thread, StackTraceElement[]> entry : Thread.getAllStackTraces().entrySet()) {
            StringBuilder text = new StringBuilder(entry.getKey().getName());
            for (StackTraceElement frame : entry.getValue()) {
                text.append("\n    at ").append(frame);
            }
            Log.warning(text.toString());
        }
        Runtime.getRuntime().halt(STATUS + signal);
    }
}
