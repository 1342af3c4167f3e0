package onggi.bytes;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class TimeAndChanceTest {

    @Test
    void manualClock_advanced_movesAllItsHands() {
        var clock = new ManualClock(1_000);

        clock.advanceMs(5);
        clock.advanceNs(1_500);

        assertThat(clock.nowMs()).isEqualTo(1_005);
        assertThat(clock.nowMicros()).isEqualTo(1_005_001);
        assertThat(clock.nanoTime()).isEqualTo(5_001_500);
    }

    @Test
    void seededRandom_sameSeed_drawsTheSame() {
        var one = new SeededRandom(1729);
        var other = new SeededRandom(1729);

        for (int i = 0; i < 100; i++) {
            assertThat(one.nextLong()).isEqualTo(other.nextLong());
        }
    }

    @Test
    void nextInt_anyBound_isEvenlySpread() {
        var random = new SeededRandom(1);
        for (int bound : new int[] {1, 2, 3, 7, 16}) {
            int[] counts = new int[bound];
            for (int i = 0; i < 10_000 * bound; i++) {
                counts[random.nextInt(bound)]++;
            }
            for (int count : counts) {
                assertThat(count).isBetween(9_500, 10_500);
            }
        }
    }
}
