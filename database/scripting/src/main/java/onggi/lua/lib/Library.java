package onggi.lua.lib;

import onggi.lua.Builtin;
import onggi.lua.LuaState;
import onggi.lua.LuaTable;
import org.jspecify.annotations.Nullable;

/**
 * A table of functions being filled. A library is a final class with a static {@code
 * open(LuaState)} that fills one and a static method per function:
 *
 * <pre>{@code
 * static void open(LuaState state) {
 *     Library math = Library.of(state, "math");
 *     math.add("abs", MathLibrary::abs, (thread, a) -> a instanceof Double d ? Math.abs(d) : Builtin.DECLINED);
 *     math.value("pi", Math.PI);
 * }
 *
 * private static Object abs(Arguments args) {
 *     return Math.abs(args.number(0));
 * }
 * }</pre>
 */
final class Library {

    private final LuaTable table;

    private Library(LuaTable table) {
        this.table = table;
    }

    /** A library in a global table, which is made when it is not there. */
    static Library of(LuaState state, String name) {
        if (state.globals().get(name) instanceof LuaTable table) {
            return new Library(table);
        }
        LuaTable table = state.newTable();
        state.globals().set(name, table);
        return new Library(table);
    }

    /** A library in a table. */
    static Library into(LuaTable table) {
        return new Library(table);
    }

    /** The globals themselves. */
    static Library ofGlobals(LuaState state) {
        return new Library(state.globals());
    }

    /** Its table. */
    LuaTable table() {
        return table;
    }

    /** Adds a function. */
    Library add(String name, Builtin.Body body) {
        return value(name, new Builtin(name, body));
    }

    /** Adds a function with a fast way for one argument. */
    Library add(String name, Builtin.Body body, Builtin.One one) {
        return value(name, new Builtin(name, body, one, null));
    }

    /** Adds a function with a fast way for two arguments. */
    Library add(String name, Builtin.Body body, Builtin.Two two) {
        return value(name, new Builtin(name, body, null, two));
    }

    /** Adds a value. */
    Library value(String name, @Nullable Object value) {
        table.set(name, value);
        return this;
    }
}
