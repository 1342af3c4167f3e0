package onggi.lua;

import java.util.Objects;
import onggi.bytes.ManualClock;
import onggi.lua.lib.StandardLibraries;

/** Our engine, as {@link PucLua} is the original. */
final class OurLua implements Engine {

    private final LuaState state = new LuaState(256 << 20);

    /** An engine whose coroutines are threads. */
    static OurLua withThreads() {
        OurLua lua = new OurLua();
        lua.state.useThreads();
        return lua;
    }

    OurLua() {
        StandardLibraries.open(state, new ManualClock(0));
        if (state.stringMetatable() == null) {
            LuaTable metatable = state.newTable();
            metatable.set(Event.INDEX, state.newTable());
            state.stringMetatable(metatable);
        }
        state.run(Chunk.load(state, LuaString.of(HARNESS), LuaString.of("=harness")));
    }

    @Override
    public String run(String source) {
        return call("run", source);
    }

    @Override
    public String compile(String source) {
        return call("compile", source);
    }

    private String call(String name, String source) {
        try {
            LuaFunction function = (LuaFunction) Objects.requireNonNull(state.globals().get(name));
            return String.valueOf(Results.first(state.run(function, LuaString.of(source))));
        } catch (LuaError error) {
            return "escaped: " + error.getMessage();
        }
    }
}
