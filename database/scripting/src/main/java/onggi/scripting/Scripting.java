package onggi.scripting;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import onggi.bytes.LateLogger;
import onggi.engine.Call;
import onggi.engine.Command;
import onggi.engine.CommandError;
import onggi.engine.CommandException;
import onggi.engine.CommandFamily;
import onggi.engine.Engine;
import onggi.engine.Execution;
import onggi.engine.SettingException;
import onggi.lua.LuaString;
import org.jspecify.annotations.Nullable;

/** All there is of scripts and functions in one store. Thread-safe. */
public final class Scripting {

    private static final System.Logger LOG = LateLogger.of(Scripting.class);
    private static final CommandError NOT_BUSY =
            CommandError.of("NOTBUSY No scripts in execution right now.");
    private static final CommandError UNKILLABLE =
            CommandError.of(
                    "UNKILLABLE Sorry the script already executed write commands against the"
                            + " dataset. You can either wait the script termination or kill the server"
                            + " in a hard way using the SHUTDOWN NOSAVE command.");

    private static final long DEFAULT_THRESHOLD_MS = 5000;

    private static final HeapShare MEMORY = new HeapShare(512L << 20, 3);
    private static final HeapShare UNDO = new HeapShare(64L << 20, 1);

    private final Engine engine;
    private final String version;
    private final ScriptCache scripts = new ScriptCache();
    private final Map<Execution, ScriptWorld> worlds = new ConcurrentHashMap<>();
    private final List<ScriptWorld> all = new CopyOnWriteArrayList<>();
    private final AtomicInteger generation = new AtomicInteger();
    private final Watch watch;
    private volatile Libraries libraries = new Libraries();
    private volatile int loadedChanges;
    private volatile boolean denies = true;
    private volatile long busyThresholdMs = DEFAULT_THRESHOLD_MS;
    private volatile long memoryLimitBytes = MEMORY.usual();
    private volatile boolean undoes;
    private volatile long undoLimitBytes = UNDO.usual();

    /**
     * Creates the room of a store, to be attached to it.
     *
     * @param version what scripts are told the version of Redis is
     */
    public Scripting(Engine engine, String version) {
        this.engine = engine;
        this.version = version;
        this.watch = new Watch(this);
    }

    /** Returns the families of commands of this module. */
    public static List<CommandFamily> families() {
        return List.of(
                EvalCommands.family(),
                ScriptCommands.family(),
                FunctionCommands.family(),
                FcallCommands.family());
    }

    static Scripting of(Call call) {
        return call.engine().room(Scripting.class);
    }

    /**
     * Sets after how many milliseconds a script counts as too long ({@code busy-reply-threshold});
     * 0 or less for never.
     */
    public void busyThresholdMs(long ms) {
        busyThresholdMs = ms;
    }

    long busyThresholdMs() {
        return busyThresholdMs;
    }

    /**
     * Sets whether scripts are denied what is not for scripts ({@code DEBUG
     * SET-DISABLE-DENY-SCRIPTS}).
     */
    public void denies(boolean denies) {
        this.denies = denies;
    }

    boolean denies() {
        return denies;
    }

    Engine engine() {
        return engine;
    }

    String version() {
        return version;
    }

    /**
     * Sets how much memory the values of one state of Lua may take ({@code lua-memory-limit}); each
     * event loop has one for scripts and one for functions.
     *
     * @throws SettingException when the heap cannot hold that
     */
    public void memoryLimitBytes(long bytes) throws SettingException {
        memoryLimitBytes = MEMORY.of(bytes);
    }

    long memoryLimitBytes() {
        return memoryLimitBytes;
    }

    /** Sets whether scripts that are killed are undone ({@code lua-kill-undo}). */
    public void undoes(boolean undoes) {
        this.undoes = undoes;
    }

    boolean undoes() {
        return undoes && isCalledThat("del") && isCalledThat("restore");
    }

    /** Whether a command that undoing takes has kept its name ({@code rename-command}). */
    private boolean isCalledThat(String name) {
        Command command = engine.commands().named(name);
        return command != null && command.wireName().equals(name);
    }

