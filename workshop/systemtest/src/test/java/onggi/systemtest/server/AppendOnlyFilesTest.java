package onggi.systemtest.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import onggi.testkit.Gen;
import onggi.testkit.NeedsRedis;
import onggi.testkit.RealServer;
import onggi.testkit.RespClient;
import onggi.testkit.ValueSteps;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Append-only files of Onggi and of the real server hold the same data in both. */
@NeedsRedis
class AppendOnlyFilesTest {

    private static final int KEYS = 60;
    private static final String INCREMENT = "appendonlydir/appendonly.aof.1.incr.aof";
    private static final String[] OPTIONS = {
        "--appendonly", "yes", "--enable-debug-command", "yes", "--appendfsync", "no"
    };

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

    private static String ask(RealServer server, String... arguments) {
        try (RespClient client = server.connect(2)) {
            return client.call(arguments);
        }
    }

    private static void fill(RealServer server, Gen gen) {
        try (RespClient client = server.connect(2)) {
            for (int i = 0; i < KEYS; i++) {
                client.call("SELECT", Integer.toString(gen.below(16)));
                String key = "key:" + i + ValueSteps.text(gen);
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

    private static void carry(RealServer from, RealServer to) throws IOException {
        from.kill();
        to.kill();
        Path source = from.folder().resolve("appendonlydir");
        Path target = to.folder().resolve("appendonlydir");
        try (Stream<Path> files = Files.list(source)) {
            for (Path file : files.toList()) {
                Files.copy(
                        file,
                        target.resolve(file.getFileName()),
                        StandardCopyOption.REPLACE_EXISTING);
            }
        }
        to.startAgain();
        from.startAgain();
    }

    @Test
    void ourFiles_areThoseOfTheRealServer() throws IOException, InterruptedException {
        fill(onggi, new Gen(Gen.firstSeed()));
        String digest = ask(onggi, "DEBUG", "DIGEST");

        carry(onggi, redis);

        assertThat(ask(redis, "DEBUG", "DIGEST")).isEqualTo(digest);
        assertThat(ask(onggi, "DEBUG", "DIGEST")).isEqualTo(digest);
        assertThat(ask(onggi, "DEBUG", "STORE-CHECK")).isEqualTo("+OK\r\n");
        Process check =
                new ProcessBuilder(
                                "redis-check-aof",
                                onggi.folder()
                                        .resolve("appendonlydir/appendonly.aof.manifest")
                                        .toString())
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start();
        assertThat(check.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(check.exitValue()).isZero();
    }

    @Test
    void theirFiles_areOurs() throws IOException {
        fill(redis, new Gen(Gen.firstSeed() + 100));
        assertThat(ask(redis, "BGREWRITEAOF")).startsWith("+");
        fill(redis, new Gen(Gen.firstSeed() + 101));
        String digest = ask(redis, "DEBUG", "DIGEST");

        carry(redis, onggi);

        assertThat(ask(onggi, "DEBUG", "DIGEST")).isEqualTo(digest);
        assertThat(ask(onggi, "DEBUG", "STORE-CHECK")).isEqualTo("+OK\r\n");
        fill(onggi, new Gen(Gen.firstSeed() + 102));
        digest = ask(onggi, "DEBUG", "DIGEST");
        onggi.kill();
        onggi.startAgain();
        assertThat(ask(onggi, "DEBUG", "DIGEST")).isEqualTo(digest);
    }

    @Test
    void singleFileOfOldServers_becomesTheBase() throws IOException {
        onggi.kill();
        try (Stream<Path> files = Files.walk(onggi.folder().resolve("appendonlydir"))) {
            files.sorted(java.util.Comparator.reverseOrder()).forEach(f -> f.toFile().delete());
        }
        write(onggi.folder().resolve("appendonly.aof"), command("SET", "a", "1"));

        onggi.startAgain();

        assertThat(ask(onggi, "GET", "a")).isEqualTo("$1\r\n1\r\n");
        assertThat(onggi.folder().resolve("appendonlydir/appendonly.aof")).exists();
        assertThat(onggi.folder().resolve("appendonly.aof")).doesNotExist();
        ask(onggi, "SET", "b", "2");
        onggi.kill();
        onggi.startAgain();
        assertThat(ask(onggi, "DBSIZE")).isEqualTo(":2\r\n");
    }

    @Test
    void cutEnd_isCutOff_alsoOfATransaction() throws IOException {
        ask(onggi, "SET", "a", "1");
        onggi.kill();
        write(
                onggi.folder().resolve(INCREMENT),
                command("MULTI") + command("SET", "a", "2") + "*3\r\n$3\r\nSE");
        onggi.startAgain();

        assertThat(ask(onggi, "GET", "a")).isEqualTo("$1\r\n1\r\n");
        ask(onggi, "SET", "a", "3");
        onggi.kill();
        onggi.startAgain();
        assertThat(ask(onggi, "GET", "a")).isEqualTo("$1\r\n3\r\n");
        assertThat(onggi.log()).contains("!!! Truncating the AOF appendonly.aof.1.incr.aof");
    }

    @Test
    void damage_isRefused_withFileAndOffset() throws IOException {
        ask(onggi, "SET", "a", "1");
        onggi.kill();
        Path file = onggi.folder().resolve(INCREMENT);
        long at = Files.size(file);
        write(file, "garbage\r\n" + command("SET", "a", "2"));

        assertThat(failureToStart())
                .contains("Bad file format reading the append only file")
                .contains("appendonly.aof.1.incr.aof")
                .contains("offset " + at);
    }

    @Test
    void missingFile_isRefused() throws IOException {
        onggi.kill();
        Files.delete(onggi.folder().resolve(INCREMENT));

        assertThat(failureToStart())
                .contains("Unable to obtain the AOF file appendonly.aof.1.incr.aof");
    }

    private String failureToStart() {
        try {
            onggi.startAgain();
        } catch (AssertionError e) {
            onggi = RealServer.onggi(OPTIONS); // the other is gone, with its folder
            return String.valueOf(e.getMessage());
        }
        throw new AssertionError("it started");
    }

    /** A key that expires while the server is down has gone through all its changes before. */
    @Test
    void keyThatExpiredSince_isGone_andWasNotMadeAnew() throws IOException {
        onggi.kill();
        write(
                onggi.folder().resolve(INCREMENT),
                command("RPUSH", "list", "a")
                        + command("PEXPIREAT", "list", "1600000000000")
                        + command("RPUSH", "list", "b")
                        + command("SET", "s", "x", "PXAT", "1600000000000")
                        + command("APPEND", "s", "y"));

        onggi.startAgain();

        assertThat(ask(onggi, "EXISTS", "list", "s")).isEqualTo(":0\r\n");
    }

    @Test
    void information_tellsOfTheFile() throws IOException {
        ask(onggi, "SET", "a", "1");

        String info = ask(onggi, "INFO", "persistence");

        assertThat(info)
                .contains("aof_enabled:1")
                .contains("aof_last_write_status:ok")
                .contains(
                        "aof_current_size:"
                                + Files.size(onggi.folder().resolve(INCREMENT))
                                + "\r\n")
                .contains("aof_base_size:0");
        assertThat(ask(onggi, "CONFIG", "SET", "appendonly", "yes")).isEqualTo("+OK\r\n");
        assertThat(ask(onggi, "INFO", "persistence")).contains("aof_rewrite_in_progress:0");
    }

    private static String command(String... words) {
        StringBuilder text = new StringBuilder("*" + words.length + "\r\n");
        for (String word : words) {
            text.append('$').append(word.length()).append("\r\n").append(word).append("\r\n");
        }
        return text.toString();
    }

    private static void write(Path file, String text) throws IOException {
        Files.writeString(
                file,
                text,
                StandardCharsets.ISO_8859_1,
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND);
    }
}
