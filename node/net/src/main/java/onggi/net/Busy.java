package onggi.net;

import java.io.IOException;
import onggi.engine.Engine;
import org.jspecify.annotations.Nullable;

/**
 * Looks after the clients of a loop while a script on its thread is over its time: commands that
 * end scripts run, and all others are refused.
 */
final class Busy {

    /*
     * The turn in which the script runs cannot go on, and what it has at hand is the script's. So
     * there is a second turn, with an executor of its own, which takes the place of the first one
     * meanwhile. Requests that the first one has read and not executed go over to it, so that a
     * connection's requests stay in order; only those of the script's own connection wait.
     */

    private final EventLoop loop;
    private final Engine engine;
    private @Nullable Turn turn;
    private @Nullable Connection running;

    Busy(EventLoop loop, Engine engine) {
        this.loop = loop;
        this.engine = engine;
    }

    /** Returns whether a connection's script is over its time, so that nothing more is read. */
    @SuppressWarnings("ReferenceEquality") // this very connection
    boolean isRunning(Connection connection) {
        return connection == running;
    }

    /** Serves the other clients once, in the middle of a script. */
    void serve() {
        Turn outer = loop.turn();
        Turn inner = turn;
        if (inner == null) {
            inner = Turn.whileBusy(loop, engine);
            turn = inner;
        }
        Connection own = outer.runningConnection();
        int segment = own == null ? -1 : own.segment;
        outer.handOver(inner);
        running = own;
        if (own != null) {
            own.segment = -1;
        }
        loop.turn(inner);
        try {
            loop.lookAfterClients();
        } catch (IOException e) {
            ClientLog.failure(e);
        } finally {
            loop.turn(outer);
            running = null;
            if (own != null) {
                own.segment = segment;
            }
        }
    }
}
