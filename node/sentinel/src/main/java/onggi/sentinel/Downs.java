package onggi.sentinel;

/** Which instances are down: as this sentinel sees it, and as enough sentinels see it. */
final class Downs {

    private final State state;
    private final Events events;
    private final Links links;

    Downs(State state, Events events, Links links) {
        this.state = state;
        this.events = events;
        this.links = links;
    }

    /** Sees whether an instance is down to this sentinel. */
    void look(Instance instance, long nowMs) {
        links.dropSilent(instance, nowMs);
        if (isSilent(instance, nowMs)
                || isNoPrimary(instance, nowMs)
                || restartsForLong(instance, nowMs)) {
            if (instance.flags.add(Flag.S_DOWN)) {
                instance.subjectivelyDownSinceMs = nowMs;
                events.alarm("+sdown", instance);
            }
        } else if (instance.flags.remove(Flag.S_DOWN)) {
            instance.flags.remove(Flag.SCRIPT_KILL_SENT);
            events.alarm("-sdown", instance);
        }
    }

    private static boolean isSilent(Instance instance, long nowMs) {
        InstanceLink link = instance.link;
        long silentMs = 0;
        if (link.pingPendingMs != 0) {
            silentMs = nowMs - link.pingPendingMs;
        } else if (link.disconnected) {
            silentMs = nowMs - link.lastAvailableMs;
        }
        return silentMs > instance.downAfterMs;
    }

    /** A primary that says for long that it is a replica is no good. */
    private boolean isNoPrimary(Instance instance, long nowMs) {
        long patienceMs = instance.downAfterMs + 2 * state.ms(Period.INFO);
        return instance.role == Role.PRIMARY
                && instance.reportedRole == Role.REPLICA
                && nowMs - instance.reportedRoleMs > patienceMs;
    }

    private static boolean restartsForLong(Instance instance, long nowMs) {
        return instance instanceof Primary primary
                && primary.is(Flag.MASTER_REBOOT)
                && nowMs - primary.rebootSinceMs > primary.rebootDownAfterMs;
    }

    /** Sees whether a primary is down to as many sentinels as its quorum asks for. */
    void count(Primary primary, long nowMs) {
        int votes = 0;
        if (primary.is(Flag.S_DOWN)) {
            votes = 1;
            for (OtherSentinel sentinel : primary.sentinels.values()) {
                votes += sentinel.is(Flag.MASTER_DOWN) ? 1 : 0;
            }
        }
        if (primary.is(Flag.S_DOWN) && votes >= primary.quorum) {
            if (primary.flags.add(Flag.O_DOWN)) {
                primary.objectivelyDownSinceMs = nowMs;
                events.alarm("+odown", primary, " #quorum " + votes + "/" + primary.quorum);
            }
        } else if (primary.flags.remove(Flag.O_DOWN)) {
            events.alarm("-odown", primary);
        }
    }
}
