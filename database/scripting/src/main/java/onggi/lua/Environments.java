package onggi.lua;

import org.jspecify.annotations.Nullable;

/** The tables in which functions look for globals. */
public final class Environments {

    private Environments() {}

    /** The environment of a function; built-in ones have the globals. */
    public static LuaTable of(LuaState state, LuaFunction function) {
        return function instanceof LuaClosure closure ? closure.environment() : state.globals();
    }

    /** Whether there is a call at a level; 1 is the one that called the built-in function. */
    public static boolean hasLevel(LuaThread thread, int level) {
        return thread.hasLevel(level);
    }

    /**
     * The function of the call at a level.
     *
     * @return null for a built-in function
     * @throws LuaError when a call in tail position took the place of that call
     */
    public static @Nullable LuaFunction functionAt(LuaThread thread, int level) {
        Frame f = thread.frameAt(level);
        if (f == null) {
            throw thread.error("no function environment for tail call at level " + level);
        }
        return f.function;
    }
}
