package onggi.lua.lib;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import onggi.bytes.ManualClock;
import onggi.lua.Chunk;
import onggi.lua.LuaClosure;
import onggi.lua.LuaState;
import onggi.lua.LuaString;
import onggi.lua.ScriptStopped;

/**
 * Whatever libraries are given, they answer, raise an error of Lua, or end when they are told to.
 * With {@code JAZZER_FUZZ=1} it looks for new inputs.
 */
class LibraryFuzzTest {

    private static final long LIMIT_BYTES = 64 << 20;
    private static final int STOP_AFTER_MS = 300;

    private static final ScheduledExecutorService TIMER =
            Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().factory());

    private static final LuaState STATE = new LuaState(LIMIT_BYTES);

    static {
        StandardLibraries.open(STATE, new ManualClock(0));
    }

    private static final LuaClosure PATTERN =
            chunk(
                    "local p, s = ... pcall(s.find, s, p) pcall(s.match, s, p, -3)"
                            + " pcall(s.gsub, s, p, '%0%1') pcall(s.gsub, s, p, {}) pcall(s.format, p, s, 1, s)"
                            + " pcall(function() for a in s:gmatch(p) do end end)");

    private static final LuaClosure JSON =
            chunk(
                    "local f, s = ... local ok, v = pcall(cjson.decode, s) if not ok then return end"
                            + " local fine, t = pcall(cjson.encode, v) if not fine then return end"
                            + " assert(#cjson.encode(cjson.decode(t)) == #t)");

    private static final LuaClosure MSGPACK =
            chunk(
                    "local f, s = ... pcall(cmsgpack.unpack_limit, s, 2, 1)"
                            + " local ok, v = pcall(cmsgpack.unpack_one, s) if not ok then return end"
                            + " local ok, offset, v = pcall(cmsgpack.unpack_one, s)"
                            + " local t = cmsgpack.pack(v)"
                            + " pcall(cmsgpack.unpack_one, t)");

    private static final LuaClosure STRUCT =
            chunk(
                    "local f, s = ... pcall(struct.size, f) pcall(struct.unpack, f, s)"
                            + " pcall(struct.unpack, f, s, 3) pcall(struct.pack, f, 1, s, -2.5, s, 3, s, 4)");

    @FuzzTest(maxDuration = "3m")
    void anyPatternAndSubject(byte[] input) {
        run(PATTERN, input);
    }

    @FuzzTest(maxDuration = "3m")
    void anyJson(byte[] input) {
        run(JSON, input);
    }

    @FuzzTest(maxDuration = "3m")
    void anyMsgpack(byte[] input) {
        run(MSGPACK, input);
    }

    @FuzzTest(maxDuration = "3m")
    void anyStruct(byte[] input) {
        run(STRUCT, input);
    }

    private static LuaClosure chunk(String source) {
        return Chunk.load(STATE, LuaString.of(source), LuaString.of("=fuzz"));
    }

    /** Runs with what stands before and behind the first line break. */
    private static void run(LuaClosure chunk, byte[] input) {
        int end = new String(input, StandardCharsets.ISO_8859_1).indexOf('\n');
        byte[] first = Arrays.copyOfRange(input, 0, Math.max(end, 0));
        byte[] rest = Arrays.copyOfRange(input, end + 1, input.length);
        ScheduledFuture<?> stop =
                TIMER.schedule(
                        () -> STATE.budget().stop("long"), STOP_AFTER_MS, TimeUnit.MILLISECONDS);
        try {
            STATE.run(chunk, LuaString.wrap(first), LuaString.wrap(rest));
        } catch (ScriptStopped stopped) {
            assertThat(stopped.reason()).isEqualTo("long");
        } finally {
            stop.cancel(false);
            STATE.budget().reset();
        }
    }
}
