package onggi.lua;

import org.jspecify.annotations.Nullable;

/** The kinds of values. */
public final class LuaType {

    private static final LuaString NIL = LuaString.of("nil");
    private static final LuaString BOOLEAN = LuaString.of("boolean");
    private static final LuaString NUMBER = LuaString.of("number");
    private static final LuaString STRING = LuaString.of("string");
    private static final LuaString TABLE = LuaString.of("table");
    private static final LuaString FUNCTION = LuaString.of("function");
    private static final LuaString THREAD = LuaString.of("thread");
    private static final LuaString USERDATA = LuaString.of("userdata");

    private LuaType() {}

    /** The name of a value's kind as {@code type} gives it. */
    public static String name(@Nullable Object value) {
        return switch (value) {
            case null -> "nil";
            case Boolean b -> "boolean";
            case Double d -> "number";
            case LuaString s -> "string";
            case LuaTable t -> "table";
            case LuaFunction f -> "function";
            case Coroutine c -> "thread";
            default -> "userdata";
        };
    }

    /** The name of a value's kind, as a string of Lua. */
    public static LuaString nameOf(@Nullable Object value) {
        return switch (value) {
            case null -> NIL;
            case Boolean b -> BOOLEAN;
            case Double d -> NUMBER;
            case LuaString s -> STRING;
            case LuaTable t -> TABLE;
            case LuaFunction f -> FUNCTION;
            case Coroutine c -> THREAD;
            default -> USERDATA;
        };
    }

    /** Whether a value counts as true: everything does but nil and false. */
    public static boolean isTrue(@Nullable Object value) {
        return value instanceof Boolean b ? b : value != null;
    }
}
