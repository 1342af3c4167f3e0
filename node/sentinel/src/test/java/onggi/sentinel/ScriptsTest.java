package onggi.sentinel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Programs are started, tried again, ended and dropped as the limits say. */
class ScriptsTest {

    private final SimulatedNetwork net = new SimulatedNetwork(1);
    private final SimulatedNetwork.Watcher world = net.watcher(7000);
    private final Sentinel sentinel = world.sentinel;
    private final Scripts scripts = sentinel.scripts;

    private void tick() {
        scripts.tick(sentinel.events, net.nowMs);
    }

    @Test
    void scriptThatEndsWell_leavesTheQueue() {
        scripts.add(List.of("/bin/tell", "+odown", "text"));
        tick();

        assertThat(world.scripts).containsExactly(List.of("/bin/tell", "+odown", "text"));
        assertThat(scripts.running()).isEqualTo(1);

        sentinel.scriptEnded(1, 0, 0, net.nowMs);

        assertThat(scripts.queue()).isEmpty();
        assertThat(world.count("-script-error")).isZero();
    }

    @Test
    void scriptThatAsksForIt_isTriedTenTimesEachAfterTwiceTheTime() {
        scripts.add(List.of("/bin/tell"));
        long delayMs = 30_000;
        for (int i = 1; i <= Scripts.MOST_TRIES; i++) {
            tick();
            assertThat(world.scripts).hasSize(i);
            sentinel.scriptEnded(i, 1, 0, net.nowMs);
            net.nowMs += delayMs - 1;
            tick();
            assertThat(world.scripts).hasSize(i);
            net.nowMs++;
            delayMs *= 2;
        }

        assertThat(scripts.queue()).isEmpty();
        assertThat(world.count("-script-error /bin/tell 0 1")).isEqualTo(1);
    }

    @Test
    void scriptThatFails_isNotTriedAgain() {
        scripts.add(List.of("/bin/tell"));
        tick();
        sentinel.scriptEnded(1, 2, 0, net.nowMs);

        assertThat(scripts.queue()).isEmpty();
        assertThat(world.count("-script-error /bin/tell 0 2")).isEqualTo(1);
    }

    @Test
    void scriptThatTakesTooLong_isEndedOnce() {
        scripts.add(List.of("/bin/tell"));
        tick();
        net.nowMs += 60_001;
        tick();
        tick();

        assertThat(world.count("kill 1")).isEqualTo(1);
        assertThat(world.count("-script-timeout /bin/tell 1")).isEqualTo(1);
    }

    @Test
    void tooManyScripts_loseTheOldestThatWaits() {
        for (int i = 0; i < Scripts.MOST_QUEUED; i++) {
            scripts.add(List.of("/bin/tell", Integer.toString(i)));
        }
        tick();
        scripts.add(List.of("/bin/tell", "last"));

        assertThat(scripts.running()).isEqualTo(Scripts.MOST_RUNNING);
        assertThat(scripts.queue()).hasSize(Scripts.MOST_QUEUED);
        assertThat(scripts.queue().get(Scripts.MOST_RUNNING).command)
                .containsExactly("/bin/tell", Integer.toString(Scripts.MOST_RUNNING + 1));
    }

    @Test
    void scriptThatCannotBeStarted_isAnError() {
        scripts.add(List.of("/bin/broken"));
        tick();

        assertThat(scripts.queue()).isEmpty();
        assertThat(world.count("-script-error /bin/broken 99 0")).isEqualTo(1);
    }
}
