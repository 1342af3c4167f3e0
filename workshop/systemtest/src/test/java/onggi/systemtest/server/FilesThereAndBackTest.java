package onggi.systemtest.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import onggi.testkit.Gen;
import onggi.testkit.NeedsRedis;
import onggi.testkit.RealServer;
import onggi.testkit.RespClient;
import onggi.testkit.ValueSteps;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Files of a real server go through Onggi and come back with the same data: of the server on the
 * path, or of the newer one that {@code -Ddifferential.peer=} names, Redis 8 or Valkey 9.
 */
@NeedsRedis
class FilesThereAndBackTest {

    private static final String PEER = System.getProperty("differential.peer", "");
    private static final boolean VALKEY = PEER.contains("valkey");
    private static final int ROUNDS = Integer.getInteger("rounds", 3);
    private static final int KEYS = 120;
    private static final String[] OPTIONS = {"--enable-debug-command", "yes"};

    @SuppressWarnings("NullAway.Init") // made before each test
    private RealServer peer;

    @SuppressWarnings("NullAway.Init") // made before each test
    private RealServer onggi;

    @BeforeEach
    void start() {
        assumeTrue(RealServer.canStartOnggi(), "onggi.server.Main is not on the class path");
        peer =
                PEER.isEmpty()
                        ? RealServer.redis(OPTIONS)
                        : RealServer.program(Path.of(PEER), OPTIONS);
        onggi = RealServer.onggi(OPTIONS);
    }

    @AfterEach
    void stop() {
        if (peer != null) {
            peer.close();
        }
        if (onggi != null) {
            onggi.close();
        }
    }

    private void fill(Gen gen) {
        try (RespClient client = peer.connect(2)) {
            client.call("FLUSHALL");
            client.call("FUNCTION", "FLUSH");
            client.call("CONFIG", "SET", "rdbcompression", gen.pick("yes", "no"));
            for (int i = gen.below(3); i > 0; i--) {
                String code = "#!lua name=lib" + i + "\nredis.register_function('f" + i;
                client.call("FUNCTION", "LOAD", code + "', function() return 'é' end)");
            }
            for (int i = 0; i < KEYS; i++) {
                client.call("SELECT", Integer.toString(gen.below(16)));
                key(client, "key:" + i + ValueSteps.text(gen), gen);
            }
        }
    }

    private static void key(RespClient client, String key, Gen gen) {
        String type = gen.pick(ValueSteps.TYPES);
        for (List<String> step : ValueSteps.of(type, key, gen)) {
            client.call(step.toArray(String[]::new));
        }
        if (type.equals("hash") && !PEER.isEmpty()) {
            List<String> fields = new ArrayList<>();
            client.ask("HKEYS", key).parts().forEach(field -> fields.add(field.text()));
            for (int i = gen.below(6); i > 0; i--) {
                String moment = gen.pick("66666666666660", "66666666666661", "55555555555555");
                client.call("HPEXPIREAT", key, moment, "FIELDS", "1", gen.pick(fields));
            }
        }
        if (gen.chance(30)) {
            client.call("PEXPIREAT", key, gen.pick("66666666666660", "55555555555555"));
        }
    }

    private static String ask(RealServer server, String... arguments) {
        try (RespClient client = server.connect(2)) {
            return client.call(arguments);
        }
    }

    /** The lines of all libraries, which come in any order. */
    private List<String> libraries() {
        return ask(peer, "FUNCTION", "LIST", "WITHCODE").lines().sorted().toList();
    }

    private static void carry(RealServer from, RealServer to) throws IOException {
        assertThat(ask(from, "SAVE")).isEqualTo("+OK\r\n");
        to.kill();
        Files.copy(
                from.folder().resolve("dump.rdb"),
                to.folder().resolve("dump.rdb"),
                StandardCopyOption.REPLACE_EXISTING);
        to.startAgain();
    }

    @Test
    void files_comeBackWithTheSameData() throws IOException {
        List<String> formats =
                VALKEY
                        ? List.of("valkey-9")
                        : PEER.isEmpty()
                                ? List.of("redis-7.0")
                                : List.of("redis-7.0", "redis-7.2", "redis-7.4");
        for (int i = 0; i < ROUNDS; i++) {
            Gen gen = new Gen(Gen.firstSeed() + i);
            fill(gen);
            String digest = ask(peer, "DEBUG", "DIGEST");
            List<String> libraries = libraries();

            carry(peer, onggi);
            assertThat(ask(onggi, "DEBUG", "STORE-CHECK")).isEqualTo("+OK\r\n");
            String ours = ask(onggi, "DEBUG", "DIGEST");
            assertThat(ask(onggi, "DEBUG", "RELOAD")).isEqualTo("+OK\r\n");
            assertThat(ask(onggi, "DEBUG", "DIGEST")).isEqualTo(ours);
            assertThat(ask(onggi, "CONFIG", "SET", "rdb-format", gen.pick(formats)))
                    .isEqualTo("+OK\r\n");
            carry(onggi, peer);

            assertThat(ask(peer, "DEBUG", "DIGEST")).isEqualTo(digest);
            assertThat(libraries()).isEqualTo(libraries);
        }
    }

    /** The text of a bulk reply. */
    private static String bulk(String reply) {
        return reply.substring(reply.indexOf('\n') + 1, reply.length() - 2);
    }

    /** Payloads of a megabyte and more pass outside of the heap. */
    @Test
    void longPayloads_goFromServerToServer() {
        try (RespClient theirs = peer.connect(2);
                RespClient ours = onggi.connect(2)) {
            theirs.call("CONFIG", "SET", "rdbcompression", "no");
            ours.call("CONFIG", "SET", "rdbcompression", "no");
            for (int i = 0; i < 3000; i++) {
                theirs.call("RPUSH", "l", "element " + i + "-".repeat(i), "" + i);
                theirs.call("HSET", "h", "field " + i, "value" + "+".repeat(i));
            }
            theirs.call("SETRANGE", "s", "9000000", "end");
            for (String key : List.of("l", "h", "s")) {
                String payload = bulk(theirs.call("DUMP", key));
                assertThat(payload.length()).isGreaterThan(1 << 20);
                assertThat(ours.call("RESTORE", key, "0", payload)).isEqualTo("+OK\r\n");
                String damaged = payload.substring(0, 1 << 20) + payload.substring(1 + (1 << 20));
                assertThat(ours.call("RESTORE", "d", "0", damaged))
                        .isEqualTo("-ERR DUMP payload version or checksum are wrong\r\n");
                String digest = theirs.call("DEBUG", "DIGEST-VALUE", key);
                assertThat(ours.call("DEBUG", "DIGEST-VALUE", key)).isEqualTo(digest);

                String back = bulk(ours.call("DUMP", key));
                assertThat(theirs.call("RESTORE", key, "0", back, "REPLACE")).isEqualTo("+OK\r\n");
                assertThat(theirs.call("DEBUG", "DIGEST-VALUE", key)).isEqualTo(digest);
            }
            assertThat(ours.call("DEBUG", "STORE-CHECK")).isEqualTo("+OK\r\n");
        }
    }
}
