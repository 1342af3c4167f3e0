package onggi.scripting;

import java.util.Map;
import java.util.WeakHashMap;
import onggi.bytes.LateLogger;
import onggi.engine.Call;
import onggi.engine.CommandError;
import onggi.engine.Execution;
import onggi.lua.Builtin;
import onggi.lua.Chunk;
import onggi.lua.LuaClosure;
import onggi.lua.LuaError;
import onggi.lua.LuaState;
import onggi.lua.LuaString;
import onggi.lua.LuaTable;
import org.jspecify.annotations.Nullable;

/** Where the scripts of one thread run: its own state of Lua, and what is compiled in it. */
final class ScriptWorld {

    private static final System.Logger LOG = LateLogger.of(ScriptWorld.class);
    private static final LuaString CHUNK_NAME = LuaString.of("@user_script");
    private static final LuaString KEYS = LuaString.of("KEYS");
    private static final LuaString ARGV = LuaString.of("ARGV");

    private final Scripting scripting;
    private final Execution execution;
    private final Map<Script, LuaClosure> compiled = new WeakHashMap<>();
    private volatile LuaHost host;
    private int generation;
    private volatile @Nullable FunctionWorld functions;
    private volatile @Nullable ScriptRun running;

    ScriptWorld(Scripting scripting, Execution execution) {
        this.scripting = scripting;
        this.execution = execution;
        this.host = newHost();
    }

    private LuaHost newHost() {
        LuaHost fresh = new LuaHost(scripting, execution);
        LuaState state = fresh.state();
        LuaTable redis = RedisTable.forScripts(state, fresh.calls(), scripting.version());
        RedisTable.addForEval(redis);
        LuaTable globals = state.globals();
        globals.set("redis", redis);
        globals.set("server", redis);
        globals.set(
                "__redis__err__handler",
                new Builtin(
                        "__redis__err__handler",
                        args -> ErrorTables.located(args.thread(), args.value(0))));
        Sandbox.refuseUnknown(state, globals);
        Sandbox.protect(globals);
        return fresh;
    }

    /** The script that runs, null when none does; from any thread. */
    @Nullable ScriptRun running() {
        return running;
    }

    /** Runs a script for a client. */
    void run(Call call, Script script, int keyCount, boolean readOnlyCall) {
        LuaClosure function = function(script);
        ScriptRun run = ScriptRun.of(call, script.sha(), false, script.flags(), readOnlyCall);
        LuaTable globals = host.state().globals();
        int firstArgument = EvalCommands.FIRST_KEY + keyCount;
        globals.set(KEYS, host.calls().strings(call, EvalCommands.FIRST_KEY, firstArgument));
        globals.set(ARGV, host.calls().strings(call, firstArgument, call.argc()));
        begin(run);
        try {
            host.run(run, function);
        } finally {
            end(run);
            script.trust().ran(execution.scripts().wentBeyond());
        }
    }

    /** Runs a function of a library for a client. */
    void run(Call call, Libraries.Found found, int keyCount, boolean readOnlyCall) {
        Library.Function function = found.function();
        ScriptRun run = ScriptRun.of(call, function.name(), true, function.flags(), readOnlyCall);
        FunctionWorld world = functions();
        begin(run);
        try {
            world.run(call, run, found, keyCount);
        } finally {
            end(run);
            function.trust().ran(execution.scripts().wentBeyond());
        }
    }

    /** Where the functions of this thread run. */
    FunctionWorld functions() {
        FunctionWorld world = functions;
        if (world == null) {
            world = new FunctionWorld(scripting, execution);
            functions = world;
        }
        return world;
    }

    /** How much memory the state of scripts takes, at most. */
    long evalBytes() {
        return host.state().budget().allocatedBytes();
    }

    /** How much memory the state of functions takes, at most. */
    long functionBytes() {
        FunctionWorld world = functions;
        return world == null ? 0 : world.host().state().budget().allocatedBytes();
    }

    // ---- time

    private void begin(ScriptRun run) {
        running = run;
        scripting.watch().begin();
    }

    private void end(ScriptRun run) {
        running = null;
        if (run.isOvertime()) {
            execution.scripts().overtime(false);
            scripting.engine().overtime().end(run.busyError());
        }
    }

    /** Has a script serve others, because it is over its time; from another thread. */
    void interrupt(ScriptRun run) {
        LuaState state = run.isFunction() ? functions().host().state() : host.state();
        state.interrupt(() -> serveOthers(run));
    }

    @SuppressWarnings("ReferenceEquality") // this very run
    private void serveOthers(ScriptRun run) {
        if (running != run) {
            return;
        }
        if (!run.isOvertime()) {
            run.overtime();
            scripting.engine().overtime().begin(run.busyError());
            execution.scripts().overtime(true);
            LOG.log(System.Logger.Level.WARNING, slow(run));
        }
        execution.scripts().serveOthers();
    }

    private String slow(ScriptRun run) {
        long ms = (scripting.engine().clock().nanoTime() - run.startNs()) / 1_000_000;
        return "Slow script detected: still in execution after "
                + ms
                + " milliseconds. You can try killing the script using the "
                + (run.isFunction() ? "FUNCTION KILL" : "SCRIPT KILL")
                + " command. Script name is: "
                + run.name()
                + ".";
    }

    private LuaClosure function(Script script) {
        int latest = scripting.generation();
        if (generation != latest) {
            generation = latest;
            compiled.clear();
            host = newHost();
        }
        LuaClosure function = compiled.get(script);
        if (function == null) {
            function = compile(script.code());
            compiled.put(script, function);
        }
        return function;
    }

    /**
     * Compiles a script's text.
     *
     * @throws onggi.engine.CommandException with what is wrong with it
     */
    LuaClosure compile(LuaString code) {
        try {
            return Chunk.load(host.state(), code, CHUNK_NAME);
        } catch (LuaError error) {
            throw CommandError.of(
                            "ERR Error compiling script (new function): " + error.getMessage())
                    .raise();
        }
    }
}
