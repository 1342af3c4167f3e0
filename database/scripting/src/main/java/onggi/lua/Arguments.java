package onggi.lua;

import org.jspecify.annotations.Nullable;

/**
 * The arguments of a call of a built-in function, and the checks that word its errors. Indexes
 * count from 0; messages count from 1, as scripts do.
 */
public final class Arguments {

    private final LuaThread thread;
    private final @Nullable Object[] values;

    /** Arguments; the array belongs to them from now on. */
    Arguments(LuaThread thread, @Nullable Object[] values) {
        this.thread = thread;
        this.values = values;
    }

    /** The coroutine that calls. */
    public LuaThread thread() {
        return thread;
    }

    /** What all coroutines of the caller share. */
    public LuaState state() {
        return thread.state();
    }

    /** How many there are. */
    public int count() {
        return values.length;
    }

    /** The value at an index, nil past the end. */
    public @Nullable Object value(int index) {
        return index < values.length ? values[index] : null;
    }

    /** Whether nothing was given at an index: nil is something. */
    public boolean isNone(int index) {
        return index >= values.length;
    }

    /** Whether nothing, or nil, was given at an index. */
    public boolean isNoneOrNil(int index) {
        return value(index) == null;
    }

    /** All values, in an array the caller must not change. */
    public @Nullable Object[] all() {
        return values;
    }

    /** The values from an index on, in an array of the caller's own. */
    public @Nullable Object[] from(int index) {
        int count = Math.max(0, values.length - index);
        @Nullable Object[] rest = new @Nullable Object[count];
        System.arraycopy(values, values.length - count, rest, 0, count);
        return rest;
    }

    /** The value at an index, which must have been given. */
    public @Nullable Object any(int index) {
        if (isNone(index)) {
            throw error(index, "value expected");
        }
        return values[index];
    }

    /** A string, or a number as its text. */
    public LuaString string(int index) {
        Object value = value(index);
        if (value instanceof LuaString s) {
            return s;
        }
        if (value instanceof Double d) {
            return NumberText.of(d);
        }
        throw typeError(index, "string");
    }

    /** A string, or another when nothing or nil is given. */
    public LuaString string(int index, LuaString otherwise) {
        return isNoneOrNil(index) ? otherwise : string(index);
    }

    /** A number, or a string that reads as one. */
    public double number(int index) {
        Object value = value(index);
        if (value instanceof Double d) {
            return d;
        }
        if (value instanceof LuaString s) {
            Double parsed = NumberGrammar.parse(s);
            if (parsed != null) {
                return parsed;
            }
        }
        throw typeError(index, "number");
    }

    /** A number, or another when nothing or nil is given. */
    public double number(int index, double otherwise) {
        return isNoneOrNil(index) ? otherwise : number(index);
    }

    /** A number without its fraction; what fits no long is the least long, as in C. */
    public long integer(int index) {
        return toInteger(number(index));
    }

    /** An integer, or another when nothing or nil is given. */
    public long integer(int index, long otherwise) {
        return isNoneOrNil(index) ? otherwise : integer(index);
    }

    /** A number as C casts it to a 64-bit integer: out of range is the least one. */
    public static long toInteger(double number) {
        long n = (long) number;
        return n == Long.MAX_VALUE || Double.isNaN(number) ? Long.MIN_VALUE : n;
    }

    /** A table. */
    public LuaTable table(int index) {
        if (value(index) instanceof LuaTable table) {
            return table;
        }
        throw typeError(index, "table");
    }

    /** A function. */
    public LuaFunction function(int index) {
        if (value(index) instanceof LuaFunction function) {
            return function;
        }
        throw typeError(index, "function");
    }

    /** The error that an argument is of the wrong kind. */
    public LuaError typeError(int index, String expected) {
        String actual = isNone(index) ? "no value" : LuaType.name(values[index]);
        return error(index, expected + " expected, got " + actual);
    }

    /** The error of an argument, which names the function as its caller does. */
    public LuaError error(int index, String what) {
        return thread.argumentError(index, what);
    }

    /** An error with the position of the caller before its text. */
    public LuaError error(String text) {
        return thread.error(text);
    }
}
