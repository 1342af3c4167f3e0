package onggi.sentinel;

import java.lang.System.Logger.Level;
import org.jspecify.annotations.Nullable;

/** Puts a replica in the place of a primary, one state after another. */
final class Failover {

    private final State state;
    private final Events events;
    private final Election election;
    private final Reset reset;

    Failover(State state, Events events, Election election, Reset reset) {
        this.state = state;
        this.events = events;
        this.election = election;
        this.reset = reset;
    }

    // ---- beginning and giving up

    /** Begins when the primary is down to enough sentinels; returns whether it has begun. */
    boolean startIfNeeded(Primary primary, long nowMs) {
        if (!primary.is(Flag.O_DOWN) || primary.is(Flag.FAILOVER_IN_PROGRESS)) {
            return false;
        }
        long restMs = primary.failoverStartMs + 2 * primary.failoverTimeoutMs - nowMs;
        if (restMs > 0) {
            if (primary.delayLoggedMs != primary.failoverStartMs) {
                primary.delayLoggedMs = primary.failoverStartMs;
                events.log(
                        "Next failover delay: I will not start a failover for " + restMs + " ms");
            }
            return false;
        }
        start(primary, nowMs);
        return true;
    }

    /** Begins. */
    void start(Primary primary, long nowMs) {
        primary.flags.add(Flag.FAILOVER_IN_PROGRESS);
        primary.enter(FailoverState.WAIT_START, nowMs);
        primary.failoverEpoch = ++state.epoch;
        events.tell(Level.WARNING, "+new-epoch", primary, Long.toString(state.epoch));
        events.alarm("+try-failover", primary);
        primary.failoverStartMs = nowMs + state.world.random(Election.MOST_DELAY_MS);
    }

    private void abort(String type, Primary primary, long nowMs) {
        events.alarm(type, primary);
        primary.flags.remove(Flag.FAILOVER_IN_PROGRESS);
        primary.flags.remove(Flag.FORCE_FAILOVER);
        primary.enter(FailoverState.NONE, nowMs);
        Replica chosen = primary.promoted;
        if (chosen != null) {
            chosen.flags.remove(Flag.PROMOTED);
            primary.promoted = null;
        }
    }

    // ---- going on

    /** Goes on by at most one state. */
    void step(Primary primary, long nowMs) {
        if (!primary.is(Flag.FAILOVER_IN_PROGRESS)) {
            return;
        }
        switch (primary.state) {
            case WAIT_START -> waitForVotes(primary, nowMs);
            case SELECT_REPLICA -> select(primary, nowMs);
            case SEND_NO_ONE -> promote(primary, nowMs);
            case WAIT_PROMOTION -> {
                if (isOverdue(primary, nowMs)) {
                    abort("-failover-abort-slave-timeout", primary, nowMs);
                }
            }
            case RECONFIGURE -> reconfigure(primary, nowMs);
            case NONE, UPDATE_CONFIG -> {}
        }
    }

    private static boolean isOverdue(Primary primary, long nowMs) {
        return nowMs - primary.stateChangeMs > primary.failoverTimeoutMs;
    }

    private void waitForVotes(Primary primary, long nowMs) {
        String winner = election.winner(primary, primary.failoverEpoch, nowMs);
        boolean elected = winner != null && winner.equalsIgnoreCase(state.id);
        if (!elected && !primary.is(Flag.FORCE_FAILOVER)) {
            long mostMs = Math.min(state.ms(Period.ELECTION), primary.failoverTimeoutMs);
            if (nowMs - primary.failoverStartMs > mostMs) {
                abort("-failover-abort-not-elected", primary, nowMs);
            }
            return;
        }
        events.alarm("+elected-leader", primary);
        if (state.crashesAfterElection) {
            events.warn("Sentinel CRASH because of SENTINEL simulate-failure");
            state.world.crash();
        }
        primary.enter(FailoverState.SELECT_REPLICA, nowMs);
        events.alarm("+failover-state-select-slave", primary);
    }

    private void select(Primary primary, long nowMs) {
        Replica replica = ReplicaChoice.best(state, primary, nowMs);
        if (replica == null) {
            abort("-failover-abort-no-good-slave", primary, nowMs);
            return;
        }
        events.alarm("+selected-slave", replica);
        replica.flags.add(Flag.PROMOTED);
        primary.promoted = replica;
        primary.enter(FailoverState.SEND_NO_ONE, nowMs);
        events.notice("+failover-state-send-slaveof-noone", replica);
    }

