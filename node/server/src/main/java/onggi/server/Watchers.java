package onggi.server;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import onggi.engine.Settings;
import onggi.net.EventLoop;
import onggi.server.config.ObservationDirectives;
import onggi.server.metrics.MetricsServer;

/** Opens the server's state to those who watch it over HTTP ({@code metrics-port}). */
final class Watchers {

    /** How long an event loop may take to answer before it counts as stuck. */
    private static final long PATIENCE_MS = 2000;

    private final ServerState state;

    private Watchers(ServerState state) {
        this.state = state;
    }

    /** Listens if that is wanted; ends the process when it cannot. */
    static void open(ServerState state) {
        Settings settings = state.settings();
        int port = (int) settings.number(ObservationDirectives.METRICS_PORT);
        if (port == 0) {
            return;
        }
        Watchers watchers = new Watchers(state);
        try {
            new MetricsServer(
                    new InetSocketAddress(
                            InetAddress.getByName(
                                    settings.text(ObservationDirectives.METRICS_BIND)),
                            port),
                    watchers::info,
                    watchers::isLive,
                    watchers::isReady);
        } catch (IOException e) {
            Log.warning("Failed listening on metrics-port " + port + ": " + e.getMessage());
            System.exit(1);
        }
    }

    /** INFO is made on a loop, as for any client. */
    private String info() {
        StringBuilder text = new StringBuilder();
        CountDownLatch done = new CountDownLatch(1);
        EventLoop loop = state.net().loops().getFirst();
        loop.post(() -> {
            text.append(state.info().text(Set.of("everything")));
            done.countDown();
        });
        return await(done) ? text.toString() : "";
    }

    private boolean isLive() {
        CountDownLatch turned = new CountDownLatch(state.net().loops().size());
        state.net().loops().forEach(loop -> loop.post(turned::countDown));
        return await(turned);
    }

    private boolean isReady() {
        return !state.engine().settings().loading() && isLive();
    }

    private static boolean await(CountDownLatch latch) {
        try {
            return latch.await(PATIENCE_MS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
