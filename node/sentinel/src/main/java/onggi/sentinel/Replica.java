package onggi.sentinel;

import org.jspecify.annotations.Nullable;

/** A replica of a primary that is watched. */
final class Replica extends Instance {

    static final int DEFAULT_PRIORITY = 100;

    private final Primary primary;

    int priority = DEFAULT_PRIORITY;
    boolean announced = true;

    /** When it was told to follow the new primary. */
    long reconfigurationSentMs;

    /** Whom it says to follow, and since when. */
    @Nullable String primaryHost;

    int primaryPort;
    long primaryChangeMs;
    boolean linkUp;

    /** For how long it says to have lost its primary; 0 when it has not. */
    long linkDownMs;

    long offset;

    Replica(String name, Address address, Primary primary, long nowMs) {
        super(Role.REPLICA, name, address, primary.downAfterMs, nowMs);
        this.primary = primary;
        this.primaryChangeMs = nowMs;
    }

    @Override
    Primary primary() {
        return primary;
    }
}
