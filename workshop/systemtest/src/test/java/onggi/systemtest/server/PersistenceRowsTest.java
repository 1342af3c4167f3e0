package onggi.systemtest.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.stream.Stream;
import onggi.testkit.Await;
import onggi.testkit.Gen;
import onggi.testkit.NeedsRedis;
import onggi.testkit.RealServer;
import onggi.testkit.RespClient;
import onggi.testkit.ValueSteps;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What tutorials say of persistence, rows D-01 to D-15 of the list of notes, with Onggi and with
 * the real server: whatever is expected here holds there too.
 *
 * <p>D-05 is also {@link SnapshotFilesTest} and {@link FilesThereAndBackTest}, D-13 {@link
 * AppendOnlyFilesTest}; D-07 is a measurement.
 */
@NeedsRedis
class PersistenceRowsTest {

    private static final int KEYS = Integer.getInteger("rows.keys", 4000);
    private static final int ROUNDS = Integer.getInteger("rows.rounds", 3);
    private static final Duration SOAK = Duration.ofSeconds(Integer.getInteger("rows.soak", 3));
    private static final String OK = "+OK\r\n";

    enum Server {
        ONGGI,
        REDIS
    }

    private final List<RealServer> running = new ArrayList<>();

    @AfterEach
    void stop() {
        running.forEach(RealServer::close);
    }

    private RealServer start(Server server, String... options) {
        assumeTrue(RealServer.canStartOnggi(), "onggi.server.Main is not on the class path");
        String[] all = Arrays.copyOf(options, options.length + 2);
        all[options.length] = "--enable-debug-command";
        all[options.length + 1] = "yes";
        RealServer started = server == Server.ONGGI ? RealServer.onggi(all) : RealServer.redis(all);
        running.add(started);
        return started;
    }

    private static String ask(RealServer server, String... arguments) {
        try (RespClient client = server.connect(2)) {
            return client.call(arguments);
        }
    }

    private static void needs(RealServer server, String command) {
        assumeTrue(!ask(server, "COMMAND", "INFO", command).startsWith("*1\r\n*-1"), command);
    }

    private static long number(RealServer server, String field) {
        String line = "\n" + field + ":";
        String information = ask(server, "INFO", "everything");
        assertThat(information).contains(line);
        int at = information.indexOf(line) + line.length();
        return Long.parseLong(information.substring(at, information.indexOf('\r', at)));
    }

    private static void fill(RealServer server, int keys) {
        Gen gen = new Gen(Gen.firstSeed());
        try (RespClient client = server.connect(2)) {
            for (int i = 0; i < keys; i++) {
                String type = gen.chance(70) ? "string" : gen.pick(ValueSteps.TYPES);
                String key = "key:" + i;
                for (List<String> step : ValueSteps.of(type, key, gen)) {
                    client.call(step.toArray(String[]::new));
                }
                if (gen.chance(30)) {
                    client.call("PEXPIREAT", key, "6666666666" + gen.between(100, 999));
                }
            }
        }
    }

