package onggi.lua;

import org.jspecify.annotations.Nullable;

/**
 * A function written in Java. It has a body for any arguments, which checks them and words the
 * errors, and may have a fast way for one or two arguments, which takes no array and may decline.
 */
@SuppressWarnings("ReferenceEquality") // declining is a marker
public final class Builtin extends LuaFunction {

    /** What a fast way returns to decline: the body is run then. */
    public static final Object DECLINED = new Object();

    private final String name;
    private final Body body;
    private final @Nullable One one;
    private final @Nullable Two two;

    private final @Nullable Object held;

    /** The body of a function. */
    @FunctionalInterface
    public interface Body {

        /** Runs it; the result is one value, or {@link Results}. */
        @Nullable Object call(Arguments arguments);
    }

    /** A fast way for exactly one argument. */
    @FunctionalInterface
    public interface One {

        /** Answers, or returns {@link #DECLINED} without having done anything. */
        @Nullable Object call(LuaThread thread, @Nullable Object a);
    }

    /** A fast way for exactly two arguments. */
    @FunctionalInterface
    public interface Two {

        /** Answers, or returns {@link #DECLINED} without having done anything. */
        @Nullable Object call(LuaThread thread, @Nullable Object a, @Nullable Object b);
    }

    /**
     * Makes a function.
     *
     * @param name what it is called where it is defined; errors name it as it is called
     */
    public Builtin(String name, Body body) {
        this(name, body, null, null);
    }

    /**
     * Makes a function that keeps a value: what refers to the function takes that memory too.
     *
     * @param held the value, or {@link Results} of several
     */
    public Builtin(String name, Body body, Object held) {
        this.name = name;
        this.body = body;
        this.one = null;
        this.two = null;
        this.held = held;
    }

    /** Makes a function with fast ways, each of which may be absent. */
    public Builtin(String name, Body body, @Nullable One one, @Nullable Two two) {
        this.name = name;
        this.body = body;
        this.one = one;
        this.two = two;
        this.held = null;
    }

    /** The value it keeps, null when there is none. */
    @Nullable Object held() {
        return held;
    }

    /** What it is called where it is defined. */
    public String name() {
        return name;
    }

    @Override
    @Nullable Object call(LuaThread thread) {
        return run(thread, Results.empty());
    }

    @Override
    @Nullable Object call(LuaThread thread, @Nullable Object a) {
        if (one != null) {
            Object result = one.call(thread, a);
            if (result != DECLINED) {
                return result;
            }
        }
        return run(thread, new @Nullable Object[] {a});
    }

    @Override
    @Nullable Object call(LuaThread thread, @Nullable Object a, @Nullable Object b) {
        if (two != null) {
            Object result = two.call(thread, a, b);
            if (result != DECLINED) {
                return result;
            }
        }
        return run(thread, new @Nullable Object[] {a, b});
    }

    @Override
    @Nullable Object call(
            LuaThread thread, @Nullable Object a, @Nullable Object b, @Nullable Object c) {
        return run(thread, new @Nullable Object[] {a, b, c});
    }

    @Override
    @Nullable Object call(LuaThread thread, @Nullable Object[] arguments) {
        return switch (arguments.length) {
            case 1 -> call(thread, arguments[0]);
            case 2 -> call(thread, arguments[0], arguments[1]);
            default -> run(thread, arguments);
        };
    }

    /** Runs the body; an error that comes from here and not from a function it called is noted. */
    private @Nullable Object run(LuaThread thread, @Nullable Object[] arguments) {
        Frame below = thread.frame;
        try {
            return body.call(new Arguments(thread, arguments));
        } catch (LuaError error) {
            if (thread.frame == below) {
                error.byBuiltin();
            }
            throw error;
        }
    }

    @Override
    public String toString() {
        return "function: builtin: " + name;
    }
}
