package onggi.sentinel;

import java.lang.System.Logger.Level;
import java.util.List;

/**
 * A sentinel: all its decisions, without a clock, a socket or chance of its own. It is told what
 * happens and what time it is, and acts through a {@link World}. Belongs to one thread.
 */
public final class Sentinel {

    /*
     * Every tick looks at every instance: it connects, asks (INFO, PING), and tells the others of itself over the instances'
     * publish/subscribe. An instance that does not answer for long is down to this sentinel (sdown). If it is a primary the other
     * sentinels are asked; when the quorum agrees it is down for good (odown), and this sentinel begins a failover in a new epoch and
     * asks for votes in it. Who has the votes of a majority promotes a replica and stamps the new address with the epoch; by the
     * hello messages the others learn it, as a later epoch wins. A vote and a new epoch are on disk before they are told.
     *
     * When two ticks are too far apart or time has gone back (tilt), nothing is concluded for a while: what looks silent may be our
     * own standing still.
     */

    /**
     * How often a second ticks come at least; chance adds up to as many, so that sentinels differ.
     */
    private static final long TICKS = 10;

    private static final long MS_PER_SECOND = 1000;

    final State state;
    final Scripts scripts;
    final Events events;
    final Instances instances;
    final Reset reset;
    final Hello hello;
    final Failover failover;
    final Election election;
    private final Links links;
    private final Downs downs;

    /** A sentinel that watches nothing yet. */
    public Sentinel(World world) {
        state = new State(world);
        scripts = new Scripts(state);
        events = new Events(state, scripts);
        instances = new Instances(state, events);
        reset = new Reset(state, events, instances);
        hello = new Hello(state, events, instances, reset, scripts);
        links =
                new Links(
                        state,
                        events,
                        instances,
                        hello,
                        new InfoReaction(state, events, instances, reset, hello));
        downs = new Downs(state, events, links);
        election = new Election(state, events, reset, instances);
        failover = new Failover(state, events, election, reset);
    }

    /** Returns what reads the directives of a configuration. */
    public Directives directives() {
        return new Directives(this);
    }

    /** Returns the state as lines of a configuration. */
    public List<String> lines() {
        return Lines.of(state);
    }

    /** Returns who this sentinel is, empty before it has begun. */
    public String id() {
        return state.id;
    }

    /**
     * Begins to watch.
     *
     * @param newId who it is if the configuration does not say so
     */
    public void begin(String newId, long nowMs) {
        state.lastTickMs = nowMs;
        if (state.id.isEmpty()) {
            state.id = newId;
            reset.save();
        }
        events.warn("Sentinel ID is " + state.id);
        for (Primary primary : state.primaries.values()) {
            events.alarm("+monitor", primary, " quorum " + primary.quorum);
        }
    }

    /**
     * Does what is due.
     *
     * @return in how many milliseconds to come again
     */
    public long tick(long nowMs) {
        lookAtTime(nowMs);
        for (Primary primary : List.copyOf(state.primaries.values())) {
            handle(primary, nowMs);
            List.copyOf(primary.replicas.values()).forEach(each -> handle(each, nowMs));
            List.copyOf(primary.sentinels.values()).forEach(each -> handle(each, nowMs));
            if (primary.state == FailoverState.UPDATE_CONFIG) {
                failover.finish(primary, nowMs);
            }
        }
        scripts.tick(events, nowMs);
        return MS_PER_SECOND / (TICKS + state.world.random(TICKS));
    }

    private void lookAtTime(long nowMs) {
        long passedMs = nowMs - state.lastTickMs;
        state.lastTickMs = nowMs;
        if (passedMs < 0 || passedMs > state.ms(Period.TILT_TRIGGER)) {
            state.tilted = true;
            state.tiltSinceMs = nowMs;
            events.tell(Level.WARNING, "+tilt", null, "#tilt mode entered");
        }
    }

    private void handle(Instance instance, long nowMs) {
        links.reconnect(instance, nowMs);
        links.sendPeriodic(instance, nowMs);
        if (state.tilted) {
            if (nowMs - state.tiltSinceMs < state.ms(Period.TILT)) {
                return;
            }
            state.tilted = false;
            events.tell(Level.WARNING, "-tilt", null, "#tilt mode exited");
        }
        downs.look(instance, nowMs);
        if (instance instanceof Primary primary) {
            downs.count(primary, nowMs);
            if (failover.startIfNeeded(primary, nowMs)) {
                election.ask(primary, true, nowMs);
            }
            failover.step(primary, nowMs);
            election.ask(primary, false, nowMs);
        }
    }

    /**
     * A program that {@link World#startScript} started has ended.
     *
     * @param signal by which it was ended, or 0
     */
    public void scriptEnded(long pid, int status, int signal, long nowMs) {
        scripts.ended(pid, status, signal, events, nowMs);
    }
}
