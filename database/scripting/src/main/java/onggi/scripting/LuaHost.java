package onggi.scripting;

import onggi.engine.Call;
import onggi.engine.CommandError;
import onggi.engine.Effects;
import onggi.engine.Execution;
import onggi.lua.Arguments;
import onggi.lua.Builtin;
import onggi.lua.LuaError;
import onggi.lua.LuaFunction;
import onggi.lua.LuaState;
import onggi.lua.LuaString;
import onggi.lua.LuaTable;
import onggi.lua.Results;
import onggi.lua.ScriptStopped;
import onggi.lua.lib.StandardLibraries;
import org.jspecify.annotations.Nullable;

/** A state of Lua with the libraries of scripts, and how functions run in it for clients. */
final class LuaHost {

    private final Scripting scripting;
    private final Execution execution;
    private final LuaState state;
    private final RedisCalls calls;
    private final Builtin handler =
            new Builtin("err", args -> ErrorTables.located(args.thread(), args.value(0)));
    private final Builtin runner = new Builtin("run", this::runProtected);

    LuaHost(Scripting scripting, Execution execution) {
        this.scripting = scripting;
        this.execution = execution;
        this.state = new LuaState(scripting.memoryLimitBytes());
        this.calls = new RedisCalls(state, execution, scripting);
        StandardLibraries.open(state, scripting.engine().clock());
        Sandbox.replaceProtectedCall(state);
        Sandbox.addDump(state);
        Sandbox.removeOld(state);
        Sandbox.protectStrings(state);
    }

    LuaState state() {
        return state;
    }

    RedisCalls calls() {
        return calls;
    }

    /** The handler of errors that nobody catches. */
    Builtin handler() {
        return handler;
    }

    /** Gives the next script what it may use. */
    void begin() {
        state.budget().limit(scripting.memoryLimitBytes());
        state.budget().reset();
    }

    /**
     * Runs a function for a client and writes what it returns as the reply of its call.
     *
     * @throws onggi.engine.CommandException with the error it raised and did not catch
     */
    void run(ScriptRun run, LuaFunction function, @Nullable Object... arguments) {
        Call call = run.call();
        int database = call.session().database();
        calls.use(run);
        begin();
        run.killedBy(state.budget()::stop);
        try {
            @Nullable Object[] all = new @Nullable Object[arguments.length + 1];
            all[0] = function;
            System.arraycopy(arguments, 0, all, 1, arguments.length);
            Object value = Results.first(state.run(runner, all));
            new ReplyFromLua(call, execution.stats(), run.protocol()).write(value);
        } catch (LuaError error) {
            UndoRecord changes = run.toUndo();
            if (changes != null) {
                calls.undo(run, changes);
            }
            throw failure(run, error.value()).raise();
        } finally {
            calls.audience(Effects.ALL);
            calls.use(null);
            if (call.session().database() != database) {
                call.session().select(database);
            }
        }
    }

    private @Nullable Object runProtected(Arguments args) {
        try {
            return args.thread().callProtected(args.value(0), handler, args.from(1));
        } catch (ScriptStopped stopped) {
            LuaTable error = ErrorTables.of(state, stopped.reason());
            throw new LuaError(ErrorTables.located(args.thread(), error));
        }
    }

    private static CommandError failure(ScriptRun run, @Nullable Object error) {
        if (!(error instanceof LuaTable table)) {
            String text = error instanceof LuaString s ? s.toString() : "execution failure";
            String shown = text.length() > 100 ? text.substring(0, 100) : text;
            return CommandError.of("ERR Error running script " + run.name() + ", " + shown);
        }
        ErrorTables.Report report = ErrorTables.report(table, run.name());
        return report.counted()
                ? CommandError.ofCounted(report.text())
                : CommandError.of(report.text());
    }
}
