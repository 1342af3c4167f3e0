package onggi.commands;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import onggi.testkit.Gen;
import onggi.testkit.NeedsRedis;
import onggi.testkit.RealServer;
import onggi.testkit.RespClient;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Random string commands, valid and not, to a store and to a real server: replies, effects and key
 * events are the same, byte by byte. Keys expire far away or in the past, and both expire only what
 * is looked at.
 */
@NeedsRedis
class StringComparisonTest {

    private static final int RUNS = 100;
    private static final int STEPS = 60;
    private static final long TOLERATED_MS = 30_000;
    private static final String MARKER = "SET marker";

    private static final String[] KEYS = {"a", "b", "c", "other"};
    private static final String[] VALUES = {
        "",
        "0",
        "1",
        "-1",
        "10",
        "12345",
        "9223372036854775807",
        "-9223372036854775808",
        "9223372036854775808",
        "007",
        "+5",
        " 1",
        "1.5",
        "-2.25",
        "3.0e3",
        "1e400",
        "1e5000",
        "inf",
        "-inf",
        "nan",
        "0x10",
        "abc",
        "hello world",
        "a\r\nb",
        "\u0000\u00ff",
        "x".repeat(44),
        "y".repeat(45),
        "z".repeat(300)
    };
    private static final String[] NUMBERS = {
        "0",
        "1",
        "-1",
        "2",
        "3",
        "-3",
        "5",
        "100",
        "-100",
        "536870911",
        "9223372036854775807",
        "-9223372036854775808",
        "abc",
        "",
        "1.5"
    };
    private static final String[] TIMES = {
        "100000000",
        "200000000",
        "0",
        "-1",
        "9223372036854775807",
        "9223372036854775",
        "9223372036854776",
        "abc",
        ""
    };
    private static final String[] MOMENTS = {
        "1", "1000", "99999999999", "9999999999999", "0", "-5", "9223372036854775807", "x"
    };
    private static final String[] FLAGS = {
        "NX", "XX", "GET", "KEEPTTL", "PERSIST", "nx", "get", "FOO"
    };

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
                gen -> gen.list(STEPS, StringComparisonTest::step),
                (gen, steps) -> compare(client, protocol, steps));
    }

    private static void compare(RespClient client, int protocol, List<List<String>> steps) {
        client.call("FLUSHALL");
        client.call("RPUSH", "other", "1");
        control.call("SET", "marker", "begin");
        replica.until(MARKER);
        events("marker");
        try (TestStore store = new TestStore()) {
            store.clock().advanceMs(System.currentTimeMillis() - TestStore.START_MS);
            store.speak(protocol);
            store.givenOtherType("other");
            store.events();
            store.effects();
            for (List<String> step : steps) {
                String[] arguments = step.toArray(String[]::new);
                String ours =
                        new String(store.client().runRaw(arguments), StandardCharsets.ISO_8859_1);
                assertThat(ours).as("reply to %s", step).isEqualTo(client.call(arguments));
            }
            store.speak(2);
            compareKeys(store);
            control.call("SET", "marker", "end");
            assertThat(store.events()).as("events").isEqualTo(events("marker"));
            assertThat(timeless(store.effects()))
                    .as("effects")
                    .isEqualTo(timeless(replica.until(MARKER)));
        }
    }

    private static void compareKeys(TestStore store) {
        for (String key : KEYS) {
            if (!key.equals("other")) {
                String ours =
                        new String(
                                store.client().runRaw("OBJECT", "ENCODING", key),
                                StandardCharsets.ISO_8859_1);
                assertThat(ours)
                        .as("encoding of %s", key)
                        .isEqualTo(control.call("OBJECT", "ENCODING", key));
            }
            assertThat(
                            integer(
                                    new String(
                                            store.client().runRaw("PEXPIRETIME", key),
                                            StandardCharsets.ISO_8859_1)))
                    .as("expiry of %s", key)
                    .isCloseTo(integer(control.call("PEXPIRETIME", key)), within(TOLERATED_MS));
        }
    }

    private static long integer(String reply) {
        return Long.parseLong(reply.substring(1).strip());
    }

    /** Without the moment of expiry, which passes. */
    private static List<String> timeless(List<String> commands) {
        return commands.stream()
                .map(command -> command.replaceAll("(PXAT|PEXPIREAT \\w+) \\d+$", "$1 <ms>"))
                .toList();
    }

    private static List<String> events(String lastKey) {
        List<String> events = new ArrayList<>();
        while (true) {
            var message = onggi.testkit.Wire.parse(listener.frameBytes());
            String channel = message.parts().get(2).text();
            String event =
                    channel.substring(channel.indexOf(':') + 1)
                            + " "
                            + message.parts().get(3).text();
            if (event.equals("set " + lastKey)) {
                return events;
            }
            events.add(event);
        }
    }

    private static List<String> step(Gen gen) {
        List<String> step = new ArrayList<>(command(gen));
        if (gen.chance(2)) {
            step.add(gen.pick(VALUES));
        } else if (gen.chance(2) && step.size() > 1) {
            step.removeLast();
        }
        return step;
    }

    private static List<String> command(Gen gen) {
        String key = gen.pick(KEYS);
        return switch (gen.below(26)) {
            case 0, 1 -> List.of("SET", key, gen.pick(VALUES));
            case 2, 3, 4 -> withOptions(gen, List.of("SET", key, gen.pick(VALUES)));
            case 5, 6 -> withOptions(gen, List.of("GETEX", key));
            case 7 -> List.of("GET", key);
            case 8 -> List.of("GETSET", key, gen.pick(VALUES));
            case 9 -> List.of("GETDEL", key);
            case 10 -> List.of(gen.pick("INCR", "DECR"), key);
            case 11 -> List.of(gen.pick("INCRBY", "DECRBY"), key, gen.pick(NUMBERS));
            case 12 -> List.of("INCRBYFLOAT", key, gen.pick(VALUES));
            case 13, 14 -> List.of("APPEND", key, gen.pick(VALUES));
            case 15 -> List.of("STRLEN", key);
            case 16, 17 ->
                    List.of(
                            gen.pick("GETRANGE", "SUBSTR"),
                            key,
                            gen.pick(NUMBERS),
                            gen.pick(NUMBERS));
            case 18, 19 ->
                    List.of(
                            "SETRANGE",
                            key,
                            gen.pick("0", "1", "3", "60", "70000", "-1", "536870912", "x"),
                            gen.pick(VALUES));
            case 20 -> List.of("SETNX", key, gen.pick(VALUES));
            case 21 -> List.of("SETEX", key, gen.pick(TIMES), gen.pick(VALUES));
            case 22 -> List.of("PSETEX", key, gen.pick(TIMES), gen.pick(VALUES));
            case 23 -> several(gen, gen.pick("MSET", "MSETNX"), 2);
            case 24 -> several(gen, "MGET", 1);
            default -> lcs(gen, key);
        };
    }

    private static List<String> withOptions(Gen gen, List<String> head) {
        List<String> step = new ArrayList<>(head);
        for (int options = gen.below(4); options > 0; options--) {
            switch (gen.below(4)) {
                case 0 -> step.addAll(List.of(gen.pick("EX", "PX", "px"), gen.pick(TIMES)));
                case 1 -> step.addAll(List.of(gen.pick("EXAT", "PXAT"), gen.pick(MOMENTS)));
                default -> step.add(gen.pick(FLAGS));
            }
        }
        return step;
    }

    private static List<String> several(Gen gen, String name, int each) {
        List<String> step = new ArrayList<>(List.of(name));
        for (int keys = gen.between(1, 4); keys > 0; keys--) {
            step.add(gen.pick(KEYS));
            if (each == 2) {
                step.add(gen.pick(VALUES));
            }
        }
        return step;
    }

    private static List<String> lcs(Gen gen, String key) {
        List<String> step = new ArrayList<>(List.of("LCS", key, gen.pick(KEYS)));
        for (int options = gen.below(4); options > 0; options--) {
            step.add(gen.pick("IDX", "LEN", "WITHMATCHLEN", "MINMATCHLEN", "2", "x"));
        }
        return step;
    }
}
