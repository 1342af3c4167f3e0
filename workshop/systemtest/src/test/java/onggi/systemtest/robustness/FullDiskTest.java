package onggi.systemtest.robustness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import onggi.testkit.Await;
import onggi.testkit.RealServer;
import onggi.testkit.RespClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A disk that is full makes the server refuse changes, and loses none that it acknowledged. */
class FullDiskTest {

    private static final int FILLER_BYTES = 1 << 20;
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final String VALUE = "v".repeat(2000);

    @SuppressWarnings("NullAway.Init") // set by JUnit
    @TempDir
    private Path disk;

    private boolean mounted;

    @BeforeEach
    void mount() throws IOException, InterruptedException {
        assumeTrue(RealServer.canStartOnggi(), "onggi.server.Main is not on the class path");
        mounted = run("mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", disk.toString());
        assumeTrue(mounted, "SKIPPED: no small disk can be mounted here (that takes root)");
    }

    @AfterEach
    void unmount() throws IOException, InterruptedException {
        if (mounted) {
            assertThat(run("umount", disk.toString())).isTrue();
        }
    }

    private static boolean run(String... command) throws IOException, InterruptedException {
        try {
            Process process =
                    new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start();
            return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException e) {
            return false; // there is no such program
        }
    }

    private RealServer start(String fsync) {
        return RealServer.onggi(
                "--dir", disk.toString(), "--appendonly", "yes", "--appendfsync", fsync);
    }

    /** Writes new keys from a number on until one is refused; returns the number of that. */
    private static int writeUntilRefused(RespClient client, int from) {
        for (int i = from; ; i++) {
            String reply = client.call("SET", "key:" + i, VALUE);
            if (!reply.equals("+OK\r\n")) {
                assertThat(reply)
                        .startsWith("-MISCONF Errors writing to the AOF file: No space left");
                return i;
            }
            assertThat(i).as("the disk is never full").isLessThan(100_000);
        }
    }

    @Test
    void everysec_refusesChangesWhileTheDiskIsFull_andGoesOnAfterwards() throws IOException {
        Path filler = disk.resolve("filler");
        Files.write(filler, new byte[FILLER_BYTES]);
        try (RealServer server = start("everysec")) {
            int first;
            try (RespClient client = server.connect(2)) {
                first = writeUntilRefused(client, 0);
                assertThat(client.call("GET", "key:0")).startsWith("$2000\r\n");
                assertThat(client.call("INFO", "persistence"))
                        .contains("aof_last_write_status:err");
                Files.delete(filler);
                Await.until(
                        "changes are taken again",
                        LIMIT,
                        () -> client.call("SET", "probe", "1").equals("+OK\r\n"));
                assertThat(client.call("INFO", "persistence")).contains("aof_last_write_status:ok");
                for (int i = 0; i < 20; i++) {
                    assertThat(client.call("SET", "late:" + i, VALUE)).isEqualTo("+OK\r\n");
                }
            }
            server.kill();
            server.startAgain();
            try (RespClient client = server.connect(2)) {
                for (int i = 0; i < first; i++) {
                    assertThat(client.call("EXISTS", "key:" + i)).isEqualTo(":1\r\n");
                }
                for (int i = 0; i < 20; i++) {
                    assertThat(client.call("EXISTS", "late:" + i)).isEqualTo(":1\r\n");
                }
            }
        }
    }

    @Test
    void always_endsTheServer_andAcknowledgesNothingThatIsLost() throws IOException {
        Path filler = disk.resolve("filler");
        Files.write(filler, new byte[FILLER_BYTES]);
        try (RealServer server = start("always")) {
            int acknowledged = 0;
            try (RespClient client = server.connect(2)) {
                while (client.call("SET", "key:" + acknowledged, VALUE).equals("+OK\r\n")) {
                    acknowledged++;
                }
            } catch (RuntimeException | AssertionError e) {
                // the server has ended
            }
            assertThat(server.awaitExit()).isEqualTo(1);
            assertThat(acknowledged).isPositive();
            Files.delete(filler);
            server.startAgain();
            try (RespClient client = server.connect(2)) {
                for (int i = 0; i < acknowledged; i++) {
                    assertThat(client.call("EXISTS", "key:" + i)).isEqualTo(":1\r\n");
                }
            }
        }
    }

    @Test
    void rewriteWithoutRoom_failsAndHarmsNothing() throws IOException {
        try (RealServer server = start("everysec")) {
            try (RespClient client = server.connect(2)) {
                for (int i = 0; i < 1100; i++) {
                    assertThat(client.call("SET", "key:" + i, VALUE)).isEqualTo("+OK\r\n");
                }
                client.call("CONFIG", "SET", "rdbcompression", "no");
                client.call("CONFIG", "SET", "aof-use-rdb-preamble", "yes");
                assertThat(client.call("BGREWRITEAOF")).startsWith("+");
                Await.until(
                        "the failure",
                        LIMIT,
                        () ->
                                client.call("INFO", "persistence")
                                        .contains("aof_last_bgrewrite_status:err"));
                Await.until(
                        "room for changes",
                        LIMIT,
                        () -> client.call("SET", "probe", "1").equals("+OK\r\n"));
            }
            server.kill();
            server.startAgain();
            try (RespClient client = server.connect(2)) {
                assertThat(client.call("DBSIZE")).isEqualTo(":1101\r\n");
            }
        }
    }
}
