package onggi.sentinel;

import java.lang.System.Logger.Level;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import onggi.resp.Reply;
import org.jspecify.annotations.Nullable;

/**
 * Who may carry out a failover. In each epoch a sentinel votes once, for the first that asks, and
 * its vote is on disk before it is told; so at most one sentinel has the votes of a majority.
 */
final class Election {

    /** A start is put off by up to so much, so that sentinels do not all ask at once. */
    static final long MOST_DELAY_MS = 1000;

    /** How many periods an answer about a primary is good for. */
    private static final int ANSWER_PERIODS = 5;

    /** What stands for no sentinel in requests and answers. */
    static final String NOBODY = "*";

    /**
     * What another sentinel is answered.
     *
     * @param leader whom this one has voted for, {@link #NOBODY} when that was not asked
     */
    record Answer(boolean down, String leader, long epoch) {}

    private final State state;
    private final Events events;
    private final Reset reset;
    private final Instances instances;

    Election(State state, Events events, Reset reset, Instances instances) {
        this.state = state;
        this.events = events;
        this.reset = reset;
        this.instances = instances;
    }

    // ---- asking the others

    /** Asks the other sentinels whether a primary is down, and for their votes if need be. */
    void ask(Primary primary, boolean atOnce, long nowMs) {
        for (OtherSentinel sentinel : primary.sentinels.values()) {
            long ageMs = nowMs - sentinel.lastDownAnswerMs;
            if (ageMs > ANSWER_PERIODS * state.ms(Period.ASK)) {
                sentinel.flags.remove(Flag.MASTER_DOWN);
                sentinel.leader = null;
            }
            boolean due = atOnce || ageMs >= state.ms(Period.ASK);
            if (primary.is(Flag.S_DOWN) && !sentinel.link.disconnected && due) {
                ask(primary, sentinel);
            }
        }
    }

    /** A candidate asks for votes in its own epoch only: later ones are for later candidates. */
    private void ask(Primary primary, OtherSentinel sentinel) {
        boolean candidate = primary.state != FailoverState.NONE;
        sentinel.send(
                (reply, nowMs) -> answered(sentinel, reply, nowMs),
                "SENTINEL",
                "is-master-down-by-addr",
                state.shown(primary.address),
                Integer.toString(primary.address.port()),
                Long.toString(candidate ? primary.failoverEpoch : state.epoch),
                candidate ? state.id : NOBODY);
    }

    private void answered(OtherSentinel sentinel, Reply reply, long nowMs) {
        if (!(reply instanceof Reply.Array(List<Reply> elements))
                || elements.size() != 3
                || !(elements.get(0) instanceof Reply.Int(long down))
                || !(elements.get(1) instanceof Reply.Bulk vote)
                || !(elements.get(2) instanceof Reply.Int(long epoch))) {
            return;
        }
        sentinel.lastDownAnswerMs = nowMs;
        if (down == 1) {
            sentinel.flags.add(Flag.MASTER_DOWN);
        } else {
            sentinel.flags.remove(Flag.MASTER_DOWN);
        }
        String leader = vote.value().toLatin1();
        if (!leader.equals(NOBODY)) {
            if (sentinel.leaderEpoch != epoch) {
                events.log(sentinel.name + " voted for " + leader + " " + epoch);
            }
            sentinel.leader = leader;
            sentinel.leaderEpoch = epoch;
        }
    }

    // ---- answering

    /** Answers whether the primary at an address is down, and votes when a candidate asks. */
    Answer answer(String host, int port, long epoch, String candidate, long nowMs) {
        Address address = instances.addressOrNull(host, port, true);
        Primary primary = address == null ? null : instances.at(state.primaries.values(), address);
        if (primary == null) {
            return new Answer(false, NOBODY, 0);
        }
        boolean down = primary.is(Flag.S_DOWN) && !state.tilted;
        if (candidate.equals(NOBODY)) {
            return new Answer(down, NOBODY, 0);
        }
        vote(primary, epoch, candidate, nowMs);
        String leader = primary.leader;
        return new Answer(down, leader == null ? NOBODY : leader, primary.leaderEpoch);
    }

    // ---- voting

    /**
     * Votes for a sentinel if this one has not voted in that epoch or a later one. When the vote
     * cannot be put on disk it is not given.
     */
    void vote(Primary primary, long epoch, String candidate, long nowMs) {
        if (epoch > state.epoch) {
            state.epoch = epoch;
            reset.save();
            events.tell(Level.WARNING, "+new-epoch", primary, Long.toString(epoch));
        }
        if (primary.leaderEpoch >= epoch || state.epoch > epoch) {
            return;
        }
        primary.leader = candidate;
        primary.leaderEpoch = state.epoch;
        if (!reset.save()) {
            // The epoch counts as used: better no vote than one that a restart forgets.
            primary.leader = null;
            return;
        }
        events.tell(Level.WARNING, "+vote-for-leader", primary, candidate + " " + epoch);
        if (!candidate.equalsIgnoreCase(state.id)) {
            primary.failoverStartMs = nowMs + state.world.random(MOST_DELAY_MS);
        }
    }

    /**
     * Returns who has the votes of a majority and of the quorum in an epoch, or null. This sentinel
     * votes for whom most have voted, or for itself.
     */
    @Nullable String winner(Primary primary, long epoch, long nowMs) {
        Map<String, Integer> votes = new LinkedHashMap<>();
        for (OtherSentinel sentinel : primary.sentinels.values()) {
            if (sentinel.leader != null && sentinel.leaderEpoch == epoch) {
                votes.merge(sentinel.leader, 1, Integer::sum);
            }
        }
        String favourite = first(votes);
        vote(primary, epoch, favourite == null ? state.id : favourite, nowMs);
        if (primary.leader != null && primary.leaderEpoch == epoch) {
            votes.merge(primary.leader, 1, Integer::sum);
        }
        String winner = first(votes);
        int count = winner == null ? 0 : votes.getOrDefault(winner, 0);
        int voters = primary.sentinels.size() + 1;
        return count >= voters / 2 + 1 && count >= primary.quorum ? winner : null;
    }

    private static @Nullable String first(Map<String, Integer> votes) {
        String first = null;
        int most = 0;
        for (Map.Entry<String, Integer> entry : votes.entrySet()) {
            if (entry.getValue() > most) {
                first = entry.getKey();
                most = entry.getValue();
            }
        }
        return first;
    }
}
