package onggi.sentinel;

import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * Which replica takes the place of its primary: of those that are up and not too far behind the one
 * with the lowest priority number, then the most data, then the first run id.
 */
final class ReplicaChoice {

    private static final int PING_PERIODS = 5;
    private static final int INFO_PERIODS = 3;
    private static final int DOWN_PERIODS = 10;

    private static final Comparator<Replica> BETTER =
            Comparator.<Replica>comparingInt(replica -> replica.priority)
                    .thenComparing(Comparator.<Replica>comparingLong(r -> r.offset).reversed())
                    .thenComparing(
                            replica -> replica.runId,
                            Comparator.nullsLast(String.CASE_INSENSITIVE_ORDER));

    private ReplicaChoice() {}

    /** Returns the best replica, or null when none will do. */
    static @Nullable Replica best(State state, Primary primary, long nowMs) {
        return primary.replicas.values().stream()
                .filter(replica -> isGood(state, primary, replica, nowMs))
                .min(BETTER)
                .orElse(null);
    }

    private static boolean isGood(State state, Primary primary, Replica replica, long nowMs) {
        boolean down = primary.is(Flag.S_DOWN);
        long pingsMs = PING_PERIODS * state.ms(Period.PING);
        long infoMs = down ? pingsMs : INFO_PERIODS * state.ms(Period.INFO);
        long downMs = down ? nowMs - primary.subjectivelyDownSinceMs : 0;
        return !replica.isDown()
                && !replica.link.disconnected
                && nowMs - replica.link.lastAvailableMs <= pingsMs
                && replica.priority != 0
                && nowMs - replica.infoMs <= infoMs
                && replica.linkDownMs <= downMs + DOWN_PERIODS * primary.downAfterMs;
    }
}
