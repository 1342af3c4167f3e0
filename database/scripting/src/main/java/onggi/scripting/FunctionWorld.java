package onggi.scripting;

import java.util.IdentityHashMap;
import java.util.Map;
import onggi.engine.Call;
import onggi.engine.CommandError;
import onggi.engine.Execution;
import onggi.lua.Chunk;
import onggi.lua.LuaClosure;
import onggi.lua.LuaError;
import onggi.lua.LuaFunction;
import onggi.lua.LuaState;
import onggi.lua.LuaString;
import onggi.lua.LuaTable;
import onggi.lua.ScriptStopped;
import onggi.lua.Values;
import org.jspecify.annotations.Nullable;

/**
 * Where the functions of one thread run. A library is loaded in each such world that calls one of
 * its functions, so what it keeps in its variables is that thread's own.
 */
final class FunctionWorld {

    /*
     * The code of libraries sees an empty table of globals that cannot be changed. What it finds
     * behind that table is, while a library is loaded, what registers functions and nothing else;
     * and while functions run, all that scripts have.
     */

    private static final LuaString CHUNK_NAME = LuaString.of("@user_function");
    private static final String INDEX = "__index";
    private static final String TIMEOUT = "FUNCTION LOAD timeout";
    private static final long LOAD_LIMIT_NS = 500_000_000;

    private final Scripting scripting;
    private final LuaHost host;
    private final LuaTable globals;
    private final LuaTable lookup;
    private final LuaTable loading;
    private final IdentityHashMap<Library, Map<String, LuaFunction>> loaded =
            new IdentityHashMap<>();
    private final Registration registration;
    private @Nullable Libraries latest;

    FunctionWorld(Scripting scripting, Execution execution) {
        this.scripting = scripting;
        this.host = new LuaHost(scripting, execution);
        LuaState state = host.state();
        LuaTable redis = RedisTable.forScripts(state, host.calls(), scripting.version());
        state.globals().set("redis", redis);
        state.globals().set("server", redis);
        Sandbox.refuseUnknown(state, state.globals());
        Sandbox.protect(state.globals());
        this.registration = new Registration(state);
        this.loading = loadingGlobals();
        this.globals = state.newTable();
        this.lookup = state.newTable();
        lookup.set(INDEX, state.globals());
        lookup.readOnly(true);
        globals.metatable(lookup);
        globals.readOnly(true);
    }

    LuaHost host() {
        return host;
    }

    private LuaTable loadingGlobals() {
        LuaState state = host.state();
        LuaTable redis =
                RedisTable.forLoading(
                        state, host.calls(), scripting.version(), registration::register);
        Sandbox.refuseUnknown(state, redis);
        LuaTable table = state.newTable();
        table.set("redis", redis);
        table.set("server", redis);
        Sandbox.refuseUnknown(state, table);
        Sandbox.protect(table);
        return table;
    }

    /**
     * Loads a library anew: runs its code, which registers its functions.
     *
     * @param limited whether it may take half a second and no longer
     * @throws onggi.engine.CommandException with what is wrong with it
     */
    void load(Library library, boolean limited) {
        LuaClosure chunk = compile(library);
        registration.begin(library);
        lookup.set(INDEX, loading);
        host.begin();
        Runnable done =
                limited
                        ? scripting
                                .watch()
                                .limit(LOAD_LIMIT_NS, () -> host.state().budget().stop(TIMEOUT))
                        : () -> {};
        try {
            host.state().run(chunk);
        } catch (LuaError error) {
            throw failed(error.value()).raise();
        } catch (ScriptStopped stopped) {
            throw failed(ErrorTables.of(host.state(), stopped.reason())).raise();
        } finally {
            done.run();
            host.state().budget().reset();
            lookup.set(INDEX, host.state().globals());
            loaded.put(library, registration.end());
        }
        if (library.functions().isEmpty()) {
            throw CommandError.of("ERR No functions registered").raise();
        }
    }

    private LuaClosure compile(Library library) {
        try {
            LuaClosure chunk = Chunk.load(host.state(), library.code(), CHUNK_NAME);
            chunk.environment(globals);
            return chunk;
        } catch (LuaError error) {
            throw CommandError.of("ERR Error compiling function: " + error.getMessage()).raise();
        }
    }

    private static CommandError failed(@Nullable Object error) {
        String text =
                error instanceof LuaTable table
                        ? ErrorTables.report(table).text()
                        : "ERR " + Values.display(error);
        return CommandError.of("ERR Error registering functions: " + text);
    }

    /** Forgets a library that was loaded in vain. */
    void forget(Library library) {
        loaded.remove(library);
    }

    /** Runs a function for a client. */
    void run(Call call, ScriptRun run, Libraries.Found found, int keyCount) {
        forgetOld();
        int firstArgument = EvalCommands.FIRST_KEY + keyCount;
        host.run(
                run,
                callback(found),
                host.calls().strings(call, EvalCommands.FIRST_KEY, firstArgument),
                host.calls().strings(call, firstArgument, call.argc()));
    }

    private LuaFunction callback(Libraries.Found found) {
        Map<String, LuaFunction> functions = loaded.get(found.library());
        if (functions == null) {
            load(found.library(), false);
            functions = loaded.get(found.library());
        }
        LuaFunction function = functions == null ? null : functions.get(found.function().name());
        if (function == null) {
            throw CommandError.of("ERR Function not found").raise();
        }
        return function;
    }

    @SuppressWarnings("ReferenceEquality") // a change makes others
    private void forgetOld() {
        Libraries present = scripting.libraries();
        if (present != latest) {
            latest = present;
            IdentityHashMap<Library, Map<String, LuaFunction>> kept = new IdentityHashMap<>();
            for (Library library : present.all()) {
                Map<String, LuaFunction> functions = loaded.get(library);
                if (functions != null) {
                    kept.put(library, functions);
                }
            }
            loaded.clear();
            loaded.putAll(kept);
        }
    }
}
