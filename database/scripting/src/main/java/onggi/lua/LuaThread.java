package onggi.lua;

import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The calls that are under way in one coroutine, or outside all of them. Built-in functions get it
 * with their arguments and call back through it.
 */
@SuppressWarnings("ReferenceEquality") // results are told from markers by identity
public final class LuaThread {

    /** What a function body returns to have its caller make a call in tail position. */
    static final Object TAIL_CALL = new Object();

    /** Calls in one thread: those of Lua and, where they call on, built-in ones. */
    private static final int MAX_CALLS = 16_383;

    /** Calls that pass through a built-in function or a metamethod. */
    private static final int MAX_HOST_CALLS = 200;

    private static final int MARGIN = MAX_HOST_CALLS / 8;

    private final LuaState state;
    private final Budget budget;
    private final @Nullable Coroutine coroutine;
    @Nullable Frame frame;
    private int calls;
    private int hostCalls;
    private int hostCallsAtResume;

    /** The function of a call in tail position, and its arguments. */
    @Nullable LuaClosure tailFunction;

    @Nullable Object[] tailArguments = Results.empty();

    LuaThread(LuaState state, @Nullable Coroutine coroutine) {
        this.state = state;
        this.budget = state.budget();
        this.coroutine = coroutine;
    }

    /** What all threads share. */
    public LuaState state() {
        return state;
    }

    /** The budget of the state. */
    public Budget budget() {
        return budget;
    }

    /** The coroutine, null outside all of them. */
    public @Nullable Coroutine coroutine() {
        return coroutine;
    }

    // Calls from built-in functions.

    /**
     * Calls any value, which may have a handler for it, from a built-in function.
     *
     * @return one value, or {@link Results}
     */
    public @Nullable Object call(@Nullable Object function, @Nullable Object... arguments) {
        Frame below = frame;
        enter(new Frame(this, below));
        Object result = callHandler(function, arguments);
        frame = below;
        calls--;
        return result;
    }

    /** Calls as an operation of Lua does: no built-in function lies between. */
    @Nullable Object callHandler(@Nullable Object function, @Nullable Object... arguments) {
        enterHost();
        Object result =
                function instanceof LuaFunction f
                        ? f.call(this, arguments)
                        : Operations.callable(this, function, null)
                                .call(this, Operations.withSelf(function, arguments));
        hostCalls--;
        return result;
    }

    /** Calls the step of a loop. */
    @Nullable Object callStep(
            @Nullable Object step, @Nullable Object state, @Nullable Object control) {
        enterHost();
        Object result =
                step instanceof LuaFunction f
                        ? f.call(this, state, control)
                        : Operations.callable(this, step, null).call(this, step, state, control);
        hostCalls--;
        return result;
    }

    /** Fails as the call of a loop's step would that is not made. */
    void checkStep() {
        enterHost();
        hostCalls--;
    }

    private void enterHost() {
        int n = ++hostCalls;
        if (n >= MAX_HOST_CALLS) {
            tooManyHostCalls(n);
        }
    }

    /** One call too many is an error; what handles that error has a margin. */
    private void tooManyHostCalls(int n) {
        if (n == MAX_HOST_CALLS) {
            throw error("C stack overflow");
        }
        if (n >= MAX_HOST_CALLS + MARGIN) {
            throw new LuaError("error in error handling");
        }
    }

    /** Whether a coroutine can be resumed from here: it counts on from the calls there are. */
    boolean hasHostCallsLeft() {
        return hostCalls < MAX_HOST_CALLS;
    }

    /** Counts on from the thread that resumes this one. */
    void resumeFrom(LuaThread from) {
        hostCalls = from.hostCalls + 1;
        hostCallsAtResume = hostCalls;
    }

    /** Whether no built-in function and no handler lies between here and the resume. */
    boolean canYield() {
        return hostCalls == hostCallsAtResume;
    }

    /**
     * Does something on the thread that runs the whole script: a coroutine may run on another. For
     * work that needs what that thread holds.
     */
    public @Nullable Object onHostThread(Supplier<?> work) {
        return coroutine == null ? work.get() : coroutine.onHostThread(work);
    }

    // Operations, for built-in functions.

    /** The value of a key, by handlers if there are any. */
    public @Nullable Object index(@Nullable Object value, @Nullable Object key) {
        Frame below = frame;
        frame = new Frame(this, below);
        Object result = Operations.index(this, value, key, null);
        frame = below;
        return result;
    }

    /** Whether one value is before another, by handlers if there are any. */
    public boolean lessThan(@Nullable Object a, @Nullable Object b) {
        Frame below = frame;
        frame = new Frame(this, below);
        boolean result = Operations.lessThan(this, a, b);
        frame = below;
        return result;
    }

    /**
     * Sets a key without handlers, as a script may: not in a read-only table, and no key that
     * cannot be one.
     */
    public void rawSet(LuaTable table, @Nullable Object key, @Nullable Object value) {
        if (table.isReadOnly()) {
            throw new LuaError("Attempt to modify a readonly table");
        }
        if (key == null) {
            throw new LuaError("table index is nil");
        }
        if (key instanceof Double d && d.isNaN()) {
            throw new LuaError("table index is NaN");
        }
        table.set(key, value);
    }

    // Protected calls. What an error leaves behind is put right where it is caught.

    /** A place to go back to. */
    record Mark(@Nullable Frame frame, int calls, int hostCalls) {}

