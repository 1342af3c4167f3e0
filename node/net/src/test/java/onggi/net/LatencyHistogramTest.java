package onggi.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class LatencyHistogramTest {

    private final LatencyHistogram histogram = new LatencyHistogram();

    @Test
    void percentile_isRightWithinSixPercent() {
        for (int us = 1; us <= 1000; us++) {
            histogram.add(us * 1000L, 1);
        }

        assertThat(histogram.percentileUs(50)).isCloseTo(500, within(500 * 0.07));
        assertThat(histogram.percentileUs(99)).isCloseTo(990, within(990 * 0.07));
        assertThat(histogram.percentileUs(100)).isCloseTo(1000, within(1000 * 0.07));
    }

    @Test
    void extremes_findAStep() {
        histogram.add(-5, 1);
        histogram.add(0, 1);
        histogram.add(Long.MAX_VALUE, 2);

        assertThat(histogram.total()).isEqualTo(4);
        assertThat(histogram.percentileUs(50)).isZero();
    }

    @Test
    void powers_areThoseOfRedis() {
        assertThat(LatencyHistogram.powerUs(0)).isEqualTo(1);
        assertThat(LatencyHistogram.powerUs(6)).isEqualTo(66);
        assertThat(LatencyHistogram.powerUs(7)).isEqualTo(132);
    }

    @Test
    void upToPower_countsWhatTookNoLonger() {
        histogram.add(500, 3);
        histogram.add(3000, 2);
        histogram.add(1_000_000_000_000L, 1);

        assertThat(histogram.upToPower(0)).isEqualTo(3);
        assertThat(histogram.upToPower(2)).isEqualTo(5);
        assertThat(histogram.upToPower(LatencyHistogram.POWERS - 1)).isEqualTo(6);
    }
}
