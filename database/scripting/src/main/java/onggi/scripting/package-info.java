/**
 * Scripts and functions: what runs Lua for clients, and what Lua sees of the store.
 *
 * <p>{@link onggi.scripting.Scripting} is the room; each thread that executes commands has a {@link
 * onggi.scripting.ScriptWorld} of its own in which its scripts run.
 */
@NullMarked
package onggi.scripting;

import org.jspecify.annotations.NullMarked;
