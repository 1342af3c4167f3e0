package onggi.scripting;

import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import onggi.lua.LuaString;
import org.jspecify.annotations.Nullable;

/**
 * The scripts of a store by their SHA1. Those that SCRIPT LOAD brought stay; of those that came
 * with EVAL the 500 used last do. Thread-safe.
 */
final class ScriptCache {

    private static final int MOST_PASSING = 500;

    /** What an entry takes beside its text: its key, its place, its object. */
    private static final int ENTRY_BYTES = 200;

    private final Map<String, Script> loaded = new HashMap<>();
    private final LinkedHashMap<String, Script> passing = new LinkedHashMap<>(16, 0.75f, true);
    private long bytes;
    private long evicted;

    /** The script with a SHA1 in lower case, used now; null when it is not here. */
    synchronized @Nullable Script use(String sha) {
        Script script = loaded.get(sha);
        return script == null ? passing.get(sha) : script;
    }

    /** Notes that a script was used. */
    void used(Script script) {
        if (!script.isLoaded()) {
            use(script.sha());
        }
    }

    /** Whether a script is here; that is no use of it. */
    synchronized boolean contains(String sha) {
        return loaded.containsKey(sha) || passing.containsKey(sha);
    }

    /** Adds a script, unless it is here already; returns the one that is here then. */
    synchronized Script add(String sha, LuaString body, int flags, boolean stays) {
        Script script = use(sha);
        if (script == null) {
            script = new Script(sha, body, flags);
            bytes += ENTRY_BYTES + (long) body.length();
            passing.put(sha, script);
        }
        if (stays && !script.isLoaded()) {
            script.load();
            passing.remove(sha);
            loaded.put(sha, script);
        }
        if (passing.size() > MOST_PASSING) {
            evictOldest();
        }
        return script;
    }

    private void evictOldest() {
        Iterator<Script> oldest = passing.values().iterator();
        Script script = oldest.next();
        oldest.remove();
        script.gone();
        bytes -= ENTRY_BYTES + (long) script.body().length();
        evicted++;
    }

    /** Removes all. */
    synchronized void clear() {
        loaded.values().forEach(Script::gone);
        passing.values().forEach(Script::gone);
        loaded.clear();
        passing.clear();
        bytes = 0;
    }

    synchronized int size() {
        return loaded.size() + passing.size();
    }

    /** The memory of all texts. */
    synchronized long bytes() {
        return bytes;
    }

    /** How many made room for others. */
    synchronized long evicted() {
        return evicted;
    }
}
