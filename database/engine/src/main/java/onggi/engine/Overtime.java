package onggi.engine;

import java.util.ArrayList;
import java.util.List;

/**
 * The scripts that run longer than others are made to wait for them without a word. Thread-safe.
 */
public final class Overtime {

    private static final CommandError NONE = CommandError.of("BUSY");

    private final List<CommandError> errors = new ArrayList<>(0);
    private volatile CommandError error = NONE;
    private volatile boolean any;

    /** A script is over its time; the error is what others are answered meanwhile. */
    public synchronized void begin(CommandError answer) {
        errors.add(answer);
        error = answer;
        any = true;
    }

    /** A script that was over its time has ended. */
    public synchronized void end(CommandError answer) {
        errors.remove(answer);
        any = !errors.isEmpty();
        error = any ? errors.getLast() : NONE;
    }

    /** Returns whether there is one. */
    public boolean any() {
        return any;
    }

    /** Returns what those are answered who would have to wait. */
    public CommandError error() {
        return error;
    }
}
