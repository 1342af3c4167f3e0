package onggi.lua.lib;

/** The generator of random numbers of scripts: 48 bits of state, 31 of which a draw gives. */
public final class Random48 {

    private static final long FACTOR = 0x5DEECE66DL;
    private static final long SUMMAND = 0xB;
    private static final long MASK = (1L << 48) - 1;
    private static final long FIRST_STATE = 0x1234_ABCD_330EL;
    private static final int SEED_LOW = 0x330E;

    private long state = FIRST_STATE;

    /** The generator as it is before anybody gives it a seed. */
    public Random48() {}

    /** Starts the sequence of a seed. */
    public void seed(int seed) {
        state = (seed & 0xFFFF_FFFFL) << 16 | SEED_LOW;
    }

    /** The next number from 0 to 2^31 - 1. */
    public int next() {
        state = state * FACTOR + SUMMAND & MASK;
        return (int) (state >>> 17);
    }
}
