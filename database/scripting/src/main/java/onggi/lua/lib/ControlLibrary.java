package onggi.lua.lib;

import onggi.lua.Arguments;
import onggi.lua.Chunk;
import onggi.lua.Environments;
import onggi.lua.LuaClosure;
import onggi.lua.LuaError;
import onggi.lua.LuaFunction;
import onggi.lua.LuaState;
import onggi.lua.LuaString;
import onggi.lua.LuaTable;
import onggi.lua.LuaType;
import onggi.lua.Results;
import onggi.lua.Values;
import org.jspecify.annotations.Nullable;

/** Errors and protected calls, environments, and source text at run time. */
final class ControlLibrary {

    private static final LuaString ASSERTION_FAILED = LuaString.of("assertion failed!");
    private static final LuaString LOAD_NAME = LuaString.of("=(load)");

    private ControlLibrary() {}

    static void open(LuaState state) {
        Library.ofGlobals(state)
                .add("error", ControlLibrary::error)
                .add("assert", ControlLibrary::assertTrue)
                .add("pcall", ControlLibrary::protectedCall)
                .add("xpcall", ControlLibrary::protectedCallWithHandler)
                .add("getfenv", ControlLibrary::environment)
                .add("setfenv", ControlLibrary::setEnvironment)
                .add("loadstring", ControlLibrary::loadString)
                .add("load", ControlLibrary::load);
    }

    private static Object error(Arguments args) {
        int level = (int) args.integer(1, 1);
        Object value = args.value(0);
        LuaString text = Values.toText(value);
        if (text == null || level <= 0) {
            throw new LuaError(value);
        }
        throw new LuaError(args.thread().where(level) + text);
    }

    private static @Nullable Object assertTrue(Arguments args) {
        if (!LuaType.isTrue(args.any(0))) {
            throw args.error(args.string(1, ASSERTION_FAILED).toString());
        }
        return Results.of(args.all());
    }

    private static @Nullable Object protectedCall(Arguments args) {
        Object function = args.any(0);
        try {
            return succeeded(args.thread().callProtected(function, null, args.from(1)));
        } catch (LuaError error) {
            return Results.of(false, error.value());
        }
    }

    private static @Nullable Object protectedCallWithHandler(Arguments args) {
        Object handler = args.any(1);
        try {
            return succeeded(args.thread().callProtected(args.value(0), handler));
        } catch (LuaError error) {
            return Results.of(false, error.value());
        }
    }

    private static @Nullable Object succeeded(@Nullable Object result) {
        @Nullable Object[] values = Results.all(result);
        @Nullable Object[] more = new @Nullable Object[values.length + 1];
        more[0] = true;
        System.arraycopy(values, 0, more, 1, values.length);
        return Results.of(more);
    }

    // Environments.

    private static Object environment(Arguments args) {
        if (args.value(0) instanceof LuaFunction function) {
            return Environments.of(args.state(), function);
        }
        LuaFunction function = atLevel(args, args.integer(0, 1));
        return function == null ? args.state().globals() : Environments.of(args.state(), function);
    }

    private static Object setEnvironment(Arguments args) {
        LuaTable table = args.table(1);
        LuaFunction function =
                args.value(0) instanceof LuaFunction f ? f : atLevel(args, args.integer(0));
        if (function instanceof LuaClosure closure) {
            closure.environment(table);
            return closure;
        }
        throw args.error("'setfenv' cannot change environment of given object");
    }

    /** The function at a level, null for level 0: the built-in function itself. */
    private static @Nullable LuaFunction atLevel(Arguments args, long level) {
        if (level < 0) {
            throw args.error(0, "level must be non-negative");
        }
        if (level == 0) {
            return null;
        }
        if (!Environments.hasLevel(args.thread(), (int) level)) {
            throw args.error(0, "invalid level");
        }
        return Environments.functionAt(args.thread(), (int) level);
    }

    // Source text.

    private static @Nullable Object loadString(Arguments args) {
        LuaString source = args.string(0);
        return compile(args, source, args.string(1, source));
    }

    private static @Nullable Object load(Arguments args) {
        LuaFunction reader = args.function(0);
        LuaString name = args.string(1, LOAD_NAME);
        Pieces pieces = new Pieces(args.thread());
        while (true) {
            Object piece = Results.first(args.thread().call(reader));
            if (piece == null) {
                break;
            }
            LuaString text = Values.toText(piece);
            if (text == null) {
                return Results.of(
                        null,
                        LuaString.of(
                                args.thread().where(1) + "reader function must return a string"));
            }
            if (text.length() == 0) {
                break;
            }
            pieces.add(text);
        }
        return compile(args, pieces.joined(), name);
    }

    private static @Nullable Object compile(Arguments args, LuaString source, LuaString name) {
        try {
            return Chunk.load(args.state(), source, name);
        } catch (LuaError error) {
            return Results.of(null, error.value());
        }
    }
}
