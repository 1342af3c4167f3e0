package onggi.lua;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One call that is under way. A frame without a function stands for a built-in function that has
 * called something.
 */
final class Frame {

    private static final @Nullable Object[] NO_SLOTS = new Object[0];

    final LuaThread thread;
    final @Nullable LuaClosure function;
    final Cell[] upvalues;
    final @Nullable Object[] slots;
    @Nullable Object[] varargs = NO_SLOTS;
    @Nullable Frame caller;

    /** Index in the prototype's sites of what is being done: calls and failures set it. */
    int site;

    /** How many frames gave their place to this one by calling in tail position. */
    int tailCalls;

    Frame(LuaThread thread, LuaClosure function, int slotCount) {
        this.thread = thread;
        this.function = function;
        this.upvalues = function.upvalues;
        this.slots = new @Nullable Object[slotCount];
    }

    /** The frame of a built-in function. */
    Frame(LuaThread thread, @Nullable Frame caller) {
        this.thread = thread;
        this.function = null;
        this.upvalues = Cell.NONE;
        this.slots = NO_SLOTS;
        this.caller = caller;
    }

    /** The variable in a slot that other functions use too. */
    Cell cell(int slot) {
        return (Cell) Objects.requireNonNull(slots[slot]);
    }

    /** The table its globals are in. */
    LuaTable environment() {
        return Objects.requireNonNull(function).environment;
    }

    /** Where it is: {@code chunk:line:} and a blank; empty for a built-in function. */
    String position() {
        LuaClosure closure = function;
        if (closure == null) {
            return "";
        }
        Prototype p = closure.prototype;
        return p.chunkName + ":" + p.sites[site].line() + ": ";
    }

    /** What the function that is being called is called, null when nothing tells. */
    @Nullable Named called() {
        LuaClosure closure = function;
        return closure == null ? null : closure.prototype.sites[site].called();
    }
}
