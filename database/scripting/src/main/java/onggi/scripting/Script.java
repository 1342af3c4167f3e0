package onggi.scripting;

import java.nio.charset.StandardCharsets;
import onggi.lua.LuaString;

/** The text of a script and what is known of it; the same for all threads. */
final class Script {

    private final String sha;
    private final byte[] shaBytes;
    private final LuaString body;
    private final int flags;
    private final Trust trust = new Trust();
    private volatile boolean cached = true;
    private volatile boolean loaded;

    Script(String sha, LuaString body, int flags) {
        this.sha = sha;
        this.shaBytes = sha.getBytes(StandardCharsets.ISO_8859_1);
        this.body = body;
        this.flags = flags;
    }

    /** The SHA1 of its text, in lower case. */
    String sha() {
        return sha;
    }

    byte[] shaBytes() {
        return shaBytes;
    }

    LuaString body() {
        return body;
    }

    /** What is compiled: the text without its first line if that is none of Lua. */
    LuaString code() {
        String text = body.toString();
        return Shebang.isIn(text) ? body.substring(Shebang.length(text), body.length()) : body;
    }

    int flags() {
        return flags;
    }

    Trust trust() {
        return trust;
    }

    /** Whether the cache has it; a script that was flushed or made room for others is gone. */
    boolean isCached() {
        return cached;
    }

    void gone() {
        cached = false;
    }

    /** Whether SCRIPT LOAD brought it, so that it stays. */
    boolean isLoaded() {
        return loaded;
    }

    void load() {
        loaded = true;
    }
}
