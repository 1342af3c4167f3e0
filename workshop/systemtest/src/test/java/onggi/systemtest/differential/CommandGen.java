package onggi.systemtest.differential;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import onggi.systemtest.differential.Grammar.Argument;
import onggi.systemtest.differential.Grammar.Command;
import onggi.testkit.Gen;

/**
 * Draws commands from a grammar. Keys and values come from small sets, so that commands meet each
 * other's keys; numbers come from the limits; about one command in ten is made wrong on purpose.
 */
final class CommandGen {

    /** What is never drawn; a star at the end stands for all that begin so. */
    enum Never {
        STOPS(
                "It ends or stalls a server, or needs another one.",
                "shutdown",
                "debug*",
                "failover",
                "migrate",
                "module*"),
        OTHER_TESTS(
                "Replication, cluster and monitoring have tests of their own.",
                "monitor",
                "sync",
                "psync",
                "replconf",
                "replicaof",
                "slaveof",
                "role",
                "restore-asking",
                "asking",
                "readonly",
                "readwrite",
                "cluster*"),
        SETTINGS(
                "It changes files, settings or users of the server.",
                "save",
                "bgsave",
                "bgrewriteaof",
                "acl|save",
                "acl|load",
                "acl|setuser",
                "acl|deluser",
                "acl|log",
                "config|set",
                "config|rewrite"),
        REPLIES(
                "It changes which replies come and when; tested one by one.",
                "client|kill",
                "client|pause",
                "client|reply",
                "client|unblock",
                "client|tracking",
                "client|caching",
                "client|no-touch",
                "wait",
                "waitaof"),
        BLOCKS(
                "It may block; tested one by one.",
                "blpop",
                "brpop",
                "brpoplpush",
                "blmove",
                "blmpop",
                "bzpopmin",
                "bzpopmax",
                "bzmpop"),
        SLOW("It takes half a second.", "pfselftest"),
        DEBUGGER("There is no debugger of scripts.", "script|debug"),
        MISSES(
                "The keys that a BY names are missed in the order of the elements, and a set has"
                        + " none; compared in a test of its own.",
                "sort",
                "sort_ro"),
        CHANCE("It removes by chance, so that two servers would part; tested one by one.", "spop"),
        TEXT_ORDER(
                "Members are in the order of their text only if all scores are equal; compared in a"
                        + " test of its own.",
                "zlexcount",
                "zrangebylex",
                "zrevrangebylex",
                "zremrangebylex"),
        ART("It draws, and says which version it is.", "lolwut");

        private final String reason;

        @SuppressWarnings("ImmutableEnumChecker") // made by List.of
        private final List<String> names;

        Never(String reason, String... names) {
            this.reason = reason;
            this.names = List.of(names);
        }

        private static boolean covers(String command) {
            return Arrays.stream(values())
                    .flatMap(row -> row.names.stream())
                    .anyMatch(name ->
                            name.endsWith("*")
                                    ? command.startsWith(name.substring(0, name.length() - 1))
                                    : command.equals(name));
        }
    }

    private static final Set<String> SUBSCRIBING =
            Set.of(
                    "subscribe",
                    "psubscribe",
                    "ssubscribe",
                    "unsubscribe",
                    "punsubscribe",
                    "sunsubscribe");
    private static final Set<String> RARE =
            Set.of(
                    "flushall",
                    "flushdb",
                    "script|flush",
                    "function|flush",
                    "quit",
                    "reset",
                    "swapdb",
                    "select",
                    "hello",
                    "info",
                    "command",
                    "command|docs",
                    "command|info",
                    "command|list",
                    "move",
                    "latency|histogram",
                    "memory|doctor",
                    "memory|stats",
                    "memory|malloc-stats");

    private final Gen gen;
    private final List<Command> usual = new ArrayList<>();
    private final List<Command> rare = new ArrayList<>();
    private final StreamArguments streamArguments = new StreamArguments();
    private int promised;
    private int times;

    CommandGen(Gen gen, Map<String, Command> commands) {
        this.gen = gen;
        for (Command command : commands.values()) {
            if (Never.covers(command.name()) || SUBSCRIBING.contains(command.name())) {
                continue;
            }
            boolean seldom = RARE.contains(command.name()) || !isData(command);
            (seldom ? rare : usual).add(command);
        }
    }

    private static boolean isData(Command command) {
        return !List.of("server", "connection", "cluster").contains(command.group());
    }

