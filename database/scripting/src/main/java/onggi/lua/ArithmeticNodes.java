package onggi.lua;

import org.jspecify.annotations.Nullable;

/**
 * Operators on numbers. Each takes its operands without boxes as long as they are numbers; once one
 * was not, it takes them as objects from then on.
 */
final class ArithmeticNodes {

    private ArithmeticNodes() {}

    /** The node of an operator. */
    static Expression of(Arithmetic operator, Expression left, Expression right, int site) {
        if (right instanceof VariableNodes.NumberConstant c) {
            if (operator == Arithmetic.ADD) {
                return new AddConstant(operator, left, c, c.value, site);
            }
            if (operator == Arithmetic.SUB) {
                return new AddConstant(operator, left, c, -c.value, site);
            }
        }
        return switch (operator) {
            case ADD -> new Add(left, right, site);
            case SUB -> new Sub(left, right, site);
            case MUL -> new Mul(left, right, site);
            case DIV -> new Div(left, right, site);
            default -> new Other(operator, left, right, site);
        };
    }

    /** What all have: operands, and the slow ways. */
    abstract static class Binary extends Expression {
        final Expression left;
        final Expression right;
        private final Arithmetic operator;
        private final int site;
        boolean generic;

        Binary(Arithmetic operator, Expression left, Expression right, int site) {
            this.operator = operator;
            this.left = left;
            this.right = right;
            this.site = site;
        }

        @Override
        @Nullable Object eval(Frame f) {
            if (generic) {
                return slow(f, left.eval(f), right.eval(f));
            }
            try {
                return evalNumber(f);
            } catch (NotANumber other) {
                return other.value;
            }
        }

        /** The value when the left operand was no number. */
        final double afterLeft(Frame f, NotANumber operand) throws NotANumber {
            generic = true;
            return number(slow(f, operand.value, right.eval(f)));
        }

        /** The value when the right operand was no number. */
        final double afterRight(Frame f, double a, NotANumber operand) throws NotANumber {
            generic = true;
            return number(slow(f, a, operand.value));
        }

        final double evalGeneric(Frame f) throws NotANumber {
            return number(slow(f, left.eval(f), right.eval(f)));
        }

        private @Nullable Object slow(Frame f, @Nullable Object a, @Nullable Object b) {
            if (a instanceof Double x && b instanceof Double y) {
                return operator.apply(x, y);
            }
            f.site = site;
            Expression namedRight = operator == Arithmetic.UNM ? left : right;
            Object second = operator == Arithmetic.UNM ? a : b;
            return Operations.arithmetic(f.thread, operator, a, second, left, namedRight);
        }

        private static double number(@Nullable Object value) throws NotANumber {
            if (value instanceof Double d) {
                return d;
            }
            throw new NotANumber(value);
        }
    }

    static final class Add extends Binary {
        Add(Expression left, Expression right, int site) {
            super(Arithmetic.ADD, left, right, site);
        }

        @Override
        double evalNumber(Frame f) throws NotANumber {
            if (generic) {
                return evalGeneric(f);
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
            return a + b;
        }
    }

    /** Adds a constant, or subtracts one. */
    static final class AddConstant extends Binary {
        private final double addend;

        AddConstant(
                Arithmetic operator, Expression left, Expression right, double addend, int site) {
            super(operator, left, right, site);
            this.addend = addend;
        }

        @Override
        double evalNumber(Frame f) throws NotANumber {
            if (generic) {
                return evalGeneric(f);
            }
            try {
                return left.evalNumber(f) + addend;
            } catch (NotANumber other) {
                return afterLeft(f, other);
            }
        }
    }

    static final class Sub extends Binary {
        Sub(Expression left, Expression right, int site) {
            super(Arithmetic.SUB, left, right, site);
        }

        @Override
        double evalNumber(Frame f) throws NotANumber {
            if (generic) {
                return evalGeneric(f);
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
            return a - b;
        }
    }

    static final class Mul extends Binary {
        Mul(Expression left, Expression right, int site) {
            super(Arithmetic.MUL, left, right, site);
        }

        @Override
        double evalNumber(Frame f) throws NotANumber {
            if (generic) {
                return evalGeneric(f);
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
            return a * b;
        }
    }

    static final class Div extends Binary {
        Div(Expression left, Expression right, int site) {
            super(Arithmetic.DIV, left, right, site);
        }

        @Override
        double evalNumber(Frame f) throws NotANumber {
            if (generic) {
                return evalGeneric(f);
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
            return a / b;
        }
    }

    /** Remainder, power and negation. */
    static final class Other extends Binary {
        private final Arithmetic operator;

        Other(Arithmetic operator, Expression left, Expression right, int site) {
            super(operator, left, right, site);
            this.operator = operator;
        }

        @Override
        double evalNumber(Frame f) throws NotANumber {
            if (generic) {
                return evalGeneric(f);
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
            return operator.apply(a, b);
        }
    }
}
