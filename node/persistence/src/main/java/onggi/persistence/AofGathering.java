package onggi.persistence;

/**
 * How long a sync under "always" waits for changes that are about to come, so that they share it.
 * Used by the writing thread alone.
 */
final class AofGathering {

    /*
     * Clients that wait for their replies fall into two halves otherwise: while one half is synced the
     * other one sends, and is just too late. Each sync is then for half of them, and each client waits for
     * two. When a sync ends, those it was for send again within a moment, so what may be expected is as
     * much as it carried and as much as has gathered meanwhile. Waiting for nearly all of that, and for no longer
     * than a part of what a sync takes, costs the others little and nearly halves the syncs.
     *
     * A client that is alone is not held up: what it sends is all that is expected.
     */

    /** The wait is at most one part in so many of a sync. */
    private static final int PART = 8;

    /** A wait shorter than this is not worth a timer. */
    private static final long LEAST_NS = 50_000;

    /** One part in so many of what is expected need not come. */
    private static final int MISSING_PART = 8;

    /** How slowly the usual time of a sync follows. */
    private static final int SMOOTHING = 8;

    private long usualNs;
    private long expectedBytes;

    /**
     * A sync has ended.
     *
     * @param tookNs how long it took
     * @param bytes what it carried
     * @param waiting bytes that came meanwhile
     */
    void synced(long tookNs, long bytes, long waiting) {
        usualNs += (tookNs - usualNs) / (usualNs == 0 ? 1 : SMOOTHING);
        expectedBytes = bytes + waiting;
    }

    /** Returns with how many bytes it is time for the next sync. */
    long enoughBytes() {
        return expectedBytes - expectedBytes / MISSING_PART;
    }

    /** Returns how long to wait for them at most, in nanoseconds; 0 for not at all. */
    long mostNs() {
        long most = usualNs / PART;
        return most < LEAST_NS ? 0 : most;
    }
}
