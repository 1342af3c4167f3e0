package onggi.lua;

import org.jspecify.annotations.Nullable;

/**
 * Where a script is.
 *
 * @param chunk the chunk's name as messages show it
 * @param line from 1 on
 */
public record Place(String chunk, int line) {

    /** Where the innermost function of Lua is that is under way, null when there is none. */
    public static @Nullable Place innermost(LuaThread thread) {
        for (Frame f = thread.frame; f != null; f = f.caller) {
            LuaClosure function = f.function;
            if (function != null) {
                Prototype p = function.prototype;
                int line = p.sites[f.site].line();
                return new Place(p.chunkName, line > 0 ? line : Math.max(1, p.line));
            }
        }
        return null;
    }
}
