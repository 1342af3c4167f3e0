package onggi.lua;

import org.jspecify.annotations.Nullable;

/** A function of Lua with what it captured. */
public final class LuaClosure extends LuaFunction {

    private static final LuaString COUNT_KEY = LuaString.of("n");

    final Prototype prototype;
    final Cell[] upvalues;
    LuaTable environment;

    LuaClosure(Prototype prototype, Cell[] upvalues, LuaTable environment) {
        this.prototype = prototype;
        this.upvalues = upvalues;
        this.environment = environment;
    }

    /** The table its globals are in. */
    public LuaTable environment() {
        return environment;
    }

    /** Gives it another table for its globals. */
    public void environment(LuaTable table) {
        environment = table;
    }

    @Override
    @Nullable Object call(LuaThread thread) {
        return thread.finish(enter(thread));
    }

    @Override
    @Nullable Object call(LuaThread thread, @Nullable Object a) {
        return thread.finish(enter(thread, a));
    }

    @Override
    @Nullable Object call(LuaThread thread, @Nullable Object a, @Nullable Object b) {
        return thread.finish(enter(thread, a, b));
    }

    @Override
    @Nullable Object call(
            LuaThread thread, @Nullable Object a, @Nullable Object b, @Nullable Object c) {
        return thread.finish(enter(thread, a, b, c));
    }

    @Override
    @Nullable Object call(LuaThread thread, @Nullable Object[] arguments) {
        return thread.finish(enter(thread, 0, arguments));
    }

    // Each runs the body once; a call in tail position is left for the caller to make.

    private @Nullable Object enter(LuaThread thread) {
        Prototype p = prototype;
        if (p.isVararg) {
            return enter(thread, 0, Results.empty());
        }
        return run(thread, new Frame(thread, this, p.slotCount));
    }

    private @Nullable Object enter(LuaThread thread, @Nullable Object a) {
        Prototype p = prototype;
        if (p.isVararg) {
            return enter(thread, 0, new @Nullable Object[] {a});
        }
        Frame f = new Frame(thread, this, p.slotCount);
        if (p.parameterCount > 0) {
            f.slots[0] = a;
        }
        return run(thread, f);
    }

    private @Nullable Object enter(LuaThread thread, @Nullable Object a, @Nullable Object b) {
        Prototype p = prototype;
        if (p.isVararg) {
            return enter(thread, 0, new @Nullable Object[] {a, b});
        }
        Frame f = new Frame(thread, this, p.slotCount);
        if (p.parameterCount > 1) {
            f.slots[0] = a;
            f.slots[1] = b;
        } else if (p.parameterCount > 0) {
            f.slots[0] = a;
        }
        return run(thread, f);
    }

    private @Nullable Object enter(
            LuaThread thread, @Nullable Object a, @Nullable Object b, @Nullable Object c) {
        Prototype p = prototype;
        if (p.isVararg || p.parameterCount < 3) {
            return enter(thread, 0, new @Nullable Object[] {a, b, c});
        }
        Frame f = new Frame(thread, this, p.slotCount);
        f.slots[0] = a;
        f.slots[1] = b;
        f.slots[2] = c;
        return run(thread, f);
    }

    /** Runs with any number of arguments; the array is not kept. */
    @Nullable Object enter(LuaThread thread, int tailCalls, @Nullable Object[] arguments) {
        Prototype p = prototype;
        Frame f = new Frame(thread, this, p.slotCount);
        f.tailCalls = tailCalls;
        int given = Math.min(p.parameterCount, arguments.length);
        System.arraycopy(arguments, 0, f.slots, 0, given);
        if (p.isVararg && arguments.length > given) {
            int rest = arguments.length - given;
            @Nullable Object[] varargs = new @Nullable Object[rest];
            System.arraycopy(arguments, given, varargs, 0, rest);
            f.varargs = varargs;
        }
        if (p.needsArg) {
            f.slots[p.parameterCount] = argTable(thread, f.varargs);
        }
        return run(thread, f);
    }

    private static LuaTable argTable(LuaThread thread, @Nullable Object[] varargs) {
        LuaTable table = thread.state().newTable(varargs.length, 1);
        for (int i = 0; i < varargs.length; i++) {
            table.set(i + 1.0, varargs[i]);
        }
        table.set(COUNT_KEY, (double) varargs.length);
        return table;
    }

    private @Nullable Object run(LuaThread thread, Frame f) {
        for (int slot : prototype.capturedParameters) {
            f.slots[slot] = new Cell(f.slots[slot]);
        }
        f.caller = thread.frame;
        thread.enter(f);
        Object result = prototype.body.execute(f);
        thread.leave(f);
        return result == null ? Results.NONE : result;
    }
}
