package onggi.lua.lib;

import onggi.bytes.Clock;
import onggi.lua.LuaState;

/** All libraries of scripts, but what the host adds. */
public final class StandardLibraries {

    private StandardLibraries() {}

    /** Opens them all in a state, with random numbers of its own. */
    public static void open(LuaState state, Clock clock) {
        open(state, clock, new Random48());
    }

    /** Opens them all in a state; the host may give the random numbers a seed. */
    public static void open(LuaState state, Clock clock, Random48 random) {
        BaseLibrary.open(state);
        ControlLibrary.open(state);
        CoroutineLibrary.open(state);
        StringLibrary.open(state);
        TableLibrary.open(state);
        MathLibrary.open(state, random);
        OsLibrary.open(state, clock);
        BitLibrary.open(state);
        JsonLibrary.open(state);
        MsgpackLibrary.open(state);
        StructLibrary.open(state);
    }
}
