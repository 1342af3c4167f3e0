/** The libraries of Lua 5.1 and those Redis adds, without anything of Redis in them. */
@NullMarked
package onggi.lua.lib;

import org.jspecify.annotations.NullMarked;
