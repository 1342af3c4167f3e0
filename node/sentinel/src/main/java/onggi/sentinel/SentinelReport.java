package onggi.sentinel;

import java.util.function.BiConsumer;

/** The section of INFO on what a sentinel watches. */
public final class SentinelReport {

    private static final int MS_PER_SECOND = 1000;

    private SentinelReport() {}

    /** Writes the fields, each a name and a value. */
    public static void write(Sentinel sentinel, long nowMs, BiConsumer<String, String> out) {
        State state = sentinel.state;
        out.accept("sentinel_masters", Integer.toString(state.primaries.size()));
        out.accept("sentinel_tilt", state.tilted ? "1" : "0");
        long tiltedMs = nowMs - state.tiltSinceMs;
        out.accept(
                "sentinel_tilt_since_seconds",
                state.tilted ? Long.toString(tiltedMs / MS_PER_SECOND) : "-1");
        out.accept("sentinel_running_scripts", Integer.toString(sentinel.scripts.running()));
        out.accept(
                "sentinel_scripts_queue_length", Integer.toString(sentinel.scripts.queue().size()));
        int failures = (state.crashesAfterElection ? 1 : 0) + (state.crashesAfterPromotion ? 2 : 0);
        out.accept("sentinel_simulate_failure_flags", Integer.toString(failures));
        int index = 0;
        for (Primary primary : state.primaries.values()) {
            String status =
                    primary.is(Flag.O_DOWN) ? "odown" : primary.is(Flag.S_DOWN) ? "sdown" : "ok";
            out.accept(
                    "master" + index++,
                    "name="
                            + primary.name
                            + ",status="
                            + status
                            + ",address="
                            + state.shown(primary.address)
                            + ":"
                            + primary.address.port()
                            + ",slaves="
                            + primary.replicas.size()
                            + ",sentinels="
                            + (primary.sentinels.size() + 1));
        }
    }
}
