package onggi.scripting;

/**
 * Whether a script keeps to the keys it declares. Until it has shown that many times it holds every
 * shard, and for ever when it did not once. Thread-safe; a lost count does no harm.
 */
final class Trust {

    private static final int ENOUGH = 16;
    private static final int NEVER = Integer.MIN_VALUE;

    private volatile int clean;

    /** Whether it holds the shards of its declared keys only. */
    boolean isEarned() {
        return clean >= ENOUGH;
    }

    /** Takes notice of a run. */
    void ran(boolean wentBeyond) {
        if (wentBeyond) {
            clean = NEVER;
        } else {
            int before = clean;
            if (before >= 0 && before < ENOUGH) {
                clean = before + 1;
            }
        }
    }
}
