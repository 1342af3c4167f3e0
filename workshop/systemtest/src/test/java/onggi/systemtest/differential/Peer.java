package onggi.systemtest.differential;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import onggi.testkit.RespClient;
import onggi.testkit.Wire.Value;

/**
 * The kind of server that Onggi is compared with, and where newer ones answer otherwise than Redis
 * 7.0, whose answers Onggi gives for all that 7.0 has. The table in {@code docs/compatibility.md}
 * is made of these rows.
 */
enum Peer {
    REDIS_7("Redis 7"),
    REDIS_8("Redis 8"),
    VALKEY_9("Valkey 9");

    /** An answer that is known to differ. */
    private enum Row {
        BITS(
                Set.of(REDIS_8, VALKEY_9),
                List.of("bitcount", "bitpos"),
                "-ERR (syntax error|value is not an integer or out of range|The bit argument.*)",
                ":-?\\d+|-WRONGTYPE.*|-ERR.*",
                "They read the range before they look the key up, which is then no miss."),
        OPEN_RANGES(
                Set.of(VALKEY_9),
                List.of("bitcount"),
                ":\\d+|-WRONGTYPE.*",
                "-ERR syntax error",
                "A start without an end is taken there."),
        CURSORS(
                Set.of(REDIS_8, VALKEY_9),
                List.of("scan", "hscan"),
                "-ERR (invalid cursor|unknown type name.*)",
                ".*",
                "They refuse a cursor that is no number, or a negative one, first, and types that do not exist."),
        NESTING(
                Set.of(VALKEY_9),
                List.of("watch", "multi"),
                "-ERR Command '(watch|multi)' not allowed inside a transaction",
                "-ERR (WATCH inside MULTI is not allowed|MULTI calls can not be nested)",
                "Inside a transaction they spoil it there, so they are not drawn."),
        PAIRS(
                Set.of(VALKEY_9),
                List.of("msetex"),
                "-ERR (syntax error|wrong number of arguments for 'msetex' command|invalid numkeys.*|value is not.*)",
                "-ERR .*",
                "Redis 8.4 has the command too; the text is that of Redis."),
        FILTERS(
                Set.of(VALKEY_9),
                List.of("client|list"),
                ".*",
                "-ERR .*",
                "Valkey's own filters (`NOT-…`, `DB`, `FLAGS` and others) are not there."),
        TIMES(
                Set.of(VALKEY_9),
                List.of("getex"),
                "-ERR (invalid expire time in 'getex' command|value is not an integer or out of range)",
                "[$_]",
                "It looks at the time before the key."),
        BLANKS(
                Set.of(REDIS_8, VALKEY_9),
                List.of("scan", "hscan"),
                "\\*|-(ERR|WRONGTYPE) .*",
                "-ERR invalid cursor",
                "A blank before the cursor is let through there."),
        EMBEDDED(
                Set.of(VALKEY_9),
                List.of("object|encoding"),
                "\\$(embstr|raw)",
                "\\$(embstr|raw)",
                "There the length up to which a string is `embstr` depends on that of the key.");

        @SuppressWarnings("ImmutableEnumChecker") // made by Set.of
        private final Set<Peer> peers;

        private final Pattern want;
        private final Pattern got;
        private final String reason;

        @SuppressWarnings("ImmutableEnumChecker") // made by List.of
        private final List<String> commands;

        Row(Set<Peer> peers, List<String> commands, String want, String got, String reason) {
            this.peers = peers;
            this.commands = commands;
            this.want = Pattern.compile(want, Pattern.DOTALL);
            this.got = Pattern.compile(got, Pattern.DOTALL);
            this.reason = reason;
        }

        private boolean covers(Peer peer, Step step, Value a, Value b) {
            String name = step.word(0);
            return peers.contains(peer)
                    && (commands.contains(name) || commands.contains(name + "|" + step.word(1)))
                    && want.matcher(a.type() + a.text()).matches()
                    && got.matcher(b.type() + b.text()).matches();
        }
    }

    private static final Set<String> NAMES_THE_SERVER =
            Set.of("server", "version", "id", "modules");

    /**
     * The first two have another arity there, which would spoil one server's transaction only.
     * Redis 8.0.6 does not answer a failed AUTH that stands behind another command of a pipeline.
     */
    private static final Set<String> NEVER_DRAWN =
            Set.of("command|getkeys", "command|getkeysandflags", "auth");

    private final String title;

