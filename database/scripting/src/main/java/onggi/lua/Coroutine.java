package onggi.lua;

import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A coroutine: a thread of calls that stops and goes on. */
public final class Coroutine {

    /** Where it stands. */
    public enum Status {
        SUSPENDED,
        RUNNING,
        NORMAL,
        DEAD;

        /** Its name in Lua. */
        public String text() {
            return switch (this) {
                case SUSPENDED -> "suspended";
                case RUNNING -> "running";
                case NORMAL -> "normal";
                case DEAD -> "dead";
            };
        }
    }

    private final LuaThread thread;
    private final LuaFunction body;
    private final Fiber fiber;
    private Status status = Status.SUSPENDED;
    private @Nullable LuaThread resumer;

    /** What goes in with a resume, and comes out with a yield or the end. */
    private @Nullable Object[] transfer = Results.empty();

    private @Nullable RuntimeException failure;
    private @Nullable Supplier<?> request;
    private @Nullable Object answer;

    /** A coroutine that will run a function. */
    public Coroutine(LuaState state, LuaFunction body) {
        state.budget().allocate(1024);
        this.thread = new LuaThread(state, this);
        this.body = body;
        this.fiber = Fiber.of(state, this::run);
    }

    /** Where it stands. */
    public Status status() {
        return status;
    }

    /** Its calls. */
    public LuaThread thread() {
        return thread;
    }

    /** The thread that waits for it, null unless it runs or has resumed another. */
    @Nullable LuaThread resumer() {
        return resumer;
    }

    /**
     * Runs it until it yields or ends.
     *
     * @return what it yielded or returned
     * @throws LuaError what it raised, or that it cannot be resumed
     */
    public @Nullable Object[] resume(LuaThread from, @Nullable Object[] arguments) {
        if (status != Status.SUSPENDED) {
            throw new LuaError("cannot resume " + status.text() + " coroutine");
        }
        Coroutine outer = from.coroutine();
        if (!from.hasHostCallsLeft()) {
            status = Status.DEAD;
            throw new LuaError("C stack overflow");
        }
        LuaState state = thread.state();
        if (outer != null) {
            outer.status = Status.NORMAL;
        }
        status = Status.RUNNING;
        resumer = from;
        state.running = thread;
        transfer = arguments;
        thread.resumeFrom(from);
        try {
            fiber.resume();
            while (request != null) {
                answerRequest(from);
                fiber.resume();
            }
        } finally {
            state.running = from;
            resumer = null;
            if (outer != null) {
                outer.status = Status.RUNNING;
            }
        }
        RuntimeException failed = failure;
        if (failed != null) {
            failure = null;
            throw failed;
        }
        return transfer;
    }

    private void answerRequest(LuaThread from) {
        Supplier<?> wanted = Objects.requireNonNull(request);
        request = null;
        try {
            answer = from.onHostThread(wanted);
        } catch (RuntimeException e) {
            failure = e;
        }
    }

    /** Stops the coroutine that a thread is, until it is resumed; gives what comes in then. */
    public static @Nullable Object yieldFrom(LuaThread thread, @Nullable Object[] values) {
        Coroutine coroutine = thread.coroutine();
        if (coroutine == null) {
            throw new LuaError("attempt to yield across metamethod/C-call boundary");
        }
        return Results.of(coroutine.yieldOut(values));
    }

    /** Stops the coroutine that runs, until it is resumed; gives what comes in then. */
    @Nullable Object[] yieldOut(@Nullable Object[] values) {
        if (!thread.canYield()) {
            throw new LuaError("attempt to yield across metamethod/C-call boundary");
        }
        transfer = values;
        status = Status.SUSPENDED;
        fiber.pause();
        return transfer;
    }

    /** Has the thread that runs the whole script do something. */
    @Nullable Object onHostThread(Supplier<?> work) {
        if (fiber.runsOnResumersThread()) {
            LuaThread from = resumer;
            return from == null ? work.get() : from.onHostThread(work);
        }
        request = work;
        fiber.pause();
        RuntimeException failed = failure;
        if (failed != null) {
            failure = null;
            throw failed;
        }
        Object result = answer;
        answer = null;
        return result;
    }

    private void run() {
        try {
            transfer = Results.all(thread.runBody(body, transfer));
        } catch (LuaError | ScriptStopped e) {
            failure = e;
        } catch (StackOverflowError tooDeep) {
            failure = thread.error("stack overflow");
        } catch (OutOfMemoryError tooMuch) {
            failure = new LuaError("not enough memory");
        } finally {
            status = Status.DEAD;
        }
    }
}
