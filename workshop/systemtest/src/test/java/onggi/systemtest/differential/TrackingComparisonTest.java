package onggi.systemtest.differential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import onggi.testkit.Gen;
import onggi.testkit.NeedsRedis;
import onggi.testkit.RealServer;
import onggi.testkit.RespClient;
import onggi.testkit.Wire;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Clients that track keys receive the same replies and messages in the same order from both
 * servers, whatever they and others do.
 */
@NeedsRedis
class TrackingComparisonTest {

    private static final int RUNS = Integer.getInteger("tracking.histories", 150);
    private static final int STEPS = 60;
    private static final int CLIENTS = 4;

    /** Above any other number in a reply, so that a client's number can be told from them. */
    private static final int FIRST_ID = 2_000;

    /** Redis 7.0 sends this to a client of RESP2, when the one that redirects speaks RESP3. */
    private static final String NULL_OF_RESP3 = "__redis__:invalidate\r\n_\r\n";

    private static final String NULL_OF_RESP2 = "__redis__:invalidate\r\n$-1\r\n";

    private static final String LISTENER = "{listener}";
    private static final String[] KEYS = {"a", "b", "ab", "abc", "c"};
    private static final String[] PREFIXES = {"a", "ab", "b", "abc", "", "x"};

    /** Scripts that touch nothing but what they declare. */
    private static final String[] SCRIPTS = {
        "return 1",
        "return redis.pcall('get', KEYS[1])",
        "return redis.pcall('mget', unpack(KEYS))",
        "return redis.pcall('set', KEYS[1], '1')",
        "redis.pcall('get', KEYS[1]) return redis.pcall('incr', KEYS[1])",
        "redis.pcall('incr', KEYS[1]) return redis.pcall('exists', KEYS[1])",
    };

    /** A pipeline of one client: 0 and 1 begin with RESP3, 2 and 3 with RESP2; 3 subscribes. */
    private record Step(int client, List<List<String>> commands) {}

    @SuppressWarnings("NullAway.Init")
    private static RealServer redis;

    @SuppressWarnings("NullAway.Init")
    private static RealServer onggi;

