package onggi.lua.lib;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import onggi.bytes.ManualClock;
import onggi.lua.Chunk;
import onggi.lua.LuaState;
import onggi.lua.LuaString;
import onggi.lua.LuaTable;
import onggi.lua.Results;
import onggi.lua.ScriptStopped;
import onggi.lua.Values;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** No library outlives its budget: what would take too much is an error, what runs on is ended. */
class LibraryLimitsTest {

    private static final long LIMIT_BYTES = 64 << 20;
    private static final int STOP_AFTER_MS = 50;

    private final LuaState state = new LuaState(LIMIT_BYTES);
    private final Random48 random = new Random48();

    LibraryLimitsTest() {
        StandardLibraries.open(state, new ManualClock(0), random);
    }

    private String run(String source) {
        var chunk = Chunk.load(state, LuaString.of(source), LuaString.of("=chunk"));
        return String.valueOf(Values.display(Results.first(state.run(chunk))));
    }

    @Test
    void patternWithTooManyChoices_isAnError() {
        assertThatThrownBy(() -> run("return string.find(('a'):rep(300000), ('a?'):rep(300000))"))
                .hasMessage("chunk:1: pattern too complex");
    }

    @Test
    void patternWithManyChoices_matches() {
        assertThat(run("return #string.match(('a'):rep(150000), ('a?'):rep(150000))"))
                .isEqualTo("150000");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "('x'):rep(1e9)",
                "('x'):rep(2^31 - 1)",
                "(('x'):rep(1e6)):gsub('x', ('y'):rep(1000))",
                "(function(s) return ('%s%s%s%s'):format(s, s, s, s) end)(('x'):rep(2e7))",
                "table.concat({('x'):rep(1e7), 1, 1, 1, 1, 1, 1}, ('x'):rep(1e7))",
                "cjson.encode({('\\1'):rep(1e7), ('\\1'):rep(1e7)})",
                "cmsgpack.unpack(('\\144'):rep(2e6), 1)",
                "(function() local t = {} for i = 1, 100 do"
                        + " t[i] = (('x'):rep(1e7)):gmatch('.') end end)()",
                "cjson.decode('[' .. ('[],'):rep(5e6) .. '1]')",
                "cmsgpack.unpack('\\221\\0\\80\\0\\0' .. ('\\144'):rep(5e6))"
            })
    void whatTakesTooMuch_isAnError(String expression) {
        String message = run("return select(2, pcall(function() return " + expression + " end))");

        assertThat(message).matches("not enough memory|.*stack overflow.*");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "(('a'):rep(40)):find(('a?'):rep(40) .. ('a'):rep(40) .. 'b')",
                "(('a'):rep(5000)):find('.-.-.-.-b$')",
                "(('a'):rep(1e6)):find(('a'):rep(5e5) .. 'b', 1, true)",
                "(('a'):rep(3000)):gsub('(a*)(a*)(a*)(a*)b', '')",
                "(('('):rep(300000)):gsub('%b()', '')",
                "table.sort(setmetatable({1, 2, 3}, nil), function() while true do end end)",
                "table.concat(setmetatable({}, nil), '', -2^31, -1) or 1",
                "(function() local t = {} for i = 1, 2e5 do t[i] = i end"
                        + " while true do table.insert(t, 1, 0) table.remove(t, 1) end end)()"
            })
    void whatRunsOn_isEnded(String expression) {
        try (ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor()) {
            Future<?> stop =
                    timer.schedule(
                            () -> state.budget().stop("enough"),
                            STOP_AFTER_MS,
                            TimeUnit.MILLISECONDS);

            assertThatThrownBy(() ->
                            run(
                                    "while true do pcall(function() return "
                                            + expression
                                            + " end) end"))
                    .isInstanceOf(ScriptStopped.class)
                    .hasMessage("enough");
            assertThat(stop).isDone();
        }
    }

    @Test
    void seed_startsTheSequenceAgain() {
        String first = run("return math.random() .. math.random(100)");
        random.seed(0);
        String seeded = run("return math.random() .. math.random(100)");
        random.seed(0);

        assertThat(run("return math.random() .. math.random(100)"))
                .isEqualTo(seeded)
                .isNotEqualTo(first);
    }

    @ParameterizedTest
    @ValueSource(strings = {"sort(t)", "insert(t, 1)", "insert(t, 1, 1)", "remove(t)"})
    void readOnlyTable_isNotChanged(String call) {
        LuaTable table = state.newTable();
        for (int i = 1; i <= 3; i++) {
            table.set(i, (Object) (4.0 - i));
        }
        table.readOnly(true);
        state.globals().set("t", table);

        assertThat(run("return select(2, pcall(function() return table." + call + " end))"))
                .isEqualTo("Attempt to modify a readonly table");
        assertThat(run("return table.concat(t)")).isEqualTo("321");
    }
}
