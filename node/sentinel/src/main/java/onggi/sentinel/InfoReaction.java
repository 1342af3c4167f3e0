package onggi.sentinel;

import java.lang.System.Logger.Level;
import org.jspecify.annotations.Nullable;

/** What a sentinel learns from the answer to INFO, and what it does about it. */
final class InfoReaction {

    /** For so many periods of hello messages it is waited for news before a role is set right. */
    private static final int PATIENCE = 4;

    private final State state;
    private final Events events;
    private final Instances instances;
    private final Reset reset;
    private final Hello hello;

    InfoReaction(State state, Events events, Instances instances, Reset reset, Hello hello) {
        this.state = state;
        this.events = events;
        this.instances = instances;
        this.reset = reset;
        this.hello = hello;
    }

    /** Takes an answer. */
    void take(Instance instance, String info, long nowMs) {
        InfoFacts facts = InfoFacts.of(info);
        instance.info = info;
        instance.infoMs = nowMs;
        runId(instance, facts.runId, nowMs);
        if (instance instanceof Primary primary) {
            facts.replicas.forEach(place -> meet(primary, place, nowMs));
        }
        if (instance instanceof Replica replica) {
            note(replica, facts, nowMs);
        }
        Role role = facts.role;
        if (role == null) {
            return;
        }
        if (role != instance.reportedRole) {
            roleChanged(instance, role, nowMs);
        }
        if (!state.tilted && instance instanceof Replica replica) {
            if (role == Role.PRIMARY) {
                isPrimary(replica, nowMs);
            } else {
                isReplica(replica, nowMs);
            }
        }
    }

    private void runId(Instance instance, @Nullable String runId, long nowMs) {
        if (runId == null || runId.equals(instance.runId)) {
            return;
        }
        if (instance.runId != null) {
            events.notice("+reboot", instance);
            if (instance instanceof Primary primary && primary.rebootDownAfterMs != 0) {
                primary.flags.add(Flag.MASTER_REBOOT);
                primary.rebootSinceMs = nowMs;
            }
        }
        instance.runId = runId;
    }

    private void meet(Primary primary, InfoFacts.Place place, long nowMs) {
        if (instances.replica(primary, place.host(), place.port()) != null) {
            return;
        }
        try {
            Replica replica = instances.addReplica(primary, place.host(), place.port(), nowMs);
            events.notice("+slave", replica);
            reset.save();
        } catch (RefusedException e) {
            events.log("A replica is not watched: " + e.reason());
        }
    }

    private static void note(Replica replica, InfoFacts facts, long nowMs) {
        replica.linkDownMs = facts.linkDownMs;
        if (facts.role != Role.REPLICA) {
            return;
        }
        if (facts.primaryHost != null && !facts.primaryHost.equalsIgnoreCase(replica.primaryHost)) {
            replica.primaryHost = facts.primaryHost;
            replica.primaryChangeMs = nowMs;
        }
        if (facts.primaryPort != null && facts.primaryPort != replica.primaryPort) {
            replica.primaryPort = facts.primaryPort;
            replica.primaryChangeMs = nowMs;
        }
        replica.linkUp = facts.linkUp == null ? replica.linkUp : facts.linkUp;
        replica.priority = facts.priority == null ? replica.priority : facts.priority;
        replica.offset = facts.offset == null ? replica.offset : facts.offset;
        replica.announced = facts.announced == null ? replica.announced : facts.announced;
    }

    private void roleChanged(Instance instance, Role role, long nowMs) {
        instance.reportedRole = role;
        instance.reportedRoleMs = nowMs;
        if (role == Role.REPLICA && instance instanceof Replica replica) {
            replica.primaryChangeMs = nowMs;
        }
        events.tell(
                Level.DEBUG,
                role == instance.role ? "+role-change" : "-role-change",
                instance,
                events.describe(instance) + " new reported role is " + role.wireName());
    }

    /** What is a replica to us says that it is a primary. */
    private void isPrimary(Replica replica, long nowMs) {
        Primary primary = replica.primary();
        if (replica.is(Flag.PROMOTED)
                && primary.is(Flag.FAILOVER_IN_PROGRESS)
                && primary.state == FailoverState.WAIT_PROMOTION) {
            promoted(primary, replica, nowMs);
            return;
        }
        long waitMs = PATIENCE * state.ms(Period.PUBLISH);
        if (!replica.is(Flag.PROMOTED)
                && isSane(primary, nowMs)
                && replica.wasUpFor(waitMs, nowMs)
                && nowMs - replica.reportedRoleMs > waitMs
                && follow(replica, primary.address)) {
            events.notice("+convert-to-slave", replica);
        }
    }

    /** The chosen replica is a primary: from now on there is no way back. */
    private void promoted(Primary primary, Replica replica, long nowMs) {
        primary.configEpoch = primary.failoverEpoch;
        primary.enter(FailoverState.RECONFIGURE, nowMs);
        reset.save();
        events.alarm("+promoted-slave", replica);
        if (state.crashesAfterPromotion) {
            events.warn("Sentinel CRASH because of SENTINEL simulate-failure");
            state.world.crash();
        }
        events.alarm("+failover-state-reconf-slaves", primary);
        hello.callScript(primary, "leader", primary.address, replica.address);
        hello.hurry(primary);
    }

    private void isReplica(Replica replica, long nowMs) {
        Primary primary = replica.primary();
        boolean astray =
                replica.primaryPort != primary.address.port()
                        || !instances.isHostOf(primary.address, replica.primaryHost);
        long waitMs = primary.failoverTimeoutMs;
        if (astray
                && isSane(primary, nowMs)
                && replica.wasUpFor(waitMs, nowMs)
                && nowMs - replica.primaryChangeMs > waitMs
                && follow(replica, primary.address)) {
            events.notice("+fix-slave-config", replica);
        }
        reconfigured(primary, replica);
    }

    private void reconfigured(Primary primary, Replica replica) {
        Replica next = primary.promoted;
        if (replica.is(Flag.RECONF_SENT)
                && next != null
                && replica.primaryPort == next.address.port()
                && instances.isHostOf(next.address, replica.primaryHost)) {
            replica.flags.remove(Flag.RECONF_SENT);
            replica.flags.add(Flag.RECONF_INPROG);
            events.notice("+slave-reconf-inprog", replica);
        }
        if (replica.is(Flag.RECONF_INPROG) && replica.linkUp) {
            replica.flags.remove(Flag.RECONF_INPROG);
            replica.flags.add(Flag.RECONF_DONE);
            events.notice("+slave-reconf-done", replica);
        }
    }

    private boolean follow(Replica replica, Address primary) {
        return Links.sendReplicaOf(replica, state.shown(primary), Integer.toString(primary.port()));
    }

    /** Returns whether a primary is one, says so, is up and has said so lately. */
    private boolean isSane(Primary primary, long nowMs) {
        return primary.reportedRole == Role.PRIMARY
                && !primary.isDown()
                && nowMs - primary.infoMs < 2 * state.ms(Period.INFO);
    }
}
