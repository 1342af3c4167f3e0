package onggi.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import onggi.bytes.LateLogger;
import onggi.bytes.Memory;
import onggi.bytes.RandomSource;
import onggi.bytes.SeededRandom;
import onggi.bytes.SystemClock;
import onggi.commands.Families;
import onggi.engine.CommandFamily;
import onggi.engine.CommandTable;
import onggi.engine.Engine;
import onggi.engine.EngineSettings;
import onggi.engine.Keyspace;
import onggi.engine.Setting;
import onggi.engine.SettingValue;
import onggi.engine.Settings;
import onggi.net.EventLoop;
import onggi.net.NetFamilies;
import onggi.net.NetServer;
import onggi.net.NetSettings;
import onggi.persistence.AofCommands;
import onggi.persistence.AppendOnlyFile;
import onggi.persistence.BackgroundSaves;
import onggi.persistence.SnapshotCommands;
import onggi.persistence.Snapshots;
import onggi.persistence.SystemDisk;
import onggi.replication.FailoverCommand;
import onggi.replication.MigrateCommand;
import onggi.replication.ReplicaProgress;
import onggi.replication.Replication;
import onggi.replication.ReplicationCommands;
import onggi.resp.RequestLimits;
import onggi.scripting.Scripting;
import onggi.server.config.AccessDirectives;
import onggi.server.config.ByteText;
import onggi.server.config.GeneralDirectives;
import onggi.server.config.NetworkDirectives;
import onggi.server.config.PersistenceDirectives;
import onggi.server.tls.Tls;
import org.jspecify.annotations.Nullable;

/**
 * Puts a server together and starts it: the only place that knows every room, and where the first
 * seed comes from.
 */
final class ServerAssembly {

    private static final System.Logger LOG = LateLogger.of(ServerAssembly.class);

    /** Threads are added up to this many cores; more need io-threads. */
    private static final int MOST_LOOPS = 8;

    /** Shards for each event loop, so that two loops seldom want the same. */
    private static final int SHARDS_PER_LOOP = 16;

    /** How often it is looked whether it is time to save, or to rewrite the append-only file. */
    private static final long LOOK_MS = 100;

    /**
     * Where Redis leaves its process id when it runs in the background and nothing else is said.
     */
    private static final String BACKGROUND_PID_FILE = "/var/run/redis.pid";

    private final Settings settings;
    private final @Nullable Path configFile;
    private final Shutdown shutdown;

    ServerAssembly(Settings settings, @Nullable Path configFile) {
        this.settings = settings;
        this.configFile = configFile;
        this.shutdown = new Shutdown(settings);
    }

    /** Starts everything; the process lives on in the event loops. */
    void start() {
        settings.preset(NetworkDirectives.IO_THREADS, loops());
        Greeting.begin(configFile);
        RandomSource random = new SeededRandom(seed());
        try {
            run(random);
        } catch (IOException | IllegalArgumentException e) {
            Log.warning("Can't start: " + e.getMessage());
            System.exit(1);
        }
    }

    private void run(RandomSource random) throws IOException {
        int loops = (int) settings.number(NetworkDirectives.IO_THREADS);
        Engine engine = engine(random, loops);
        NetSettings netSettings = new NetSettings();
        netSettings.version(Version.REDIS);
        RequestLimits limits = new RequestLimits();
        NetServer net = new NetServer(engine, netSettings, limits, loops);
        net.secrets(ServerAssembly::fillWithSecrets);
        Tls tls = new Tls(settings, net, SystemClock.INSTANCE);
        engine.attach(Tls.class, tls);
        Listeners listeners = new Listeners(net, settings, shutdown, tls);
        ServerState state =
                new ServerState(settings, engine, net, shutdown, configFile, randomId(random));
        engine.attach(ServerState.class, state);
        engine.attach(Scripting.class, new Scripting(engine, Version.REDIS));
        engine.settings()
                .debugUsers(session -> state.allows(AccessDirectives.ENABLE_DEBUG, session));
        engine.settings().debugDoors(DebugDoors::open);
        Snapshots snapshots =
                new Snapshots(engine, new SystemDisk(), Version.REDIS, ProcessInfo.pid());
        engine.attach(Snapshots.class, snapshots);
        BackgroundSaves saves = new BackgroundSaves(engine, snapshots, ProcessInfo.pid());
        engine.attach(BackgroundSaves.class, saves);
        shutdown.snapshots(snapshots, saves);
        snapshots.wake(() -> net.loops().forEach(loop -> loop.post(() -> {})));
        AofEvents events = new AofEvents(net);
        AppendOnlyFile changes = appendOnlyFile(engine, snapshots, events);
        engine.attach(AppendOnlyFile.class, changes);
        saves.occupied(changes::isRewriting);
        Replication replication =
                new Replication(
                        engine,
                        net,
                        new ReplicationSnapshots(engine, net, snapshots, saves, changes));
        engine.attach(Replication.class, replication);
        events.replication(replication);
        shutdown.changes(changes);
        shutdown.waitsWith(new ShutdownWait(net, new ReplicaProgress(replication)));
        snapshots.furtherFacts(replication::facts);
        Roles roles = new Roles(settings, replication);
        new Wiring(settings, engine, net, limits, listeners, tls, snapshots, saves, changes)
                .connect();
        roles.connect();
        Users.load(settings, net.access());
        net.onFailure(failure -> CrashReport.loopEnded(failure, state, shutdown));

        listeners.open();
        Greeting.settled(settings, loops, "standalone");
        writePidFile(settings, shutdown);
        InitialLoad load = new InitialLoad(settings, net, snapshots, changes, shutdown, roles);
        load.prepare();
        net.start(load);
        Watchers.open(state);
        Supervision supervision = Supervision.of(settings);
        shutdown.supervision(supervision);
        Signals.install(settings, engine, shutdown, net.loops().getFirst());
        load.await();
        EventLoop first = net.loops().getFirst();
        first.schedule(nowMs -> {
            if (!snapshots.loading().isRunning()) {
                changes.tick(first.execution());
                saves.tick(first.execution());
            }
            replication.tick();
            return LOOK_MS;
        });
        first.schedule(new LatePreparation(engine.keyspace().looseMemory()));
        listeners.announce();
        supervision.ready();
    }

