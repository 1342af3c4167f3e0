package onggi.sentinel;

import org.jspecify.annotations.Nullable;

/** Another sentinel that watches the same primary. */
final class OtherSentinel extends Instance {

    private final Primary primary;

    long lastHelloMs;
    long lastDownAnswerMs;

    /** Whom it has voted for, and in which epoch. */
    @Nullable String leader;

    long leaderEpoch;

    OtherSentinel(String runId, Address address, Primary primary, long nowMs) {
        super(Role.SENTINEL, runId, address, primary.downAfterMs, nowMs);
        this.primary = primary;
        this.runId = runId;
        this.lastHelloMs = nowMs;
        this.lastDownAnswerMs = nowMs;
    }

    @Override
    Primary primary() {
        return primary;
    }
}
