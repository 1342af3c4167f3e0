package onggi.lua;

import party.iroiro.luajava.lua51.Lua51;

/** The original Lua 5.1, to compare with. */
final class PucLua implements Engine, AutoCloseable {

    private final Lua51 lua = new Lua51();

    PucLua() {
        lua.openLibraries();
        lua.run("collectgarbage('stop')");
        lua.run("assert(loadstring([===[" + HARNESS + "]===], '=harness'))()");
    }

    @Override
    public String run(String source) {
        return call("run", source);
    }

    @Override
    public String compile(String source) {
        return call("compile", source);
    }

    private String call(String function, String source) {
        lua.getGlobal(function);
        lua.push(source);
        lua.pCall(1, 1);
        String shown = lua.toString(-1);
        lua.pop(1);
        return String.valueOf(shown);
    }

    /** Frees what earlier programs left; between programs only, so that it is not seen by one. */
    void collect() {
        lua.run("collectgarbage('collect') collectgarbage('stop')");
    }

    @Override
    public void close() {
        lua.close();
    }
}