    private static List<String> files(RealServer server) throws IOException {
        try (Stream<Path> files = Files.list(server.folder().resolve("appendonlydir"))) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private static long bytes(RealServer server) throws IOException {
        long bytes = 0;
        for (String file : files(server)) {
            bytes += Files.size(server.folder().resolve("appendonlydir").resolve(file));
        }
        return bytes;
    }

    // ---- snapshots

    @ParameterizedTest
    @EnumSource
    void d01_savePoint_savesWhenBothItsPartsHold(Server server) {
        RealServer started = start(server);
        needs(started, "BGSAVE");
        assertThat(ask(started, "CONFIG", "SET", "save", "2 3")).isEqualTo(OK);
        for (String key : List.of("a", "b", "c")) {
            ask(started, "SET", key, "1");
        }

        Await.until("saved", () -> started.log().contains("DB saved on disk"));

        assertThat(started.log())
                .contains("3 changes in 2 seconds. Saving...")
                .containsPattern("Background saving started by pid \\d+");
        Await.until("told", () -> number(started, "rdb_changes_since_last_save") == 0);
        assertThat(started.folder().resolve("dump.rdb")).exists();
    }

    @ParameterizedTest
    @EnumSource
    void d02_theFileIsDumpRdb(Server server) {
        RealServer started = start(server);

        assertThat(ask(started, "CONFIG", "GET", "dbfilename")).contains("\r\ndump.rdb\r\n");
        assertThat(ask(started, "SAVE")).isEqualTo(OK);

        assertThat(started.folder().resolve("dump.rdb")).exists();
    }

    @ParameterizedTest
    @EnumSource
    void d03_bgsave_isOneAtATime_andMovesLastsave(Server server) {
        RealServer started = start(server);
        needs(started, "BGSAVE");
        fill(started, 300);
        ask(started, "CONFIG", "SET", "rdb-key-save-delay", "3000");
        try (RespClient client = started.connect(2)) {
            assertThat(client.call("BGSAVE")).isEqualTo("+Background saving started\r\n");

            assertThat(client.call("BGSAVE"))
                    .isEqualTo("-ERR Background save already in progress\r\n");
            assertThat(client.call("SET", "meanwhile", "1")).isEqualTo(OK);
        }
        Await.until("ended", () -> number(started, "rdb_bgsave_in_progress") == 0);
        assertThat(ask(started, "INFO", "persistence")).contains("rdb_last_bgsave_status:ok");
        assertThat(number(started, "rdb_last_save_time"))
                .isEqualTo(Long.parseLong(ask(started, "LASTSAVE").substring(1).strip()));
    }

    @ParameterizedTest
    @EnumSource
    void d04_dataSurviveARestart(Server server) {
        RealServer started = start(server);
        ask(started, "CONFIG", "SET", "save", "3600 1");
        fill(started, KEYS);
        String digest = ask(started, "DEBUG", "DIGEST");

        assertThat(started.terminate()).isZero();
        started.startAgain();

        assertThat(ask(started, "DEBUG", "DIGEST")).isEqualTo(digest);
        assertThat(digest).doesNotContain("0000000000000000000000000000000000000000");
    }

    // ---- the append-only file

    @ParameterizedTest
    @EnumSource
    void d06_onlyWritesAreLogged_andReplayed(Server server) throws IOException {
        RealServer started = start(server, "--appendonly", "yes");
        ask(started, "SET", "k", "v");
        assertThat(files(started))
                .containsExactly(
                        "appendonly.aof.1.base.rdb",
                        "appendonly.aof.1.incr.aof",
                        "appendonly.aof.manifest");
        long before = bytes(started);

        assertThat(ask(started, "GET", "k")).isEqualTo("$1\r\nv\r\n");
        assertThat(ask(started, "GET", "none")).isEqualTo("$-1\r\n");
        assertThat(bytes(started)).isEqualTo(before);

        started.kill();
        started.startAgain();
        assertThat(ask(started, "GET", "k")).isEqualTo("$1\r\nv\r\n");
    }

    @ParameterizedTest
    @EnumSource
    void d08_d09_d10_whatWasAcknowledged_isThereAfterAKill(Server server) {
        for (String policy : List.of("always", "everysec", "no")) {
            RealServer started = start(server, "--appendonly", "yes", "--appendfsync", policy);
            assertThat(ask(started, "CONFIG", "GET", "appendfsync")).contains(policy);
            int acknowledged = 0;
            for (int round = 0; round < ROUNDS; round++) {
                try (RespClient client = started.connect(2)) {
                    for (int i = 0; i < 1000; i++) {
                        assertThat(client.call("SET", "key:" + acknowledged, "" + round))
                                .isEqualTo(OK);
                        acknowledged++;
                    }
                }
                started.kill();
                started.startAgain();

                assertThat(ask(started, "DBSIZE")).isEqualTo(":" + acknowledged + "\r\n");
            }
            assertThat(number(started, "aof_pending_bio_fsync")).isZero();
        }
    }

    @ParameterizedTest
    @EnumSource
    void d11_appendfilename_isTheStemOfAllFiles(Server server) throws IOException {
        RealServer started = start(server, "--appendonly", "yes", "--appendfilename", "foo.aof");

        assertThat(files(started))
                .containsExactly("foo.aof.1.base.rdb", "foo.aof.1.incr.aof", "foo.aof.manifest");
    }

    @ParameterizedTest
    @EnumSource
    void d12_appendOnly_isTurnedOnWhileItRuns(Server server) {
        RealServer started = start(server);
        needs(started, "BGREWRITEAOF");
        fill(started, 200);
        assertThat(ask(started, "CONFIG", "SET", "appendonly", "yes")).isEqualTo(OK);
        ask(started, "SET", "at once", "1");
        Await.until("on", () -> number(started, "aof_rewrite_in_progress") == 0);
        Await.until("on", () -> number(started, "aof_rewrite_scheduled") == 0);
        ask(started, "SET", "later", "1");
        String digest = ask(started, "DEBUG", "DIGEST");

        started.kill();
        RealServer again =
                start(server, "--dir", started.folder().toString(), "--appendonly", "yes");

        assertThat(ask(again, "DEBUG", "DIGEST")).isEqualTo(digest);
    }

    @ParameterizedTest
    @EnumSource
    void d13_tornTail_isCutOffOrRefused(Server server) throws IOException {
        RealServer started = start(server, "--appendonly", "yes");
        ask(started, "SET", "whole", "1");
        ask(started, "SET", "torn", "1");
        started.kill();
        Path file = started.folder().resolve("appendonlydir/appendonly.aof.1.incr.aof");
        byte[] bytes = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(bytes, bytes.length - 5));

        started.startAgain();

        assertThat(ask(started, "MGET", "whole", "torn")).isEqualTo("*2\r\n$1\r\n1\r\n$-1\r\n");
        assertThat(started.log())
                .contains("Truncating the AOF appendonly.aof.1.incr.aof at offset");
    }