    /**
     * Sets how much memory it may take to undo a script ({@code lua-kill-undo-limit}).
     *
     * @throws SettingException when the heap cannot hold that
     */
    public void undoLimitBytes(long bytes) throws SettingException {
        undoLimitBytes = UNDO.of(bytes);
    }

    long undoLimitBytes() {
        return undoLimitBytes;
    }

    ScriptCache scripts() {
        return scripts;
    }

    /** Forgets all scripts, and what they left in the worlds they ran in. */
    void flushScripts() {
        scripts.clear();
        generation.incrementAndGet();
    }

    /**
     * The libraries of functions. What a snapshot brought is loaded first, on the thread of an
     * execution.
     */
    Libraries libraries(Execution execution) {
        if (loadedChanges != engine.libraries().changes()) {
            loadTexts(execution);
        }
        return libraries;
    }

    /** The libraries of functions that are loaded. */
    Libraries libraries() {
        return libraries;
    }

    private synchronized void loadTexts(Execution execution) {
        int changes = engine.libraries().changes();
        if (loadedChanges == changes) {
            return;
        }
        Libraries fresh = new Libraries();
        FunctionWorld world = world(execution).functions();
        for (byte[] text : engine.libraries().all()) {
            try {
                Library library = Library.of(LuaString.wrap(text));
                world.load(library, false);
                fresh = fresh.with(library);
            } catch (CommandException e) {
                LOG.log(
                        System.Logger.Level.WARNING,
                        "Failed creating function, " + e.error().text().substring("ERR ".length()));
            }
        }
        libraries = fresh;
        loadedChanges = changes;
    }

    /** Changes the libraries of functions; every shard is held. */
    synchronized void change(Libraries changed) {
        Map<String, byte[]> texts = new TreeMap<>();
        for (Library library : changed.all()) {
            texts.put(library.name(), library.text().unsafeArray());
        }
        libraries = changed;
        engine.libraries().replaceAll(texts);
        loadedChanges = engine.libraries().changes();
    }

    /** What looks after scripts that take too long. */
    Watch watch() {
        return watch;
    }

    /** The worlds of all threads. */
    List<ScriptWorld> worlds() {
        return all;
    }

    /** Changes whenever the worlds are to begin anew. */
    int generation() {
        return generation.get();
    }

    /** The world of the thread that an execution belongs to. */
    ScriptWorld world(Execution execution) {
        ScriptWorld world = worlds.get(execution);
        return world == null ? newWorld(execution) : world;
    }

    private ScriptWorld newWorld(Execution execution) {
        ScriptWorld world = new ScriptWorld(this, execution);
        worlds.put(execution, world);
        all.add(world);
        return world;
    }

    /**
     * The script that runs over its time, for longest if there are several; null when none does.
     */
    @Nullable ScriptRun overtime() {
        ScriptRun longest = null;
        for (ScriptWorld world : all) {
            ScriptRun run = world.running();
            if (run != null
                    && run.isOvertime()
                    && (longest == null || run.startNs() < longest.startNs())) {
                longest = run;
            }
        }
        return longest;
    }

    /** SCRIPT KILL and FUNCTION KILL. */
    void kill(Call call, boolean function) {
        ScriptRun run = overtime();
        if (run == null) {
            throw NOT_BUSY.raise();
        }
        if (!run.isKillable()) {
            throw UNKILLABLE.raise();
        }
        if (run.isFunction() != function) {
            throw run.busyError().raise();
        }
        if (!run.kill()) {
            throw UNKILLABLE.raise();
        }
        call.reply().ok();
    }

    /** Returns what all this takes. */
    public ScriptUsage usage() {
        long evalBytes = 0;
        long functionBytes = 0;
        for (ScriptWorld world : all) {
            evalBytes += world.evalBytes();
            functionBytes += world.functionBytes();
        }
        long libraryBytes = 0;
        for (byte[] text : libraries.texts()) {
            libraryBytes += text.length;
        }
        return new ScriptUsage(
                evalBytes,
                scripts.bytes(),
                scripts.size(),
                scripts.evicted(),
                functionBytes,
                libraryBytes,
                libraries.all().size(),
                libraries.functionCount());
    }
}
