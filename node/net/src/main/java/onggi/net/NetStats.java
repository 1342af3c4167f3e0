package onggi.net;

import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.ToLongFunction;

/**
 * What the network counted, summed over its loops, for INFO. Thread-safe; values may be a moment
 * old.
 */
public final class NetStats {

    private final NetServer server;
    private final AtomicLong received = new AtomicLong();
    private final AtomicLong rejected = new AtomicLong();
    private final RateMeter commands = new RateMeter();
    private final RateMeter bytesIn = new RateMeter();
    private final RateMeter bytesOut = new RateMeter();
    private final RateMeter turns = new RateMeter();
    private final RateMeter busyUs = new RateMeter();

    NetStats(NetServer server) {
        this.server = server;
    }

    void connectionReceived() {
        received.incrementAndGet();
    }

    void connectionRejected() {
        rejected.incrementAndGet();
    }

    /** Samples the rates; called by one thread, about ten times a second. */
    void sample(long nowMs) {
        commands.sample(commandsProcessed(), nowMs);
        bytesIn.sample(bytesRead(), nowMs);
        bytesOut.sample(bytesWritten(), nowMs);
        turns.sample(loopTurns(), nowMs);
        busyUs.sample(loopBusyUs(), nowMs);
    }

    private long most(ToLongFunction<LoopCounters> counter) {
        long most = 0;
        for (EventLoop loop : server.loops()) {
            most = Math.max(most, counter.applyAsLong(loop.counters()));
        }
        return most;
    }

    private long sum(ToLongFunction<LoopCounters> counter) {
        long sum = 0;
        List<EventLoop> loops = server.loops();
        for (int i = 0; i < loops.size(); i++) {
            sum += counter.applyAsLong(loops.get(i).counters());
        }
        return sum;
    }

    /** Returns how many clients connected. */
    public long connectionsReceived() {
        return received.get();
    }

    /** Returns how many clients were turned away: too many, or protected mode. */
    public long connectionsRejected() {
        return rejected.get();
    }

    /** Returns how many commands ran. */
    public long commandsProcessed() {
        long sum = 0;
        List<EventLoop> loops = server.loops();
        for (int i = 0; i < loops.size(); i++) {
            sum += loops.get(i).execution().stats().commands();
        }
        return sum;
    }

    /** Returns how many bytes came in. */
    public long bytesRead() {
        return sum(c -> c.bytesIn);
    }

    /** Returns how many bytes went out. */
    public long bytesWritten() {
        return sum(c -> c.bytesOut);
    }

    /** Returns how many reads there were. */
    public long reads() {
        return sum(c -> c.reads);
    }

    /** Returns how many writes there were. */
    public long writes() {
        return sum(c -> c.writes);
    }

    /** Returns how many turns the loops made. */
    public long loopTurns() {
        return sum(c -> c.turns);
    }

    /** Returns how long the turns took without waiting for input, in microseconds. */
    public long loopBusyUs() {
        return sum(c -> c.busyNanos) / 1000;
    }

    /** Returns how long the longest turn took without waiting for input, in microseconds. */
    public long longestTurnUs() {
        return most(c -> c.longestNanos) / 1000;
    }

    /** Returns the most commands that one turn ran. */
    public long mostCommandsOfTurn() {
        return most(c -> c.mostCommands);
    }

    /** Returns how many turns a second there were of late. */
    public long turnsPerSecond() {
        return turns.perSecond();
    }

    /** Returns the mean length of the turns of late, in microseconds; 0 when there were none. */
    public long meanTurnUs() {
        long perSecond = turns.perSecond();
        return perSecond == 0 ? 0 : busyUs.perSecond() / perSecond;
    }

    /** Returns how many clients were closed because too much output waited for them. */
    public long outputLimitCloses() {
        return sum(c -> c.outputLimitCloses);
    }

    /** Returns how many clients were closed because they sent too much unfinished input. */
    public long queryLimitCloses() {
        return sum(c -> c.queryLimitCloses);
    }

    /** Returns how many clients were closed because they were idle for too long. */
    public long idleCloses() {
        return sum(c -> c.idleCloses);
    }

    /** Returns how many clients CLIENT KILL closed. */
    public long clientsKilled() {
        return sum(c -> c.clientsKilled);
    }

    /** Returns how many clients were closed because clients took too much memory. */
    public long clientsEvicted() {
        return sum(c -> c.clientsEvicted);
    }

    /** Returns how many bytes of output wait for their clients. */
    public long waitingOutputBytes() {
        long sum = 0;
        for (EventLoop loop : server.loops()) {
            sum += loop.chunks().bytes() + loop.chunks().looseBytes();
        }
        return sum;
    }

    /** Returns how many clients wait for the end of a pause. */
    public int pausedClients() {
        int sum = 0;
        for (EventLoop loop : server.loops()) {
            sum += loop.waiting().forServer();
        }
        return sum;
    }

    /** Returns how many commands a second ran of late. */
    public long commandsPerSecond() {
        return commands.perSecond();
    }

    /** Returns how many bytes a second came in of late. */
    public long bytesReadPerSecond() {
        return bytesIn.perSecond();
    }

    /** Returns how many bytes a second went out of late. */
    public long bytesWrittenPerSecond() {
        return bytesOut.perSecond();
    }

    /** Returns the distribution of execution times of a command's row. */
    public LatencyHistogram latencies(int id) {
        LatencyHistogram sum = new LatencyHistogram();
        for (EventLoop loop : server.loops()) {
            loop.turn().timer().addTo(sum, id);
        }
        return sum;
    }

    /**
     * Returns about how much memory clients take: buffers and objects, not the stream of replicas.
     */
    public long clientBytes() {
        long sum = 0;
        for (ClientSession session : server.clients().all()) {
            sum += ClientText.ownBytes(session);
        }
        return sum;
    }

    /** Sets all sums to zero ({@code CONFIG RESETSTAT}). Each loop forgets its own soon. */
    public void reset() {
        received.set(0);
        rejected.set(0);
        for (EventLoop loop : server.loops()) {
            Runnable action =
                    () -> {
                        loop.counters().reset();
                        loop.turn().timer().reset();
                    };
            if (loop.isCurrent()) {
                action.run();
            } else {
                loop.post(action);
            }
        }
    }
}
