package onggi.systemtest.rules.sample.bytes;

/** The one class that may read the clock. */
public final class SystemClock {

    /** The time. */
    public long nowMs() {
        return System.currentTimeMillis();
    }
}
