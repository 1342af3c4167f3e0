/**
 * Lua 5.1 as Redis exposes it, and nothing of Redis: values, the language, and what a host needs to
 * run a chunk within a budget.
 *
 * <p>A value is a Java object: {@code null} is nil, {@link Boolean} and {@link Double} are
 * themselves, strings are {@link onggi.lua.LuaString}, tables {@link onggi.lua.LuaTable}, functions
 * {@link onggi.lua.LuaFunction}, coroutines {@link onggi.lua.Coroutine}, everything else {@link
 * onggi.lua.LuaUserdata}. What a function returns is one value, or {@link onggi.lua.Results} when
 * it returns none or several.
 */
@NullMarked
package onggi.lua;

import org.jspecify.annotations.NullMarked;
