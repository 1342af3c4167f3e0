package onggi.systemtest.robustness;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import onggi.testkit.Await;
import onggi.testkit.Gen;
import onggi.testkit.Program;
import onggi.testkit.RespClient;
import org.junit.jupiter.api.Test;

/** Very many connections, and connections that come and go. */
class ConnectionsTest {

    private static final int IDLE = 10_000;
    private static final int RESERVE = 500;
    private static final Duration LONGEST = Duration.ofSeconds(2);

    /** Each side needs one file per connection, so both ends' limit counts. */
    private static int affordable() {
        String limit =
                Program.run(Duration.ofSeconds(5), Path.of("."), "sh", "-c", "ulimit -Hn").strip();
        int most = limit.equals("unlimited") ? IDLE : Integer.parseInt(limit) - RESERVE;
        if (most < IDLE) {
            System.err.println(
                    "[REDUCED] "
                            + most
                            + " idle connections instead of "
                            + IDLE
                            + ": ulimit -Hn is "
                            + limit);
        }
        return Math.min(IDLE, most);
    }

    @Test
    void idleConnections_tenThousand_costLittleAndDisturbNobody() {
        int count = affordable();
        try (var server = Servers.start("--maxclients", Integer.toString(count + 100));
                var bystander = new Bystander(server);
                var observer = server.connect()) {
            long before = server.residentBytes();
            List<RespClient> idle = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                idle.add(server.connect());
            }
            for (RespClient client : idle) {
                client.command("PING");
            }
            for (RespClient client : idle) {
                assertThat(client.frame()).isEqualTo("+PONG\r\n");
            }
            assertThat(Servers.info(observer, "connected_clients")).isEqualTo(count + 2);
            long each = (server.residentBytes() - before) / count;
            System.out.printf(
                    "%,d idle connections: %,d bytes of process memory each%n", count, each);
            assertThat(each).isLessThan(32 * 1024);

            idle.forEach(RespClient::abort);

            Await.until("all closed", () -> Servers.info(observer, "connected_clients") == 2);
            bystander.assertUndisturbed(LONGEST);
        }
    }

    @Test
    void maxclients_oneTooMany_isToldAndClosed() {
        try (var server = Servers.start("--maxclients", "10")) {
            List<RespClient> clients = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                clients.add(server.connect());
                assertThat(clients.getLast().call("PING")).isEqualTo("+PONG\r\n");
            }
            try (var late = server.connect()) {
                assertThat(late.readToEnd()).isEqualTo("-ERR max number of clients reached\r\n");
            }
            clients.removeLast().close();
            Await.until(
                    "a place again",
                    () -> {
                        try (var next = server.connect()) {
                            return next.call("PING").equals("+PONG\r\n");
                        } catch (java.io.UncheckedIOException e) {
                            return false;
                        }
                    });
            clients.forEach(RespClient::close);
        }
    }

    /** A thousand connections live at a time; they end in every way there is. */
    @Test
    void churn_thousandConnectionsAtATime_disturbNobodyAndLeaveNothing() throws Exception {
        int rounds = 12;
        int threads = 4;
        try (var server = Servers.start();
                var bystander = new Bystander(server);
                var observer = server.connect();
                var pool = Executors.newFixedThreadPool(threads)) {
            List<Callable<Void>> work = new ArrayList<>();
            for (int t = 0; t < threads; t++) {
                var gen = new Gen(t);
                work.add(() -> {
                    for (int round = 0; round < rounds; round++) {
                        churn(server.port(), gen, 1000 / threads);
                    }
                    return null;
                });
            }
            for (var result : pool.invokeAll(work)) {
                result.get();
            }

            Await.until("all closed", () -> Servers.info(observer, "connected_clients") == 2);
            assertThat(Servers.info(observer, "total_connections_received"))
                    .isGreaterThanOrEqualTo(1000L * rounds);
            bystander.assertUndisturbed(LONGEST);
        }
    }

    private static void churn(int port, Gen gen, int count) {
        List<RespClient> clients = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            RespClient client = RespClient.connect(port);
            clients.add(client);
            client.command("SET", "k" + gen.below(100), "v");
        }
        for (RespClient client : clients) {
            switch (gen.below(5)) {
                case 0 -> {
                    assertThat(client.frame()).isEqualTo("+OK\r\n");
                    client.close();
                }
                case 1 -> client.abort(); // the reply may still be under way
                case 2 -> {
                    client.send("*3\r\n$3\r\nSET\r\n$100\r\nhalf");
                    client.close();
                }
                case 3 -> {
                    client.command("SUBSCRIBE", "news");
                    client.command("QUIT");
                    assertThat(client.readToEnd()).startsWith("+OK\r\n*3\r\n").endsWith("+OK\r\n");
                    client.close();
                }
                default -> {
                    client.finishSending();
                    assertThat(client.readToEnd()).isEqualTo("+OK\r\n");
                    client.close();
                }
            }
        }
    }

    @Test
    void timeout_idleConnection_isClosed() {
        try (var server = Servers.start("--timeout", "1");
                var idle = server.connect();
                var subscriber = server.connect()) {
            subscriber.call("SUBSCRIBE", "c");

            assertThat(idle.readToEnd()).isEmpty();

            subscriber.command("PING", "still here");
            assertThat(subscriber.frame()).contains("still here");
        }
    }

    @Test
    void kill9_startAgain_isClean() {
        try (var server = Servers.start()) {
            try (var client = server.connect()) {
                client.call("SET", "a", "1");
            }
            server.kill();

            server.startAgain();

            try (var client = server.connect()) {
                assertThat(client.call("DBSIZE")).isEqualTo(":0\r\n");
            }
            assertThat(server.terminate()).isIn(0, 143);
            assertThat(server.log())
                    .doesNotContain("Exception")
                    .contains("Ready to accept connections");
        }
    }
}
