package onggi.bytes;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** A clock that stands still until a test moves it; safe for use by several threads. */
public final class ManualClock implements Clock {

    private final long startMs;
    private final AtomicLong elapsedNs = new AtomicLong();
    private volatile long tickNs;

    /**
     * A clock that stands at a moment.
     *
     * @param startMs milliseconds since 1970
     */
    public ManualClock(long startMs) {
        this.startMs = startMs;
    }

    @Override
    public long nowMs() {
        return startMs + TimeUnit.NANOSECONDS.toMillis(elapsedNs.get());
    }

    @Override
    public long nowMicros() {
        return startMs * 1_000 + TimeUnit.NANOSECONDS.toMicros(elapsedNs.get());
    }

    @Override
    public long nanoTime() {
        return elapsedNs.getAndAdd(tickNs);
    }

    /** Lets each reading of {@link #nanoTime()} move both forward, as work takes time. */
    public void tickNs(long ns) {
        tickNs = ns;
    }

    /** Moves both the wall clock and {@link #nanoTime()} forward. */
    public void advanceMs(long ms) {
        advanceNs(TimeUnit.MILLISECONDS.toNanos(ms));
    }

    /** Moves both the wall clock and {@link #nanoTime()} forward. */
    public void advanceNs(long ns) {
        if (ns < 0) {
            throw new IllegalArgumentException("time moves forward: ns=" + ns);
        }
        elapsedNs.addAndGet(ns);
    }
}
