package onggi.systemtest.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.TimeUnit;
import onggi.testkit.Gen;
import onggi.testkit.NeedsRedis;
import onggi.testkit.RealServer;
import onggi.testkit.RespClient;
import onggi.testkit.ValueSteps;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Files go from Onggi to the real server and back, and hold the same data in both. */
@NeedsRedis
class SnapshotFilesTest {

    private static final int ROUNDS = 3;
    private static final int KEYS = 60;
    private static final String[] OPTIONS = {"--enable-debug-command", "yes"};

    @SuppressWarnings("NullAway.Init") // made before each test
    private RealServer redis;

    @SuppressWarnings("NullAway.Init") // made before each test
    private RealServer onggi;

    @BeforeEach
    void start() {
        assumeTrue(RealServer.canStartOnggi(), "onggi.server.Main is not on the class path");
        redis = RealServer.redis(OPTIONS);
        onggi = RealServer.onggi(OPTIONS);
    }

    @AfterEach
    void stop() {
        if (redis != null) {
            redis.close();
        }
        if (onggi != null) {
            onggi.close();
        }
    }

    private static void fill(RealServer server, Gen gen) {
        try (RespClient client = server.connect(2)) {
            client.call("FLUSHALL");
            for (int i = 0; i < KEYS; i++) {
                client.call("SELECT", Integer.toString(gen.below(16)));
                String key =
                        gen.chance(10) ? Integer.toString(i) : "key:" + i + ValueSteps.text(gen);
                for (List<String> step : ValueSteps.of(gen.pick(ValueSteps.TYPES), key, gen)) {
                    client.call(step.toArray(String[]::new));
                }
                if (gen.chance(30)) {
                    client.call(
                            "PEXPIRE", key, Integer.toString(gen.between(1_000_000, 90_000_000)));
                }
            }
        }
    }

    private static String ask(RealServer server, String... arguments) {
        try (RespClient client = server.connect(2)) {
            return client.call(arguments);
        }
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
    void ourFiles_areThoseOfTheRealServer() throws IOException, InterruptedException {
        for (int i = 0; i < ROUNDS; i++) {
            fill(onggi, new Gen(Gen.firstSeed() + i));
            String digest = ask(onggi, "DEBUG", "DIGEST");

            carry(onggi, redis);

            assertThat(ask(redis, "DEBUG", "DIGEST")).isEqualTo(digest);
            assertThat(check(onggi.folder().resolve("dump.rdb"))).isZero();
        }
    }

    private static int check(Path file) throws IOException, InterruptedException {
        Process process =
                new ProcessBuilder("redis-check-rdb", file.toString())
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }

    @Test
    void theirFiles_areOurs() throws IOException {
        for (int i = 0; i < ROUNDS; i++) {
            fill(redis, new Gen(Gen.firstSeed() + 100 + i));
            String digest = ask(redis, "DEBUG", "DIGEST");

            carry(redis, onggi);

            assertThat(ask(onggi, "DEBUG", "DIGEST")).isEqualTo(digest);
            assertThat(ask(onggi, "DEBUG", "STORE-CHECK")).isEqualTo("+OK\r\n");
        }
    }

    @Test
    void reload_keepsEverything() {
        fill(onggi, new Gen(Gen.firstSeed() + 200));
        String digest = ask(onggi, "DEBUG", "DIGEST");

        assertThat(ask(onggi, "DEBUG", "RELOAD")).isEqualTo("+OK\r\n");

        assertThat(ask(onggi, "DEBUG", "DIGEST")).isEqualTo(digest);
        assertThat(ask(onggi, "DEBUG", "STORE-CHECK")).isEqualTo("+OK\r\n");
    }

    @Test
    void shutdown_savesWhenItIsAskedTo_orSavePointsAreSet() {
        ask(onggi, "SET", "a", "1");
        try (RespClient client = onggi.connect(2)) {
            client.command("SHUTDOWN", "SAVE");
            assertThat(onggi.awaitExit()).isZero();
        }
        onggi.startAgain();
        assertThat(ask(onggi, "GET", "a")).isEqualTo("$1\r\n1\r\n");

        ask(onggi, "SET", "a", "2");
        assertThat(onggi.terminate()).isZero();
        onggi.startAgain();
        assertThat(ask(onggi, "GET", "a")).isEqualTo("$1\r\n1\r\n");

        ask(onggi, "SET", "a", "3");
        ask(onggi, "CONFIG", "SET", "save", "3600 1");
        assertThat(onggi.terminate()).isZero();
        onggi.startAgain();
        assertThat(ask(onggi, "GET", "a")).isEqualTo("$1\r\n3\r\n");
    }
}
