package onggi.lua;

import org.jspecify.annotations.Nullable;

/** Blocks, branches, declarations and assignments of several variables, calls and returns. */
final class BlockNodes {

    private BlockNodes() {}

    /** Statements in a row. */
    static Statement block(Statement[] statements) {
        return switch (statements.length) {
            case 0 -> new Empty();
            case 1 -> statements[0];
            case 2 -> new Two(statements[0], statements[1]);
            default -> new Block(statements);
        };
    }

    private static final class Empty extends Statement {
        @Override
        @Nullable Object execute(Frame f) {
            return null;
        }
    }

    private static final class Two extends Statement {
        private final Statement first;
        private final Statement second;

        Two(Statement first, Statement second) {
            this.first = first;
            this.second = second;
        }

        @Override
        @Nullable Object execute(Frame f) {
            Object result = first.execute(f);
            return result != null ? result : second.execute(f);
        }
    }

    private static final class Block extends Statement {
        private final Statement[] statements;

        Block(Statement[] statements) {
            this.statements = statements;
        }

        @Override
        @Nullable Object execute(Frame f) {
            for (Statement statement : statements) {
                Object result = statement.execute(f);
                if (result != null) {
                    return result;
                }
            }
            return null;
        }
    }

    static final class If extends Statement {
        private final Expression condition;
        private final Statement body;

        If(Expression condition, Statement body) {
            this.condition = condition;
            this.body = body;
        }

        @Override
        @Nullable Object execute(Frame f) {
            return condition.test(f) ? body.execute(f) : null;
        }
    }

    static final class IfElse extends Statement {
        private final Expression[] conditions;
        private final Statement[] bodies;

        /** The last body, for when no condition holds, has no condition. */
        IfElse(Expression[] conditions, Statement[] bodies) {
            this.conditions = conditions;
            this.bodies = bodies;
        }

        @Override
        @Nullable Object execute(Frame f) {
            for (int i = 0; i < conditions.length; i++) {
                if (conditions[i].test(f)) {
                    return bodies[i].execute(f);
                }
            }
            return bodies.length > conditions.length ? bodies[conditions.length].execute(f) : null;
        }
    }

    /** A call whose results nobody wants. */
    static final class CallStatement extends Statement {
        private final Expression call;

        CallStatement(Expression call) {
            this.call = call;
        }

        @Override
        @Nullable Object execute(Frame f) {
            call.evalAll(f);
            return null;
        }
    }

    static final class Break extends Statement {
        @Override
        Object execute(Frame f) {
            return BREAK;
        }
    }

    // Returning.

    /** Returns as many values as the expressions have. */
    static final class ReturnList extends Statement {
        private final Expression[] values;

        ReturnList(Expression[] values) {
            this.values = values;
        }

        @Override
        Object execute(Frame f) {
            Object result = Results.of(CallNodes.evalList(f, values));
            return result == null ? Results.NIL : result;
        }
    }

    static final class ReturnOne extends Statement {
        private final Expression value;

        ReturnOne(Expression value) {
            this.value = value;
        }

        @Override
        Object execute(Frame f) {
            Object result = value.eval(f);
            return result == null ? Results.NIL : result;
        }
    }

    static final class ReturnCall extends Statement {
        private final CallNodes.Call call;

        ReturnCall(CallNodes.Call call) {
            this.call = call;
        }

        @Override
        @Nullable Object execute(Frame f) {
            return call.evalTail(f);
        }
    }

    // Several variables at once.

    /** A variable that gets one of several values. */
    abstract static class Target {

        /** Takes what must be known before the values are: a table and a key. */
        void prepare(Frame f, @Nullable Object[] held, int index) {}

        abstract void set(Frame f, @Nullable Object[] held, int index, @Nullable Object value);
    }

    /** A local, or the making of one. */
    static final class SlotTarget extends Target {
        private final int slot;
        private final boolean isCell;

        SlotTarget(int slot, boolean isCell) {
            this.slot = slot;
            this.isCell = isCell;
        }

        @Override
        void set(Frame f, @Nullable Object[] held, int index, @Nullable Object value) {
            f.slots[slot] = isCell ? new Cell(value) : value;
        }
    }

    /** A variable that other functions share. */
    static final class CellTarget extends Target {
        private final int slot;

        CellTarget(int slot) {
            this.slot = slot;
        }

        @Override
        void set(Frame f, @Nullable Object[] held, int index, @Nullable Object value) {
            f.cell(slot).value = value;
        }
    }

    static final class UpvalueTarget extends Target {
        private final int upvalue;

        UpvalueTarget(int upvalue) {
            this.upvalue = upvalue;
        }

        @Override
        void set(Frame f, @Nullable Object[] held, int index, @Nullable Object value) {
            f.upvalues[upvalue].value = value;
        }
    }

    static final class GlobalTarget extends Target {
        private final LuaString name;
        private final int site;

        GlobalTarget(LuaString name, int site) {
            this.name = name;
            this.site = site;
        }

        @Override
        void set(Frame f, @Nullable Object[] held, int index, @Nullable Object value) {
            f.site = site;
            Operations.setIndex(f.thread, f.environment(), name, value, null);
        }
    }

    static final class ElementTarget extends Target {
        private final Expression container;
        private final Expression key;
        private final int site;

        ElementTarget(Expression container, Expression key, int site) {
            this.container = container;
            this.key = key;
            this.site = site;
        }

        @Override
        void prepare(Frame f, @Nullable Object[] held, int index) {
            held[2 * index] = container.eval(f);
            held[2 * index + 1] = key.eval(f);
        }

        @Override
        void set(Frame f, @Nullable Object[] held, int index, @Nullable Object value) {
            f.site = site;
            Operations.setIndex(f.thread, held[2 * index], held[2 * index + 1], value, container);
        }
    }

    /** Gives several values to several variables: the last variable first. */
    static final class AssignMany extends Statement {
        private final Target[] targets;
        private final Expression[] values;

        AssignMany(Target[] targets, Expression[] values) {
            this.targets = targets;
            this.values = values;
        }

        @Override
        @Nullable Object execute(Frame f) {
            @Nullable Object[] held = new @Nullable Object[2 * targets.length];
            for (int i = 0; i < targets.length; i++) {
                targets[i].prepare(f, held, i);
            }
            @Nullable Object[] given = CallNodes.evalList(f, values);
            for (int i = targets.length - 1; i >= 0; i--) {
                targets[i].set(f, held, i, i < given.length ? given[i] : null);
            }
            return null;
        }
    }
}
