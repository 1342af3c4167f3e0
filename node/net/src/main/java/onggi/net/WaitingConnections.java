package onggi.net;

import java.util.ArrayList;
import java.util.List;

/**
 * The connections of a loop whose next command waits for something else than their own output: for
 * the end of a pause, or for commands of others on the same values. They cost no turns.
 */
final class WaitingConnections {

    private final EventLoop loop;
    private final List<Connection> forServer = new ArrayList<>();
    private final List<Connection> forOthers = new ArrayList<>();

    WaitingConnections(EventLoop loop) {
        this.loop = loop;
    }

    /** Notes a connection that waits until the server is not paused any more. */
    void addForServer(Connection connection) {
        forServer.add(connection);
    }

    /** Returns how many wait until the server is not paused any more. */
    int forServer() {
        return forServer.size();
    }

    /** The server is not paused any more. */
    void unpaused() {
        forServer.forEach(loop::resumeLater);
        forServer.clear();
    }

    /** Returns how many wait for others. */
    int forOthers() {
        return forOthers.size();
    }

    /** Notes a connection that waits until it is told, or for a time. */
    void addForOthers(Connection connection) {
        forOthers.add(connection);
    }

    /** A connection does not wait for others any more. */
    void removeForOthers(Connection connection) {
        forOthers.remove(connection);
    }

    /** Lets those go on that waited for others long enough. */
    void resumeDue(long nowMs) {
        for (int i = forOthers.size() - 1; i >= 0; i--) {
            Connection connection = forOthers.get(i);
            if (connection.waitsUntilMs() <= nowMs) {
                connection.othersAreDone();
            }
        }
    }

    /** Forgets a connection that closed. */
    void remove(Connection connection) {
        forServer.remove(connection);
        forOthers.remove(connection);
    }
}
