package onggi.sentinel;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import onggi.bytes.Glob;
import onggi.engine.Call;
import onggi.engine.Command;
import onggi.engine.CommandError;
import onggi.resp.ReplyWriter;

/** SENTINEL CONFIG: the settings of the sentinel itself. */
final class SentinelConfigCommand {

    private static final CommandError FORMS =
            Replies.error(
                    "Only SENTINEL CONFIG GET <param> [<param> <param> ...] / SET <param> <value>"
                            + " [<param> <value> ...] are supported.");

    private static final List<String> NAMES =
            List.of(
                    "resolve-hostnames",
                    "announce-hostnames",
                    "announce-ip",
                    "announce-port",
                    "sentinel-user",
                    "sentinel-pass",
                    "loglevel");

    private static final Set<String> LEVELS =
            Set.of("debug", "verbose", "notice", "warning", "nothing");

    private static final long MOST_PORT = 65_535;

    private SentinelConfigCommand() {}

    /** The row of this file declares itself when it is loaded. */
    static void declare() {}

    static final Command CONFIG =
            SentinelCommands.row("CONFIG", SentinelConfigCommand::config)
                    .syntax(
                            "<SET parameter value [parameter value ...] | GET parameter [parameter ...]>")
                    .arity(-4)
                    .since("6.2.0")
                    .changed("7.2.0", "Takes several parameters.")
                    .summary("Returns or changes settings of the sentinel itself.")
                    .complexity("O(N) for N parameters.")
                    .declare();

    private static void config(Call call) {
        if (call.is(2, "GET")) {
            get(call);
        } else if (call.is(2, "SET") && call.argc() >= 5) {
            set(call);
        } else {
            throw FORMS.raise();
        }
    }

    private static void get(Call call) {
        State state = Replies.sentinel(call).state;
        Map<String, String> found = new LinkedHashMap<>();
        for (int i = 3; i < call.argc(); i++) {
            byte[] pattern = call.copy(i);
            for (String name : NAMES) {
                byte[] bytes = name.getBytes(StandardCharsets.ISO_8859_1);
                if (Glob.matches(pattern, bytes, true)) {
                    found.putIfAbsent(name, value(state, name));
                }
            }
        }
        ReplyWriter out = call.reply();
        out.mapHeader(found.size());
        found.forEach((name, value) -> {
            out.bulk(name);
            Replies.text(out, value);
        });
    }

    private static String value(State state, String name) {
        return switch (name) {
            case "resolve-hostnames" -> state.resolvesNames ? "yes" : "no";
            case "announce-hostnames" -> state.announcesNames ? "yes" : "no";
            case "announce-ip" -> state.announcedIp;
            case "announce-port" -> Integer.toString(state.announcedPort);
            case "sentinel-user" -> state.peerUser;
            case "sentinel-pass" -> state.peerPassword;
            default -> state.world.logLevel();
        };
    }

    private static void set(Call call) {
        Map<String, String> wanted = wanted(call);
        Sentinel sentinel = Replies.sentinel(call);
        wanted.forEach((name, value) -> put(sentinel.state, name, value));
        boolean loginChanged =
                wanted.containsKey("sentinel-user") || wanted.containsKey("sentinel-pass");
        if (loginChanged) {
            for (Primary primary : sentinel.state.primaries.values()) {
                primary.sentinels.values().forEach(other -> other.link.close());
            }
        }
        Replies.save(call);
    }

    private static Map<String, String> wanted(Call call) {
        Map<String, String> wanted = new LinkedHashMap<>();
        Set<String> seen = new HashSet<>();
        for (int i = 3; i < call.argc(); i += 2) {
            String name = call.text(i).toLowerCase(Locale.ROOT);
            if (!NAMES.contains(name)) {
                throw complaint("Invalid argument '", i, call).raise();
            }
            if (!seen.add(name)) {
                throw complaint("Duplicate argument '", i, call).raise();
            }
            if (i + 1 == call.argc()) {
                throw Replies.error("Missing argument '" + call.word(i) + "' value").raise();
            }
            if (!isValid(call, name, i + 1)) {
                throw Replies.error(
                                "Invalid value '"
                                        + call.word(i + 1)
                                        + "' to SENTINEL CONFIG SET '"
                                        + call.word(i)
                                        + "'")
                        .raise();
            }
            wanted.put(name, call.text(i + 1));
        }
        return wanted;
    }

    private static CommandError complaint(String what, int argument, Call call) {
        return Replies.error(what + call.word(argument) + "' to SENTINEL CONFIG SET");
    }

    private static boolean isValid(Call call, String name, int argument) {
        String value = call.text(argument).toLowerCase(Locale.ROOT);
        return switch (name) {
            case "resolve-hostnames", "announce-hostnames" ->
                    value.equals("yes") || value.equals("no");
            case "announce-port" -> isPort(value);
            case "loglevel" -> LEVELS.contains(value);
            default -> true;
        };
    }

    private static boolean isPort(String value) {
        long port = Text.whole(value);
        return Long.toString(port).equals(value) && port >= 0 && port <= MOST_PORT;
    }

    private static void put(State state, String name, String value) {
        boolean yes = value.equalsIgnoreCase("yes");
        switch (name) {
            case "resolve-hostnames" -> state.resolvesNames = yes;
            case "announce-hostnames" -> state.announcesNames = yes;
            case "announce-ip" -> state.announcedIp = value;
            case "announce-port" -> state.announcedPort = Text.number(value);
            case "sentinel-user" -> state.peerUser = value;
            case "sentinel-pass" -> state.peerPassword = value;
            default -> state.world.logLevel(value.toLowerCase(Locale.ROOT));
        }
    }
}
