package onggi.server;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import onggi.engine.Call;
import onggi.engine.Engine;
import onggi.engine.Execution;
import onggi.engine.Session;
import onggi.engine.Setting;
import onggi.engine.Settings;
import onggi.net.ClientSession;
import onggi.net.NetServer;
import onggi.replication.Replication;
import onggi.server.config.ConfigWriter;
import org.jspecify.annotations.Nullable;

/**
 * What the commands of the server room work on: the configuration, the network and the life of the
 * process.
 */
final class ServerState {

    private final Settings settings;
    private final Engine engine;
    private final NetServer net;
    private final Shutdown shutdown;
    private final @Nullable Path configFile;
    private final String runId;
    private final long startedMs;
    private final long startedNanos;
    private volatile @Nullable InfoReport info;
    private volatile long lateValuesBefore;

    ServerState(
            Settings settings,
            Engine engine,
            NetServer net,
            Shutdown shutdown,
            @Nullable Path configFile,
            String runId) {
        this.settings = settings;
        this.engine = engine;
        this.net = net;
        this.shutdown = shutdown;
        this.configFile = configFile;
        this.runId = runId;
        this.startedMs = engine.clock().nowMs();
        this.startedNanos = engine.clock().nanoTime();
    }

    /** Returns the state of the server that a call runs on. */
    static ServerState of(Call call) {
        return call.engine().room(ServerState.class);
    }

    Settings settings() {
        return settings;
    }

    Engine engine() {
        return engine;
    }

    NetServer net() {
        return net;
    }

    /** Returns the configuration file, or null when the server was started without one. */
    @Nullable Path configFile() {
        return configFile;
    }

    /** Returns 40 hexadecimal digits that tell this run from all others. */
    String runId() {
        return runId;
    }

    long startedMs() {
        return startedMs;
    }

    long uptimeSeconds() {
        return (engine.clock().nanoTime() - startedNanos) / 1_000_000_000;
    }

    /** Returns what INFO reports; made when it is first asked for. */
    InfoReport info() {
        InfoReport report = info;
        if (report == null) {
            report = new InfoReport(this);
            info = report;
        }
        return report;
    }

    void resetStatistics() {
        net.stats().reset();
        engine.room(Replication.class).resetStatistics();
        net.access().log().resetTotals();
        net.loops().forEach(loop -> loop.execution().evictor().reset());
        lateValuesBefore = engine.keyspace().lateValues();
    }

    /** Returns how many values were freed later than deleted since the last reset. */
    long lateValues() {
        return engine.keyspace().lateValues() - lateValuesBefore;
    }

    /**
     * Puts the present values into the configuration file.
     *
     * @param everything also those that are at their default
     */
    void rewriteConfigFile(boolean everything) throws IOException {
        Path file = configFile;
        if (file != null) {
            ConfigWriter.rewrite(file, settings, everything);
        }
    }

    /**
     * Returns whether a setting whose choices are no, yes and local lets this session do what it
     * guards.
     */
    boolean allows(Setting guard, Session session) {
        return switch (settings.text(guard)) {
            case "yes" -> true;
            case "local" -> !(session instanceof ClientSession client) || isLocal(client.address());
            default -> false;
        };
    }

    private static boolean isLocal(String address) {
        return address.startsWith("127.")
                || address.startsWith("[::1]")
                || address.startsWith("/")
                || address.startsWith("unix");
    }

    /** Says in the log which of the settings just changed do nothing yet. */
    void warnOfSettingsWithoutEffect(List<Settings.Change> changes) {
        for (Settings.Change change : changes) {
            String reason = change.setting().withoutEffect();
            if (reason != null && !settings.isInitial(change.setting())) {
                Log.warning(
                        "The new value of "
                                + change.setting().name()
                                + " has no effect: "
                                + reason
                                + ".");
            }
        }
    }

    /** Takes back that the end was asked for; returns whether it was. */
    boolean abortShutdown() {
        return shutdown.abortRequest();
    }

    /** Ends the process; returns only when it cannot, or not yet, and says so. */
    Shutdown.Outcome shutDown(Execution execution, Set<String> words) {
        return shutdown.run("User requested shutdown...", words, execution);
    }

    /** Returns what lets the end wait for replicas. */
    @Nullable ShutdownWait shutdownWait() {
        return shutdown.waiting();
    }
}
