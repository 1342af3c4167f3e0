package onggi.lua;

import org.jspecify.annotations.Nullable;

/**
 * One world of Lua: its globals, what its values share, and its budget. One thread at a time may
 * run in it; {@link Budget#stop} alone may come from another.
 */
public final class LuaState {

    private final Budget budget;
    private final LuaTable globals;
    private final LuaThread main;
    private final ThreadFiber.Group threadFibers = new ThreadFiber.Group();
    private boolean usesThreads;
    private @Nullable LuaTable stringMetatable;
    LuaThread running;

    /**
     * An empty world, without any library.
     *
     * @param limitBytes how much memory its values may take
     */
    public LuaState(long limitBytes) {
        Warmup.ensure();
        budget = new Budget(limitBytes, () -> Reachable.bytes(this));
        globals = new LuaTable(budget);
        main = new LuaThread(this, null);
        running = main;
    }

    /** What scripts may use. */
    public Budget budget() {
        return budget;
    }

    /** The coroutines that run on threads of their own. */
    ThreadFiber.Group threadFibers() {
        return threadFibers;
    }

    /** Has coroutines run on threads of their own, as in a process without continuations. */
    void useThreads() {
        usesThreads = true;
    }

    boolean usesThreads() {
        return usesThreads;
    }

    /** The table of globals. */
    public LuaTable globals() {
        return globals;
    }

    /** The thread that is no coroutine. */
    public LuaThread mainThread() {
        return main;
    }

    /** An empty table. */
    public LuaTable newTable() {
        return new LuaTable(budget);
    }

    /** An empty table with room for keys from 1 on, and for others. */
    public LuaTable newTable(int arrayCount, int hashCount) {
        return new LuaTable(budget, arrayCount, hashCount);
    }

    /** The metatable of all strings, null when there is none. */
    public @Nullable LuaTable stringMetatable() {
        return stringMetatable;
    }

    /** Sets the metatable of all strings. */
    public void stringMetatable(@Nullable LuaTable table) {
        stringMetatable = table;
    }

    /** The metatable of a value, null when it has none. */
    public @Nullable LuaTable metatable(@Nullable Object value) {
        return switch (value) {
            case LuaTable t -> t.metatable();
            case LuaString s -> stringMetatable;
            case LuaUserdata u -> u.metatable();
            case null, default -> null;
        };
    }

    /** The handler of an event for a value, nil when there is none. */
    public @Nullable Object handler(@Nullable Object value, LuaString event) {
        LuaTable metatable = metatable(value);
        return metatable == null ? null : metatable.get(event);
    }

    /**
     * Has the thread that runs a script do something between two steps of the script, soon; any
     * thread may call this. Nothing happens when no script runs, or when it ends before.
     */
    public void interrupt(Runnable work) {
        budget.interrupt(() ->
                running.onHostThread(() -> {
                    work.run();
                    return null;
                }));
    }

    /**
     * Runs a function from outside Lua.
     *
     * @return one value, or {@link Results}
     * @throws LuaError what the script raised and did not catch
     * @throws ScriptStopped when the host ended it
     */
    public @Nullable Object run(LuaFunction function, @Nullable Object... arguments) {
        return main.runFromOutside(function, arguments);
    }
}
