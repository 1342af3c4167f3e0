package onggi.lua;

import org.jspecify.annotations.Nullable;

/** Loops. Each turn looks whether the script is to end. */
@SuppressWarnings("ReferenceEquality") // outcomes are told by identity
final class LoopNodes {

    private LoopNodes() {}

    static final class While extends Statement {
        private final Expression condition;
        private final Statement body;

        While(Expression condition, Statement body) {
            this.condition = condition;
            this.body = body;
        }

        @Override
        @Nullable Object execute(Frame f) {
            Budget budget = f.thread.budget();
            while (condition.test(f)) {
                Object result = body.execute(f);
                if (result != null) {
                    return result == Statement.BREAK ? null : result;
                }
                budget.check();
            }
            return null;
        }
    }

    static final class Repeat extends Statement {
        private final Statement body;
        private final Expression condition;

        Repeat(Statement body, Expression condition) {
            this.body = body;
            this.condition = condition;
        }

        @Override
        @Nullable Object execute(Frame f) {
            Budget budget = f.thread.budget();
            do {
                Object result = body.execute(f);
                if (result != null) {
                    return result == Statement.BREAK ? null : result;
                }
                budget.check();
            } while (!condition.test(f));
            return null;
        }
    }

    static final class NumericFor extends Statement {
        private final int slot;
        private final boolean isCell;
        private final Expression from;
        private final Expression to;
        private final Expression step;
        private final Statement body;
        private final int site;

        NumericFor(
                Local local,
                Expression from,
                Expression to,
                Expression step,
                Statement body,
                int site) {
            this.slot = local.slot;
            this.isCell = local.isCaptured;
            this.from = from;
            this.to = to;
            this.step = step;
            this.body = body;
            this.site = site;
        }

        @Override
        @Nullable Object execute(Frame f) {
            Object start = from.eval(f);
            Object end = to.eval(f);
            Object by = step.eval(f);
            f.site = site;
            double i = number(f, start, "initial value");
            double limit = number(f, end, "limit");
            double step = number(f, by, "step");
            // The counter goes one step back first, as in the original: sums round the same.
            Object result =
                    step > 0 ? up(f, i - step, limit, step) : down(f, i - step, limit, step);
            return result == Statement.BREAK ? null : result;
        }

        private static double number(Frame f, @Nullable Object value, String what) {
            Double number = Operations.toNumber(value);
            if (number == null) {
                throw f.thread.error("'for' " + what + " must be a number");
            }
            return number;
        }

        private void set(Frame f, double i) {
            if (isCell) {
                f.slots[slot] = new Cell(i);
            } else {
                LocalNumber.put(f, slot, i);
            }
        }

        private @Nullable Object up(Frame f, double before, double limit, double step) {
            Budget budget = f.thread.budget();
            for (double i = before + step; i <= limit; i += step) {
                set(f, i);
                Object result = body.execute(f);
                if (result != null) {
                    return result;
                }
                budget.check();
            }
            return null;
        }

        private @Nullable Object down(Frame f, double before, double limit, double step) {
            Budget budget = f.thread.budget();
            for (double i = before + step; i >= limit; i += step) {
                set(f, i);
                Object result = body.execute(f);
                if (result != null) {
                    return result;
                }
                budget.check();
            }
            return null;
        }
    }

    static final class GenericFor extends Statement {
        private final Local[] locals;
        private final Expression[] values;
        private final Statement body;
        private final int site;

        GenericFor(Local[] locals, Expression[] values, Statement body, int site) {
            this.locals = locals;
            this.values = values;
            this.body = body;
            this.site = site;
        }

        @Override
        @Nullable Object execute(Frame f) {
            @Nullable Object[] given = CallNodes.evalList(f, values);
            Object step = given.length > 0 ? given[0] : null;
            Object state = given.length > 1 ? given[1] : null;
            Object control = given.length > 2 ? given[2] : null;
            Object result =
                    step == TableWalk.NEXT && state instanceof LuaTable table
                            ? walk(f, table, control)
                            : call(f, step, state, control);
            return result == Statement.BREAK ? null : result;
        }

        /** Walks a table without calling {@code next}. */
        private @Nullable Object walk(Frame f, LuaTable table, @Nullable Object control) {
            Budget budget = f.thread.budget();
            Object key = control;
            f.site = site;
            f.thread.checkStep();
            int position = TableWalk.position(f, site, table, key);
            while (true) {
                position = table.next(position);
                if (position < 0) {
                    return null;
                }
                key = table.keyAt(position);
                set(f, 0, key);
                set(f, 1, table.valueAt(position));
                for (int i = 2; i < locals.length; i++) {
                    set(f, i, null);
                }
                Object result = body.execute(f);
                if (result != null) {
                    return result;
                }
                budget.check();
                if (!table.isAt(position, key)) {
                    position = TableWalk.position(f, site, table, key);
                }
            }
        }

        private @Nullable Object call(
                Frame f, @Nullable Object step, @Nullable Object state, @Nullable Object start) {
            Budget budget = f.thread.budget();
            Object control = start;
            while (true) {
                f.site = site;
                Object results = f.thread.callStep(step, state, control);
                control = Results.first(results);
                if (control == null) {
                    return null;
                }
                set(f, 0, control);
                if (locals.length > 1) {
                    setRest(f, results);
                }
                Object result = body.execute(f);
                if (result != null) {
                    return result;
                }
                budget.check();
            }
        }

        private void setRest(Frame f, @Nullable Object results) {
            @Nullable Object[] all = results instanceof Results r ? r.values : Results.empty();
            for (int i = 1; i < locals.length; i++) {
                set(f, i, i < all.length ? all[i] : null);
            }
        }

        private void set(Frame f, int index, @Nullable Object value) {
            if (index < locals.length) {
                Local local = locals[index];
                f.slots[local.slot] = local.isCaptured ? new Cell(value) : value;
            }
        }
    }
}