    private void promote(Primary primary, long nowMs) {
        Replica replica = primary.promoted;
        if (replica != null
                && !replica.link.disconnected
                && Links.sendReplicaOf(replica, "NO", "ONE")) {
            events.notice("+failover-state-wait-promotion", replica);
            primary.enter(FailoverState.WAIT_PROMOTION, nowMs);
        } else if (isOverdue(primary, nowMs)) {
            abort("-failover-abort-slave-timeout", primary, nowMs);
        }
    }

    // ---- the other replicas

    private void reconfigure(Primary primary, long nowMs) {
        Replica next = primary.promoted;
        if (next == null) {
            return;
        }
        int inProgress = 0;
        for (Replica replica : primary.replicas.values()) {
            inProgress += isTurning(replica) ? 1 : 0;
        }
        for (Replica replica : primary.replicas.values()) {
            if (inProgress >= primary.parallelSyncs) {
                break;
            }
            if (replica.is(Flag.PROMOTED) || replica.is(Flag.RECONF_DONE)) {
                continue;
            }
            giveUpIfOverdue(replica, nowMs);
            if (!isTurning(replica) && !replica.link.disconnected && follow(replica, next)) {
                replica.flags.add(Flag.RECONF_SENT);
                replica.reconfigurationSentMs = nowMs;
                events.notice("+slave-reconf-sent", replica);
                inProgress++;
            }
        }
        endIfDone(primary, next, nowMs);
    }

    private static boolean isTurning(Replica replica) {
        return replica.is(Flag.RECONF_SENT) || replica.is(Flag.RECONF_INPROG);
    }

    /** A replica that does not turn is left; it is set right later, when the failover is over. */
    private void giveUpIfOverdue(Replica replica, long nowMs) {
        long ageMs = nowMs - replica.reconfigurationSentMs;
        if (replica.is(Flag.RECONF_SENT) && ageMs > state.ms(Period.RECONFIGURATION)) {
            events.notice("-slave-reconf-sent-timeout", replica);
            replica.flags.remove(Flag.RECONF_SENT);
            replica.flags.add(Flag.RECONF_DONE);
        }
    }

    private boolean follow(Replica replica, Replica next) {
        return Links.sendReplicaOf(
                replica, state.shown(next.address), Integer.toString(next.address.port()));
    }

    private void endIfDone(Primary primary, Replica next, long nowMs) {
        if (next.is(Flag.S_DOWN)) {
            return;
        }
        boolean overdue = isOverdue(primary, nowMs);
        if (overdue) {
            events.alarm("+failover-end-for-timeout", primary);
        } else if (primary.replicas.values().stream().anyMatch(Failover::isOpen)) {
            return;
        }
        events.alarm("+failover-end", primary);
        primary.enter(FailoverState.UPDATE_CONFIG, nowMs);
        if (overdue) {
            sendToTheRest(primary, next);
        }
    }

    private static boolean isOpen(Replica replica) {
        return !replica.is(Flag.PROMOTED)
                && !replica.is(Flag.RECONF_DONE)
                && !replica.is(Flag.S_DOWN);
    }

    private void sendToTheRest(Primary primary, Replica next) {
        for (Replica replica : primary.replicas.values()) {
            if (!replica.is(Flag.PROMOTED)
                    && !replica.is(Flag.RECONF_DONE)
                    && !replica.is(Flag.RECONF_SENT)
                    && !replica.link.disconnected
                    && follow(replica, next)) {
                events.notice("+slave-reconf-sent-be", replica);
                replica.flags.add(Flag.RECONF_SENT);
            }
        }
    }

    /** The promoted replica is the primary of the name from now on. */
    void finish(Primary primary, long nowMs) {
        Address to = target(primary.promoted, primary);
        events.tell(
                Level.WARNING,
                "+switch-master",
                primary,
                primary.name
                        + " "
                        + state.shown(primary.address)
                        + " "
                        + primary.address.port()
                        + " "
                        + state.shown(to)
                        + " "
                        + to.port());
        reset.switchTo(primary, to.host(), to.port(), nowMs);
    }

    private static Address target(@Nullable Replica next, Primary primary) {
        return next == null ? primary.address : next.address;
    }
}
