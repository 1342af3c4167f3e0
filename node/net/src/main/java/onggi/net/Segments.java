package onggi.net;

import java.util.function.ObjIntConsumer;
import onggi.bytes.HotPath;
import onggi.engine.Command;
import onggi.resp.DecodeOutcome;
import onggi.resp.RequestBatch;

/** Which requests of a turn are whose: runs of one connection, in the order of execution. */
final class Segments {

    private final Connection[] connections;
    private final int[] starts;
    private final int[] ends;
    private int count;
    private int current;

    Segments(int most) {
        connections = new Connection[most];
        starts = new int[most];
        ends = new int[most];
    }

    @HotPath
    boolean isFull() {
        return count == connections.length;
    }

    @HotPath
    int count() {
        return count;
    }

    /** Adds a connection's requests. */
    @HotPath
    void add(Connection connection, int first, int end) {
        connections[count] = connection;
        starts[count] = first;
        ends[count] = end;
        count++;
    }

    @HotPath
    Connection connection(int s) {
        return connections[s];
    }

    /** Returns the first request. */
    @HotPath
    int start(int s) {
        return starts[s];
    }

    /** Returns the request behind the last one. */
    @HotPath
    int end(int s) {
        return ends[s];
    }

    /** A segment is being executed. */
    @HotPath
    void begin(int s) {
        current = s;
    }

    /** Returns whether a request is the first one of the segment that is being executed. */
    boolean beginsWith(int i) {
        return starts[current] == i;
    }

    int currentIndex() {
        return current;
    }

    Connection current() {
        return connections[current];
    }

    /** Ends the turn for all connections. */
    @HotPath
    void endTurn() {
        for (int s = 0; s < count; s++) {
            connections[s].endTurn();
        }
        count = 0;
    }

    /**
     * Gives the requests behind the present segment to another turn.
     *
     * @param taker takes a connection and its first request in the other batch
     */
    void handOver(
            RequestBatch<Command> batch,
            RequestBatch<Command> other,
            ObjIntConsumer<Connection> taker) {
        for (int s = current + 1; s < count; s++) {
            boolean ends = connections[s].outcome() != DecodeOutcome.NEED_INPUT;
            if (starts[s] < this.ends[s] || ends) {
                int first = other.size();
                for (int i = starts[s]; i < this.ends[s]; i++) {
                    other.addCopy(batch, i);
                }
                taker.accept(connections[s], first);
                forget(batch, starts[s], this.ends[s]);
                this.ends[s] = starts[s];
            }
        }
    }

    /** Takes requests that are not executed out of the reckoning. */
    static void forget(RequestBatch<Command> batch, int from, int end) {
        for (int i = from; i < end; i++) {
            batch.setCommand(i, null);
        }
    }
}
