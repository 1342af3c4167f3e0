package onggi.lua;

import org.jspecify.annotations.Nullable;

/**
 * A function: of Lua, or built in. It returns one value (nil is {@code null}), or {@link Results}
 * for none or several. Up to three arguments come without an array.
 *
 * <p>These methods are for the interpreter. A host, and a built-in function that calls back, uses
 * {@link LuaThread#call(Object, Object...)}, which keeps the limits on nesting.
 */
public abstract sealed class LuaFunction permits Builtin, LuaClosure {

    LuaFunction() {}

    abstract @Nullable Object call(LuaThread thread);

    abstract @Nullable Object call(LuaThread thread, @Nullable Object a);

    abstract @Nullable Object call(LuaThread thread, @Nullable Object a, @Nullable Object b);

    abstract @Nullable Object call(
            LuaThread thread, @Nullable Object a, @Nullable Object b, @Nullable Object c);

    abstract @Nullable Object call(LuaThread thread, @Nullable Object[] arguments);
}
