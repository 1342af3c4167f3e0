package onggi.commands;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import onggi.testkit.Gen;
import onggi.testkit.NeedsRedis;
import onggi.testkit.RealServer;
import onggi.testkit.RespClient;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** After the same commands a HyperLogLog is the same bytes as in a real server. */
@NeedsRedis
class HyperLogLogComparisonTest {

    private static final int RUNS = 150;
    private static final int STEPS = 120;
    private static final String[] KEYS = {"a", "b", "c"};

    private static RealServer server;
    private static RespClient client;

    @BeforeAll
    static void start() {
        server = RealServer.redis();
        client = server.connect(2);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void randomCommands_leaveTheSameBytes() {
        Gen.checkSteps(
                RUNS,
                gen -> gen.list(STEPS, HyperLogLogComparisonTest::step),
                (gen, steps) -> compare(steps));
    }

    private static void compare(List<List<String>> steps) {
        client.call("FLUSHALL");
        client.call("CONFIG", "SET", "hll-sparse-max-bytes", "3000");
        try (TestStore store = new TestStore()) {
            store.givenOtherType("other");
            client.call("RPUSH", "other", "1");
            for (List<String> step : steps) {
                String[] arguments = step.toArray(String[]::new);
                if (step.getFirst().equals("CONFIG")) {
                    client.call(arguments);
                    store.engine().keyspace().limits().hllSparseBytes =
                            Integer.parseInt(step.getLast());
                    continue;
                }
                String ours =
                        new String(store.client().runRaw(arguments), StandardCharsets.ISO_8859_1);
                assertThat(ours).as("reply to %s", step).isEqualTo(client.call(arguments));
                for (String key : KEYS) {
                    String got =
                            new String(
                                    store.client().runRaw("GET", key), StandardCharsets.ISO_8859_1);
                    assertThat(got).as("%s after %s", key, step).isEqualTo(client.call("GET", key));
                }
            }
        }
    }

    private static List<String> step(Gen gen) {
        String key = gen.pick(KEYS);
        return switch (gen.below(20)) {
            case 0 -> List.of("PFCOUNT", key);
            case 1 -> List.of("PFCOUNT", key, gen.pick(KEYS), gen.pick("none", "other", "a"));
            case 2 -> List.of("PFMERGE", gen.pick("a", "b", "d", "other"), key, gen.pick(KEYS));
            case 3 -> List.of("PFDEBUG", gen.pick("DECODE", "ENCODING", "GETREG"), key);
            case 4 ->
                    List.of(
                            "CONFIG",
                            "SET",
                            "hll-sparse-max-bytes",
                            gen.pick("3000", "100", "300", "0", "1000", "16000"));
            case 5 -> gen.chance(20) ? List.of("DEL", key) : List.of("STRLEN", key);
            case 6 -> damage(gen, key);
            default -> add(gen, key);
        };
    }

    /** A byte is changed, or some are added or taken away. */
    private static List<String> damage(Gen gen, String key) {
        if (gen.chance(70)) {
            return List.of("PFADD", key);
        }
        String bytes = new String(gen.bytes(gen.between(1, 2)), StandardCharsets.ISO_8859_1);
        return gen.chance(20)
                ? List.of("APPEND", key, bytes)
                : List.of("SETRANGE", key, Integer.toString(gen.between(0, 30)), bytes);
    }

    private static List<String> add(Gen gen, String key) {
        List<String> command = new ArrayList<>(List.of("PFADD", key));
        int count = gen.pick(1, 2, 10, 100);
        for (int i = 0; i < count; i++) {
            command.add(
                    gen.chance(80)
                            ? "e" + gen.below(20_000)
                            : new String(gen.bytes(gen.below(40)), StandardCharsets.ISO_8859_1));
        }
        return command;
    }
}
