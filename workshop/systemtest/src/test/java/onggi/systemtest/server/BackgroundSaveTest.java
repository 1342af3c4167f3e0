package onggi.systemtest.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import onggi.testkit.Gen;
import onggi.testkit.NeedsRedis;
import onggi.testkit.RealServer;
import onggi.testkit.RespClient;
import onggi.testkit.ValueSteps;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** BGSAVE of a server under load: what the file holds is what was there when it was answered. */
@NeedsRedis
class BackgroundSaveTest {

    private static final int KEYS = 3000;
    private static final int ROUNDS = 3;
    private static final int LOOKS = 100_000;

    /**
     * Writers change all keys all the time in transactions that keep a sum, and a digest is only
     * known when nobody writes: so writers pause for the instant of the save, and no longer.
     */
    @ParameterizedTest
    @ValueSource(strings = {"1", "4"})
    void fileUnderLoad_holdsTheInstant(String loops) throws IOException, InterruptedException {
        assumeTrue(RealServer.canStartOnggi(), "onggi.server.Main is not on the class path");
        try (RealServer onggi =
                        RealServer.onggi("--enable-debug-command", "yes", "--io-threads", loops);
                RealServer redis = RealServer.redis("--enable-debug-command", "yes");
                RespClient client = onggi.connect(2)) {
            for (int round = 0; round < ROUNDS; round++) {
                fill(client, new Gen(Gen.firstSeed() + round));
                AtomicBoolean writing = new AtomicBoolean(true);
                List<Thread> writers = new ArrayList<>();
                client.call("CLIENT", "PAUSE", "60000", "WRITE");
                for (int i = 0; i < 3; i++) {
                    int seed = 100 * round + i;
                    writers.add(Thread.ofPlatform().start(() -> write(onggi, seed, writing)));
                }
                String digest = client.call("DEBUG", "DIGEST");
                assertThat(client.call("BGSAVE")).isEqualTo("+Background saving started\r\n");
                client.call("CLIENT", "UNPAUSE");
                awaitSave(client);
                writing.set(false);
                for (Thread writer : writers) {
                    writer.join();
                }

                assertThat(client.call("DEBUG", "DIGEST")).isNotEqualTo(digest);
                assertThat(client.call("DEBUG", "STORE-CHECK")).isEqualTo("+OK\r\n");
                assertThat(check(onggi.folder().resolve("dump.rdb"))).isZero();
                assertThat(loadedBy(redis, onggi)).isEqualTo(digest);
            }
        }
    }

    private static void fill(RespClient client, Gen gen) {
        client.call("FLUSHALL");
        for (int i = 0; i < KEYS; i++) {
            if (gen.chance(10)) {
                client.call("SELECT", Integer.toString(gen.below(3)));
            }
            String key = "key:" + i;
            for (List<String> step : ValueSteps.of(gen.pick(ValueSteps.TYPES), key, gen)) {
                client.call(step.toArray(String[]::new));
            }
            if (gen.chance(20)) {
                client.call("PEXPIRE", key, Integer.toString(gen.between(10_000_000, 90_000_000)));
            }
        }
        client.call("SELECT", "0");
    }

    private static void write(RealServer server, int seed, AtomicBoolean writing) {
        Gen gen = new Gen(seed);
        try (RespClient client = server.connect(2)) {
            while (writing.get()) {
                String key = "key:" + gen.below(KEYS);
                String other = "key:" + gen.below(KEYS);
                client.pipeline(
                        new String[] {"SELECT", Integer.toString(gen.below(3))},
                        new String[] {"APPEND", key, "x"},
                        new String[] {"RPUSH", other, "y"},
                        new String[] {"HSET", key, "f", "v"},
                        new String[] {"SADD", other, "m"},
                        new String[] {"ZADD", key, "1", "m"},
                        new String[] {"DEL", "key:" + gen.below(KEYS)},
                        new String[] {"RENAME", key, other},
                        new String[] {"PEXPIRE", "key:" + gen.below(KEYS), "3"},
                        new String[] {"SET", "new:" + gen.below(KEYS), "z"});
            }
        }
    }

    private static void awaitSave(RespClient client) {
        for (int i = 0; i < LOOKS; i++) {
            String info = client.call("INFO", "persistence");
            if (info.contains("rdb_bgsave_in_progress:0")) {
                assertThat(info).contains("rdb_last_bgsave_status:ok");
                return;
            }
        }
        throw new AssertionError("the save does not end");
    }

    private static String loadedBy(RealServer redis, RealServer onggi) throws IOException {
        redis.kill();
        Files.copy(
                onggi.folder().resolve("dump.rdb"),
                redis.folder().resolve("dump.rdb"),
                StandardCopyOption.REPLACE_EXISTING);
        redis.startAgain();
        try (RespClient client = redis.connect(2)) {
            return client.call("DEBUG", "DIGEST");
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
}
