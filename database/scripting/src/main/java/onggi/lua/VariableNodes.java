package onggi.lua;

import org.jspecify.annotations.Nullable;

/** Constants, and reading and writing variables. */
final class VariableNodes {

    private VariableNodes() {}

    /** A constant that is no number. */
    static final class Constant extends Expression {
        final @Nullable Object value;

        Constant(@Nullable Object value) {
            this.value = value;
        }

        @Override
        @Nullable Object eval(Frame f) {
            return value;
        }

        @Override
        boolean isTrueOnNamePath(boolean jumpsIfFalse) {
            return LuaType.isTrue(value);
        }
    }

    /** A number. */
    static final class NumberConstant extends Expression {
        final double value;
        final Double boxed;

        NumberConstant(double value) {
            this.value = value;
            this.boxed = value;
        }

        @Override
        Object eval(Frame f) {
            return boxed;
        }

        @Override
        double evalNumber(Frame f) {
            return value;
        }

        @Override
        boolean isTrueOnNamePath(boolean jumpsIfFalse) {
            return true;
        }
    }

    /** A local that no other function uses. */
    static final class LocalGet extends Expression {
        final int slot;
        private final LuaString name;

        LocalGet(int slot, LuaString name) {
            this.slot = slot;
            this.name = name;
        }

        @Override
        @Nullable Object eval(Frame f) {
            Object value = f.slots[slot];
            return value instanceof LocalNumber number ? (Object) number.value : value;
        }

        @Override
        double evalNumber(Frame f) throws NotANumber {
            Object value = f.slots[slot];
            if (value instanceof LocalNumber number) {
                return number.value;
            }
            if (value instanceof Double d) {
                return d;
            }
            throw new NotANumber(value);
        }

        @Override
        Named named() {
            return new Named("local", name.toString());
        }
    }

    /** A local that other functions use too. */
    static final class CellGet extends Expression {
        private final int slot;
        private final LuaString name;

        CellGet(int slot, LuaString name) {
            this.slot = slot;
            this.name = name;
        }

        @Override
        @Nullable Object eval(Frame f) {
            return f.cell(slot).value;
        }

        @Override
        Named named() {
            return new Named("local", name.toString());
        }
    }

    /** A local of an enclosing function. */
    static final class UpvalueGet extends Expression {
        private final int index;
        private final LuaString name;

        UpvalueGet(int index, LuaString name) {
            this.index = index;
            this.name = name;
        }

        @Override
        @Nullable Object eval(Frame f) {
            return f.upvalues[index].value;
        }

        @Override
        Named named() {
            return new Named("upvalue", name.toString());
        }
    }

    /** A global. */
    static final class GlobalGet extends Expression {
        private final LuaString name;
        private final int site;

        GlobalGet(LuaString name, int site) {
            this.name = name;
            this.site = site;
        }

        @Override
        @Nullable Object eval(Frame f) {
            LuaTable globals = f.environment();
            Object value = globals.get(name);
            return value != null || globals.metatable() == null ? value : slow(f, globals);
        }

        private @Nullable Object slow(Frame f, LuaTable globals) {
            f.site = site;
            return Operations.index(f.thread, globals, name, null);
        }

        @Override
        Named named() {
            return new Named("global", name.toString());
        }
    }

    /** The rest of the arguments. */
    static final class Varargs extends Expression {
        @Override
        @Nullable Object eval(Frame f) {
            return f.varargs.length == 0 ? null : f.varargs[0];
        }

        @Override
        @Nullable Object evalAll(Frame f) {
            return Results.of(f.varargs);
        }

        @Override
        boolean isMulti() {
            return true;
        }
    }

    /** A call or varargs in parentheses: one value. */
    static final class Single extends Expression {
        private final Expression inner;

        Single(Expression inner) {
            this.inner = inner;
        }

        @Override
        @Nullable Object eval(Frame f) {
            return inner.eval(f);
        }
    }

    // Writing.

    static final class LocalSet extends Statement {
        private final int slot;
        private final Expression value;

        LocalSet(int slot, Expression value) {
            this.slot = slot;
            this.value = value;
        }

        @Override
        @Nullable Object execute(Frame f) {
            f.slots[slot] = value.eval(f);
            return null;
        }
    }

    /** Sets a local to what an operator on numbers gives. */
    static final class LocalSetNumber extends Statement {
        private final int slot;
        private final Expression value;

        LocalSetNumber(int slot, Expression value) {
            this.slot = slot;
            this.value = value;
        }

        @Override
        @Nullable Object execute(Frame f) {
            try {
                LocalNumber.put(f, slot, value.evalNumber(f));
            } catch (NotANumber other) {
                f.slots[slot] = other.value;
            }
            return null;
        }
    }

    /** The setting of a local that no other function uses. */
    static Statement setLocal(int slot, Expression value) {
        return value instanceof ArithmeticNodes.Binary
                ? new LocalSetNumber(slot, value)
                : new LocalSet(slot, value);
    }

    /** Makes a local that other functions use. */
    static final class CellDeclare extends Statement {
        private final int slot;
        private final Expression value;

        CellDeclare(int slot, Expression value) {
            this.slot = slot;
            this.value = value;
        }

        @Override
        @Nullable Object execute(Frame f) {
            f.slots[slot] = new Cell(value.eval(f));
            return null;
        }
    }

    /** Makes a local function that may call itself: the variable is there before the function. */
    static final class CellDeclareFunction extends Statement {
        private final int slot;
        private final Expression value;

        CellDeclareFunction(int slot, Expression value) {
            this.slot = slot;
            this.value = value;
        }

        @Override
        @Nullable Object execute(Frame f) {
            Cell cell = new Cell(null);
            f.slots[slot] = cell;
            cell.value = value.eval(f);
            return null;
        }
    }

    static final class CellSet extends Statement {
        private final int slot;
        private final Expression value;

        CellSet(int slot, Expression value) {
            this.slot = slot;
            this.value = value;
        }

        @Override
        @Nullable Object execute(Frame f) {
            Object v = value.eval(f);
            f.cell(slot).value = v;
            return null;
        }
    }

    static final class UpvalueSet extends Statement {
        private final int index;
        private final Expression value;

        UpvalueSet(int index, Expression value) {
            this.index = index;
            this.value = value;
        }

        @Override
        @Nullable Object execute(Frame f) {
            Object v = value.eval(f);
            f.upvalues[index].value = v;
            return null;
        }
    }

    static final class GlobalSet extends Statement {
        private final LuaString name;
        private final Expression value;
        private final int site;

        GlobalSet(LuaString name, Expression value, int site) {
            this.name = name;
            this.value = value;
            this.site = site;
        }

        @Override
        @Nullable Object execute(Frame f) {
            Object v = value.eval(f);
            f.site = site;
            LuaTable globals = f.environment();
            if (globals.isPlain()) {
                globals.set(name, v);
            } else {
                Operations.setIndex(f.thread, globals, name, v, null);
            }
            return null;
        }
    }
}