    /** Notes how things are, before a call that may fail. */
    Mark mark() {
        return new Mark(frame, calls, hostCalls);
    }

    /** Makes things as they were, after a call that failed. */
    void backTo(Mark mark) {
        frame = mark.frame;
        calls = mark.calls;
        hostCalls = mark.hostCalls;
        tailFunction = null;
        tailArguments = Results.empty();
    }

    /**
     * Calls from a built-in function and catches what scripts can catch.
     *
     * @param onError makes the error's value from the value raised, while its calls still stand;
     *     null takes it as it is
     * @throws LuaError with that value
     */
    public @Nullable Object callProtected(
            @Nullable Object function, @Nullable Object onError, @Nullable Object... arguments) {
        Mark mark = mark();
        try {
            return call(function, arguments);
        } catch (LuaError error) {
            Object value = error.value();
            if (onError != null) {
                calls = mark.calls;
                value = handled(onError, value, error.isByBuiltin());
            }
            backTo(mark);
            throw new LuaError(value);
        } catch (StackOverflowError tooDeep) {
            Object value = error("stack overflow").value();
            backTo(mark);
            throw new LuaError(onError == null ? value : handled(onError, value, false));
        }
    }

    /**
     * What a handler makes of an error; an error in the handler is handled by it again. That the
     * handler is one call too many is blamed on what raised the error, which has a line in Lua
     * only.
     */
    private @Nullable Object handled(Object onError, @Nullable Object raised, boolean byBuiltin) {
        Object value = raised;
        if (byBuiltin && hostCalls == MAX_HOST_CALLS - 1 && onError instanceof LuaFunction) {
            hostCalls++;
            value = LuaString.of("C stack overflow");
        }
        while (onError instanceof LuaFunction && hostCalls < MAX_HOST_CALLS + MARGIN - 1) {
            try {
                return Results.first(callHandler(onError, value));
            } catch (LuaError again) {
                value = again.value();
            }
        }
        return LuaString.of("error in error handling");
    }

    /** Runs the body of a coroutine. */
    @Nullable Object runBody(LuaFunction function, @Nullable Object[] arguments) {
        return function.call(this, arguments);
    }

    @Nullable Object runFromOutside(LuaFunction function, @Nullable Object[] arguments) {
        Mark mark = mark();
        hostCalls++;
        try {
            return function.call(this, arguments);
        } catch (StackOverflowError tooDeep) {
            throw error("stack overflow");
        } catch (OutOfMemoryError tooMuch) {
            backTo(mark);
            throw new LuaError("not enough memory");
        } finally {
            backTo(mark);
            if (frame == null) {
                state.threadFibers().end();
            }
        }
    }

    // Calls of Lua functions.

    void enter(Frame f) {
        frame = f;
        if (++calls > MAX_CALLS) {
            tooManyCalls(f);
        }
        if (budget.isStopped()) {
            budget.check();
        }
    }

    private void tooManyCalls(Frame f) {
        frame = f.caller;
        calls--;
        throw error("stack overflow");
    }

    void leave(Frame f) {
        frame = f.caller;
        calls--;
    }

    /** Makes the calls in tail position that a body asked for. */
    @Nullable Object finish(@Nullable Object result) {
        return result == TAIL_CALL ? finishTailCalls() : single(result);
    }

    private static @Nullable Object single(@Nullable Object result) {
        return result == Results.NIL ? null : result;
    }

    private @Nullable Object finishTailCalls() {
        int depth = 0;
        Object result = TAIL_CALL;
        while (result == TAIL_CALL) {
            LuaClosure function = Objects.requireNonNull(tailFunction);
            @Nullable Object[] arguments = tailArguments;
            depth++;
            result = function.enter(this, depth, arguments);
        }
        tailFunction = null;
        tailArguments = Results.empty();
        return single(result);
    }

    // Errors.

    /** Where a call is: {@code chunk:line:} and a blank, or nothing; level 1 is the caller. */
    public String where(int level) {
        Frame f = frameAt(level);
        return f == null ? "" : f.position();
    }

    /**
     * The call at a level: 1 is the one that called the built-in function that asks.
     *
     * @return null when there is none, or when a call in tail position took its place
     */
    @Nullable Frame frameAt(int level) {
        Frame f = frame;
        int left = level - 1;
        while (f != null && left > 0) {
            left -= 1 + f.tailCalls;
            if (left < 0) {
                return null;
            }
            f = f.caller;
        }
        return f;
    }

    /** Whether there is a call at a level at all. */
    boolean hasLevel(int level) {
        Frame f = frame;
        int left = level - 1;
        while (f != null && left > 0) {
            left -= 1 + f.tailCalls;
            if (left < 0) {
                return true;
            }
            f = f.caller;
        }
        return f != null;
    }

    /** An error with the position of the caller before its text. */
    public LuaError error(String text) {
        return new LuaError(where(1) + text);
    }

    LuaError argumentError(int index, String what) {
        Frame f = frame;
        Named called = f == null ? null : f.called();
        int number = index + 1;
        if (called != null && called.kind().equals("method")) {
            number--;
            if (number == 0) {
                return error("calling '" + called.name() + "' on bad self (" + what + ")");
            }
        }
        String name = called == null ? "?" : called.name();
        return error("bad argument #" + number + " to '" + name + "' (" + what + ")");
    }
}
