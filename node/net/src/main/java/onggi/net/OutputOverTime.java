package onggi.net;

/** Since when a connection has had more output waiting than its soft limit. */
final class OutputOverTime {

    private static final long MS_PER_SECOND = 1000;

    private long sinceMs;

    /**
     * Returns whether so many waiting bytes are over a limit now, or too long over the soft one.
     */
    boolean isOver(OutputLimit limit, long bytes, EventLoop loop) {
        boolean over = limit.hardBytes() > 0 && bytes > limit.hardBytes();
        if (limit.softBytes() == 0 || bytes <= limit.softBytes()) {
            sinceMs = 0;
            return over;
        }
        long nowMs = loop.nowMs();
        if (sinceMs == 0) {
            sinceMs = nowMs;
        }
        return over || nowMs - sinceMs > limit.softSeconds() * MS_PER_SECOND;
    }

    /** Nothing waits any more. */
    void drained() {
        sinceMs = 0;
    }
}
