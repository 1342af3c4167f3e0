package onggi.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AccessClockTest {

    private static final long NOW_MS = 1_700_000_000_000L;
    private static final long MINUTE_MS = 60_000;

    private static AccessClock counting() {
        AccessClock clock = new AccessClock(42);
        clock.countsUses(true);
        return clock;
    }

    @Test
    void timed_bitsTellTheSecondsSinceTheLastUse() {
        AccessClock clock = new AccessClock(42);
        int bits = clock.created(NOW_MS);

        assertThat(clock.idleMs(bits, NOW_MS + 7_000)).isEqualTo(7_000);
        assertThat(clock.idleMs(clock.touched(bits, NOW_MS + 7_000), NOW_MS + 7_000)).isZero();
    }

    @Test
    void counted_newKey_beginsAtFive() {
        AccessClock clock = counting();

        assertThat(clock.uses(clock.created(NOW_MS), NOW_MS)).isEqualTo(5);
    }

    @Test
    void counted_manyUses_growLogarithmically() {
        AccessClock clock = counting();
        int bits = clock.created(NOW_MS);
        int uses = 0;
        for (int limit : new int[] {100, 1_000, 100_000, 2_000_000}) {
            for (; uses < limit; uses++) {
                bits = clock.touched(bits, NOW_MS);
            }
            switch (limit) {
                case 100 -> assertThat(clock.uses(bits, NOW_MS)).isBetween(6, 14);
                case 1_000 -> assertThat(clock.uses(bits, NOW_MS)).isBetween(14, 25);
                case 100_000 -> assertThat(clock.uses(bits, NOW_MS)).isBetween(120, 170);
                default -> assertThat(clock.uses(bits, NOW_MS)).isEqualTo(255);
            }
        }
    }

    @Test
    void counted_timeWithoutUse_lowersTheCounter() {
        AccessClock clock = counting();
        int bits = clock.created(NOW_MS);

        assertThat(clock.uses(bits, NOW_MS + 3 * MINUTE_MS)).isEqualTo(2);
        assertThat(clock.uses(bits, NOW_MS + 60 * MINUTE_MS)).isZero();
        clock.decayMinutes(2);
        assertThat(clock.uses(bits, NOW_MS + 3 * MINUTE_MS)).isEqualTo(4);
        clock.decayMinutes(0);
        assertThat(clock.uses(bits, NOW_MS + 60 * MINUTE_MS)).isEqualTo(5);
    }

    @Test
    void counted_withoutFactor_growsWithEveryUse() {
        AccessClock clock = counting();
        clock.logFactor(0);
        int bits = clock.created(NOW_MS);

        for (int i = 0; i < 300; i++) {
            bits = clock.touched(bits, NOW_MS);
        }

        assertThat(clock.uses(bits, NOW_MS)).isEqualTo(255);
    }
}
