package onggi.bytes;

/** The same numbers for the same seed, for ever; not safe for use by several threads. */
public final class SeededRandom implements RandomSource {

    /*
     * SplitMix64 (Steele, Lea, Flood: "Fast splittable pseudorandom number generators", 2014): a
     * counter that steps by an odd constant, and a mix of its bits. Every 64-bit value comes up
     * once per period of 2^64.
     */
    private static final long STEP = 0x9E3779B97F4A7C15L;

    private long state;

    public SeededRandom(long seed) {
        this.state = seed;
    }

    @Override
    public long nextLong() {
        long z = state += STEP;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
