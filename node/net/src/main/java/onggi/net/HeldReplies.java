package onggi.net;

import java.util.ArrayList;
import java.util.List;
import onggi.bytes.HotPath;
import onggi.engine.Engine;
import onggi.engine.LogWaits;
import onggi.engine.ReplyGate;

/** The connections of a loop whose output waits until the changes it may tell of are safe. */
final class HeldReplies {

    private static final long LOOK_MS = 20;

    private final Engine engine;
    private final List<Connection> connections = new ArrayList<>();
    private final LogWaits waits;
    private volatile boolean any;

    HeldReplies(Engine engine, LogWaits waits) {
        this.engine = engine;
        this.waits = waits;
    }

    /** Returns whether there are changes that are not safe. */
    @HotPath
    boolean isGateShut() {
        ReplyGate gate = engine.replyGate();
        return gate.end() > gate.safe();
    }

    /** Returns the position that must be safe for output of this moment to leave. */
    @HotPath
    long end() {
        return engine.replyGate().end();
    }

    /** Returns the position up to which changes are safe. */
    long safe() {
        return engine.replyGate().safe();
    }

    /** Returns how long to wait for input at most; held output may go without anybody's word. */
    @HotPath
    long longestWaitMs(long most) {
        return any ? LOOK_MS : most;
    }

    /** Returns whether more safety matters to anybody. Thread-safe. */
    boolean isWanted() {
        return any || waits.any();
    }

    void add(Connection connection) {
        connections.add(connection);
        any = true;
    }

    /**
     * Ends a turn. What became safe while it ran was perhaps told before anything was held, so it
     * is looked at once more.
     */
    @HotPath
    void endTurn() {
        if (any || waits.any() || isGateShut()) {
            engine.replyGate().hurry();
            release();
        }
    }

    /** Lets go what is safe by now. Runs on the loop's thread. */
    void release() {
        int kept = 0;
        for (int i = 0; i < connections.size(); i++) {
            Connection connection = connections.get(i);
            if (!connection.isClosed() && !connection.release()) {
                connections.set(kept++, connection);
            }
        }
        connections.subList(kept, connections.size()).clear();
        any = kept > 0;
        if (waits.any()) {
            waits.advanced(engine.replyGate());
        }
    }
}
