package onggi.engine;

import onggi.bytes.HotPath;

/**
 * What the 24 access bits of a record mean: with an LRU policy the second of the last use, modulo
 * 2^24; with an LFU policy the minute of the last decrement in 16 bits and a logarithmic counter in
 * 8.
 */
public final class AccessClock {

    private static final int LRU_MASK = (1 << 24) - 1;
    private static final long MS_PER_SECOND = 1000;

    /** Returns the bits of a key that is created now. */
    @HotPath
    public int created(long nowMs) {
        return touched(0, nowMs);
    }

    /** Returns the bits of a key that is used now. */
    @HotPath
    public int touched(int bits, long nowMs) {
        return (int) (nowMs / MS_PER_SECOND) & LRU_MASK;
    }

    /** Returns how long a key was not used, in milliseconds. */
    public long idleMs(int bits, long nowMs) {
        long now = (nowMs / MS_PER_SECOND) & LRU_MASK;
        return ((now - bits) & LRU_MASK) * MS_PER_SECOND;
    }
}
