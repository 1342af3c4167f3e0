package onggi.net;

import java.util.List;

/**
 * What one loop does {@code hz} times a second: idle clients, soft output limits, the end of a
 * pause, who waited long enough, rates, the size of the reply buffer.
 */
final class LoopCron implements LoopTask {

    private static final long MS_PER_SECOND = 1000;

    /** In this many runs every connection is looked at once. */
    private static final int ROUNDS = 10;

    /** A client that has not completed its handshake after this long is given up. */
    private static final long HANDSHAKE_MS = 10_000;

    private final EventLoop loop;
    private int next;
    private long forgetPeakMs;

    LoopCron(EventLoop loop) {
        this.loop = loop;
    }

    @Override
    public long run(long nowMs) {
        NetServer server = loop.server();
        loop.waiting().resumeDue(nowMs);
        long periodMs = MS_PER_SECOND / Math.clamp(server.settings().hz(), 1, 500);
        if (server.engine().settings().cronPaused()) {
            return periodMs;
        }
        if (loop.index() == 0) {
            server.stats().sample(nowMs);
        }
        lookAtReplyBuffer(server.settings().replyPeakMs(), nowMs);
        lookAtConnections(server.settings().timeoutSeconds() * MS_PER_SECOND, nowMs);
        PauseState pause = server.pause();
        if (!pause.isOn()) {
            return periodMs;
        }
        if (pause.endMs() <= nowMs) {
            server.endPausesDue(nowMs);
            return periodMs;
        }
        return Math.min(periodMs, pause.endMs() - nowMs);
    }

    /** Forgets now and then how long the replies of a turn were, so that their buffer shrinks. */
    private void lookAtReplyBuffer(long periodMs, long nowMs) {
        if (nowMs - forgetPeakMs >= periodMs) {
            forgetPeakMs = nowMs;
            loop.turn().forgetReplyPeak();
        }
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
            TlsChannel tls = connection.tls;
            if (tls != null && tls.isShakingHandsSince(nowMs - HANDSHAKE_MS)) {
                connection.close();
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
