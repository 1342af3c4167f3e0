package onggi.lua.lib;

import onggi.bytes.Clock;
import onggi.lua.LuaState;

/** All libraries of scripts, but what the host adds. */
public final class StandardLibraries {

    private StandardLibraries() {}

    /** Opens them all in a state. */
    public static void open(LuaState state, Clock clock) {
        BaseLibrary.open(state);
        ControlLibrary.open(state);
        CoroutineLibrary.open(state);
        OsLibrary.open(state, clock);
    }
}
