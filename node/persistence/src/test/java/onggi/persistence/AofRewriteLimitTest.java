package onggi.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class AofRewriteLimitTest {

    private static final long MINUTE_MS = 60_000;

    private final AofRewriteLimit limit = new AofRewriteLimit();

    @Test
    void twoFailures_limitNothing() {
        limit.failed();
        limit.failed();

        assertThat(limit.allows(0)).isTrue();
    }

    @Test
    void furtherFailures_waitLongerEachTime_upToAnHour() {
        limit.failed();
        limit.failed();
        long nowMs = MINUTE_MS;
        for (long minutes : List.of(1, 2, 4, 8, 16, 32, 60, 60)) {
            limit.failed();

            assertThat(limit.allows(nowMs)).isFalse();
            assertThat(limit.allows(nowMs + minutes * MINUTE_MS - 1)).isFalse();
            nowMs += minutes * MINUTE_MS;
            assertThat(limit.allows(nowMs)).isTrue();
        }
    }

    @Test
    void rewriteByHand_isAllowedAtOnce_andSoAreTheNextFailures() {
        for (int i = 0; i < 5; i++) {
            limit.failed();
        }
        assertThat(limit.allows(1)).isFalse();

        limit.reset();

        assertThat(limit.allows(2)).isTrue();
        assertThat(limit.failures()).isZero();
    }
}
