package onggi.bytes;

/** Where the product takes chance from. */
public interface RandomSource {

    /** Any of the 2^64 values, each as likely as the others. */
    long nextLong();

    /**
     * A number from 0 up to, not including, a bound.
     *
     * @param bound at least 1
     */
    default int nextInt(int bound) {
        return (int) nextLong(bound);
    }

    /**
     * A number from 0 up to, not including, a bound, without bias.
     *
     * @param bound at least 1
     */
    default long nextLong(long bound) {
        assert bound > 0;
        if ((bound & (bound - 1)) == 0) {
            return nextLong() & (bound - 1);
        }
        // A draw from the last, incomplete run of `bound` values is thrown away. The chance of
        // that is below one half, so the loop is short.
        while (true) {
            long draw = nextLong() >>> 1;
            long value = draw % bound;
            if (draw - value + (bound - 1) >= 0) {
                return value;
            }
        }
    }

    /** A number from 0 up to, not including, 1, with 53 random bits. */
    default double nextDouble() {
        return (nextLong() >>> 11) * 0x1p-53;
    }
}