    /** Returns the names of all commands that may be drawn. */
    List<String> drawn() {
        List<String> names = new ArrayList<>(SUBSCRIBING);
        usual.forEach(command -> names.add(command.name()));
        rare.forEach(command -> names.add(command.name()));
        Collections.sort(names);
        return names;
    }

    /** Returns what is never drawn as a Markdown table. */
    static String table() {
        var out = new StringBuilder("| commands | why not drawn |\n|---|---|\n");
        for (Never row : Never.values()) {
            out.append("| ")
                    .append(Tolerance.listed(row.names))
                    .append(" | ")
                    .append(row.reason)
                    .append(" |\n");
        }
        return out.toString();
    }

    /** Draws a history of about so many commands over all connections. */
    List<Step> steps(int about) {
        List<Step> steps = new ArrayList<>(about + 100);
        if (gen.chance(40)) {
            steps.add(Step.of(3, "PSUBSCRIBE", "__key*__:*"));
        }
        while (steps.size() < about) {
            if (gen.chance(6)) {
                subscriberBlock(steps);
            } else {
                commandBlock(steps);
            }
        }
        return steps;
    }

    private void commandBlock(List<Step> steps) {
        int connection = gen.below(Step.COMMAND_CONNECTIONS);
        int count = gen.chance(30) ? gen.between(1, 3) : gen.between(5, 80);
        for (int i = 0; i < count; i++) {
            if (gen.chance(3)) {
                transaction(steps, connection);
            } else {
                steps.add(new Step(connection, command()));
            }
        }
    }

    private void transaction(List<Step> steps, int connection) {
        if (gen.chance(40)) {
            steps.add(
                    Step.of(connection, "WATCH", gen.pick(Alphabet.KEYS), gen.pick(Alphabet.KEYS)));
            if (gen.chance(40)) {
                steps.add(new Step(1 - connection, command()));
            }
        }
        steps.add(Step.of(connection, "MULTI"));
        int count = gen.below(8);
        for (int i = 0; i < count; i++) {
            steps.add(new Step(connection, command()));
        }
        if (gen.chance(20)) {
            steps.add(new Step(1 - connection, command()));
        }
        steps.add(Step.of(connection, gen.chance(85) ? "EXEC" : "DISCARD"));
    }

    private void subscriberBlock(List<Step> steps) {
        int connection = gen.between(Step.COMMAND_CONNECTIONS, Step.CONNECTIONS - 1);
        int count = gen.between(1, 6);
        for (int i = 0; i < count; i++) {
            steps.add(new Step(connection, subscriberCommand()));
        }
    }

    private List<byte[]> subscriberCommand() {
        List<byte[]> out = new ArrayList<>();
        String name =
                gen.pick(
                        "subscribe",
                        "subscribe",
                        "psubscribe",
                        "psubscribe",
                        "ssubscribe",
                        "unsubscribe",
                        "punsubscribe",
                        "sunsubscribe",
                        "ping",
                        "echo",
                        "reset",
                        "get",
                        "unknown");
        out.add(bytes(anyCase(name)));
        switch (name) {
            case "subscribe", "ssubscribe", "unsubscribe", "sunsubscribe" ->
                    several(out, Alphabet.CHANNELS, name.contains("uns") ? 0 : 1);
            case "psubscribe", "punsubscribe" ->
                    several(out, Alphabet.CHANNEL_PATTERNS, name.contains("uns") ? 0 : 1);
            case "ping" -> several(out, Alphabet.VALUES, 0);
            case "reset" -> {}
            default -> out.add(bytes(gen.pick(Alphabet.VALUES)));
        }
        return gen.chance(4) ? out.subList(0, 1) : out;
    }

    private void several(List<byte[]> out, List<String> from, int least) {
        int count = gen.between(least, 3);
        for (int i = 0; i < count; i++) {
            out.add(bytes(gen.pick(from)));
        }
    }

    /** Draws one command, right or wrong. */
    List<byte[]> command() {
        if (gen.chance(1)) {
            return unknownCommand();
        }
        boolean seldom = usual.isEmpty() || (!rare.isEmpty() && gen.chance(6));
        Command command = gen.pick(seldom ? rare : usual);
        if (seldom && RARE.contains(command.name()) && gen.chance(60)) {
            command = gen.pick(rare);
        }
        List<byte[]> out = new ArrayList<>();
        for (String word : command.words()) {
            out.add(bytes(anyCase(word)));
        }
        promised = 0;
        for (Argument argument : shuffled(command.arguments())) {
            argument(out, command, argument);
        }
        boolean spoils = gen.chance(10) && !ZsetArguments.hasGrown(command);
        return StreamArguments.withoutClock(spoils ? spoiled(out) : out);
    }