    @ParameterizedTest
    @EnumSource
    void d14_rewriting_makesTheFileSmall_andLosesNothing(Server server) throws IOException {
        RealServer started = start(server, "--appendonly", "yes");
        needs(started, "BGREWRITEAOF");
        try (RespClient client = started.connect(2)) {
            for (int i = 0; i < 3000; i++) {
                client.call("INCR", "counter");
            }
            long before = bytes(started);
            assertThat(client.call("BGREWRITEAOF"))
                    .isEqualTo("+Background append only file rewriting started\r\n");
            for (int i = 0; i < 100; i++) {
                client.call("INCR", "counter");
            }
            Await.until("ended", () -> number(started, "aof_rewrite_in_progress") == 0);
            client.call("INCR", "counter");
            assertThat(bytes(started)).isLessThan(before / 4);
        }
        started.kill();
        started.startAgain();

        assertThat(ask(started, "GET", "counter")).isEqualTo("$4\r\n3101\r\n");
    }

    /** {@code -Drows.soak=3600} makes it the hour that the row asks for. */
    @ParameterizedTest
    @EnumSource
    void d15_underLoadAndKills_nothingAcknowledgedIsLost(Server server) throws Exception {
        RealServer started = start(server, "--appendonly", "yes", "--appendfsync", "always");
        Gen gen = new Gen(Gen.firstSeed());
        AtomicLongArray acknowledged = new AtomicLongArray(3);
        long endNs = System.nanoTime() + SOAK.toNanos();
        do {
            List<Thread> writers = new ArrayList<>();
            for (int i = 0; i < acknowledged.length(); i++) {
                int writer = i;
                writers.add(Thread.ofPlatform().start(() -> write(started, writer, acknowledged)));
            }
            long enough = acknowledged.get(0) + gen.between(1, 300);
            Await.until("written", () -> acknowledged.get(0) >= enough);
            started.kill();
            for (Thread writer : writers) {
                writer.join();
            }
            started.startAgain();
            for (int i = 0; i < acknowledged.length(); i++) {
                long present = Long.parseLong(ask(started, "HLEN", "h" + i).substring(1).strip());
                assertThat(present).isBetween(acknowledged.get(i), acknowledged.get(i) + 1);
                acknowledged.set(i, present);
            }
        } while (System.nanoTime() < endNs);
        assertThat(acknowledged.get(0)).isPositive();
    }

    private static void write(RealServer server, int writer, AtomicLongArray acknowledged) {
        try (RespClient client = server.connect(2)) {
            while (true) {
                client.call("HSET", "h" + writer, "f" + acknowledged.get(writer), "v");
                acknowledged.incrementAndGet(writer);
            }
        } catch (UncheckedIOException e) {
            return; // it was killed
        }
    }
}
