package onggi.systemtest.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import onggi.testkit.Await;
import onggi.testkit.RealServer;
import onggi.testkit.RespClient;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import redis.clients.jedis.Jedis;

/**
 * The process as systems start it: with the configuration files of real servers unchanged, in the
 * background, under systemd.
 */
class ProcessTest {

    private static final Duration LIMIT = Duration.ofSeconds(60);

    @TempDir Path folder;

    @BeforeEach
    void canStart() {
        assumeTrue(RealServer.canStartOnggi(), "onggi.server.Main is not on the class path");
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    /** Debian's own, and those that ONGGI_STOCK_CONFIGS names, parted by colons. */
    static Stream<String> stockFiles() {
        String more = System.getenv().getOrDefault("ONGGI_STOCK_CONFIGS", "");
        return Stream.concat(Stream.of("/etc/redis/redis.conf"), Stream.of(more.split(":")))
                .filter(file -> !file.isEmpty());
    }

    @ParameterizedTest
    @MethodSource("stockFiles")
    void stockConfigurationFile_startsTheServer(String file) throws Exception {
        assumeTrue(Files.isReadable(Path.of(file)), file + " is not there");
        int port = freePort();
        String[] own = {
            file,
            "--port",
            Integer.toString(port),
            "--daemonize",
            "no",
            "--dir",
            folder.toString(),
            "--logfile",
            "",
            "--pidfile",
            "here.pid",
            "--save",
            "",
            "--bind",
            "127.0.0.1"
        };
        try (Program server = Program.start(folder, own)) {
            server.awaitOutput("Ready to accept connections tcp");
            try (Jedis jedis = new Jedis("127.0.0.1", port)) {
                assertThat(jedis.set("k", "v")).isEqualTo("OK");
                assertThat(jedis.configGet("*").size()).isGreaterThan(200);
            }
            assertThat(folder.resolve("here.pid")).hasContent(server.pid() + "\n");
            assertThat(server.terminate()).isZero();
            assertThat(folder.resolve("here.pid")).doesNotExist();
        }
    }

    @Test
    void faultOfTheServer_endsItInOrder_andLosesNothingAcknowledged() throws Exception {
        int port = freePort();
        String[] own = {
            "--port",
            Integer.toString(port),
            "--appendonly",
            "yes",
            "--pidfile",
            "here.pid",
            "--enable-debug-command",
            "yes"
        };
        try (Program server = Program.start(folder, own)) {
            server.awaitOutput("Ready to accept connections tcp");
            try (RespClient client = RespClient.connect(port)) {
                for (int i = 0; i < 100; i++) {
                    assertThat(client.call("SET", "k" + i, "v")).isEqualTo("+OK\r\n");
                }
                client.command("DEBUG", "PANIC");
                assertThat(client.readToEnd()).isIn("", "+OK\r\n");
            }
            assertThat(server.await()).isEqualTo(1);
            assertThat(server.output())
                    .contains("called by DEBUG PANIC")
                    .contains("# Server\r\n", "redis_version:", "eventloop_cycles:")
                    .contains("cmd=debug");
            assertThat(folder.resolve("here.pid")).doesNotExist();
        }
        try (Program server = Program.start(folder, own)) {
            server.awaitOutput("Ready to accept connections tcp");
            try (Jedis jedis = new Jedis("127.0.0.1", port)) {
                assertThat(jedis.dbSize()).isEqualTo(100);
            }
            assertThat(server.terminate()).isZero();
        }
    }

    @Test
    void daemonize_leavesAServerInTheBackground() throws Exception {
        int port = freePort();
        Path pidFile = folder.resolve("background.pid");
        try (Program starter =
                Program.start(
                        folder,
                        "--port",
                        Integer.toString(port),
                        "--daemonize",
                        "yes",
                        "--pidfile",
                        pidFile.toString(),
                        "--logfile",
                        "background.log",
                        "--save",
                        "")) {
            assertThat(starter.await()).isZero();
            assertThat(starter.output()).isEmpty();
        }
        Path log = folder.resolve("background.log");
        Await.until(
                "the server is ready",
                LIMIT,
                () -> Files.exists(log) && Files.readString(log).contains("Ready to accept"));
        long pid = Long.parseLong(Files.readString(pidFile).strip());
        ProcessHandle server = ProcessHandle.of(pid).orElseThrow();
        assertThat(server.parent().map(ProcessHandle::pid))
                .isNotEqualTo(Optional.of(ProcessHandle.current().pid()));
        try (Jedis jedis = new Jedis("127.0.0.1", port)) {
            assertThat(jedis.ping()).isEqualTo("PONG");
        } finally {
            server.destroy();
        }
        server.onExit().get(LIMIT.toSeconds(), TimeUnit.SECONDS);
        assertThat(pidFile).doesNotExist();
    }

    @Test
    void hangup_isIgnored() throws Exception {
        int port = freePort();
        try (Program server =
                Program.start(folder, "--port", Integer.toString(port), "--save", "")) {
            server.awaitOutput("Ready to accept connections tcp");
            new ProcessBuilder("kill", "-HUP", Long.toString(server.pid())).start().waitFor();
            try (Jedis jedis = new Jedis("127.0.0.1", port)) {
                for (int i = 0; i < 100; i++) {
                    assertThat(jedis.ping()).isEqualTo("PONG");
                }
            }
            assertThat(server.terminate()).isZero();
            assertThat(server.output()).contains("Received SIGTERM");
        }
    }

    /** A stand-in for systemd: prints the datagrams that arrive at a Unix socket. */
    private static final String RECEIVER =
            """
            import socket, sys
            s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
            s.bind(sys.argv[1])
            print("bound", flush=True)
            while True:
                print(s.recv(1000).decode(), flush=True)
            """;

    @Test
    void systemd_isToldWhenTheServerIsReady_andWhenItEnds() throws Exception {
        assumeTrue(new File("/usr/bin/python3").canExecute(), "python3 is not there");
        Path socket = folder.resolve("notify");
        Path said = folder.resolve("said");
        Process receiver =
                new ProcessBuilder("/usr/bin/python3", "-c", RECEIVER, socket.toString())
                        .redirectErrorStream(true)
                        .redirectOutput(said.toFile())
                        .start();
        try {
            Await.until("the receiver is there", LIMIT, () -> has(said, "bound"));
            List<String> arguments =
                    List.of(
                            "--port",
                            Integer.toString(freePort()),
                            "--supervised",
                            "systemd",
                            "--save",
                            "");
            try (Program server =
                    Program.startWith(
                            "NOTIFY_SOCKET=" + socket, folder, arguments.toArray(String[]::new))) {
                Await.until("systemd knows it is ready", LIMIT, () -> has(said, "READY=1"));
                assertThat(server.terminate()).isZero();
                Await.until("systemd knows it ends", LIMIT, () -> has(said, "STOPPING=1"));
            }
        } finally {
            receiver.destroy();
        }
    }

    private static boolean has(Path file, String text) throws IOException {
        return Files.exists(file) && Files.readString(file).contains(text);
    }
}
