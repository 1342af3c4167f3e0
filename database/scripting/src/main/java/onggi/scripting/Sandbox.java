package onggi.scripting;

import onggi.lua.Arguments;
import onggi.lua.Builtin;
import onggi.lua.LuaClosure;
import onggi.lua.LuaError;
import onggi.lua.LuaState;
import onggi.lua.LuaString;
import onggi.lua.LuaTable;
import onggi.lua.Results;
import onggi.lua.Values;
import org.jspecify.annotations.Nullable;

/** What keeps scripts from changing the world they share. */
final class Sandbox {

    private static final String INDEX = "__index";
    private static final LuaString DUMPED = LuaString.of("\033LuaQ");

    private static final Builtin NO_SUCH_VARIABLE = new Builtin("__index", Sandbox::noSuchVariable);

    private Sandbox() {}

    private static Object noSuchVariable(Arguments args) {
        LuaString name = Values.toText(args.value(1));
        if (name == null) {
            throw args.error(
                    "Second argument to luaProtectedTableError must be a string or number");
        }
        throw args.error(
                "Script attempted to access nonexistent global variable '"
                        + ErrorTables.upToZero(name)
                        + "'");
    }

    /** Makes looking up what a table has not an error. */
    static void refuseUnknown(LuaState state, LuaTable table) {
        LuaTable metatable = state.newTable();
        metatable.set(INDEX, NO_SUCH_VARIABLE);
        table.metatable(metatable);
    }

    /** Makes a table read-only, with all tables that can be reached from it. */
    static void protect(LuaTable table) {
        if (table.isReadOnly()) {
            return;
        }
        table.readOnly(true);
        for (int p = table.next(-1); p >= 0; p = table.next(p)) {
            if (table.valueAt(p) instanceof LuaTable inner) {
                protect(inner);
            }
        }
        LuaTable metatable = table.metatable();
        if (metatable != null) {
            protect(metatable);
        }
    }

    /** Protects what all strings share: a script could change what those of others find there. */
    static void protectStrings(LuaState state) {
        LuaTable metatable = state.stringMetatable();
        if (metatable != null) {
            protect(metatable);
        }
    }

    /**
     * Replaces the protected call: of an error with a text the script gets the text alone, and
     * behind any other table what it has in the text's place, as Redis leaves it there.
     */
    static void replaceProtectedCall(LuaState state) {
        state.globals().set("pcall", new Builtin("pcall", Sandbox::protectedCall));
    }

    /** Removes what Redis does not have. */
    static void removeOld(LuaState state) {
        state.globals().set("newproxy", null);
    }

    /**
     * Adds what gives a function as bytes. Nothing takes such bytes, here as in Redis, so they are
     * the beginning of what the original writes and no more.
     */
    static void addDump(LuaState state) {
        if (state.globals().get("string") instanceof LuaTable strings) {
            strings.set("dump", new Builtin("dump", Sandbox::dump));
        }
    }

    private static Object dump(Arguments args) {
        if (args.function(0) instanceof LuaClosure) {
            return DUMPED;
        }
        throw args.error("unable to dump given function");
    }

    private static @Nullable Object protectedCall(Arguments args) {
        Object function = args.count() == 0 ? true : args.value(0); // as on C's stack
        try {
            @Nullable Object[] values =
                    Results.all(args.thread().callProtected(function, null, args.from(1)));
            @Nullable Object[] more = new @Nullable Object[values.length + 1];
            more[0] = true;
            System.arraycopy(values, 0, more, 1, values.length);
            return Results.of(more);
        } catch (LuaError error) {
            Object value = error.value();
            if (value instanceof LuaTable table) {
                Object text = table.get(ErrorTables.ERR);
                return Values.toText(text) == null
                        ? Results.of(false, value, text)
                        : Results.of(false, text);
            }
            return Results.of(false, value);
        }
    }
}
