package onggi.lua;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.time.Duration;
import onggi.bytes.ManualClock;
import onggi.lua.lib.StandardLibraries;

/**
 * Whatever stands in a script: it ends, by itself or when it is stopped, in a value or an error of
 * Lua, within its memory. Runs the kept inputs; with {@code JAZZER_FUZZ=1} it looks for new ones.
 */
class ChunkFuzzTest {

    private static final long MEMORY = 16 << 20;
    private static final Duration TIME = Duration.ofSeconds(2);

    @FuzzTest(maxDuration = "1m")
    void anySource_endsInAValueOrAnError(byte[] input) throws InterruptedException {
        LuaState state = new LuaState(MEMORY);
        StandardLibraries.open(state, new ManualClock(0));
        Thread stopper = Thread.ofVirtual().start(() -> stopLater(state));
        try {
            LuaString source = LuaString.wrap(input);
            state.run(Chunk.load(state, source, LuaString.of("=fuzz")));
        } catch (LuaError | ScriptStopped expected) {
            assertThat(expected).hasMessageNotContaining("onggi.");
        } finally {
            stopper.interrupt();
        }
    }

    private static void stopLater(LuaState state) {
        try {
            Thread.sleep(TIME);
            state.budget().stop("time is up");
        } catch (InterruptedException scriptEnded) {
            Thread.currentThread().interrupt();
        }
    }
}
