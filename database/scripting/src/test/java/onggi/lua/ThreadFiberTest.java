package onggi.lua;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ThreadFiberTest {

    private final ThreadFiber.Group group = new ThreadFiber.Group();
    private final List<String> seen = new ArrayList<>();

    @Test
    void fiber_runsInPieces() {
        ThreadFiber[] fiber = new ThreadFiber[1];
        fiber[0] =
                new ThreadFiber(
                        group,
                        () -> {
                            seen.add("first");
                            fiber[0].pause();
                            seen.add("second");
                        });

        fiber[0].resume();
        seen.add("between");
        fiber[0].resume();

        assertThat(seen).containsExactly("first", "between", "second");
    }

    @Test
    void waitingFiber_isEndedWithItsScript() {
        ThreadFiber[] fiber = new ThreadFiber[1];
        fiber[0] =
                new ThreadFiber(
                        group,
                        () -> {
                            try {
                                fiber[0].pause();
                            } catch (ScriptStopped stopped) {
                                seen.add(stopped.reason());
                            }
                        });
        fiber[0].resume();

        group.end();

        assertThat(seen).containsExactly("the script has ended");
    }

    @Test
    void tooManyWaitingFibers_areRefused() {
        assertThatThrownBy(
                        () -> {
                            for (int i = 0; i < 10_001; i++) {
                                ThreadFiber[] fiber = new ThreadFiber[1];
                                fiber[0] = new ThreadFiber(group, () -> pauseQuietly(fiber[0]));
                                fiber[0].resume();
                            }
                        })
                .isInstanceOf(LuaError.class)
                .hasMessage("too many coroutines");
        group.end();
    }

    private static void pauseQuietly(ThreadFiber fiber) {
        try {
            fiber.pause();
        } catch (ScriptStopped ended) {
            assertThat(ended.reason()).isNotEmpty();
        }
    }
}
