package onggi.sentinel;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A primary that is watched under a name, with its replicas and the sentinels that watch it too.
 */
final class Primary extends Instance {

    static final int DEFAULT_PARALLEL_SYNCS = 1;

    /** By {@code host:port}. */
    final Map<String, Replica> replicas = new LinkedHashMap<>();

    /** By run id. */
    final Map<String, OtherSentinel> sentinels = new LinkedHashMap<>();

    /** Names that the primary and its replicas have given to commands. */
    final Map<String, String> renamed = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

    int quorum;
    int parallelSyncs = DEFAULT_PARALLEL_SYNCS;
    long failoverTimeoutMs;
    long rebootDownAfterMs;
    long rebootSinceMs;
    String user = "";
    String password = "";
    String notificationScript = "";
    String reconfigurationScript = "";

    /** The epoch in which the present address was agreed on. */
    long configEpoch;

    /** Whom this sentinel has voted for last, and in which epoch. */
    @Nullable String leader;

    long leaderEpoch;

    FailoverState state = FailoverState.NONE;
    long stateChangeMs;
    long failoverEpoch;
    long failoverStartMs;
    long delayLoggedMs;
    @Nullable Replica promoted;

    Primary(
            String name,
            Address address,
            int quorum,
            long downAfterMs,
            long failoverTimeoutMs,
            long nowMs) {
        super(Role.PRIMARY, name, address, downAfterMs, nowMs);
        this.quorum = quorum;
        this.failoverTimeoutMs = failoverTimeoutMs;
    }

    @Override
    Primary primary() {
        return this;
    }

    /** Sets how long it and all that belong to it may be silent. */
    void downAfter(long ms) {
        downAfterMs = ms;
        replicas.values().forEach(replica -> replica.downAfterMs = ms);
        sentinels.values().forEach(sentinel -> sentinel.downAfterMs = ms);
    }

    /** Goes to a state of the failover. */
    void enter(FailoverState next, long nowMs) {
        state = next;
        stateChangeMs = nowMs;
    }

    /** Returns where clients find it: already at the promoted replica when that is a primary. */
    Address currentAddress() {
        Replica next = promoted;
        return is(Flag.FAILOVER_IN_PROGRESS) && next != null && state.isPromoted()
                ? next.address
                : address;
    }

    void releaseReplicas() {
        replicas.values().forEach(Instance::release);
        replicas.clear();
    }

    void releaseSentinels() {
        sentinels.values().forEach(Instance::release);
        sentinels.clear();
    }

    @Override
    void release() {
        releaseReplicas();
        releaseSentinels();
        super.release();
    }
}
