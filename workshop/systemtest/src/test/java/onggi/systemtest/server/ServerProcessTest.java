package onggi.systemtest.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import onggi.testkit.RealServer;
import onggi.testkit.RespClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ServerProcessTest {

    private static final Path STOCK = Path.of("/etc/redis/redis.conf");

    @TempDir private Path folder;

    @Test
    void start_saysWhatToolsWaitFor_andTermEndsIt() throws IOException, InterruptedException {
        String port = Integer.toString(RealServer.freePort());
        try (Program server =
                Program.start(
                        folder,
                        "--port",
                        port,
                        "--bind",
                        "127.0.0.1",
                        "--always-show-logo",
                        "yes",
                        "--pidfile",
                        "my.pid")) {
            server.awaitOutput("Ready to accept connections tcp");

            assertThat(server.output())
                    .containsPattern("(?s) PID: " + server.pid() + ".*Server initialized");
            assertThat(folder.resolve("my.pid")).hasContent(Long.toString(server.pid()));
            assertThat(server.terminate()).isZero();
            assertThat(server.output())
                    .containsPattern(
                            "\\d+:M \\d\\d \\w{3} \\d{4} \\d\\d:\\d\\d:\\d\\d\\.\\d{3} # Received"
                                    + " SIGTERM scheduling shutdown\\.\\.\\.")
                    .contains("ready to exit, bye bye");
            assertThat(folder.resolve("my.pid")).doesNotExist();
        }
    }

    @ParameterizedTest
    @CsvSource({"-v,Onggi server v=", "--version,Onggi server v=", "-h,Usage:", "--help,Usage:"})
    void question_isAnswered_withStatusZero(String argument, String answer)
            throws IOException, InterruptedException {
        try (Program program = Program.start(folder, argument)) {
            assertThat(program.await()).isZero();
            assertThat(program.output()).startsWith(answer);
        }
    }

    @Test
    void mistake_endsTheStart_withItsReason() throws IOException, InterruptedException {
        try (Program program = Program.start(folder, "--port", "6379", "6380")) {
            assertThat(program.await()).isEqualTo(1);
            assertThat(program.output())
                    .contains(
                            "*** FATAL CONFIG FILE ERROR (Redis 7.",
                            "'port \"6379\" \"6380\"'",
                            "wrong number of arguments");
        }
    }

    @Test
    void fileThatIsMissing_isOneLine() throws IOException, InterruptedException {
        try (Program program = Program.start(folder, "/no/such/redis.conf")) {
            assertThat(program.await()).isEqualTo(1);
            assertThat(program.output())
                    .isEqualTo(
                            "Fatal error, can't open config file '/no/such/redis.conf': No such"
                                    + " file or directory\n");
        }
    }

    @Test
    void portInUse_isSaid() throws IOException, InterruptedException {
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Program program =
                        Program.start(
                                folder,
                                "--bind",
                                "127.0.0.1",
                                "--port",
                                Integer.toString(taken.getLocalPort()))) {
            assertThat(program.await()).isEqualTo(1);
            assertThat(program.output())
                    .contains(
                            "Failed listening on port "
                                    + taken.getLocalPort()
                                    + " (TCP), aborting.");
        }
    }

    @Test
    void stockFileOfDebian_isAccepted() throws IOException, InterruptedException {
        assumeTrue(
                Files.isReadable(STOCK), STOCK + " is not readable; apt-get install redis-server");
        String port = Integer.toString(RealServer.freePort());
        try (Program server =
                Program.start(
                        folder,
                        STOCK.toString(),
                        "--port",
                        port,
                        "--dir",
                        folder.toString(),
                        "--daemonize",
                        "no",
                        "--logfile",
                        "",
                        "--pidfile",
                        "")) {
            server.awaitOutput("Ready to accept connections tcp");

            assertThat(server.terminate()).isZero();
        }
    }

    @Test
    void rewrittenFile_startsAgain_withTheSameValues() throws IOException, InterruptedException {
        int port = RealServer.freePort();
        Path file = folder.resolve("redis.conf");
        Files.writeString(file, "# mine\nport " + port + "\nbind 127.0.0.1\nmaxmemory 1gb\n");
        try (Program server = Program.start(folder, "redis.conf", "--timeout", "7")) {
            server.awaitOutput("Ready to accept");
            try (RespClient client = RespClient.connect(port)) {
                assertThat(client.call("CONFIG", "SET", "maxmemory", "2gb", "save", "60 5"))
                        .isEqualTo("+OK\r\n");
                assertThat(client.call("CONFIG", "REWRITE")).isEqualTo("+OK\r\n");
            }
            assertThat(server.terminate()).isZero();
        }

        assertThat(Files.readString(file))
                .startsWith("# mine\nport " + port + "\nbind 127.0.0.1\nmaxmemory 2gb\n")
                .contains("\ntimeout 7\n", "\nsave 60 5\n");
        try (Program server = Program.start(folder, "redis.conf")) {
            server.awaitOutput("Ready to accept");
            try (RespClient client = RespClient.connect(port)) {
                assertThat(client.ask("CONFIG", "GET", "maxmemory").parts().get(1).text())
                        .isEqualTo("2147483648");
                assertThat(client.ask("CONFIG", "GET", "timeout").parts().get(1).text())
                        .isEqualTo("7");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "2"})
    void bind_changesWhileItRuns_onTheSamePort(String loops) throws IOException {
        int port = RealServer.freePort();
        String number = Integer.toString(port);
        try (Program server = Program.start(folder, "--port", number, "--io-threads", loops)) {
            server.awaitOutput("Ready to accept");
            for (String bind : List.of("127.0.0.1", "* -::*", "127.0.0.1 -::1")) {
                try (RespClient client = RespClient.connect(port)) {
                    assertThat(client.call("CONFIG", "SET", "bind", bind)).isEqualTo("+OK\r\n");
                }
            }
            try (RespClient client = RespClient.connect(port)) {
                assertThat(client.call("CONFIG", "SET", "bind", "192.0.2.1"))
                        .isEqualTo(
                                "-ERR CONFIG SET failed (possibly related to argument 'bind')"
                                        + " - Failed to bind to specified addresses.\r\n");
            }
            try (RespClient client = RespClient.connect(port)) {
                assertThat(client.call("PING")).isEqualTo("+PONG\r\n");
            }
        }
    }

    @Test
    void portAndPassword_changeWhileItRuns() throws IOException {
        int port = RealServer.freePort();
        int other = RealServer.freePort();
        try (Program server =
                Program.start(folder, "--port", Integer.toString(port), "--bind", "127.0.0.1")) {
            server.awaitOutput("Ready to accept");
            try (RespClient client = RespClient.connect(port)) {
                assertThat(client.call("CONFIG", "SET", "port", Integer.toString(other)))
                        .isEqualTo("+OK\r\n");
                assertThat(client.call("CONFIG", "SET", "requirepass", "redis!1234"))
                        .isEqualTo("+OK\r\n");
                assertThat(client.call("DEBUG", "SLEEP", "0"))
                        .startsWith("-ERR DEBUG command not allowed.");
            }
            try (RespClient client = RespClient.connect(other)) {
                assertThat(client.call("GET", "a"))
                        .isEqualTo("-NOAUTH Authentication required.\r\n");
                assertThat(client.call("AUTH", "redis!1234")).isEqualTo("+OK\r\n");
                assertThat(client.call("PING")).isEqualTo("+PONG\r\n");
            }
        }
    }
}
