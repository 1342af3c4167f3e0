package onggi.scripting;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import onggi.engine.Call;
import onggi.engine.CommandError;
import onggi.engine.RoleRules;
import onggi.engine.ScriptCalls;
import onggi.lua.ScriptStopped;
import org.jspecify.annotations.Nullable;

/** One script or function that runs: what it may do, what it has done. */
final class ScriptRun {

    private static final CommandError ON_REPLICA =
            CommandError.of("READONLY Can not run script with write flag on readonly replica");
    private static final CommandError STALE =
            CommandError.of(
                    "MASTERDOWN Link with MASTER is down, replica-serve-stale-data is set to 'no'"
                            + " and 'allow-stale' flag is not set on the script.");

    static final CommandError BUSY_SCRIPT =
            CommandError.of(
                    "BUSY Redis is busy running a script. You can only call SCRIPT KILL or SHUTDOWN"
                            + " NOSAVE.");
    static final CommandError BUSY_FUNCTION =
            CommandError.of(
                    "BUSY Redis is busy running a script. You can only call FUNCTION KILL or"
                            + " SHUTDOWN NOSAVE.");

    private static final String UNSAVED_SNAPSHOT =
            "MISCONF Redis is configured to save RDB snapshots, but it's currently unable to"
                    + " persist to disk. Writable scripts are blocked. Use 'no-writes' flag for read"
                    + " only scripts.";
    private static final String UNSAVED_CHANGES =
            "MISCONF Redis is configured to persist data to AOF, but it's currently unable to"
                    + " persist to disk. Writable scripts are blocked. Use 'no-writes' flag for read"
                    + " only scripts. AOF error: ";

    private static final String KILLED = "Script killed by user with SCRIPT KILL...";

    private final Call call;
    private final String name;
    private final boolean function;
    private final boolean readOnly;
    private final boolean allowsOom;
    private final boolean startedOom;
    private final long startNs;
    private int protocol = 2;
    private volatile boolean dirty;
    private volatile List<byte[]> words = List.of();
    private volatile boolean overtime;
    private final @Nullable UndoRecord undo;
    private Runnable killer = () -> {};
    private boolean killed;

    private ScriptRun(Call call, String name, boolean function, int flags, boolean readOnlyCall) {
        Scripting scripting = Scripting.of(call);
        boolean silent = (flags & ScriptFlags.SILENT) != 0;
        this.call = call;
        this.name = name;
        this.function = function;
        this.readOnly = readOnlyCall || (!silent && (flags & ScriptFlags.NO_WRITES) != 0);
        this.allowsOom = !silent && (flags & ScriptFlags.ALLOW_OOM) != 0;
        this.startedOom =
                call.engine().isOutOfMemory() && !call.execution().evictor().isUnfinished();
        this.undo = scripting.undoes() ? new UndoRecord(scripting.undoLimitBytes()) : null;
        this.startNs = call.engine().clock().nanoTime();
    }

    /**
     * Prepares a run.
     *
     * @param name the SHA1 of a script, the name of a function
     * @param readOnlyCall whether the command is one of those that change nothing
     * @throws onggi.engine.CommandException when it may not run now
     */
    static ScriptRun of(Call call, String name, boolean function, int flags, boolean readOnlyCall) {
        ScriptRun run = new ScriptRun(call, name, function, flags, readOnlyCall);
        if ((flags & ScriptFlags.SILENT) == 0) {
            run.admit(flags, readOnlyCall);
        }
        return run;
    }

    private void admit(int flags, boolean readOnlyCall) {
        boolean writes = (flags & ScriptFlags.NO_WRITES) == 0;
        RoleRules role = call.engine().settings().role();
        if (role.isStale() && (flags & ScriptFlags.ALLOW_STALE) == 0) {
            throw STALE.raise();
        }
        if (writes && role.isReadOnly()) {
            throw ON_REPLICA.raise();
        }
        if (writes && role.writeRefusal() != null) {
            throw RoleRules.TOO_FEW.raise();
        }
        if (writes && !role.isReplica() && call.engine().settings().writeRefusal() != null) {
            throw CommandError.of(unsaved()).raise();
        }
        if (writes && readOnlyCall) {
            throw CommandError.of(
                            "ERR Can not execute a script with write flag using *_ro command.")
                    .raise();
        }
        if (writes && startedOom && !allowsOom) {
            throw CommandError.OUT_OF_MEMORY.raise();
        }
    }

    private String unsaved() {
        String refusal = String.valueOf(call.engine().settings().writeRefusal());
        int reason = refusal.indexOf("AOF file: ");
        return reason < 0
                ? UNSAVED_SNAPSHOT
                : UNSAVED_CHANGES + refusal.substring(reason + "AOF file: ".length());
    }

    /** The call of the command that runs it. */
    Call call() {
        return call;
    }

    /** The SHA1 of a script, the name of a function. */
    String name() {
        return name;
    }

    boolean isFunction() {
        return function;
    }

    boolean isReadOnly() {
        return readOnly;
    }

    /** Whether a command that needs memory is refused, as nothing was changed so far. */
    boolean refusesMemory() {
        return startedOom && !allowsOom && !dirty;
    }

    /** The clock when it began. */
    long startNs() {
        return startNs;
    }

    /** The protocol in which commands reply to it, 2 or 3. */
    int protocol() {
        return protocol;
    }

    void protocol(int version) {
        protocol = version;
    }

    /** Whether it ran a command that may change data. */
    boolean isDirty() {
        return dirty;
    }

    /**
     * The bound command may change data.
     *
     * @throws ScriptStopped when the script was killed, so that it changes nothing more
     */
    void beforeWrite(ScriptCalls calls) {
        if (undo != null) {
            undo.before(calls);
        } else if (dirty) {
            return; // nobody can kill it any more
        }
        synchronized (this) {
            if (killed) {
                throw new ScriptStopped(KILLED);
            }
            dirty = true;
        }
    }

    /** Whether it can be ended, as it changed nothing or can be undone; from any thread. */
    boolean isKillable() {
        return !dirty || (undo != null && undo.isComplete());
    }

    /** What it changed, if it was killed and changed anything. */
    synchronized @Nullable UndoRecord toUndo() {
        return killed && dirty ? undo : null;
    }

    /** Whether it is over its time. */
    boolean isOvertime() {
        return overtime;
    }

    /** It is over its time from now on; on its thread. */
    void overtime() {
        List<byte[]> copies = new ArrayList<>();
        for (int i = 0; i < call.argc(); i++) {
            copies.add(call.copy(i));
        }
        words = copies;
        overtime = true;
    }

    /** The command that runs it, once it is over its time. */
    List<byte[]> words() {
        return words;
    }

    /** Sets what ends it. */
    synchronized void killedBy(Consumer<String> end) {
        killer = () -> end.accept(KILLED);
    }

    /** Ends it, soon, unless it can not be ended any more; from any thread. */
    synchronized boolean kill() {
        if (isKillable()) {
            killed = true;
            killer.run();
        }
        return killed;
    }

    /** What others are answered while it is over its time. */
    CommandError busyError() {
        return function ? BUSY_FUNCTION : BUSY_SCRIPT;
    }
}