    private List<byte[]> unknownCommand() {
        List<byte[]> out = new ArrayList<>();
        out.add(
                bytes(
                        gen.pick(
                                "foo",
                                "GETX",
                                "",
                                "get\1",
                                "s\r\net",
                                "x".repeat(200),
                                "client",
                                "OBJECT")));
        int count = gen.below(6);
        for (int i = 0; i < count; i++) {
            out.add(bytes(gen.chance(20) ? "y".repeat(150) : gen.pick(Alphabet.VALUES)));
        }
        return out;
    }

    /** Options at the end come in any order. */
    private List<Argument> shuffled(List<Argument> arguments) {
        int first = arguments.size();
        while (first > 0 && arguments.get(first - 1).optional()) {
            first--;
        }
        if (arguments.size() - first < 2 || gen.chance(60)) {
            return arguments;
        }
        List<Argument> options = new ArrayList<>(arguments.subList(first, arguments.size()));
        for (int i = options.size() - 1; i > 0; i--) {
            Collections.swap(options, i, gen.below(i + 1));
        }
        List<Argument> all = new ArrayList<>(arguments.subList(0, first));
        all.addAll(options);
        return all;
    }

    private void argument(List<byte[]> out, Command command, Argument argument) {
        if ((argument.optional() && gen.chance(60))
                || StreamArguments.waits(command, argument)
                || argument.token().equals("STOREDIST")) {
            return;
        }
        int count = 1;
        if (argument.multiple()) {
            count = promised > 0 && gen.chance(90) ? promised : gen.between(1, 3);
            if (command.name().startsWith("xread")) {
                promised = count; // as many ids as keys
            }
        }
        for (int i = 0; i < count; i++) {
            if (!argument.token().isEmpty() && (i == 0 || argument.tokenRepeats())) {
                out.add(bytes(anyCase(argument.token())));
            }
            switch (argument.type()) {
                case "pure-token" -> {}
                case "oneof" -> argument(out, command, required(gen.pick(argument.parts())));
                case "block" -> argument.parts().forEach(part -> argument(out, command, part));
                default -> out.add(bytes(value(command, argument)));
            }
        }
    }

    private static Argument required(Argument a) {
        return new Argument(
                a.name(), a.type(), a.token(), false, a.multiple(), a.tokenRepeats(), a.parts());
    }

    private String value(Command command, Argument argument) {
        if (gen.chance(3)) {
            return gen.pick(Alphabet.JUNK);
        }
        if (ZsetArguments.has(command, argument)) {
            return ZsetArguments.value(gen, command, argument);
        }
        if (BitArguments.has(command, argument)) {
            return BitArguments.value(gen, command, argument);
        }
        if (StreamArguments.has(command, argument)) {
            return streamArguments.value(gen, command, argument);
        }
        if (HashArguments.has(command, argument)) {
            return HashArguments.value(gen, command, argument);
        }
        if (ListArguments.has(command, argument)) {
            return ListArguments.value(gen, argument);
        }
        if (SetArguments.has(command, argument)) {
            return SetArguments.value(gen, argument);
        }
        if (ScriptArguments.has(command, argument)) {
            return ScriptArguments.value(gen, argument);
        }
        if (DumpArguments.has(command, argument)) {
            return DumpArguments.value(gen, argument);
        }
        return switch (argument.type()) {
            case "key" -> gen.pick(Alphabet.KEYS);
            case "pattern" ->
                    gen.pick(
                            command.group().equals("pubsub")
                                    ? Alphabet.CHANNEL_PATTERNS
                                    : Alphabet.PATTERNS);
            case "double" ->
                    gen.chance(85) ? gen.pick(Alphabet.FLOATS) : gen.pick(Alphabet.NO_NUMBERS);
            case "unix-time" -> unixTime(command, argument);
            case "integer" -> integer(argument);
            default -> text(command, argument);
        };
    }

    /**
     * A time in the past is not drawn where the key is only marked with it: when such a key goes is
     * chance.
     */
    private String unixTime(Command command, Argument argument) {
        String time =
                gen.pick(
                        argument.name().contains("milli")
                                ? Alphabet.UNIX_MILLIS
                                : Alphabet.UNIX_SECONDS);
        boolean onlyMarks = command.name().startsWith("set") || command.name().equals("msetex");
        return time.equals("1") && onlyMarks ? "0" : time;
    }

    /**
     * No two times are equal or near, since GT and LT compare what two servers' clocks made of
     * them.
     */
    private long nextSeconds() {
        return gen.pick(1_000L, 100_000L, 10_000_000L) + 10L * times++;
    }

