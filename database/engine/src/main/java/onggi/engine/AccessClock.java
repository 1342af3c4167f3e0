package onggi.engine;

import onggi.bytes.HotPath;

/**
 * What the 24 access bits of a record mean: with an LRU policy the second of the last use, modulo
 * 2^24; with an LFU policy the minute of the last decrement in 16 bits and a logarithmic counter in
 * 8. Bits from before a change of policy are read with their new meaning, as in Redis.
 */
public final class AccessClock {

    /*
     * The counter stands for a number of uses: at v it grows by one with a chance of 1 in (v - 5) * factor + 1, so 255 mean
     * about a million uses with the usual factor of 10. It falls by one for every decay time without a use; the fall is
     * reckoned when the counter is looked at. New keys begin at 5, lest they are evicted at once.
     *
     * Morris: "Counting large numbers of events in small registers" (1978).
     *
     * Chance comes from a state that threads share without a lock: two that draw at once may draw the same, which does
     * not matter here.
     */

    private static final int LRU_MASK = (1 << 24) - 1;
    private static final long MS_PER_SECOND = 1000;
    private static final long MS_PER_MINUTE = 60_000;
    private static final int MINUTE_MASK = 0xFFFF;
    private static final int COUNTER_BITS = 8;
    private static final int MOST_USES = (1 << COUNTER_BITS) - 1;
    private static final int NEW_KEY_USES = 5;

    private volatile boolean frequency;
    private volatile int logFactor = 10;
    private volatile int decayMinutes = 1;
    private long chance;
    private long aheadMs;

    AccessClock(long seed) {
        this.chance = seed;
    }

    /** Sets whether uses are counted, as an LFU policy needs it, and not timed. */
    public void countsUses(boolean counts) {
        frequency = counts;
    }

    /** Returns whether uses are counted and not timed. */
    public boolean countsUses() {
        return frequency;
    }

    /** Sets how slowly the counter grows ({@code lfu-log-factor}). */
    public void logFactor(int factor) {
        logFactor = factor;
    }

    /**
     * Sets after how many minutes the counter falls by one, 0 for never ({@code lfu-decay-time}).
     */
    public void decayMinutes(int minutes) {
        decayMinutes = minutes;
    }

    /**
     * Sets how much later it is than who uses keys believes, 0 when it is not: commands of a log
     * run at the beginning of time. Every shard is held, or nobody else uses the store.
     */
    public void aheadMs(long ms) {
        aheadMs = ms;
    }

    /** Returns the bits of a key that is created now. */
    @HotPath
    public int created(long nowMs) {
        long ms = nowMs + aheadMs;
        return frequency ? counted(NEW_KEY_USES, ms) : seconds(ms);
    }

    /** Returns the bits of a key that is used now. */
    @HotPath
    public int touched(int bits, long nowMs) {
        long ms = nowMs + aheadMs;
        return frequency ? counted(grown(uses(bits, ms)), ms) : seconds(ms);
    }

    @HotPath
    private static int seconds(long nowMs) {
        return (int) (nowMs / MS_PER_SECOND) & LRU_MASK;
    }

    @HotPath
    private static int counted(int uses, long nowMs) {
        return (minute(nowMs) << COUNTER_BITS) | uses;
    }

    @HotPath
    private static int minute(long nowMs) {
        return (int) (nowMs / MS_PER_MINUTE) & MINUTE_MASK;
    }

    @HotPath
    private int grown(int uses) {
        if (uses == MOST_USES) {
            return uses;
        }
        double odds = (double) Math.max(uses - NEW_KEY_USES, 0) * logFactor + 1;
        chance = chance * 6364136223846793005L + 1442695040888963407L;
        return (chance >>> 11) * 0x1p-53 * odds < 1 ? uses + 1 : uses;
    }

    /** Returns the logarithmic counter of uses as it stands now, 0 to 255. */
    @HotPath
    public int uses(int bits, long nowMs) {
        int uses = bits & MOST_USES;
        int decay = decayMinutes;
        if (decay == 0) {
            return uses;
        }
        int since = minute(nowMs) - (bits >>> COUNTER_BITS);
        int passed = since < 0 ? since + MINUTE_MASK : since;
        return Math.max(uses - passed / decay, 0);
    }

    /** Returns how long a key was not used, in milliseconds. */
    public long idleMs(int bits, long nowMs) {
        long now = (nowMs / MS_PER_SECOND) & LRU_MASK;
        return ((now - bits) & LRU_MASK) * MS_PER_SECOND;
    }

    /** Returns the bits of a key that was last used so many seconds ago. */
    public int idle(long idleSeconds, long nowMs) {
        long now = nowMs / MS_PER_SECOND;
        return (int) (now - Math.min(idleSeconds, now)) & LRU_MASK;
    }

    /** Returns the bits of a key whose counter of uses is so high. */
    public int used(int uses, long nowMs) {
        return counted(uses, nowMs);
    }
}
