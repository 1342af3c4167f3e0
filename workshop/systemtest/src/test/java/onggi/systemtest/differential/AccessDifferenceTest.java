package onggi.systemtest.differential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import onggi.testkit.Gen;
import onggi.testkit.NeedsRedis;
import onggi.testkit.RealServer;
import onggi.testkit.RespClient;
import onggi.testkit.Wire;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Users with the same random rules are allowed and refused the same commands by both servers, and
 * told so in the same words.
 */
@NeedsRedis
class AccessDifferenceTest {

    private static final long COMMANDS = Long.getLong("access.commands", 100_000);
    private static final int COMMANDS_PER_RULES = 40;
    private static final String USER = "someone";

    /** Commands that end a server, or that end or change the connection itself. */
    private static final Pattern NEVER_SENT =
            Pattern.compile(
                    "(?i)shutdown|debug|quit|reset|hello|auth|monitor|.*subscribe|sync|psync|replconf|replicaof|slaveof"
                            + "|failover|migrate|acl|config|client|module"
                            + "|multi|exec|discard|wait|waitaof|bl.*|br.*|bz.*|xread.*|save|bgsave"
                            + "|bgrewriteaof|cluster|script|function|eval.*|fcall.*|latency|lolwut|pfselftest"
                            + "|restore.*|select|swapdb|asking|readonly|readwrite");

    @SuppressWarnings("NullAway.Init")
    private static RealServer redis;

    @SuppressWarnings("NullAway.Init")
    private static RealServer onggi;

    /** The commands that both servers know, with their arity. */
    private static Map<String, Integer> arities = Map.of();

    private static List<String> categories = List.of();

    @BeforeAll
    static void start() {
        assumeTrue(RealServer.canStartOnggi(), "onggi.server.Main is not on the class path");
        redis = RealServer.redis();
        onggi = RealServer.onggi();
        try (RespClient theirs = RespClient.connect(redis.port());
                RespClient ours = RespClient.connect(onggi.port())) {
            arities = arities(theirs.ask("COMMAND"));
            arities.keySet().retainAll(arities(ours.ask("COMMAND")).keySet());
            categories = theirs.ask("ACL", "CAT").parts().stream().map(Wire.Value::text).toList();
        }
    }

    @AfterAll
    static void stop() {
        if (redis != null) {
            redis.close();
        }
        if (onggi != null) {
            onggi.close();
        }
    }

    private static Map<String, Integer> arities(Wire.Value rows) {
        Map<String, Integer> found = new TreeMap<>();
        for (Wire.Value row : rows.parts()) {
            Wire.Value subcommands = row.parts().get(9);
            found.put(row.parts().get(0).text(), Integer.valueOf(row.parts().get(1).text()));
            found.putAll(arities(subcommands));
        }
        return found;
    }

    @Test
    void randomRulesAndCommands_areAllowedAndRefusedAlike() {
        long commands = 0;
        long refused = 0;
        long seed = Gen.firstSeed();
        try (Side expected = new Side(redis.port());
                Side actual = new Side(onggi.port())) {
            while (commands < COMMANDS) {
                Gen gen = new Gen(seed++);
                List<String> history = new ArrayList<>();
                expected.begin();
                actual.begin();
                for (int round = 0; round < 5; round++) {
                    List<String> set = new ArrayList<>(List.of("ACL", "SETUSER", USER));
                    set.addAll(new AccessRules(gen, names(), categories).draw());
                    history.add(String.join(" ", set));
                    compare(
                            seed,
                            history,
                            expected.admin.call(set.toArray(String[]::new)),
                            actual.admin.call(set.toArray(String[]::new)));
                    List<List<String>> queued = gen.list(2, AccessDifferenceTest::sendable);
                    List<String> then = new ArrayList<>(List.of("ACL", "SETUSER", USER));
                    then.addAll(new AccessRules(gen, names(), categories).draw());
                    history.add("MULTI " + queued + " and " + String.join(" ", then));
                    compare(
                            seed,
                            history,
                            expected.queued(queued.getFirst(), then, queued.getLast()),
                            actual.queued(queued.getFirst(), then, queued.getLast()));
                    commands += queued.size();
                    for (int i = 0; i < COMMANDS_PER_RULES; i++) {
                        List<String> command = command(gen);
                        boolean sent = !NEVER_SENT.matcher(command.getFirst()).matches();
                        history.add((sent ? "" : "(dry) ") + String.join(" ", command));
                        String right = expected.run(command, sent);
                        String given = actual.run(command, sent);
                        commands++;
                        refused += right.isEmpty() ? 0 : 1;
                        compare(seed, history, right, given);
                        history.removeLast();
                    }
                }
            }
        }
        System.out.printf("access: %,d commands, of which %,d refused%n", commands, refused);
        assertThat(refused).isBetween(commands / 10, commands * 9 / 10);
    }

