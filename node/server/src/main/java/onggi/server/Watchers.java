package onggi.server;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import onggi.engine.SettingException;
import onggi.engine.SettingValue;
import onggi.engine.Settings;
import onggi.net.EventLoop;
import onggi.server.config.ObservationDirectives;
import onggi.server.metrics.MetricsServer;
import org.jspecify.annotations.Nullable;

/** Opens the server's state to those who watch it over HTTP ({@code metrics-port}). */
final class Watchers implements Settings.Hook {

    /** How long an event loop may take to answer before it counts as stuck. */
    private static final long PATIENCE_MS = 2000;

    private final ServerState state;
    private @Nullable MetricsServer server;

    private Watchers(ServerState state) {
        this.state = state;
    }

    /** Listens if that is wanted, and whenever it changes; ends the process when it cannot now. */
    static void open(ServerState state) {
        Watchers watchers = new Watchers(state);
        Settings settings = state.settings();
        try {
            watchers.listen();
        } catch (IOException e) {
            System.exit(1);
        }
        settings.onChange(ObservationDirectives.METRICS_PORT, watchers);
        settings.onChange(ObservationDirectives.METRICS_BIND, watchers);
    }

    @Override
    public synchronized void apply(SettingValue changed) throws SettingException {
        MetricsServer old = server;
        server = null;
        if (old != null) {
            old.close();
        }
        try {
            listen();
        } catch (IOException e) {
            throw new SettingException("Unable to listen on this port. Check server logs.");
        }
    }

    private void listen() throws IOException {
        Settings settings = state.settings();
        int port = (int) settings.number(ObservationDirectives.METRICS_PORT);
        if (port == 0) {
            return;
        }
        String host = settings.text(ObservationDirectives.METRICS_BIND);
        try {
            server =
                    new MetricsServer(
                            new InetSocketAddress(InetAddress.getByName(host), port),
                            this::info,
                            this::isLive,
                            this::isReady);
        } catch (IOException e) {
            Log.warning("Failed listening on metrics-port " + port + ": " + e.getMessage());
            throw e;
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
