package onggi.server;

import java.nio.file.Path;
import java.util.List;
import onggi.engine.Settings;
import onggi.server.config.GeneralDirectives;
import onggi.server.config.MemoryDirectives;
import onggi.server.config.NetworkDirectives;
import onggi.server.config.TlsDirectives;
import org.jspecify.annotations.Nullable;

/** The first lines of the log, some of which tools wait for. */
final class Greeting {

    private Greeting() {}

    static void begin(@Nullable Path configFile) {
        Log.notice("oO0OoO0OoO0Oo Onggi is starting oO0OoO0OoO0Oo");
        Log.notice(
                "Onggi version="
                        + Version.ONGGI
                        + ", Redis version="
                        + Version.REDIS
                        + ", bits=64, java="
                        + System.getProperty("java.version")
                        + ", pid="
                        + ProcessInfo.pid()
                        + ", just started");
        if (configFile == null) {
            Log.warning(
                    "Warning: no config file specified, using the default config. In order to"
                            + " specify a config file use ./onggi /path/to/redis.conf");
        } else {
            Log.notice("Configuration loaded");
        }
    }

    static void settled(Settings settings, int loops, String mode) {
        if (settings.isOn(GeneralDirectives.ALWAYS_SHOW_LOGO)
                || (settings.text(GeneralDirectives.LOG_FILE).isEmpty()
                        && ProcessInfo.writesToTerminal())) {
            Log.writeRaw(logo(settings, mode));
        } else {
            Log.notice("Running mode=" + mode + ", port=" + port(settings) + ".");
        }
        Log.notice(sizes(settings, loops));
        List<String> idle = ServerAssembly.withoutEffect(settings);
        if (!idle.isEmpty()) {
            Log.warning("These directives have no effect: " + String.join(", ", idle) + ".");
        }
        Log.notice("Server initialized");
    }

    private static long port(Settings settings) {
        long port = settings.number(NetworkDirectives.PORT);
        return port == 0 ? settings.number(TlsDirectives.PORT) : port;
    }

    private static String logo(Settings settings, String mode) {
        return "        _________\n"
                + "       (_________)          Onggi "
                + Version.ONGGI
                + " (Redis "
                + Version.REDIS
                + ") 64 bit\n"
                + "      /  .   ~  . \\\n"
                + "     |  ~   .   ~  |        Running in "
                + mode
                + " mode\n"
                + "     |    .    ~   |        Port: "
                + settings.number(NetworkDirectives.PORT)
                + "\n"
                + "      \\  ~    .   /         PID: "
                + ProcessInfo.pid()
                + "\n"
                + "       \\_________/\n\n";
    }

    /**
     * How memory is divided: the data lies outside the heap, which holds code, connections and
     * their buffers.
     */
    private static String sizes(Settings settings, int loops) {
        long limit = memoryLimit();
        long most = settings.number(MemoryDirectives.MAX_MEMORY);
        return "Memory: "
                + megabytes(limit)
                + " to use, heap up to "
                + megabytes(Runtime.getRuntime().maxMemory())
                + ", data outside the heap"
                + (most == 0
                        ? " without limit (maxmemory 0)"
                        : " up to maxmemory " + megabytes(most))
                + "; event loops: "
                + loops
                + ".";
    }

    /** What the launcher found the machine or its control group to allow. */
    static long memoryLimit() {
        Long told = Long.getLong("onggi.memory");
        return told != null ? told : ProcessInfo.machineBytes();
    }

    private static String megabytes(long bytes) {
        return (bytes >> 20) + " MB";
    }
}
