package onggi.lua.lib;

import onggi.lua.Arguments;
import onggi.lua.Builtin;
import onggi.lua.Coroutine;
import onggi.lua.LuaClosure;
import onggi.lua.LuaError;
import onggi.lua.LuaState;
import onggi.lua.LuaString;
import onggi.lua.Results;
import onggi.lua.Values;
import org.jspecify.annotations.Nullable;

/** The library {@code coroutine}. */
final class CoroutineLibrary {

    private CoroutineLibrary() {}

    static void open(LuaState state) {
        Library.of(state, "coroutine")
                .add("create", CoroutineLibrary::create)
                .add("resume", CoroutineLibrary::resume)
                .add("yield", CoroutineLibrary::yieldOut)
                .add("status", CoroutineLibrary::status)
                .add("wrap", CoroutineLibrary::wrap)
                .add("running", args -> args.thread().coroutine());
    }

    private static Coroutine create(Arguments args) {
        if (args.value(0) instanceof LuaClosure closure) {
            return new Coroutine(args.state(), closure);
        }
        throw args.error(0, "Lua function expected");
    }

    private static Coroutine coroutine(Arguments args) {
        if (args.value(0) instanceof Coroutine coroutine) {
            return coroutine;
        }
        throw args.error(0, "coroutine expected");
    }

    private static @Nullable Object resume(Arguments args) {
        Coroutine coroutine = coroutine(args);
        try {
            @Nullable Object[] values = coroutine.resume(args.thread(), args.from(1));
            @Nullable Object[] more = new @Nullable Object[values.length + 1];
            more[0] = true;
            System.arraycopy(values, 0, more, 1, values.length);
            return Results.of(more);
        } catch (LuaError error) {
            return Results.of(false, error.value());
        }
    }

    private static @Nullable Object yieldOut(Arguments args) {
        return Coroutine.yieldFrom(args.thread(), args.all());
    }

    private static Object status(Arguments args) {
        return LuaString.of(coroutine(args).status().text());
    }

    private static Object wrap(Arguments args) {
        Coroutine coroutine = create(args);
        return new Builtin("wrap", inner -> resumeWrapped(coroutine, inner), coroutine);
    }

    private static @Nullable Object resumeWrapped(Coroutine coroutine, Arguments args) {
        try {
            return Results.of(coroutine.resume(args.thread(), args.all()));
        } catch (LuaError error) {
            LuaString text = Values.toText(error.value());
            throw text == null ? error : args.error(text.toString());
        }
    }
}
