package onggi.lua;

import org.jspecify.annotations.Nullable;

/**
 * Runs a little of everything once, before the first script. A class that is initialized when the
 * stack is nearly used up stays broken for good, so all are initialized here.
 */
final class Warmup {

    private static final String PROGRAM =
            """
            local t = {1, 2, 'x', a = 1, [2.5] = true, ...}
            t.b, t[4], g = #t, -t[1] * 2 ^ 3 % 5 / 1 - 1 + 0.1, 'a' .. 1 .. 1e100
            local function f(n, ...) if n == 0 then return ... end return f(n - 1, ...) end
            local up = 0
            local function count() up = up + 1 return up < 3 and not nil or up >= 2 end
            for i = 1, 3 do t[i] = i count() end
            for i = 3, 1, -1 do while i > 1 do break end end
            repeat local done = count() until done
            local s, n = f(3, 'a', 'b')
            if s == n then t:x() elseif s <= n then t.c = {f(1)} else f() end
            return t.a.b.c
            """;

    private static boolean started;

    private Warmup() {}

    static void ensure() {
        if (!started) {
            started = true;
            run();
        }
    }

    private static void run() {
        LuaState state = new LuaState(1 << 20);
        LuaThread thread = state.mainThread();
        LuaClosure chunk = Chunk.load(state, LuaString.of(PROGRAM), LuaString.of("=warmup"));
        ignoringErrors(thread, chunk, 1.0, LuaString.of("0x1p4"));
        ignoringErrors(thread, new Builtin("warmup", Arguments::all), 1.0);
        Coroutine coroutine = new Coroutine(state, new Builtin("warmup", Warmup::yieldOnce));
        coroutine.resume(thread, Results.empty());
        coroutine.resume(thread, Results.empty());
        state.budget().check();
        Reachable.bytes(state);
        StackRoom.ensure();
        NumberGrammar.parse(LuaString.of("1.5e300"));
        TableWalk.NEXT.call(thread, state.newTable());
    }

    private static @Nullable Object yieldOnce(Arguments arguments) {
        return Coroutine.yieldFrom(arguments.thread(), arguments.all());
    }

    private static void ignoringErrors(
            LuaThread thread, LuaFunction function, @Nullable Object... arguments) {
        try {
            thread.callProtected(function, null, arguments);
        } catch (LuaError expected) {
            expected.value();
        }
    }
}
