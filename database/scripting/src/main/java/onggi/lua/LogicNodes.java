package onggi.lua;

import org.jspecify.annotations.Nullable;

/** Comparisons, and the operators on truth. */
final class LogicNodes {

    private LogicNodes() {}

    /** The node of a comparison. */
    static Expression of(Comparison operator, Expression left, Expression right, int site) {
        return switch (operator) {
            case EQ -> new Equal(left, right, site, false);
            case NE -> new Equal(left, right, site, true);
            case LT -> new Less(left, right, site);
            case LE -> new LessOrEqual(left, right, site);
            case GT -> new Swapped(new Less(right, left, site), false);
            case GE -> new Swapped(new LessOrEqual(right, left, site), true);
        };
    }

    /** An expression that is true or false. */
    abstract static class Truth extends Expression {
        @Override
        final Object eval(Frame f) {
            return test(f) ? Boolean.TRUE : Boolean.FALSE;
        }

        @Override
        abstract boolean test(Frame f);
    }

    static final class Equal extends Truth {
        private final Expression left;
        private final Expression right;
        private final int site;
        private final boolean negated;

        Equal(Expression left, Expression right, int site, boolean negated) {
            this.left = left;
            this.right = right;
            this.site = site;
            this.negated = negated;
        }

        @Override
        boolean test(Frame f) {
            Object a = left.eval(f);
            Object b = right.eval(f);
            if (a instanceof Double x && b instanceof Double y) {
                return (x.doubleValue() == y.doubleValue()) != negated;
            }
            if (Operations.rawEquals(a, b)) {
                return !negated;
            }
            f.site = site;
            return Operations.equals(f.thread, a, b) != negated;
        }
    }

    /** What both orders have. */
    abstract static class Order extends Truth {
        final Expression left;
        final Expression right;
        final int site;
        boolean generic;

        Order(Expression left, Expression right, int site) {
            this.left = left;
            this.right = right;
            this.site = site;
        }

        /** Compares objects. */
        abstract boolean compare(LuaThread thread, @Nullable Object a, @Nullable Object b);

        /** Compares, with the right operand taken first: that one was written first. */
        final boolean testSwapped(Frame f) {
            Object b = right.eval(f);
            Object a = left.eval(f);
            f.site = site;
            return compare(f.thread, a, b);
        }

        final boolean testGeneric(Frame f) {
            Object a = left.eval(f);
            Object b = right.eval(f);
            f.site = site;
            return compare(f.thread, a, b);
        }

        final boolean afterLeft(Frame f, NotANumber operand) {
            generic = true;
            Object b = right.eval(f);
            f.site = site;
            return compare(f.thread, operand.value, b);
        }

        final boolean afterRight(Frame f, double a, NotANumber operand) {
            generic = true;
            f.site = site;
            return compare(f.thread, a, operand.value);
        }
    }

    static final class Less extends Order {
        Less(Expression left, Expression right, int site) {
            super(left, right, site);
        }

        @Override
        boolean compare(LuaThread thread, @Nullable Object a, @Nullable Object b) {
            return Operations.lessThan(thread, a, b);
        }

        @Override
        boolean test(Frame f) {
            if (generic) {
                return testGeneric(f);
            }
            double a;
            try {
                a = left.evalNumber(f);
            } catch (NotANumber other) {
                return afterLeft(f, other);
            }
            double b;
            try {
                b = right.evalNumber(f);
            } catch (NotANumber other) {
                return afterRight(f, a, other);
            }
            return a < b;
        }
    }

    static final class LessOrEqual extends Order {
        LessOrEqual(Expression left, Expression right, int site) {
            super(left, right, site);
        }

        @Override
        boolean compare(LuaThread thread, @Nullable Object a, @Nullable Object b) {
            return Operations.lessEqual(thread, a, b);
        }

        @Override
        boolean test(Frame f) {
            if (generic) {
                return testGeneric(f);
            }
            double a;
            try {
                a = left.evalNumber(f);
            } catch (NotANumber other) {
                return afterLeft(f, other);
            }
            double b;
            try {
                b = right.evalNumber(f);
            } catch (NotANumber other) {
                return afterRight(f, a, other);
            }
            return a <= b;
        }
    }

    /**
     * An order written the other way round: {@code a > b} is {@code b < a}, but a is taken first.
     */
    static final class Swapped extends Truth {
        private final Order order;
        private final boolean orEqual;

        Swapped(Order order, boolean orEqual) {
            this.order = order;
            this.orEqual = orEqual;
        }

        @Override
        boolean test(Frame f) {
            if (order.generic) {
                return order.testSwapped(f);
            }
            double b;
            try {
                b = order.right.evalNumber(f);
            } catch (NotANumber other) {
                order.generic = true;
                Object a = order.left.eval(f);
                f.site = order.site;
                return order.compare(f.thread, a, other.value);
            }
            double a;
            try {
                a = order.left.evalNumber(f);
            } catch (NotANumber other) {
                order.generic = true;
                f.site = order.site;
                return order.compare(f.thread, other.value, b);
            }
            return orEqual ? a <= b : a < b;
        }
    }

    static final class Not extends Truth {
        private final Expression operand;

        Not(Expression operand) {
            this.operand = operand;
        }

        @Override
        boolean test(Frame f) {
            return !operand.test(f);
        }

        @Override
        boolean isTrueOnNamePath(boolean jumpsIfFalse) {
            return !operand.isTrueOnNamePath(!jumpsIfFalse);
        }
    }

    static final class And extends Expression {
        private final Expression left;
        private final Expression right;

        And(Expression left, Expression right) {
            this.left = left;
            this.right = right;
        }

        @Override
        @Nullable Object eval(Frame f) {
            Object a = left.eval(f);
            return LuaType.isTrue(a) ? right.eval(f) : a;
        }

        @Override
        boolean test(Frame f) {
            return left.test(f) && right.test(f);
        }

        @Override
        boolean isTrueOnNamePath(boolean jumpsIfFalse) {
            return left.isTrueOnNamePath(true) && right.isTrueOnNamePath(jumpsIfFalse);
        }

        @Override
        @Nullable Named named() {
            return left.isTrueOnNamePath(true) ? right.named() : null;
        }
    }

    static final class Or extends Expression {
        private final Expression left;
        private final Expression right;

        Or(Expression left, Expression right) {
            this.left = left;
            this.right = right;
        }

        @Override
        @Nullable Object eval(Frame f) {
            Object a = left.eval(f);
            return LuaType.isTrue(a) ? a : right.eval(f);
        }

        @Override
        boolean test(Frame f) {
            return left.test(f) || right.test(f);
        }

        @Override
        boolean isTrueOnNamePath(boolean jumpsIfFalse) {
            return left.isTrueOnNamePath(false) || right.isTrueOnNamePath(jumpsIfFalse);
        }

        @Override
        @Nullable Named named() {
            return left.isTrueOnNamePath(false) ? null : right.named();
        }
    }
}
