package onggi.server;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import onggi.bytes.SystemClock;
import onggi.engine.SettingValue;
import onggi.engine.Settings;
import onggi.persistence.AofCheck;
import onggi.persistence.Disk;
import onggi.persistence.SystemDisk;
import onggi.rdb.RdbCheck;
import onggi.rdb.RdbInput;
import onggi.server.config.ByteText;
import onggi.server.config.ConfigException;
import onggi.server.config.ConfigFiles;
import onggi.server.config.ConfigReader;
import onggi.server.config.Directives;
import onggi.server.config.GeneralDirectives;
import org.jspecify.annotations.Nullable;

/** The server program. */
public final class Main {

    private Main() {}

    /** Starts the server, or prints what was asked for instead. */
    public static void main(String[] args) {
        Arguments arguments = Arguments.parse(args);
        switch (arguments.request()) {
            case VERSION -> print(System.out, versionText());
            case HELP -> print(System.out, HELP);
            case TEST_MEMORY -> {
                print(System.err, "Onggi does not test memory: use memtest86 or the like.\n");
                System.exit(1);
            }
            case CHECK_SYSTEM -> print(System.out, "Onggi needs no setting of the system.\n");
            case CHECK_RDB -> checkRdb(arguments.configFile());
            case CHECK_AOF -> checkAof(List.of(args).subList(1, args.length));
            case SERVE -> serve(arguments);
        }
    }

    private static void checkRdb(@Nullable String file) {
        if (file == null) {
            print(System.err, "Usage: ./onggi check-rdb <rdb-file-name>\n");
            System.exit(1);
            return;
        }
        StringBuilder lines = new StringBuilder();
        boolean sound = false;
        try (Disk.Input in = new SystemDisk().open(Path.of(file))) {
            RdbInput input = RdbInput.of(in::read, in.size());
            long nowMs = SystemClock.INSTANCE.nowMs();
            sound = new RdbCheck(input, nowMs, line -> lines.append(line).append('\n')).run(file);
        } catch (IOException e) {
            lines.append("Cannot open file: ").append(ConfigFiles.reason(e)).append('\n');
        }
        print(System.out, lines.toString());
        System.exit(sound ? 0 : 1);
    }

    private static void checkAof(List<String> arguments) {
        AofCheck check =
                new AofCheck(
                        new SystemDisk(),
                        SystemClock.INSTANCE,
                        text -> print(System.out, text),
                        Main::answer);
        System.exit(check.run(arguments));
    }

    private static int answer() {
        try {
            return System.in.read();
        } catch (IOException e) {
            return -1;
        }
    }

    private static String versionText() {
        return "Onggi server v="
                + Version.ONGGI
                + " (compatible with Redis "
                + Version.REDIS
                + ") java="
                + System.getProperty("java.version")
                + " bits=64\n";
    }

    private static void serve(Arguments arguments) {
        Path here = Path.of("").toAbsolutePath();
        Settings settings = Directives.settings();
        SentinelConfiguration sentinel =
                arguments.sentinel() ? SentinelConfiguration.of(settings) : null;
        settings.preset(
                GeneralDirectives.DIR, new SettingValue(ByteText.ofUnicode(here.toString()), 0));
        Path file = arguments.configFile() == null ? null : here.resolve(arguments.configFile());
        try {
            readConfiguration(arguments, settings, file, sentinel);
            openLog(settings);
        } catch (ConfigException e) {
            print(System.err, e.fatalText(Version.REDIS));
            System.exit(1);
        }
        if (settings.isOn(GeneralDirectives.DAEMONIZE) && !Daemon.isThere()) {
            startInBackground(arguments);
            return;
        }
        if (sentinel == null) {
            new ServerAssembly(settings, file).start();
            return;
        }
        try {
            new SentinelAssembly(settings, file, sentinel).start();
        } catch (ConfigException e) {
            print(System.err, e.fatalText(Version.REDIS));
            System.exit(1);
        }
    }

    private static void startInBackground(Arguments arguments) {
        if (arguments.fromInput()) {
            print(
                    System.err,
                    "A configuration from stdin cannot be read again in the background\n");
            System.exit(1);
        }
        try {
            Daemon.start();
        } catch (IOException e) {
            print(System.err, "Can't start in the background: " + e.getMessage() + "\n");
            System.exit(1);
        }
    }

    private static void readConfiguration(
            Arguments arguments,
            Settings settings,
            @Nullable Path file,
            @Nullable SentinelConfiguration sentinel)
            throws ConfigException {
        StringBuilder text = new StringBuilder();
        if (file != null) {
            text.append(ConfigFiles.text(file)).append('\n');
        }
        if (arguments.fromInput()) {
            print(System.out, "Reading config from stdin\n");
            text.append(input()).append('\n');
        }
        text.append(arguments.directives());
        new ConfigReader(settings, new ConfigFiles(settings), sentinel).read(text.toString());
    }

    private static String input() throws ConfigException {
        try {
            return new String(System.in.readAllBytes(), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new ConfigException(
                    "Can't read the configuration from the standard input: "
                            + ConfigFiles.reason(e));
        }
    }

    private static void openLog(Settings settings) throws ConfigException {
        Log.level(
                Log.Level.valueOf(
                        ServerAssembly.upper(settings.text(GeneralDirectives.LOG_LEVEL))));
        String name = settings.text(GeneralDirectives.LOG_FILE);
        if (!name.isEmpty()) {
            Path folder = Path.of(ByteText.toUnicode(settings.text(GeneralDirectives.DIR)));
            try {
                Log.toFile(folder.resolve(ByteText.toUnicode(name)).toString());
            } catch (IOException e) {
                throw new ConfigException("Can't open the log file: " + ConfigFiles.reason(e));
            }
        }
    }

    private static void print(PrintStream out, String text) {
        out.print(text);
        out.flush();
    }

    private static final String HELP =
            String.join(
                    "\n",
                    List.of(
                            "Usage: ./onggi [server] [/path/to/redis.conf] [options] [-]",
                            "       ./onggi sentinel /path/to/sentinel.conf [options]",
                            "       ./onggi - (read the configuration from stdin)",
                            "       ./onggi server -v or --version",
                            "       ./onggi server -h or --help",
                            "",
                            "Every directive of redis.conf is an option too and goes before the"
                                    + " file: --name value ...",
                            "",
                            "Examples:",
                            "       ./onggi",
                            "       ./onggi /etc/redis/6379.conf",
                            "       ./onggi --port 7777",
                            "       ./onggi --port 7777 --maxmemory 256mb --requirepass secret",
                            "       ./onggi /etc/onggi.conf --loglevel verbose -",
                            "       echo 'port 7777' | ./onggi server -",
                            "",
                            "docs/configuration.md explains the directives.",
                            ""));
}
