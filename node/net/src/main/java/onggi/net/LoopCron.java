package onggi.net;

import java.util.List;

/**
 * What one loop does {@code hz} times a second: idle clients, soft output limits, the end of a
 * pause, rates.
 */
final class LoopCron implements LoopTask {

    private static final long MS_PER_SECOND = 1000;

    /** In this many runs every connection is looked at once. */
    private static final int ROUNDS = 10;

    private final EventLoop loop;
    private int next;

    LoopCron(EventLoop loop) {
        this.loop = loop;
    }

    @Override
    public long run(long nowMs) {
        NetServer server = loop.server();
        long periodMs = MS_PER_SECOND / Math.clamp(server.settings().hz(), 1, 500);
        if (loop.index() == 0) {
            server.stats().sample(nowMs);
        }
        lookAtConnections(server.settings().timeoutSeconds() * MS_PER_SECOND, nowMs);
        PauseState pause = server.pause();
        if (!pause.isOn()) {
            return periodMs;
        }
        if (pause.endMs() <= nowMs) {
            server.unpauseClients();
            return periodMs;
        }
        return Math.min(periodMs, pause.endMs() - nowMs);
    }

    private void lookAtConnections(long timeoutMs, long nowMs) {
        List<Connection> connections = loop.connections();
        int count = connections.size() / ROUNDS + 1;
        for (int i = 0; i < count && !connections.isEmpty(); i++) {
            next = next + 1 >= connections.size() ? 0 : next + 1;
            Connection connection = connections.get(next);
            if (connection.isWaitingToWrite()) {
                connection.checkLimits();
            }
            if (timeoutMs > 0
                    && !connection.isClosed()
                    && connection.mayTimeOut()
                    && nowMs - connection.lastSeenMs() > timeoutMs) {
                loop.counters().idleCloses++;
                connection.close();
            }
        }
    }
}