    /** A keyword is looked for in front of the last argument only, so it hides no other key. */
    @ParameterizedTest
    @ValueSource(strings = {"STORE", "STOREDIST", "STORE x", "ASC STORE", "STORE x STORE"})
    void keywordAtTheEnd_hidesNoKey(String end) {
        try (Side expected = new Side(redis.port());
                Side actual = new Side(onggi.port())) {
            String[] words =
                    ("ACL DRYRUN %s GEORADIUS k 1 1 1 m " + end).formatted(USER).split(" ");
            for (String rule : List.of("%R~k", "%W~k", "%R~k %W~x")) {
                String set = "ACL SETUSER " + USER + " reset +@all " + rule;
                expected.admin.call(set.split(" "));
                actual.admin.call(set.split(" "));

                assertThat(actual.admin.call(words)).isEqualTo(expected.admin.call(words));
            }
        }
    }

    private static List<String> sendable(Gen gen) {
        while (true) {
            List<String> command = command(gen);
            if (!NEVER_SENT.matcher(command.getFirst()).matches()) {
                return command;
            }
        }
    }

    private static void compare(long seed, List<String> history, String right, String given) {
        assertThat(given)
                .as("seed %d after%n%s", seed - 1, String.join("\n", history))
                .isEqualTo(right);
    }

    private static List<String> names() {
        return List.copyOf(arities.keySet());
    }

    /** Draws a command with as many arguments as it may have; most name a key. */
    private static List<String> command(Gen gen) {
        String name = gen.pick(names());
        int arity = arities.getOrDefault(name, 1);
        List<String> command = new ArrayList<>(List.of(name.split("\\|")));
        int least = Math.abs(arity);
        int argc = arity > 0 ? arity : least + gen.below(5);
        while (command.size() < argc) {
            command.add(argument(gen));
        }
        return command;
    }

    private static String argument(Gen gen) {
        return switch (gen.below(20)) {
            case 0, 1, 2 -> gen.pick("1", "2", "0");
            case 3 -> gen.pick("GET", "SET", "STORE", "STREAMS", "BY", "LIMIT", "KEYS", "COUNT");
            case 4, 5 -> gen.pick(AccessRules.CHANNELS);
            default -> gen.pick(AccessRules.KEYS);
        };
    }

    /** The connections to one server. */
    private static final class Side implements AutoCloseable {

        private final int port;
        private final RespClient admin;
        private RespClient user;

        Side(int port) {
            this.port = port;
            this.admin = RespClient.connect(port);
            this.user = RespClient.connect(port);
        }

        void begin() {
            admin.call("ACL", "DELUSER", USER);
            admin.call("FLUSHALL");
            admin.call("ACL", "SETUSER", USER, "on", ">known");
            user.close();
            user = RespClient.connect(port);
            user.call("AUTH", USER, "known");
        }

        /**
         * Returns how a command is refused, in a trial and when it is sent; nothing if it is not.
         */
        String run(List<String> command, boolean sent) {
            List<String> trial = new ArrayList<>(List.of("ACL", "DRYRUN", USER));
            trial.addAll(command);
            String tried = admin.call(trial.toArray(String[]::new));
            String refusal = tried.equals("+OK\r\n") ? "" : tried;
            if (sent) {
                String reply = user.call(command.toArray(String[]::new));
                refusal += reply.startsWith("-NOPERM") ? reply : "";
            }
            return refusal;
        }

        /** Returns how commands are refused whose rights go while they are queued. */
        String queued(List<String> command, List<String> then, List<String> again) {
            StringBuilder refusals = new StringBuilder(user.call("MULTI"));
            for (List<String> queued : List.of(command, again)) {
                String reply = user.call(queued.toArray(String[]::new));
                refusals.append(reply.startsWith("-NOPERM") || reply.startsWith("+Q") ? reply : "");
            }
            refusals.append(admin.call(then.toArray(String[]::new)));
            String reply = user.call("EXEC");
            return refusals.append(
                            reply.startsWith("*")
                                    ? reply.lines()
                                            .filter(line -> line.startsWith("-NOPERM"))
                                            .toList()
                                    : reply)
                    .toString();
        }

        @Override
        public void close() {
            admin.close();
            user.close();
        }
    }
}
