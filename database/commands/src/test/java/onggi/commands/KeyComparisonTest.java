package onggi.commands;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import onggi.testkit.Gen;
import onggi.testkit.NeedsRedis;
import onggi.testkit.RealServer;
import onggi.testkit.RespClient;
import onggi.testkit.Wire;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Random commands on keys and whole databases, valid and not, to a store and to a real server:
 * replies, effects, key events and the digest of all data are the same. Keys expire far away or in
 * the past.
 */
@NeedsRedis
class KeyComparisonTest {

    private static final int RUNS = 60;
    private static final int STEPS = 80;
    private static final String MARKER = "SET marker";

    private static final String[] KEYS = {"a", "b", "{t}c", "d", ""};
    private static final String[] DATABASES = {"0", "1", "2", "16", "-1", "x"};
    private static final String[] TIMES = {
        "99999999", "88888888", "-1", "0", "9223372036854775807", "-9223372036854775808", "x", ""
    };
    private static final String[] MOMENTS = {
        "5000000000", "6000000000", "1", "-5", "9223372036854775807", "1.5"
    };
    private static final String[] CONDITIONS = {"NX", "XX", "GT", "lt", "FOO"};

    private static RealServer server;
    private static RespClient control;
    private static RespClient listener;
    private static ReplicaStream replica;

    @BeforeAll
    static void start() {
        server = RealServer.redis("--enable-debug-command", "yes");
        control = server.connect(2);
        control.call("DEBUG", "SET-ACTIVE-EXPIRE", "0");
        control.call("CONFIG", "SET", "notify-keyspace-events", "AnE");
        listener = server.connect(2);
        listener.call("PSUBSCRIBE", "__keyevent@*__:*");
        replica = new ReplicaStream(server.port());
    }

