package onggi.persistence;

import onggi.bytes.LateLogger;

/**
 * Keeps rewrites that fail again and again from being tried all the time: after three failures in a
 * row the next one waits for a minute, then for two, four, up to an hour. Thread-safe.
 */
final class AofRewriteLimit {

    private static final System.Logger LOG = LateLogger.of(AofRewriteLimit.class);
    private static final int FREE_FAILURES = 3;
    private static final int MOST_MINUTES = 60;
    private static final long MS_PER_MINUTE = 60_000;

    private int failures;
    private int minutes;
    private long untilMs;

    /** Returns how many rewrites failed in a row. */
    synchronized int failures() {
        return failures;
    }

    synchronized void failed() {
        failures++;
    }

    /** The next rewrite may begin at once. */
    synchronized void reset() {
        failures = 0;
    }

    /** Returns whether a rewrite that nobody asked for by hand may begin. */
    synchronized boolean allows(long nowMs) {
        if (failures < FREE_FAILURES) {
            minutes = 0;
            untilMs = 0;
            return true;
        }
        if (untilMs != 0) {
            if (nowMs < untilMs) {
                return false;
            }
            untilMs = 0;
            return true;
        }
        minutes = minutes == 0 ? 1 : Math.min(2 * minutes, MOST_MINUTES);
        untilMs = nowMs + minutes * MS_PER_MINUTE;
        LOG.log(
                System.Logger.Level.WARNING,
                "Background AOF rewrite has repeatedly failed and triggered the limit, will retry"
                        + " in "
                        + minutes
                        + " minutes");
        return false;
    }
}
