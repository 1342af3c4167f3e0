package onggi.lua;

import org.jspecify.annotations.Nullable;

/** A value that is neither of Lua's own kinds: the host's, known by its identity. */
public final class LuaUserdata {

    private final boolean isNull;
    private @Nullable LuaTable metatable;

    private LuaUserdata(boolean isNull) {
        this.isNull = isNull;
    }

    /** A fresh value. */
    public static LuaUserdata create() {
        return new LuaUserdata(false);
    }

    /** A value that prints as the null pointer, as libraries use for an absent value. */
    public static LuaUserdata ofNull() {
        return new LuaUserdata(true);
    }

    /** Whether it prints as the null pointer. */
    public boolean isNull() {
        return isNull;
    }

    /** Its metatable, null when it has none. */
    public @Nullable LuaTable metatable() {
        return metatable;
    }

    /** Gives it a metatable, or takes it away. */
    public void metatable(@Nullable LuaTable table) {
        metatable = table;
    }
}