    private AppendOnlyFile appendOnlyFile(Engine engine, Snapshots snapshots, AofEvents events) {
        AppendOnlyFile.Place place =
                new AppendOnlyFile.Place(
                        Path.of(ByteText.toUnicode(settings.text(GeneralDirectives.DIR))),
                        ByteText.toUnicode(settings.text(PersistenceDirectives.APPEND_DIR)),
                        ByteText.toUnicode(settings.text(PersistenceDirectives.APPEND_FILE)),
                        Long.toString(ProcessInfo.pid()));
        return new AppendOnlyFile(engine, new SystemDisk(), snapshots, place, events);
    }

    private Engine engine(RandomSource random, int loops) {
        int shards = loops == 1 ? 1 : Integer.highestOneBit(2 * SHARDS_PER_LOOP * loops - 1);
        int databases = (int) settings.number(GeneralDirectives.DATABASES);
        Keyspace keyspace =
                new Keyspace(Memory::best, shards, databases, random.nextLong(), loops > 1);
        List<CommandFamily> families = new ArrayList<>(Families.all());
        families.addAll(Scripting.families());
        families.addAll(NetFamilies.all());
        families.add(ServerCommands.SERVER);
        families.add(ModuleCommands.FAMILY);
        families.add(SnapshotCommands.family());
        families.add(AofCommands.family());
        families.add(ReplicationCommands.family());
        families.add(FailoverCommand.family());
        families.add(MigrateCommand.family());
        families.add(ConfigCommands.CONFIG_FAMILY);
        CommandTable commands = CommandTable.of(families);
        for (Settings.Renaming renaming : settings.renamings()) {
            commands.rename(renaming.from(), renaming.to());
        }
        return new Engine(keyspace, commands, new EngineSettings(), SystemClock.INSTANCE, random);
    }

    /**
     * One loop on two cores or fewer, where more only take turns; else one for each core up to a
     * limit.
     */
    private static SettingValue loops() {
        int cores = Runtime.getRuntime().availableProcessors();
        long loops = cores <= 2 ? 1 : Math.min(cores, MOST_LOOPS);
        return new SettingValue(Long.toString(loops), loops);
    }

    /**
     * A seed that nobody can guess; the JDK's secure random would cost more than the rest of the
     * start.
     */
    static long seed() {
        try (var in = Files.newInputStream(Path.of("/dev/urandom"))) {
            byte[] bytes = in.readNBytes(Long.BYTES);
            long seed = 0;
            for (byte b : bytes) {
                seed = seed << Byte.SIZE | (b & 0xff);
            }
            return seed;
        } catch (IOException e) {
            return new java.security.SecureRandom().nextLong();
        }
    }

    static void fillWithSecrets(byte[] bytes) {
        try (var in = Files.newInputStream(Path.of("/dev/urandom"))) {
            if (in.readNBytes(bytes, 0, bytes.length) == bytes.length) {
                return;
            }
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "no /dev/urandom", e);
        }
        new java.security.SecureRandom().nextBytes(bytes);
    }

    static String randomId(RandomSource random) {
        StringBuilder id = new StringBuilder();
        while (id.length() < 40) {
            id.append(Character.forDigit((int) random.nextLong(16), 16));
        }
        return id.toString();
    }

    static void writePidFile(Settings settings, Shutdown shutdown) {
        String name = settings.text(GeneralDirectives.PID_FILE);
        if (name.isEmpty() && settings.isOn(GeneralDirectives.DAEMONIZE)) {
            name = BACKGROUND_PID_FILE;
        }
        if (name.isEmpty()) {
            return;
        }
        Path file =
                Path.of(ByteText.toUnicode(settings.text(GeneralDirectives.DIR)))
                        .resolve(ByteText.toUnicode(name));
        try {
            Files.writeString(
                    file,
                    ProcessInfo.pid() + "\n",
                    StandardOpenOption.CREATE,
                    StandardOpenOption.TRUNCATE_EXISTING,
                    StandardOpenOption.WRITE);
            shutdown.removeAtEnd(file);
        } catch (IOException e) {
            Log.warning("Failed to write PID file: " + e.getMessage());
        }
    }

    static String upper(String word) {
        return word.toUpperCase(Locale.ROOT);
    }

    /** Returns the names of settings whose value does nothing, each with the reason. */
    static List<String> withoutEffect(Settings settings) {
        List<String> names = new ArrayList<>();
        for (Setting setting : settings.all()) {
            String reason = setting.withoutEffect();
            if (reason != null && !settings.isInitial(setting)) {
                names.add(setting.name() + " (" + reason + ")");
            }
        }
        return names;
    }
}
