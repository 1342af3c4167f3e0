package onggi.lua.lib;

import onggi.bytes.Clock;
import onggi.lua.LuaState;

/** The one function of {@code os} that Redis leaves to scripts. */
final class OsLibrary {

    private OsLibrary() {}

    /** Seconds since the library was opened. */
    static void open(LuaState state, Clock clock) {
        long start = clock.nanoTime();
        Library.of(state, "os").add("clock", args -> (clock.nanoTime() - start) / 1e9);
    }
}
