package onggi.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LoopTasksTest {

    private static final long MS = 1_000_000;

    private final LoopTasks tasks = new LoopTasks();
    private final List<String> runs = new ArrayList<>();

    @Test
    void tasks_runWhenTheyAreDue() {
        tasks.add(now -> note("a", 10), 0);
        tasks.add(now -> note("b", 25), 0);

        for (long ms = 0; ms <= 30; ms += 5) {
            tasks.run(ms * MS, ms);
        }

        assertThat(runs).containsExactly("a", "b", "a", "a", "b", "a");
    }

    @Test
    void wait_isUntilTheNextTaskButNeverTooLong() {
        assertThat(tasks.waitMs(0, 500)).isEqualTo(500);

        tasks.add(now -> 40, 3 * MS + 1);

        assertThat(tasks.waitMs(0, 500)).isEqualTo(4);
        assertThat(tasks.waitMs(4 * MS, 500)).isZero();
        tasks.run(4 * MS, 4);
        assertThat(tasks.waitMs(4 * MS, 500)).isEqualTo(40);
        assertThat(tasks.waitMs(4 * MS, 30)).isEqualTo(30);
    }

    @Test
    void task_thatAnswersNegative_isForgotten() {
        tasks.add(now -> note("once", -1), 0);

        tasks.run(0, 0);
        tasks.run(MS, 1);

        assertThat(runs).containsExactly("once");
        assertThat(tasks.waitMs(MS, 70)).isEqualTo(70);
    }

    private long note(String name, long waitMs) {
        runs.add(name);
        return waitMs;
    }
}
