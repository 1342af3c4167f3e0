package onggi.sentinel;

import org.jspecify.annotations.Nullable;

/** How long something takes or how often it happens; SENTINEL DEBUG changes them. */
enum Period {
    INFO("info-period", 10_000),
    PING("ping-period", 1_000),
    /** How often other sentinels are asked about a primary that is down. */
    ASK("ask-period", 1_000),
    PUBLISH("publish-period", 2_000),
    DOWN_AFTER("default-down-after", 30_000),
    FAILOVER("default-failover-timeout", 180_000),
    /** How far two ticks are apart when something is wrong with the time. */
    TILT_TRIGGER("tilt-trigger", 2_000),
    TILT("tilt-period", 30_000),
    /** How long a replica may take to turn to the new primary. */
    RECONFIGURATION("slave-reconf-timeout", 10_000),
    /** How long a link stands at least before it is given up as silent. */
    RECONNECT("min-link-reconnect-period", 15_000),
    ELECTION("election-timeout", 10_000),
    SCRIPT_RUN("script-max-runtime", 60_000),
    SCRIPT_RETRY("script-retry-delay", 30_000);

    private final String wireName;
    private final long initialMs;

    Period(String wireName, long initialMs) {
        this.wireName = wireName;
        this.initialMs = initialMs;
    }

    String wireName() {
        return wireName;
    }

    long initialMs() {
        return initialMs;
    }

    /** Returns the period with this name in any case, or null. */
    static @Nullable Period named(String name) {
        for (Period period : values()) {
            if (period.wireName.equalsIgnoreCase(name)) {
                return period;
            }
        }
        return null;
    }
}
