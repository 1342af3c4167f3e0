package onggi.commands;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import onggi.rdb.RdbVersion;
import onggi.testkit.Gen;
import onggi.testkit.NeedsRedis;
import onggi.testkit.RealServer;
import onggi.testkit.RespClient;
import onggi.testkit.ValueSteps;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Random values of every type go from a store to a real server and back by DUMP and RESTORE: the
 * digests are the same, and so are the bytes where both servers keep a value the same way.
 */
@NeedsRedis
class DumpComparisonTest {

    private static final int RUNS = 150;

    /** {@code -Ddifferential.peer=} names a newer server: Redis 8 or Valkey 9. */
    private static final String PEER = System.getProperty("differential.peer", "");

    private static RealServer server;
    private static RespClient client;

    @BeforeAll
    static void start() {
        String[] options = {"--enable-debug-command", "yes"};
        server =
                PEER.isEmpty()
                        ? RealServer.redis(options)
                        : RealServer.program(Path.of(PEER), options);
        client = server.connect(2);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    static List<String> types() {
        return ValueSteps.TYPES;
    }

    @ParameterizedTest
    @MethodSource("types")
    void values_goFromServerToServer(String type) {
        Gen.check(RUNS, gen -> there(type, gen));
    }

    private static void there(String type, Gen gen) {
        client.call("FLUSHALL");
        client.call("CONFIG", "SET", "rdbcompression", gen.pick("yes", "no"));
        try (TestStore store = new TestStore(2)) {
            store.engine().settings().compressesDumps(gen.chance(50));
            store.engine().settings().dumpVersion(gen.pick(versions()));
            for (List<String> step : ValueSteps.of(type, "k", gen)) {
                String[] arguments = step.toArray(String[]::new);
                assertThat(ask(store, arguments)).as("%s", step).isEqualTo(client.call(arguments));
            }
            if (type.equals("hash") && !PEER.isEmpty()) {
                expireFields(store, gen);
            }
            exchange(store);
            store.check();
            store.run("FLUSHALL");
        }
    }

    /** The versions that the other server reads. */
    private static List<Integer> versions() {
        if (PEER.isEmpty()) {
            return List.of(0, RdbVersion.REDIS_7_0);
        }
        return PEER.contains("valkey")
                ? List.of(RdbVersion.REDIS_7_0, RdbVersion.REDIS_7_2, RdbVersion.VALKEY_9)
                : List.of(RdbVersion.REDIS_7_0, RdbVersion.REDIS_7_2, RdbVersion.REDIS_7_4);
    }

    /** Lets some fields expire, at a few moments far away. */
    private static void expireFields(TestStore store, Gen gen) {
        List<String> fields = new ArrayList<>();
        client.ask("HKEYS", "k").parts().forEach(field -> fields.add(field.text()));
        for (int i = gen.below(6); i > 0; i--) {
            String moment = gen.pick("66666666666660", "66666666666661", "55555555555555");
            String[] step = {"HPEXPIREAT", "k", moment, "FIELDS", "1", gen.pick(fields)};
            assertThat(ask(store, step)).isEqualTo(client.call(step));
        }
    }

    private static void exchange(TestStore store) {
        String digest = client.call("DEBUG", "DIGEST-VALUE", "k");
        String ourDigest = ask(store, "DEBUG", "DIGEST-VALUE", "k");
        String theirs = bulk(client.call("DUMP", "k"));
        String ours = bulk(ask(store, "DUMP", "k"));

        assertThat(ask(store, "RESTORE", "theirs", "0", theirs)).isEqualTo("+OK\r\n");
        assertThat(ask(store, "RESTORE", "ours", "0", ours)).isEqualTo("+OK\r\n");
        String taken = client.call("RESTORE", "ours", "0", ours);
        // Valkey has a version of its own for fields that expire
        boolean valkeys = store.engine().settings().dumpVersion() == RdbVersion.VALKEY_9;
        boolean refused =
                PEER.contains("valkey") && !valkeys && taken.contains("DUMP payload version");
        assertThat(refused || taken.equals("+OK\r\n")).as("%s", taken).isTrue();

        store.check();
        if (PEER.isEmpty()) { // newer ones make another text of a score
            assertThat(ourDigest).isEqualTo(digest);
        }
        assertThat(ask(store, "DEBUG", "DIGEST-VALUE", "theirs")).isEqualTo(ourDigest);
        assertThat(ask(store, "DEBUG", "DIGEST-VALUE", "ours")).isEqualTo(ourDigest);
        if (!refused) {
            assertThat(client.call("DEBUG", "DIGEST-VALUE", "ours")).isEqualTo(digest);
        }
        if (PEER.isEmpty() && ask(store, "TYPE", "ours").contains("stream")) {
            sameGroups(store);
        }
    }

    /** A digest tells nothing of the groups of a stream, but a payload does. */
    private static void sameGroups(TestStore store) {
        client.call("CONFIG", "SET", "rdbcompression", "no");
        store.engine().settings().compressesDumps(false);

        assertThat(ask(store, "RESTORE", "again", "0", bulk(client.call("DUMP", "k"))))
                .isEqualTo("+OK\r\n");

        assertThat(ask(store, "DUMP", "again")).isEqualTo(client.call("DUMP", "k"));
        assertThat(client.call("DUMP", "ours")).isEqualTo(ask(store, "DUMP", "ours"));
    }

    @ParameterizedTest
    @MethodSource("types")
    void values_keptAlike_haveTheSameBytes(String type) {
        assumeTrue(PEER.isEmpty(), "a newer server writes a newer version");
        client.call("CONFIG", "SET", "rdbcompression", "no");
        int[] compared = new int[1];
        Gen.check(
                RUNS,
                gen -> {
                    client.call("FLUSHALL");
                    try (TestStore store = new TestStore(1)) {
                        store.engine().settings().compressesDumps(false);
                        for (List<String> step : ValueSteps.of(type, "k", gen)) {
                            client.call(step.toArray(String[]::new));
                            store.run(step.toArray(String[]::new));
                        }
                        if (isKeptAlike(store)) {
                            compared[0]++;
                            assertThat(bulk(ask(store, "DUMP", "k")))
                                    .isEqualTo(bulk(client.call("DUMP", "k")));
                        }
                        store.run("FLUSHALL");
                    }
                });
        assertThat(compared[0]).isGreaterThan(RUNS / 10);
    }

    /** Whether both servers keep the value in the same order in the same form. */
    private static boolean isKeptAlike(TestStore store) {
        String type = ask(store, "TYPE", "k").strip();
        String encoding = ask(store, "OBJECT", "ENCODING", "k");
        if (type.equals("+stream")) {
            return ask(store, "XINFO", "GROUPS", "k").startsWith("*0");
        }
        boolean isPackedSet = type.equals("+set") && encoding.contains("listpack");
        return !encoding.startsWith("$-1")
                && !encoding.contains("hashtable")
                && !encoding.contains("quicklist")
                && !isPackedSet;
    }

    private static String ask(TestStore store, String... arguments) {
        return new String(store.client().runRaw(arguments), StandardCharsets.ISO_8859_1);
    }

    /** The text of a bulk reply. */
    private static String bulk(String reply) {
        assertThat(reply).startsWith("$").doesNotStartWith("$-");
        return reply.substring(reply.indexOf('\n') + 1, reply.length() - 2);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void longStrings_goFromServerToServer(boolean compressed) {
        client.call("FLUSHALL");
        client.call("CONFIG", "SET", "rdbcompression", compressed ? "yes" : "no");
        try (TestStore store = new TestStore(1)) {
            store.engine().settings().compressesDumps(compressed);
            String text = "a long story, ".repeat(250_000) + ValueSteps.text(new Gen(3));
            client.call("SET", "k", text);
            store.run("SET", "k", text);
            exchange(store);
            store.run("FLUSHALL");
        }
    }

    @Test
    void damagedPayloads_areRefused_orAreSoundValues() {
        Gen.check(
                RUNS,
                gen -> {
                    try (TestStore store = new TestStore(1)) {
                        String type = gen.pick(ValueSteps.TYPES);
                        client.call("FLUSHALL");
                        for (List<String> step : ValueSteps.of(type, "k", gen)) {
                            client.call(step.toArray(String[]::new));
                        }
                        store.given("DEBUG", "SET-SKIP-CHECKSUM-VALIDATION", "1");
                        String payload = client.call("DUMP", "k");
                        for (int i = 0; i < 40 && !payload.startsWith("$-"); i++) {
                            String damaged = damaged(bulk(payload), gen);
                            String reply = ask(store, "RESTORE", "d", "0", damaged, "REPLACE");
                            assertThat(reply)
                                    .isIn(
                                            "+OK\r\n",
                                            "-ERR Bad data format\r\n",
                                            "-ERR DUMP payload version or checksum are wrong\r\n");
                            store.check();
                        }
                        store.run("FLUSHALL");
                    }
                });
    }

    private static String damaged(String payload, Gen gen) {
        StringBuilder damaged = new StringBuilder(payload);
        int body = payload.length() - 10;
        for (int i = gen.between(1, 3); i > 0; i--) {
            int at = gen.below(gen.chance(50) ? Math.min(body, 40) : body);
            switch (gen.below(4)) {
                case 0 -> damaged.setCharAt(at, (char) gen.below(256));
                case 1 -> damaged.setCharAt(at, gen.pick('\0', '\u007f', '\u00ff', '\u0080'));
                case 2 -> damaged.insert(at, (char) gen.below(256));
                default -> damaged.deleteCharAt(Math.min(at, damaged.length() - 11));
            }
        }
        return damaged.toString();
    }
}
