package onggi.replication;

import org.jspecify.annotations.Nullable;

/**
 * Handing the part of the primary over to a replica: writers are paused until it has everything,
 * then this server follows it. Pure decisions: what is known and the time in, steps out; guarded by
 * its owner.
 */
final class Failover {

    /** How far it is. */
    enum State {
        NONE("no-failover"),
        WAITING("waiting-for-sync"),
        UNDER_WAY("failover-in-progress");

        private final String text;

        State(String text) {
            this.text = text;
        }

        /** Returns the word of INFO. */
        String text() {
            return text;
        }
    }

    /** What is to be done. */
    interface Steps {

        /** Lets no client write, or lets them again. */
        void pause(boolean on);

        /** Follows the replica, which is to take over. */
        void handOver(String host, int port);

        /** Leads again, as the replica has not taken over. */
        void takeBack();

        /** Says something in the log. */
        void say(String text);
    }

    /** What is wished. */
    record Wish(@Nullable String host, int port, long endMs, boolean force) {}

    private static final Wish NO_WISH = new Wish(null, 0, 0, false);

    private final Steps steps;
    private volatile State state = State.NONE;
    private Wish wish = NO_WISH;
    private String host = "";
    private int port;

    Failover(Steps steps) {
        this.steps = steps;
    }

    State state() {
        return state;
    }

    /** Begins. */
    void begin(Wish wanted) {
        wish = wanted;
        state = State.WAITING;
        steps.say(
                wanted.host() == null
                        ? "FAILOVER requested to any replica."
                        : "FAILOVER requested to " + wanted.host() + ":" + wanted.port() + ".");
        steps.pause(true);
    }

    /** Looks whether a replica has everything, or time is up. */
    void look(Replicas replicas, long nowMs) {
        if (state != State.WAITING) {
            return;
        }
        String target = wish.host();
        if (wish.endMs() > 0 && nowMs >= wish.endMs()) {
            if (wish.force() && target != null) {
                steps.say(
                        "Failover to "
                                + target
                                + ":"
                                + wish.port()
                                + " time out exceeded, failing over.");
                handOver(target, wish.port());
            } else {
                abort("Replica never caught up before timeout");
            }
            return;
        }
        ReplicaLink ready = null;
        for (ReplicaLink link : replicas.all()) {
            boolean wanted =
                    target == null
                            || (link.options().port() == wish.port()
                                    && link.options().hostOr(link.host()).equalsIgnoreCase(target));
            if (wanted && link.isOnline() && link.ackOffset() == replicas.end()) {
                ready = link;
                break;
            }
        }
        if (ready != null) {
            String name = ready.options().hostOr(ready.host());
            int number = ready.options().port();
            steps.say("Failover target " + name + ":" + number + " is synced, failing over.");
            handOver(name, number);
        }
    }

    private void handOver(String name, int number) {
        host = name;
        port = number;
        state = State.UNDER_WAY;
        steps.handOver(name, number);
    }

    /** The replica has taken over. */
    void done() {
        if (state == State.UNDER_WAY) {
            end();
        }
    }

    /** Gives it up. */
    void abort(String reason) {
        if (state == State.NONE) {
            return;
        }
        String target = state == State.UNDER_WAY ? host : wish.host();
        steps.say(
                target == null
                        ? "FAILOVER to any replica aborted: " + reason
                        : "FAILOVER to "
                                + target
                                + ":"
                                + (state == State.UNDER_WAY ? port : wish.port())
                                + " aborted: "
                                + reason);
        boolean back = state == State.UNDER_WAY;
        end();
        if (back) {
            steps.takeBack();
        }
    }

    private void end() {
        state = State.NONE;
        wish = NO_WISH;
        steps.pause(false);
    }
}
