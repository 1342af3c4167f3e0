package onggi.lua;

import org.jspecify.annotations.Nullable;

/** A node that has a value. */
abstract class Expression {

    /** Its value: exactly one. */
    abstract @Nullable Object eval(Frame f);

    /**
     * Its value without a box.
     *
     * @throws NotANumber with the value when that is no number
     */
    double evalNumber(Frame f) throws NotANumber {
        Object value = eval(f);
        if (value instanceof Double d) {
            return d;
        }
        throw new NotANumber(value);
    }

    /** Whether its value counts as true. */
    boolean test(Frame f) {
        Object value = eval(f);
        return value instanceof Boolean b ? b : value != null;
    }

    /** All its values: one, or {@link Results} for a call or varargs. */
    @Nullable Object evalAll(Frame f) {
        return eval(f);
    }

    /** Whether it may have other than one value. */
    boolean isMulti() {
        return false;
    }

    /**
     * Which way the original goes here when it looks for the name of a value after an error: it
     * walks the code and takes every jump forward, so a condition comes out as its jump says.
     *
     * @param jumpsIfFalse whether the condition's jump is for false, as before {@code and}
     */
    boolean isTrueOnNamePath(boolean jumpsIfFalse) {
        return !jumpsIfFalse;
    }

    /** How an error names its value, null when it has no name. */
    @Nullable Named named() {
        return null;
    }
}
