package onggi.lua;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The names a function sees while it is parsed. */
final class FunctionScope {

    private static final int MAX_LOCALS = 200;
    private static final int MAX_UPVALUES = 60;

    /**
     * Where a captured variable comes from when a closure is made.
     *
     * @param local the variable of the enclosing function, null when that captured it itself
     * @param index of the upvalue of the enclosing function otherwise
     */
    record Capture(LuaString name, @Nullable Local local, int index) {}

    final @Nullable FunctionScope outer;
    final String chunkName;
    final int line;
    private final Lexer lexer;
    private final List<Local> active = new ArrayList<>();
    final List<Capture> captures = new ArrayList<>();
    final List<Local> parameters = new ArrayList<>();
    @Nullable Local arg;
    boolean isVararg;
    boolean usesVarargs;
    boolean needsArg;
    int loopDepth;
    private int hidden;
    private int slotCount;
    private double zero = Double.NaN;

    FunctionScope(@Nullable FunctionScope outer, Lexer lexer, String chunkName, int line) {
        this.outer = outer;
        this.lexer = lexer;
        this.chunkName = chunkName;
        this.line = line;
    }

    /** How many locals are visible: to be given to {@link #leave}. */
    int activeCount() {
        return active.size();
    }

    /** How many slots a frame needs. */
    int slotCount() {
        return slotCount;
    }

    /**
     * Makes a variable, which is visible once it is given to {@link #activate}.
     *
     * @param ahead how many were made and are not visible yet
     */
    Local declare(LuaString name, int ahead) {
        limit(active.size() + hidden + ahead + 1, MAX_LOCALS, "local variables");
        int slot = active.size() + ahead;
        slotCount = Math.max(slotCount, slot + 1);
        return new Local(name, slot);
    }

    void activate(Local local) {
        active.add(local);
    }

    /** Forgets the locals after the first ones. */
    void leave(int count) {
        active.subList(count, active.size()).clear();
    }

    /** Counts variables without a name, which loops have. */
    void hide(int count) {
        hidden += count;
        limit(active.size() + hidden, MAX_LOCALS, "local variables");
    }

    void unhide(int count) {
        hidden -= count;
    }

    /** The expression a name stands for. */
    Syntax.Value resolve(LuaString name) {
        Local local = find(name);
        if (local != null) {
            return new Syntax.LocalName(local);
        }
        int upvalue = upvalue(name);
        return upvalue >= 0
                ? new Syntax.UpvalueName(upvalue, name)
                : new Syntax.GlobalName(name, lexer.lastLine);
    }

    private @Nullable Local find(LuaString name) {
        for (int i = active.size() - 1; i >= 0; i--) {
            if (active.get(i).name.sameAs(name)) {
                return active.get(i);
            }
        }
        return null;
    }

    private int upvalue(LuaString name) {
        if (outer == null) {
            return -1;
        }
        Local local = outer.find(name);
        if (local != null) {
            local.isCaptured = true;
            return capture(new Capture(name, local, -1));
        }
        int index = outer.upvalue(name);
        return index < 0 ? -1 : capture(new Capture(name, null, index));
    }

    private int capture(Capture wanted) {
        int known = captures.indexOf(wanted);
        if (known >= 0) {
            return known;
        }
        limit(captures.size() + 1, MAX_UPVALUES, "upvalues");
        captures.add(wanted);
        return captures.size() - 1;
    }

    private void limit(int count, int most, String what) {
        if (count > most) {
            String where = line == 0 ? "main function" : "function at line " + line;
            throw lexer.errorWithoutToken(where + " has more than " + most + " " + what);
        }
    }

    /** A number as the function's constant: zero has the sign it had first. */
    double constant(double value) {
        if (value != 0) {
            return value;
        }
        if (Double.isNaN(zero)) {
            zero = value;
        }
        return zero;
    }
}