    @BeforeAll
    static void start() {
        assumeTrue(RealServer.canStartOnggi(), "onggi.server.Main is not on the class path");
        redis = RealServer.redis();
        onggi = RealServer.onggi();
        for (int i = 0; i < FIRST_ID; i++) {
            redis.connect().close();
            onggi.connect().close();
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

    @Test
    void randomHistories_tellTheSame() {
        Gen.checkSteps(
                RUNS,
                gen -> gen.list(STEPS, TrackingComparisonTest::step),
                (gen, steps) -> {
                    try (Side expected = new Side(redis.port());
                            Side actual = new Side(onggi.port())) {
                        for (Step step : steps) {
                            assertThat(actual.run(step))
                                    .as("after %s", step)
                                    .isEqualTo(expected.run(step));
                        }
                    }
                });
    }

    /** The clients of one server. */
    private static final class Side implements AutoCloseable {

        private final RespClient[] clients = new RespClient[CLIENTS];
        private final String listenerId;
        private int markers;

        Side(int port) {
            for (int i = 0; i < CLIENTS; i++) {
                clients[i] = RespClient.connect(port);
            }
            clients[0].call("FLUSHALL");
            clients[0].call("HELLO", "3");
            clients[1].call("HELLO", "3");
            listenerId = clients[3].call("CLIENT", "ID").replaceAll("\\D", "");
            clients[3].call("SUBSCRIBE", "__redis__:invalidate");
        }

        /** Runs a pipeline; returns what each client received until it was asked. */
        List<List<String>> run(Step step) {
            RespClient client = clients[step.client()];
            var pipeline = new ByteArrayOutputStream();
            for (List<String> command : step.commands()) {
                Wire.request(pipeline, command.stream().map(this::argument).toArray(byte[][]::new));
            }
            client.send(pipeline.toByteArray());
            // Broadcasts come behind the replies of a turn, to which the first marker may belong or
            // not.
            List<String> replies = upToMarker(client);
            List<List<String>> received = new ArrayList<>();
            for (RespClient each : clients) {
                received.add(upToMarker(each));
            }
            received.get(step.client()).addAll(0, replies);
            return received;
        }

        private byte[] argument(String word) {
            String text = word.equals(LISTENER) ? listenerId : word;
            return text.getBytes(StandardCharsets.ISO_8859_1);
        }

        private List<String> upToMarker(RespClient client) {
            String marker = "marker-" + markers++;
            client.command("PING", marker);
            List<String> frames = new ArrayList<>();
            while (true) {
                String frame = client.frame();
                if (frame.endsWith(marker + "\r\n")) {
                    return frames;
                }
                frames.add(
                        frame.replace(":" + listenerId + "\r\n", LISTENER)
                                .replace(NULL_OF_RESP3, NULL_OF_RESP2));
            }
        }

        @Override
        public void close() {
            for (RespClient client : clients) {
                client.abort();
            }
        }
    }

    private static Step step(Gen gen) {
        int client = gen.below(3);
        if (gen.chance(25)) {
            return new Step(client, List.of(tracking(gen)));
        }
        if (gen.chance(10)) {
            List<List<String>> transaction = new ArrayList<>(List.of(List.of("MULTI")));
            transaction.addAll(gen.list(gen.between(1, 4), TrackingComparisonTest::command));
            transaction.add(List.of("EXEC"));
            if (gen.chance(30)) {
                transaction.addFirst(List.of("CLIENT", "CACHING", gen.pick("YES", "NO")));
            }
            return new Step(client, transaction);
        }
        return new Step(client, gen.list(gen.between(1, 5), TrackingComparisonTest::command));
    }

    private static List<String> tracking(Gen gen) {
        if (gen.chance(20)) {
            return List.of("CLIENT", "TRACKING", "OFF");
        }
        List<String> command = new ArrayList<>(List.of("CLIENT", "TRACKING", "ON"));
        if (gen.chance(30)) {
            command.add("BCAST");
            // Two at most: Redis 7.0 answers twice when prefixes after the first overlap.
            int count = gen.below(3);
            for (int i = 0; i < count; i++) {
                command.addAll(List.of("PREFIX", gen.pick(PREFIXES)));
            }
        } else if (gen.chance(30)) {
            command.add(gen.pick("OPTIN", "OPTOUT"));
        }
        if (gen.chance(30)) {
            command.add("NOLOOP");
        }
        // Redis tells clients that broadcast in the order of their addresses, which shows when they
        // are not told the same by way of one other client.
        boolean mayDiffer = command.contains("BCAST") && command.contains("NOLOOP");
        if (!mayDiffer && gen.chance(25)) {
            command.addAll(List.of("REDIRECT", LISTENER));
        }
        return command;
    }

    private static List<String> command(Gen gen) {
        String key = gen.pick(KEYS);
        return switch (gen.below(29)) {
            case 0, 1, 2, 3, 4 -> List.of("GET", key);
            case 5, 6 -> List.of("MGET", key, gen.pick(KEYS), gen.pick(KEYS));
            case 7 -> List.of(gen.pick("STRLEN", "TYPE", "EXISTS", "TOUCH"), key);
            case 8, 9, 10, 11 -> List.of("SET", key, gen.pick("1", "x"));
            case 12 -> List.of("MSET", key, "1", gen.pick(KEYS), "2");
            case 13 -> List.of(gen.pick("DEL", "UNLINK"), key, gen.pick(KEYS));
            case 14 -> List.of(gen.pick("INCR", "GETDEL", "PERSIST"), key);
            case 15 -> List.of("RENAME", key, gen.pick(KEYS));
            case 16 -> List.of("EXPIRE", key, gen.pick("1000", "0", "-1"));
            case 17 -> List.of("SETBIT", key, gen.pick("3", "9"), gen.pick("0", "1"));
            case 18 -> List.of("BITOP", "OR", key, gen.pick(KEYS), gen.pick(KEYS));
            case 19 -> List.of("COPY", key, gen.pick(KEYS), "REPLACE");
            case 20 ->
                    gen.chance(30) ? List.of(gen.pick("FLUSHALL", "FLUSHDB")) : List.of("GET", key);
            case 21 -> List.of("CLIENT", "CACHING", gen.pick("YES", "NO"));
            case 22 -> List.of("CLIENT", gen.pick("TRACKINGINFO", "GETREDIR"));
            case 23 -> List.of("PFADD", key, gen.pick("1", "2"));
            case 24 -> List.of("PFCOUNT", key);
            case 25, 26, 27 -> script(gen, key);
            default -> List.of("ECHO", new String(gen.bytes(2), StandardCharsets.ISO_8859_1));
        };
    }

    private static List<String> script(Gen gen, String key) {
        String name = gen.pick("EVAL", "EVAL_RO");
        String text = gen.pick(SCRIPTS);
        return gen.chance(50)
                ? List.of(name, text, "1", key)
                : List.of(name, text, "2", key, gen.pick(KEYS));
    }
}
