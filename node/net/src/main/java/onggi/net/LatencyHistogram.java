package onggi.net;

import onggi.bytes.HotPath;

/** A distribution of times: 16 steps for every doubling, so that a quantile is right within 6 %. */
public final class LatencyHistogram {

    /*
     * A time of n nanoseconds below 16 has its own step; above, the step is the position of the highest
     * bit and the four bits behind it. Times above about 17 s share the last step.
     */

    private static final int STEP_BITS = 4;
    private static final int STEPS = 1 << STEP_BITS;
    private static final int MAX_BITS = 34;
    private static final int SIZE = (MAX_BITS - STEP_BITS + 1) * STEPS;
    private static final long NANOS_PER_US = 1000;

    /** How many power steps there are. */
    static final int POWERS = 25;

    private static final long FIRST_POWER_NS = 1024;
    private static final long POWER_PRECISION = 128;

    private final long[] counts = new long[SIZE];
    private long total;

    @HotPath
    void add(long ns, int times) {
        counts[step(ns)] += times;
        total += times;
    }

    void add(LatencyHistogram other) {
        for (int i = 0; i < SIZE; i++) {
            counts[i] += other.counts[i];
        }
        total += other.total;
    }

    @HotPath
    private static int step(long ns) {
        if (ns < STEPS) {
            return (int) Math.max(ns, 0);
        }
        int bits = Long.SIZE - Long.numberOfLeadingZeros(ns);
        if (bits > MAX_BITS) {
            return SIZE - 1;
        }
        int shift = bits - STEP_BITS - 1;
        return (shift + 1) * STEPS + (int) (ns >>> shift) - STEPS;
    }

    /** The largest time of a step. */
    private static long largest(int step) {
        if (step < STEPS) {
            return step;
        }
        int shift = step / STEPS - 1;
        return ((long) (STEPS + step % STEPS + 1) << shift) - 1;
    }

    /** Returns how many times were added. */
    public long total() {
        return total;
    }

    /** Returns the time that a percentage of all times does not exceed, in microseconds. */
    public double percentileUs(double percent) {
        long wanted = Math.max(1, (long) Math.ceil(total * percent / 100));
        long seen = 0;
        for (int i = 0; i < SIZE; i++) {
            seen += counts[i];
            if (seen >= wanted) {
                return (double) largest(i) / NANOS_PER_US;
            }
        }
        return 0;
    }

    /** Returns the upper bound of a power step as Redis shows it, in microseconds. */
    static long powerUs(int power) {
        long ns = FIRST_POWER_NS << power;
        return (ns + ns / POWER_PRECISION - 1) / NANOS_PER_US;
    }

    /** Returns how many times were at most 1.024 µs doubled so often. */
    long upToPower(int power) {
        if (power == POWERS - 1) {
            return total;
        }
        long seen = 0;
        for (int i = 0; i < SIZE && largest(i) < FIRST_POWER_NS << power; i++) {
            seen += counts[i];
        }
        return seen;
    }
}