    Peer(String title) {
        this.title = title;
    }

    /** Asks a server what it is. */
    static Peer of(int port) {
        try (RespClient client = RespClient.connect(port)) {
            String info = client.ask("INFO", "server").text();
            if (info.contains("valkey_version:")) {
                return VALKEY_9;
            }
            return info.contains("redis_version:7.") ? REDIS_7 : REDIS_8;
        }
    }

    /** Returns whether a difference is known. */
    boolean accepts(Step step, Value expected, Value actual) {
        if (this == REDIS_7) {
            return false;
        }
        if (step.is("hello") && !expected.isError() && !actual.isError()) {
            return anonymous(expected).equals(anonymous(actual));
        }
        return Arrays.stream(Row.values())
                .anyMatch(row -> row.covers(this, step, expected, actual));
    }

    private static List<String> anonymous(Value greeting) {
        List<String> fields = new ArrayList<>();
        for (int i = 0; i + 1 < greeting.parts().size(); i += 2) {
            String name = greeting.parts().get(i).text();
            if (!NAMES_THE_SERVER.contains(name)) {
                fields.add(name + "=" + greeting.parts().get(i + 1));
            }
        }
        return fields;
    }

    /**
     * Brings what a subscriber got to a form in which known differences do not show: newer servers
     * send pushes that a command of the subscriber itself causes after its reply, and miss a key
     * less often; in Valkey a key with a time in the past expires where Redis deletes it.
     */
    List<String> canonical(List<String> frames) {
        if (this == REDIS_7) {
            return frames;
        }
        Predicate<String> isPush = frame -> frame.startsWith(">");
        List<String> heard = frames.stream().filter(frame -> !isMiss(frame)).toList();
        Stream<String> sorted =
                Stream.concat(
                        heard.stream().filter(isPush.negate()), heard.stream().filter(isPush));
        if (this == VALKEY_9) {
            sorted =
                    sorted.map(frame ->
                            frame.replace(":expired\"", ":del\"")
                                    .replace("\"expired\"]", "\"del\"]"));
        }
        return sorted.toList();
    }

    private static boolean isMiss(String frame) {
        return frame.endsWith("\"keymiss\"]") || frame.contains(":keymiss\"");
    }

    /** Takes away what is not drawn. */
    void withhold(Map<String, Grammar.Command> grammar) {
        if (this != REDIS_7) {
            grammar.keySet().removeAll(NEVER_DRAWN);
        }
    }

    /** Returns the history without the steps that would lead the servers apart. */
    List<Step> drawn(List<Step> steps) {
        if (this == REDIS_7) {
            return steps;
        }
        List<Step> kept = new ArrayList<>();
        Set<Integer> inTransaction = new HashSet<>();
        for (Step step : steps) {
            boolean inside = inTransaction.contains(step.connection());
            boolean nests = inside && (step.is("watch") || step.is("multi"));
            if (nests || authenticates(step) || leadsApart(step)) {
                continue;
            }
            kept.add(step);
            if (step.is("multi")) {
                inTransaction.add(step.connection());
            } else if (step.is("exec") || (step.is("discard") && step.arguments().size() == 1)) {
                inTransaction.remove(step.connection());
            }
        }
        return kept;
    }

    private static boolean authenticates(Step step) {
        return step.is("hello")
                && step.arguments().stream()
                        .anyMatch(word -> new String(word, ISO_8859_1).equalsIgnoreCase("auth"));
    }

    /** Names with zero bytes are let through by both. */
    private static boolean leadsApart(Step step) {
        return (step.is("client") || step.is("hello")) && mentions(step, "\0");
    }

    private static boolean mentions(Step step, String text) {
        return step.arguments().stream()
                .anyMatch(word -> new String(word, ISO_8859_1).contains(text));
    }

    /** Returns the rows as a Markdown table. */
    static String table() {
        var out = new StringBuilder("| commands | otherwise in | what |\n|---|---|---|\n");
        for (Row row : Row.values()) {
            out.append("| ")
                    .append(Tolerance.listed(row.commands))
                    .append(" | ")
                    .append(
                            String.join(
                                    ", ",
                                    row.peers.stream().map(peer -> peer.title).sorted().toList()))
                    .append(" | ")
                    .append(row.reason)
                    .append(" |\n");
        }
        return out.toString();
    }

    @Override
    public String toString() {
        return title.toLowerCase(Locale.ROOT);
    }
}
