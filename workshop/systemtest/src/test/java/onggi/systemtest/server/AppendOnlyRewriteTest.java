package onggi.systemtest.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import onggi.testkit.Await;
import onggi.testkit.Gen;
import onggi.testkit.NeedsRedis;
import onggi.testkit.RealServer;
import onggi.testkit.RespClient;
import onggi.testkit.ValueSteps;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The append-only file is rewritten, turned on and off while clients write. */
class AppendOnlyRewriteTest {

    private static final int WRITERS = 3;
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private static RealServer start(String... options) {
        assumeTrue(RealServer.canStartOnggi(), "onggi.server.Main is not on the class path");
        List<String> all =
                new ArrayList<>(
                        List.of("--enable-debug-command", "yes", "--appendfsync", "everysec"));
        all.addAll(List.of(options));
        return RealServer.onggi(all.toArray(String[]::new));
    }

    private static String ask(RealServer server, String... arguments) {
        try (RespClient client = server.connect(2)) {
            return client.timeout(LIMIT).call(arguments);
        }
    }

    private static String field(RealServer server, String name) {
        return ask(server, "INFO", "persistence")
                .lines()
                .filter(line -> line.startsWith(name + ":"))
                .map(line -> line.substring(name.length() + 1))
                .findFirst()
                .orElse("");
    }

    private static void awaitRewrite(RealServer server) {
        Await.until(
                "the end of a rewrite",
                LIMIT,
                () ->
                        field(server, "aof_rewrite_in_progress").equals("0")
                                && field(server, "aof_rewrite_scheduled").equals("0"));
        assertThat(field(server, "aof_last_bgrewrite_status")).isEqualTo("ok");
    }

