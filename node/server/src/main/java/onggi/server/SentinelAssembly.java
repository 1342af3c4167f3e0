package onggi.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Security;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import onggi.bytes.Memory;
import onggi.bytes.RandomSource;
import onggi.bytes.SeededRandom;
import onggi.bytes.SystemClock;
import onggi.commands.Families;
import onggi.engine.Command;
import onggi.engine.CommandFamily;
import onggi.engine.CommandTable;
import onggi.engine.Engine;
import onggi.engine.EngineSettings;
import onggi.engine.Keyspace;
import onggi.engine.Settings;
import onggi.net.EventLoop;
import onggi.net.NetFamilies;
import onggi.net.NetServer;
import onggi.net.NetSettings;
import onggi.resp.RequestLimits;
import onggi.sentinel.Sentinel;
import onggi.sentinel.SentinelCommands;
import onggi.server.config.AccessDirectives;
import onggi.server.config.ConfigException;
import onggi.server.config.NetworkDirectives;
import onggi.server.tls.Tls;
import org.jspecify.annotations.Nullable;

/** Puts a sentinel together and starts it: a server without data, whose commands are few. */
final class SentinelAssembly {

    private static final String MODE = "sentinel";

    /** What a sentinel has in common with a server. */
    private static final Set<String> COMMON =
            Set.of(
                    "ping",
                    "auth",
                    "hello",
                    "quit",
                    "reset",
                    "client",
                    "acl",
                    "command",
                    "subscribe",
                    "unsubscribe",
                    "psubscribe",
                    "punsubscribe",
                    "shutdown");

    private final Settings settings;
    private final @Nullable Path configFile;
    private final SentinelConfiguration lines;
    private final Shutdown shutdown;

    SentinelAssembly(Settings settings, @Nullable Path configFile, SentinelConfiguration lines) {
        this.settings = settings;
        this.configFile = configFile;
        this.lines = lines;
        this.shutdown = new Shutdown(settings);
    }

    /**
     * Starts everything; the process lives on in the event loop.
     *
     * @throws ConfigException when a line for the sentinel cannot be accepted
     */
    void start() throws ConfigException {
        Log.role('X');
        Security.setProperty("networkaddress.cache.ttl", "0");
        Path file = configFile;
        if (file == null) {
            stop("Sentinel needs config file on disk to save state. Exiting...");
            return;
        }
        try {
            run(new SeededRandom(ServerAssembly.seed()), file);
        } catch (IOException | IllegalArgumentException e) {
            stop("Can't start: " + e.getMessage());
        }
    }

    private static void stop(String reason) {
        Log.warning(reason);
        System.exit(1);
    }

    private void run(RandomSource random, Path file) throws IOException, ConfigException {
        Engine engine = engine(random);
        NetServer net = new NetServer(engine, new NetSettings(), new RequestLimits(), 1);
        net.secrets(ServerAssembly::fillWithSecrets);
        Tls tls = new Tls(settings, net, SystemClock.INSTANCE);
        engine.attach(Tls.class, tls);
        EventLoop loop = net.loops().getFirst();
        SentinelWorld world = new SentinelWorld(engine, loop, settings, file);
        Sentinel sentinel = new Sentinel(world);
        world.of(sentinel);
        engine.attach(Sentinel.class, sentinel);
        lines.apply(sentinel, engine.clock().nowMs());
        if (!Files.isWritable(file)) {
            stop(
                    "Sentinel config file "
                            + file
                            + " is not writable: Permission denied. Exiting...");
            return;
        }
        Greeting.begin(file);
        String runId = ServerAssembly.randomId(random);
        ServerState state = new ServerState(settings, engine, net, shutdown, file, runId);
        engine.attach(ServerState.class, state);
        connect(net);
        Users.load(settings, net.access());
        net.onFailure(failure -> CrashReport.loopEnded(failure, state, shutdown));
        new Listeners(net, settings, shutdown, tls).open();
        Greeting.settled(settings, 1, MODE);
        ServerAssembly.writePidFile(settings, shutdown);
        String id = ServerAssembly.randomId(random);
        net.start(() -> sentinel.begin(id, engine.clock().nowMs()));
        Supervision supervision = Supervision.of(settings);
        shutdown.supervision(supervision);
        Signals.install(settings, engine, shutdown, loop);
        loop.schedule(nowMs -> sentinel.tick(engine.clock().nowMs()));
        supervision.ready();
    }

    private static Engine engine(RandomSource random) {
        Keyspace keyspace = new Keyspace(Memory::best, 1, 1, random.nextLong(), false);
        List<CommandFamily> families = new ArrayList<>(Families.all());
        families.addAll(NetFamilies.all());
        families.add(ServerCommands.SERVER);
        List<Command> commands = new ArrayList<>();
        for (CommandFamily family : families) {
            for (Command command : family.commands()) {
                if (COMMON.contains(command.wireName())) {
                    commands.add(command);
                }
            }
        }
        commands.addAll(SentinelCommands.family().commands());
        commands.addAll(SentinelInfo.family().commands());
        return new Engine(
                keyspace,
                CommandTable.numbered(commands),
                new EngineSettings(),
                SystemClock.INSTANCE,
                random);
    }

    /** Carries the settings that concern a sentinel to where they act; none changes later. */
    private void connect(NetServer net) {
        NetSettings to = net.settings();
        to.version(Version.REDIS);
        to.tcpBacklog((int) settings.number(NetworkDirectives.TCP_BACKLOG));
        to.protectedMode(settings.isOn(NetworkDirectives.PROTECTED_MODE));
        to.timeoutSeconds((int) settings.number(NetworkDirectives.TIMEOUT));
        to.tcpKeepAliveSeconds((int) settings.number(NetworkDirectives.TCP_KEEPALIVE));
        to.maxClients(
                (int) Math.min(settings.number(NetworkDirectives.MAX_CLIENTS), Integer.MAX_VALUE));
        Wiring.outputLimits(to, settings.words(NetworkDirectives.OUTPUT_BUFFER_LIMIT));
        RequestLimits limits = net.requestLimits();
        limits.setQueryBufferBytes(settings.number(NetworkDirectives.QUERY_BUFFER_LIMIT));
        limits.setMaxBulkBytes(settings.number(NetworkDirectives.MAX_BULK_LENGTH));
        net.access().defaultPassword(settings.text(AccessDirectives.REQUIRE_PASS));
        net.access()
                .newUsersHaveAllChannels(
                        settings.text(AccessDirectives.ACL_PUBSUB).equals("allchannels"));
        net.access().log().maxLength(settings.number(AccessDirectives.ACL_LOG));
    }
}
