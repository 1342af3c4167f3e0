package onggi.systemtest.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import onggi.testkit.Await;
import onggi.testkit.RealServer;
import onggi.testkit.RespClient;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** While a server loads its data it answers what needs no data, and refuses the rest. */
class LoadingTest {

    private static final String LOADING = "-LOADING Redis is loading the dataset in memory\r\n";
    private static final int KEYS = 20_000;

    private static RealServer start(boolean appendOnly, int threads, String delay) {
        assumeTrue(RealServer.canStartOnggi(), "onggi.server.Main is not on the class path");
        RealServer server =
                RealServer.onggi(
                        "--appendonly",
                        appendOnly ? "yes" : "no",
                        "--io-threads",
                        Integer.toString(threads),
                        "--enable-debug-command",
                        "yes",
                        "--enable-protected-configs",
                        "yes",
                        "--save",
                        "900 1",
                        "--key-load-delay",
                        delay,
                        "--loading-process-events-interval-bytes",
                        "1024");
        try (RespClient client = server.connect()) {
            for (int i = 0; i < KEYS; i += 10) {
                String[] set = new String[21];
                set[0] = "MSET";
                for (int k = 0; k < 10; k++) {
                    set[2 * k + 1] = "key:" + (i + k);
                    set[2 * k + 2] = "value";
                }
                client.call(set);
            }
            client.call("EXPIRE", "key:1", "100000");
            if (!appendOnly) {
                assertThat(client.call("SAVE")).isEqualTo("+OK\r\n");
            }
        }
        server.kill();
        return server;
    }

    private static String field(RespClient client, String name) {
        return client.call("INFO", "persistence")
                .lines()
                .filter(line -> line.startsWith(name + ":"))
                .findFirst()
                .orElse("");
    }

    @ParameterizedTest
    @CsvSource({"true,1", "true,2", "false,1", "false,2"})
    void server_answersWhileItLoads(boolean appendOnly, int threads) throws IOException {
        try (RealServer server = start(appendOnly, threads, appendOnly ? "1500" : "150")) {
            server.startLoading();
            try (RespClient client = server.connect()) {
                for (String command : List.of("PING", "GET key:1", "SET a b", "DBSIZE", "SAVE")) {
                    assertThat(client.call(command.split(" "))).isEqualTo(LOADING);
                }
                assertThat(field(client, "loading")).isEqualTo("loading:1");
                assertThat(field(client, "async_loading")).isEqualTo("async_loading:0");
                assertThat(field(client, "loading_eta_seconds")).isNotEmpty();
                assertThat(client.call("CONFIG", "SET", "loglevel", "verbose"))
                        .isEqualTo("+OK\r\n");
                assertThat(client.call("CONFIG", "SET", "dir", "/")).isEqualTo(LOADING);
                assertThat(client.call("CONFIG", "SET", "appendonly", "no")).isEqualTo(LOADING);
                assertThat(client.call("DEBUG", "RELOAD")).isEqualTo(LOADING);
                assertThat(client.call("MULTI")).isEqualTo("+OK\r\n");
                assertThat(client.call("TIME")).isEqualTo("+QUEUED\r\n");
                assertThat(client.call("EXEC")).startsWith("*1\r\n*2\r\n");
                assertThat(client.call("WATCH", "key:1")).isEqualTo("+OK\r\n");
                assertThat(field(client, "loading")).isEqualTo("loading:1");
                client.call("CONFIG", "SET", "key-load-delay", "0");
                Await.until(
                        "PONG",
                        Duration.ofSeconds(30),
                        () -> client.call("PING").equals("+PONG\r\n"));
                assertThat(client.call("DBSIZE")).isEqualTo(":" + KEYS + "\r\n");
                assertThat(client.call("GET", "key:7")).isEqualTo("$5\r\nvalue\r\n");
                assertThat(client.call("DEBUG", "STORE-CHECK")).isEqualTo("+OK\r\n");
                assertThat(field(client, "loading_total_bytes")).isEmpty();
                assertThat(client.call("OBJECT", "IDLETIME", "key:9")).hasSizeLessThan(6);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"true,1", "false,2"})
    void shutdownWhileItLoads_leavesTheFilesAsTheyAre(boolean appendOnly, int threads)
            throws IOException {
        try (RealServer server = start(appendOnly, threads, appendOnly ? "10000" : "1000")) {
            Path file =
                    server.folder()
                            .resolve(
                                    appendOnly
                                            ? "appendonlydir/appendonly.aof.1.incr.aof"
                                            : "dump.rdb");
            byte[] before = Files.readAllBytes(file);
            server.startLoading();
            try (RespClient client = server.connect()) {
                client.command("SHUTDOWN", "SAVE");
            }
            assertThat(server.awaitExit()).isZero();
            assertThat(Files.readAllBytes(file)).isEqualTo(before);

            server.startLoading();
            assertThat(server.terminate()).isZero();
            assertThat(Files.readAllBytes(file)).isEqualTo(before);
        }
    }
}
