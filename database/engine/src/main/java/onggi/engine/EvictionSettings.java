package onggi.engine;

/** How room is made when the data takes more than {@code maxmemory}. Changes at run time. */
public final class EvictionSettings {

    private static final int MOST_TENACIOUS = 100;
    private static final int LINEAR_TENACITY = 10;
    private static final double NS_PER_TENACITY = 50_000;
    private static final double GROWTH = 1.15;

    private volatile EvictionPolicy policy = EvictionPolicy.NOEVICTION;
    private volatile int samples = 5;
    private volatile long budgetNs = budgetNs(LINEAR_TENACITY);
    private volatile boolean unlinks;

    EvictionSettings() {}

    /** Returns which keys go. */
    public EvictionPolicy policy() {
        return policy;
    }

    /** Sets which keys go. */
    public void policy(EvictionPolicy policy) {
        this.policy = policy;
    }

    /** Returns how many keys are compared at least to find one that goes. */
    int samples() {
        return samples;
    }

    /** Sets how many keys are compared at least ({@code maxmemory-samples}). */
    public void samples(int samples) {
        this.samples = samples;
    }

    /** Returns for how long a command waits at most while room is made. */
    long budgetNs() {
        return budgetNs;
    }

    /**
     * Sets how long a command waits at most, from 0 for not at all to 100 for as long as it takes
     * ({@code maxmemory-eviction-tenacity}).
     */
    public void tenacity(int tenacity) {
        budgetNs = budgetNs(tenacity);
    }

    /** Half a millisecond at 10, and from there on 15 % more with each, as in Redis. */
    private static long budgetNs(int tenacity) {
        if (tenacity <= LINEAR_TENACITY) {
            return (long) (NS_PER_TENACITY * tenacity);
        }
        if (tenacity >= MOST_TENACIOUS) {
            return Long.MAX_VALUE;
        }
        double linear = NS_PER_TENACITY * LINEAR_TENACITY;
        return (long) (linear * Math.pow(GROWTH, tenacity - LINEAR_TENACITY));
    }

    /** Returns whether the effect stream tells of UNLINK instead of DEL. */
    boolean unlinks() {
        return unlinks;
    }

    /** Sets whether the effect stream tells of UNLINK ({@code lazyfree-lazy-eviction}). */
    public void unlinks(boolean unlinks) {
        this.unlinks = unlinks;
    }
}
