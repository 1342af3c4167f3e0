package onggi.lua;

/** A local variable: its slot in the frame, and whether a function inside its scope uses it. */
final class Local {

    final LuaString name;
    final int slot;
    boolean isCaptured;

    Local(LuaString name, int slot) {
        this.name = name;
        this.slot = slot;
    }
}
