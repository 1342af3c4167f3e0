package onggi.lua.lib;

import java.util.ArrayList;
import java.util.List;
import onggi.bytes.ManualClock;
import onggi.lua.Chunk;
import onggi.lua.LuaClosure;
import onggi.lua.LuaState;
import onggi.lua.LuaString;
import onggi.lua.LuaTable;
import onggi.testkit.RealServer;
import onggi.testkit.RespClient;
import onggi.testkit.Wire;

/** Runs a script here and in a real server. */
final class RedisOracle implements AutoCloseable {

    /** Gives any values as one text: the kind and all digits of each, tables in their order. */
    private static final String SHOW =
            "local function show1(v, d) local t = type(v)"
                    + " if t == 'string' then return 's:' .. v"
                    + " elseif t == 'number' then return v ~= v and 'n:nan' or string.format('n:%.17g', v)"
                    + " elseif t == 'table' and d < 20 then local r = {}"
                    + " for k, x in pairs(v) do"
                    + " r[#r + 1] = show1(k, d + 1) .. '=' .. show1(x, d + 1) end"
                    + " local m = getmetatable(v)"
                    + " return '{' .. table.concat(r, ', ') .. '}' .. (m and show1(m, d + 1) or '')"
                    + " elseif t == 'function' or t == 'table' or t == 'thread' then return t"
                    + " else return tostring(v) end end"
                    + " local function show(...) local r = {}"
                    + " for i = 1, select('#', ...) do r[i] = show1(select(i, ...), 0) end"
                    + " return table.concat(r, ' ') end ";

    private static final long LIMIT_BYTES = 512 << 20;

    private final RealServer server;
    private final RespClient client;
    private final LuaState state;

    RedisOracle() {
        server = RealServer.redis();
        client = server.connect();
        state = new LuaState(LIMIT_BYTES);
        StandardLibraries.open(state, new ManualClock(0));
    }

    /** The state here. */
    LuaState state() {
        return state;
    }

    /** What a script shows that returns any values or fails, in the real server. */
    String shownThere(String script) {
        return there(shown(script)).getFirst();
    }

    /** What it shows here. */
    String shownHere(String script) {
        return here(shown(script)).getFirst();
    }

    private static String shown(String script) {
        return SHOW + "return {show(pcall(function() " + script + " end))}";
    }

    /** A script that runs a body for each pair of arguments, a and b, and returns what it shows. */
    static String forEachPair(String body) {
        return SHOW
                + "local function try(a, b) "
                + body
                + " end local r = {} for i = 1, #ARGV, 2 do"
                + " r[#r + 1] = show(pcall(try, ARGV[i], ARGV[i + 1])) end return r";
    }

    /** The strings of the array that a script returns, in the real server. */
    List<String> there(String script, String... arguments) {
        List<String> command = new ArrayList<>(List.of("EVAL", script, "0"));
        command.addAll(List.of(arguments));
        Wire.Value reply = client.ask(command.toArray(String[]::new));
        if (!reply.isAggregate()) {
            throw new AssertionError(reply + " for " + script);
        }
        return reply.parts().stream().map(Wire.Value::text).toList();
    }

    /** The strings of the array it returns here. */
    List<String> here(String script, String... arguments) {
        LuaTable given = state.newTable();
        for (int i = 0; i < arguments.length; i++) {
            given.set(i + 1.0, LuaString.of(arguments[i]));
        }
        state.globals().set("ARGV", given);
        LuaClosure chunk = Chunk.load(state, LuaString.of(script), LuaString.of("@user_script"));
        List<String> texts = new ArrayList<>();
        if (state.run(chunk) instanceof LuaTable table) {
            for (int i = 1; i <= table.length(); i++) {
                texts.add(String.valueOf(table.get((double) i)));
            }
        }
        return texts;
    }

    @Override
    public void close() {
        client.close();
        server.close();
    }
}
