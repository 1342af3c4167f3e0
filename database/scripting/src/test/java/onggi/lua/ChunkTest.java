package onggi.lua;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import onggi.bytes.ManualClock;
import onggi.lua.lib.StandardLibraries;
import org.junit.jupiter.api.Test;

class ChunkTest {

    private final LuaState state = new LuaState(64 << 20);

    ChunkTest() {
        StandardLibraries.open(state, new ManualClock(0));
    }

    private String run(String source) {
        LuaClosure chunk = Chunk.load(state, LuaString.of(source), LuaString.of("=chunk"));
        StringBuilder shown = new StringBuilder();
        for (Object value : Results.all(state.run(chunk))) {
            shown.append(shown.isEmpty() ? "" : " ").append(Values.display(value));
        }
        return shown.toString();
    }

    @Test
    void chunk_returnsItsValues() {
        assertThat(run("local a, b = 1, 'x' return a + 1, b .. a, #b, not a"))
                .isEqualTo("2 x1 1 false");
    }

    @Test
    void closure_sharesItsVariable() {
        assertThat(
                        run(
                                "local n = 0 local function up() n = n + 1 return n end "
                                        + "up() up() return n, up()"))
                .isEqualTo("2 3");
    }

    @Test
    void coroutine_goesOnWhereItStopped() {
        assertThat(
                        run(
                                "local c = coroutine.wrap(function(a) local b = coroutine.yield(a + 1) "
                                        + "return b * 2 end) return c(1), c(10)"))
                .isEqualTo("2 20");
    }

    @Test
    void tailCalls_takeNoRoom() {
        assertThat(
                        run(
                                "local function f(n) if n == 0 then return 'end' end return f(n - 1) end "
                                        + "return f(100000)"))
                .isEqualTo("end");
    }

    @Test
    void error_namesTheVariable() {
        assertThatThrownBy(() -> run("local x\nreturn x.y"))
                .isInstanceOf(LuaError.class)
                .hasMessage("chunk:2: attempt to index local 'x' (a nil value)");
    }

    @Test
    void endlessRecursion_isAnError() {
        assertThat(run("local function f() return 1 + f() end return pcall(f)"))
                .startsWith("false ")
                .endsWith("stack overflow");
    }

    @Test
    void stoppedScript_cannotCatchIt() {
        state.budget().stop("enough");

        assertThatThrownBy(() -> run("while true do pcall(function() while true do end end) end"))
                .isInstanceOf(ScriptStopped.class)
                .hasMessage("enough");
    }

    @Test
    void scriptThatTakesTooMuch_fails() {
        assertThatThrownBy(() -> run("local t = {} for i = 1, 1e9 do t[i] = {i} end"))
                .hasMessage("not enough memory");
        assertThat(run("for i = 1, 1e5 do local t = {i, ('x' .. i)} end return 'fine'"))
                .isEqualTo("fine");
    }
}