    private String integer(Argument argument) {
        String name = argument.name();
        if (gen.chance(5)) {
            return gen.pick(Alphabet.NO_NUMBERS);
        }
        if (name.equals("numkeys") || name.equals("numfields")) {
            promised = gen.between(1, 3);
            return Integer.toString(promised);
        }
        if (name.contains("milliseconds") || name.equals("ttl")) {
            return gen.chance(80) ? (nextSeconds() + 5) + "000" : gen.pick(Alphabet.NO_MILLIS);
        }
        if (name.contains("seconds")) {
            return gen.chance(80) ? Long.toString(nextSeconds()) : gen.pick(Alphabet.NO_SECONDS);
        }
        if (name.contains("db") || name.startsWith("index")) {
            return gen.chance(50) ? "0" : gen.pick(Alphabet.DATABASES);
        }
        return switch (name) {
            case "offset", "start", "end", "stop" -> gen.pick(Alphabet.OFFSETS);
            case "cursor" ->
                    gen.chance(70)
                            ? "0"
                            : gen.pick(
                                    "1",
                                    "7",
                                    "abc",
                                    "-1",
                                    "18446744073709551615",
                                    "18446744073709551616");
            case "count" -> gen.pick("1", "10", "1000", "100000", "0", "-1");
            case "protover" -> gen.pick("2", "3", "2", "3", "1", "4");
            default -> gen.pick(Alphabet.NUMBERS);
        };
    }

    private String text(Command command, Argument argument) {
        return switch (argument.name()) {
            case "channel", "shardchannel" -> gen.pick(Alphabet.CHANNELS);
            case "clientname", "connection-name" -> gen.pick(Alphabet.NAMES);
            case "username" -> gen.pick("default", "default", "nobody");
            case "command", "command-name" ->
                    gen.pick("get", "MSET", "set", "client|list", "nothing");
            case "arg" -> gen.pick(Alphabet.KEYS);
            case "type" -> gen.pick("string", "list", "STRING", "nonsense");
            case "section" -> gen.pick("server", "memory", "everything", "nonsense");
            case "message" -> gen.pick(Alphabet.VALUES);
            case "subcommand" -> gen.pick("decode", "ENCODING", "todense", "getreg", "nothing");
            default -> {
                if (command.group().equals("server")) {
                    yield gen.pick(Alphabet.JUNK);
                }
                int kind = gen.below(10);
                yield kind < 4
                        ? gen.pick(Alphabet.VALUES)
                        : kind < 7
                                ? gen.pick(Alphabet.NUMBERS)
                                : kind < 8
                                        ? gen.pick(Alphabet.FLOATS)
                                        : gen.pick(Alphabet.NO_NUMBERS);
            }
        };
    }

    /** Makes a command wrong, or at least unusual. */
    private List<byte[]> spoiled(List<byte[]> command) {
        List<byte[]> out = new ArrayList<>(command);
        int at = out.size() > 1 ? gen.between(1, out.size() - 1) : 0;
        switch (gen.below(setsTime(command) ? 2 : 6)) {
            case 0 -> {
                if (out.size() > 1) {
                    out.removeLast();
                }
            }
            case 1 -> out.add(bytes(gen.pick(Alphabet.JUNK)));
            case 2 -> out.add(at == 0 ? 1 : at, bytes(gen.pick(Alphabet.JUNK)));
            case 3 -> {
                if (at > 0) {
                    out.set(at, bytes(gen.pick(Alphabet.NO_NUMBERS)));
                }
            }
            case 4 -> {
                if (at > 0) {
                    out.add(out.get(at));
                }
            }
            default -> {
                if (at > 0) {
                    Collections.swap(out, at, out.size() - 1);
                }
            }
        }
        return out;
    }

    /** Where a number could become a very short time, nothing changes its place. */
    private static boolean setsTime(List<byte[]> command) {
        String name =
                new String(command.getFirst(), StandardCharsets.ISO_8859_1)
                        .toLowerCase(Locale.ROOT);
        return name.contains("set") || name.contains("ex");
    }

    private String anyCase(String word) {
        return switch (gen.below(4)) {
            case 0 -> word.toLowerCase(Locale.ROOT);
            case 1 ->
                    word.substring(0, word.length() / 2).toLowerCase(Locale.ROOT)
                            + word.substring(word.length() / 2).toUpperCase(Locale.ROOT);
            default -> word.toUpperCase(Locale.ROOT);
        };
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
