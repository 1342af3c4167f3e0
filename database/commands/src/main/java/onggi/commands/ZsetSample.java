package onggi.commands;

import java.util.HashSet;
import java.util.Set;
import onggi.bytes.RandomSource;

/** Draws a few different numbers out of many. */
final class ZsetSample {

    private ZsetSample() {}

    /** Returns so many different numbers below {@code size}, in the order in which they came. */
    static long[] of(RandomSource random, long size, int count) {
        long[] drawn = new long[count];
        Set<Long> seen = new HashSet<>();
        for (int i = 0; i < count; ) {
            long number = random.nextLong(size);
            if (seen.add(number)) {
                drawn[i++] = number;
            }
        }
        return drawn;
    }
}
