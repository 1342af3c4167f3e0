package onggi.lua;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What a call returned when that is not exactly one value. One value is returned as itself, so a
 * caller that wants one asks {@link #first(Object)}.
 */
public final class Results {

    /** No value at all. */
    public static final Results NONE = new Results(new Object[0]);

    /** One nil, for where {@code null} means something else. */
    static final Results NIL = new Results(new Object[1]);

    private static final @Nullable Object[] EMPTY = new Object[0];

    final @Nullable Object[] values;

    private Results(@Nullable Object[] values) {
        this.values = values;
    }

    /** Two values. */
    public static Results of(@Nullable Object a, @Nullable Object b) {
        return new Results(new @Nullable Object[] {a, b});
    }

    /** Three values. */
    public static Results of(@Nullable Object a, @Nullable Object b, @Nullable Object c) {
        return new Results(new @Nullable Object[] {a, b, c});
    }

    /** What to return for these values; the array belongs to the result from now on. */
    public static @Nullable Object of(@Nullable Object[] values) {
        return switch (values.length) {
            case 0 -> NONE;
            case 1 -> values[0];
            default -> new Results(values);
        };
    }

    /** The first value of a result, nil when there is none. */
    public static @Nullable Object first(@Nullable Object result) {
        if (result instanceof Results several) {
            return several.values.length == 0 ? null : several.values[0];
        }
        return result;
    }

    /** All values of a result, in an array the caller must not change. */
    public static @Nullable Object[] all(@Nullable Object result) {
        return result instanceof Results several ? several.values : new @Nullable Object[] {result};
    }

    /** How many values a result has. */
    public static int count(@Nullable Object result) {
        return result instanceof Results several ? several.values.length : 1;
    }

    /** Some values with all values of a result behind them. */
    static @Nullable Object[] join(@Nullable Object[] head, @Nullable Object result) {
        if (result instanceof Results several) {
            if (head.length == 0) {
                return several.values;
            }
            @Nullable Object[] joined = Arrays.copyOf(head, head.length + several.values.length);
            System.arraycopy(several.values, 0, joined, head.length, several.values.length);
            return joined;
        }
        @Nullable Object[] joined = Arrays.copyOf(head, head.length + 1);
        joined[head.length] = result;
        return joined;
    }

    static @Nullable Object[] empty() {
        return EMPTY;
    }
}