    @AfterAll
    static void stop() {
        replica.close();
        server.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3})
    void randomCommands_inBothServers_sayAndDoTheSame(int protocol) {
        RespClient client = server.connect(protocol);
        Gen.checkSteps(
                RUNS,
                gen -> gen.list(STEPS, KeyComparisonTest::step),
                (gen, steps) -> compare(client, protocol, steps));
    }

    private static void compare(RespClient client, int protocol, List<List<String>> steps) {
        client.call("FLUSHALL");
        client.call("SELECT", "0");
        control.call("SET", "marker", "begin");
        replica.until(MARKER);
        events();
        control.call("DEL", "marker");
        replica.until("DEL marker");
        try (TestStore store = new TestStore(4)) {
            store.clock().advanceMs(System.currentTimeMillis() - TestStore.START_MS);
            store.speak(protocol);
            store.events();
            store.effects();
            for (List<String> step : steps) {
                String[] arguments = step.toArray(String[]::new);
                assertThat(ordered(step, run(store, arguments)))
                        .as("reply to %s", step)
                        .isEqualTo(ordered(step, client.call(arguments)));
            }
            assertThat(run(store, "DEBUG", "DIGEST")).isEqualTo(client.call("DEBUG", "DIGEST"));
            control.call("SET", "marker", "end");
            List<String> theirs = events();
            theirs.remove("del marker");
            theirs.remove("new marker");
            assertThat(store.events()).as("events").isEqualTo(theirs);
            assertThat(timeless(store.effects()))
                    .as("effects")
                    .isEqualTo(timeless(replica.until(MARKER)));
            store.run("FLUSHALL");
        }
    }

    private static String run(TestStore store, String... arguments) {
        if (arguments[0].equals("SELECT")) {
            store.client().select(Integer.parseInt(arguments[1]));
            return "+OK\r\n";
        }
        return new String(store.client().runRaw(arguments), StandardCharsets.ISO_8859_1);
    }

    /** A reply in which the order of keys does not count. */
    private static String ordered(List<String> step, String reply) {
        if (!step.getFirst().equals("KEYS") && !step.getFirst().equals("SCAN")) {
            return reply;
        }
        String[] lines = reply.split("\r\n", -1);
        Arrays.sort(lines);
        return String.join(" ", lines);
    }

    /** Without moments of expiry, which pass, and the selection of databases. */
    private static List<String> timeless(List<String> commands) {
        return commands.stream()
                .map(command -> command.replaceFirst("^\\d+: ", ""))
                .map(command -> command.replaceAll("(PXAT|PEXPIREAT \\S*) \\d+", "$1 <ms>"))
                .toList();
    }

    private static List<String> events() {
        List<String> events = new ArrayList<>();
        while (true) {
            Wire.Value message = Wire.parse(listener.frameBytes());
            String channel = message.parts().get(2).text();
            String key = message.parts().get(3).text();
            String event = channel.substring(channel.indexOf(':') + 1) + " " + key;
            if (event.equals("set marker")) {
                return events;
            }
            events.add(event);
        }
    }

    private static List<String> step(Gen gen) {
        List<String> step = new ArrayList<>(command(gen));
        if (step.getFirst().equals("SELECT")) {
            return step;
        }
        if (gen.chance(2)) {
            step.add(gen.pick(KEYS));
        } else if (gen.chance(2) && step.size() > 1) {
            step.removeLast();
        }
        return step;
    }

    private static List<String> command(Gen gen) {
        String key = gen.pick(KEYS);
        return switch (gen.below(24)) {
            case 0, 1, 2 -> List.of("SET", key, gen.pick("v", "1", "-5", "x".repeat(50), ""));
            case 3 -> List.of("SET", key, "w", "EX", "99999999");
            case 4 -> List.of(gen.pick("DEL", "UNLINK"), key, gen.pick(KEYS));
            case 5 -> List.of(gen.pick("EXISTS", "TOUCH"), key, gen.pick(KEYS), key);
            case 6 -> List.of("TYPE", key);
            case 7, 8 -> List.of(gen.pick("RENAME", "RENAMENX"), key, gen.pick(KEYS));
            case 9, 10 -> copy(gen, key);
            case 11, 12 -> List.of("MOVE", key, gen.pick(DATABASES));
            case 13, 14 -> conditional(gen, gen.pick("EXPIRE", "PEXPIRE"), key, gen.pick(TIMES));
            case 15, 16 ->
                    conditional(gen, gen.pick("EXPIREAT", "PEXPIREAT"), key, gen.pick(MOMENTS));
            case 17 -> List.of("PERSIST", key);
            case 18 -> List.of("DBSIZE");
            case 19 -> List.of("SELECT", gen.pick("0", "0", "1", "2"));
            case 20 -> List.of("SWAPDB", gen.pick(DATABASES), gen.pick(DATABASES));
            case 21 -> List.of("KEYS", gen.pick("*", "[ab]", "{*", "", "\\a"));
            case 22 -> List.of("SCAN", "0", "COUNT", gen.pick("100", "0", "x"), "MATCH", "[a-c]*");
            default ->
                    gen.chance(30)
                            ? List.of(
                                    gen.pick("FLUSHDB", "FLUSHALL"),
                                    gen.pick("ASYNC", "sync", "FOO"))
                            : List.of("OBJECT", "ENCODING", key);
        };
    }

    private static List<String> copy(Gen gen, String key) {
        List<String> step = new ArrayList<>(List.of("COPY", key, gen.pick(KEYS)));
        if (gen.chance(40)) {
            step.addAll(List.of("DB", gen.pick(DATABASES)));
        }
        if (gen.chance(40)) {
            step.add("REPLACE");
        }
        return step;
    }

    private static List<String> conditional(Gen gen, String name, String key, String time) {
        List<String> step = new ArrayList<>(List.of(name, key, time));
        for (int i = gen.below(3); i > 0; i--) {
            step.add(gen.pick(CONDITIONS));
        }
        return step;
    }
}
