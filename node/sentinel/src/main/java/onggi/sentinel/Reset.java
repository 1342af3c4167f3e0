package onggi.sentinel;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Forgets what is known of a primary, and lets the primary of a name be another server. */
final class Reset {

    private final State state;
    private final Events events;
    private final Instances instances;

    Reset(State state, Events events, Instances instances) {
        this.state = state;
        this.events = events;
        this.instances = instances;
    }

    /** Forgets everything but name, address and settings, as SENTINEL RESET does. */
    void everything(Primary primary, long nowMs) {
        primary.releaseSentinels();
        state(primary, nowMs);
        events.alarm("+reset-master", primary);
    }

    private static void state(Primary primary, long nowMs) {
        primary.releaseReplicas();
        primary.link.close();
        primary.flags.clear();
        primary.leader = null;
        primary.state = FailoverState.NONE;
        primary.stateChangeMs = 0;
        primary.failoverStartMs = 0;
        primary.promoted = null;
        primary.runId = null;
        primary.link.begin(nowMs);
        primary.reportedRole = Role.PRIMARY;
        primary.reportedRoleMs = nowMs;
    }

    /**
     * Sets another address; the old primary and the replicas but the new one become replicas.
     *
     * @return whether the address could be found
     */
    boolean switchTo(Primary primary, String host, int port, long nowMs) {
        Address next = instances.addressOrNull(host, port, false);
        if (next == null) {
            return false;
        }
        List<Address> others = new ArrayList<>();
        for (Replica replica : primary.replicas.values()) {
            if (!replica.address.isSame(next)) {
                others.add(replica.address);
            }
        }
        if (!next.isSame(primary.address)) {
            others.add(primary.address);
        }
        state(primary, nowMs);
        primary.address = next;
        primary.objectivelyDownSinceMs = 0;
        primary.subjectivelyDownSinceMs = 0;
        for (Address other : others) {
            Replica replica = replica(primary, other, nowMs);
            if (replica != null) {
                events.notice("+slave", replica);
            }
        }
        save();
        return true;
    }

    private @Nullable Replica replica(Primary primary, Address at, long nowMs) {
        try {
            return instances.addReplica(primary, at.host(), at.port(), nowMs);
        } catch (RefusedException e) {
            return null;
        }
    }

    /** Puts the state on disk, and says in the log how that went; returns whether it did. */
    boolean save() {
        String failure = state.world.save();
        if (failure == null) {
            events.log("Sentinel new configuration saved on disk");
            return true;
        }
        events.warn(
                "WARNING: Sentinel was not able to save the new configuration on disk!!!: "
                        + failure);
        return false;
    }
}