    private static List<String> files(RealServer server) throws IOException {
        try (Stream<Path> files = Files.list(server.folder().resolve("appendonlydir"))) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    /** Writes values of all types over and over, sometimes in transactions, until it is ended. */
    private static final class Writer extends Thread {

        private final RealServer server;
        private final Gen gen;
        private final AtomicBoolean ends;

        Writer(RealServer server, long seed, AtomicBoolean ends) {
            this.server = server;
            this.gen = new Gen(seed);
            this.ends = ends;
        }

        @Override
        public void run() {
            try (RespClient client = server.connect(2)) {
                while (!ends.get()) {
                    client.call("SELECT", Integer.toString(gen.below(3)));
                    boolean whole = gen.chance(20);
                    if (whole) {
                        client.call("MULTI");
                    }
                    String type = gen.pick(ValueSteps.TYPES);
                    String key = type + gen.below(60);
                    if (gen.chance(20)) {
                        client.call("DEL", key);
                    }
                    for (List<String> step : ValueSteps.of(type, key, gen)) {
                        client.call(step.toArray(String[]::new));
                    }
                    if (whole) {
                        client.call("EXEC");
                    }
                }
            }
        }
    }

    /** Runs an action while clients write, then tells what the data are. */
    private static String whileWriting(RealServer server, Runnable action)
            throws InterruptedException {
        AtomicBoolean ends = new AtomicBoolean();
        List<Writer> writers = new ArrayList<>();
        for (int i = 0; i < WRITERS; i++) {
            writers.add(new Writer(server, Gen.firstSeed() + i, ends));
            writers.getLast().start();
        }
        try {
            action.run();
        } finally {
            ends.set(true);
            for (Writer writer : writers) {
                writer.join();
            }
        }
        return ask(server, "DEBUG", "DIGEST");
    }

    private static void checkFiles(RealServer server, String digest) {
        assertThat(ask(server, "DEBUG", "LOADAOF")).isEqualTo("+OK\r\n");
        assertThat(ask(server, "DEBUG", "DIGEST")).isEqualTo(digest);
        server.kill();
        server.startAgain();
        assertThat(ask(server, "DEBUG", "DIGEST")).isEqualTo(digest);
        assertThat(ask(server, "DEBUG", "STORE-CHECK")).isEqualTo("+OK\r\n");
    }

    @ParameterizedTest
    @CsvSource({"yes,1", "yes,2", "no,1", "no,2"})
    void rewritesWhileClientsWrite_keepEverything(String preamble, String threads)
            throws InterruptedException, IOException {
        try (RealServer server =
                start(
                        "--appendonly",
                        "yes",
                        "--aof-use-rdb-preamble",
                        preamble,
                        "--io-threads",
                        threads)) {
            String digest =
                    whileWriting(
                            server,
                            () -> {
                                for (int i = 0; i < 5; i++) {
                                    assertThat(ask(server, "BGREWRITEAOF")).startsWith("+");
                                    awaitRewrite(server);
                                }
                            });

            assertThat(files(server))
                    .containsExactly(
                            "appendonly.aof.6.base." + (preamble.equals("yes") ? "rdb" : "aof"),
                            "appendonly.aof.6.incr.aof",
                            "appendonly.aof.manifest");
            checkFiles(server, digest);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "2"})
    void turningItOnAndOffWhileClientsWrite_keepsEverything(String threads)
            throws InterruptedException {
        try (RealServer server = start("--appendonly", "no", "--io-threads", threads)) {
            String digest =
                    whileWriting(
                            server,
                            () -> {
                                for (int i = 0; i < 4; i++) {
                                    assertThat(ask(server, "CONFIG", "SET", "appendonly", "yes"))
                                            .isEqualTo("+OK\r\n");
                                    assertThat(field(server, "aof_enabled")).isEqualTo("1");
                                    awaitRewrite(server);
                                    if (i < 3) {
                                        ask(server, "CONFIG", "SET", "appendonly", "no");
                                        assertThat(field(server, "aof_enabled")).isEqualTo("0");
                                    }
                                }
                            });

            assertThat(ask(server, "DEBUG", "LOADAOF")).isEqualTo("+OK\r\n");
            assertThat(ask(server, "DEBUG", "DIGEST")).isEqualTo(digest);
        }
    }

    @Test
    void longArguments_areInTheFile() {
        String value = "0123456789".repeat(300_000);
        try (RealServer server = start("--appendonly", "yes");
                RespClient client = server.connect(2)) {
            client.call("SET", "a", value);
            client.call("SELECT", "2");
            client.call("SET", "b", value, "EX", "1000");
            client.call("MULTI");
            client.call("SET", "c", value);
            client.call("INCR", "n");
            client.call("APPEND", "c", value);
            client.call("EXEC");
            client.call("HSET", "h", "field", value, "other", "1");
            String digest = client.call("DEBUG", "DIGEST");

            assertThat(client.call("DEBUG", "LOADAOF")).isEqualTo("+OK\r\n");
            assertThat(client.call("DEBUG", "DIGEST")).isEqualTo(digest);
            assertThat(client.call("STRLEN", "c")).isEqualTo(":6000000\r\n");
        }
    }

    @Test
    void fileThatHasGrown_isRewrittenByItself() throws IOException {
        try (RealServer server =
                start(
                        "--appendonly",
                        "yes",
                        "--auto-aof-rewrite-percentage",
                        "100",
                        "--auto-aof-rewrite-min-size",
                        "50kb")) {
            try (RespClient client = server.connect(2)) {
                Await.until(
                        "a rewrite",
                        LIMIT,
                        () -> {
                            client.call("SET", "key", "x".repeat(1000));
                            return client.call("INFO", "persistence").contains("aof_rewrites:1");
                        });
            }
            awaitRewrite(server);

            assertThat(files(server)).contains("appendonly.aof.2.base.rdb");
            assertThat(server.log()).contains("Starting automatic rewriting of AOF on ");
        }
    }

    @Test
    void rewriteThatCannotBeWritten_leavesTheFilesAsTheyAre() throws IOException {
        try (RealServer server = start("--appendonly", "yes")) {
            ask(server, "SET", "a", "1");
            Path blocked =
                    server.folder()
                            .resolve("appendonlydir/temp-rewriteaof-bg-" + server.pid() + ".aof");
            Files.createDirectories(blocked.resolve("inside"));

            assertThat(ask(server, "BGREWRITEAOF")).startsWith("+Background");
            Await.until(
                    "the failure",
                    LIMIT,
                    () -> field(server, "aof_last_bgrewrite_status").equals("err"));
            ask(server, "SET", "b", "2");
            assertThat(field(server, "aof_rewrites_consecutive_failures")).isEqualTo("1");
            server.kill();
            server.startAgain();
            assertThat(ask(server, "DBSIZE")).isEqualTo(":2\r\n");
        }
    }

    @Test
    void waitaof_waitsForTheDevice() {
        try (RealServer server = start("--appendonly", "yes");
                RespClient client = server.connect(2)) {
            client.timeout(LIMIT);
            client.call("SET", "a", "1");
            assertThat(client.call("WAITAOF", "1", "0", "0")).isEqualTo("*2\r\n:1\r\n:0\r\n");
            client.call("CONFIG", "SET", "appendfsync", "no");
            client.call("SET", "a", "2");
            assertThat(client.call("WAITAOF", "1", "0", "50")).isEqualTo("*2\r\n:0\r\n:0\r\n");
            client.call("CONFIG", "SET", "appendfsync", "always");
            String[] replies =
                    client.pipeline(
                            new String[] {"SET", "a", "3"},
                            new String[] {"WAITAOF", "1", "0", "0"},
                            new String[] {"WAITAOF", "1", "1", "30"});
            assertThat(replies)
                    .containsExactly("+OK\r\n", "*2\r\n:1\r\n:0\r\n", "*2\r\n:1\r\n:0\r\n");
            client.call("CONFIG", "SET", "appendonly", "no");
            Await.until(
                    "the end of the file",
                    LIMIT,
                    () ->
                            client.call("WAITAOF", "1", "0", "10")
                                    .startsWith("-ERR WAITAOF cannot be used"));
        }
    }

    /** What a base of commands holds is the same for the real server. */
    @Test
    @NeedsRedis
    void baseOfCommands_isUnderstoodByTheRealServer() throws IOException {
        String[] options = {
            "--appendonly", "yes", "--aof-use-rdb-preamble", "no", "--enable-debug-command", "yes"
        };
        try (RealServer server = start(options);
                RealServer redis = RealServer.redis(options)) {
            Gen gen = new Gen(Gen.firstSeed());
            try (RespClient client = server.connect(2)) {
                for (int i = 0; i < 200; i++) {
                    client.call("SELECT", Integer.toString(gen.below(16)));
                    String key = "key:" + i;
                    for (List<String> step : ValueSteps.of(gen.pick(ValueSteps.TYPES), key, gen)) {
                        client.call(step.toArray(String[]::new));
                    }
                    if (gen.chance(30)) {
                        client.call("PEXPIRE", key, "90000000");
                    }
                }
                client.call("XADD", "gone", "5-5", "a", "b");
                client.call("XDEL", "gone", "5-5");
                client.call("XGROUP", "CREATE", "gone", "g", "0");
                client.call("SET", "long", "y".repeat(200_000));
            }
            assertThat(ask(server, "BGREWRITEAOF")).startsWith("+");
            awaitRewrite(server);
            String digest = ask(server, "DEBUG", "DIGEST");
            Path from = server.folder().resolve("appendonlydir");
            Path to = redis.folder().resolve("appendonlydir");
            redis.kill();
            server.kill();
            try (Stream<Path> old = Files.list(to)) {
                for (Path file : old.toList()) {
                    Files.delete(file);
                }
            }
            try (Stream<Path> files = Files.list(from)) {
                for (Path file : files.toList()) {
                    Files.copy(file, to.resolve(file.getFileName()));
                }
            }
            redis.startAgain();
            assertThat(ask(redis, "DEBUG", "DIGEST")).isEqualTo(digest);
            server.startAgain();
            assertThat(ask(server, "DEBUG", "DIGEST")).isEqualTo(digest);
        }
    }
}
