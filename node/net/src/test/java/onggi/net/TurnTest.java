package onggi.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import onggi.testkit.Await;
import onggi.testkit.RespClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TurnTest {

    private TestServer server;

    @BeforeEach
    void start() throws IOException {
        server = new TestServer();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private RespClient client() {
        return RespClient.connect(server.port());
    }

    @Test
    void pipeline_isAnsweredInOrder() {
        try (RespClient client = client()) {
            for (int i = 0; i < 20_000; i++) {
                client.command("SET", "key:" + i, "value:" + i);
            }
            for (int i = 0; i < 20_000; i++) {
                assertThat(client.frame()).isEqualTo("+OK\r\n");
            }
            for (int i = 0; i < 20_000; i++) {
                client.command("GET", "key:" + i);
            }
            for (int i = 0; i < 20_000; i++) {
                String value = "value:" + i;
                assertThat(client.frame())
                        .isEqualTo("$" + value.length() + "\r\n" + value + "\r\n");
            }
        }
    }

    @Test
    void request_thatComesByteByByte_isAnswered() {
        try (RespClient client = client()) {
            String requests = "*3\r\n$3\r\nSET\r\n$1\r\na\r\n$3\r\nxyz\r\nGET a\r\n";
            for (String one : requests.split("")) {
                client.send(one);
            }

            assertThat(client.frame()).isEqualTo("+OK\r\n");
            assertThat(client.frame()).isEqualTo("$3\r\nxyz\r\n");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {10, 70_000, 200_000, 3_000_000, 40_000_000})
    void value_ofAnySize_comesBackUnchanged(int length) {
        String value = "0123456789".repeat(length / 10);
        try (RespClient client = client()) {
            assertThat(client.call("SET", "big", value)).isEqualTo("+OK\r\n");
            client.command("GET", "big");
            client.command("PING");

            assertThat(client.frame()).isEqualTo("$" + length + "\r\n" + value + "\r\n");
            assertThat(client.frame()).isEqualTo("+PONG\r\n");
        }
    }

    @Test
    void request_ofAMillionArguments_isAnswered() {
        int keys = 1_000_000;
        try (RespClient client = client()) {
            client.call("SET", "a", "x");
            client.send("*" + (keys + 1) + "\r\n$4\r\nMGET\r\n");
            for (int i = 0; i < keys / 1000; i++) {
                client.send("$1\r\na\r\n".repeat(1000));
            }

            assertThat(client.frame()).hasSize(7 * keys + "*1000000\r\n".length());
            assertThat(client.call("PING")).isEqualTo("+PONG\r\n");
        }
    }

    @Test
    void connections_ofOneTurn_getTheirOwnReplies() {
        List<RespClient> clients = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            clients.add(client());
        }
        for (int round = 0; round < 20; round++) {
            for (int i = 0; i < clients.size(); i++) {
                clients.get(i).command("SET", "k" + i, "v" + i + "." + round);
                clients.get(i).command("GET", "k" + i);
            }
            for (int i = 0; i < clients.size(); i++) {
                String value = "v" + i + "." + round;
                assertThat(clients.get(i).frame()).isEqualTo("+OK\r\n");
                assertThat(clients.get(i).frame())
                        .isEqualTo("$" + value.length() + "\r\n" + value + "\r\n");
            }
        }
        clients.forEach(RespClient::close);
    }

    @Test
    void reader_whoIsSlow_getsEverythingAndStopsNobody() {
        server.settings.pauseReadingBytes(64 * 1024);
        String value = "x".repeat(10_000);
        int requests = 5000;
        try (RespClient slow = RespClient.connect(server.port(), 4096);
                RespClient other = client()) {
            slow.call("SET", "big", value);
            Thread sender =
                    new Thread(() -> {
                        for (int i = 0; i < requests; i++) {
                            slow.command("GET", "big");
                        }
                        slow.command("PING");
                    });
            sender.start();
            Await.until("output waits", () -> server.net.stats().waitingOutputBytes() > 64 * 1024);

            assertThat(other.call("PING")).isEqualTo("+PONG\r\n");
            assertThat(server.net.stats().waitingOutputBytes()).isLessThan(4 << 20);
            for (int i = 0; i < requests; i++) {
                assertThat(slow.frame()).hasSize(value.length() + 10);
            }
            assertThat(slow.frame()).isEqualTo("+PONG\r\n");
        }
    }

    @Test
    void client_overItsOutputLimit_isClosed() {
        server.settings.outputLimit(ClientClass.NORMAL, new OutputLimit(1 << 20, 0, 0));
        try (RespClient slow = RespClient.connect(server.port(), 4096)) {
            slow.call("SET", "big", "x".repeat(100_000));
            for (int i = 0; i < 500; i++) {
                slow.command("GET", "big");
            }

            Await.until("the client is closed", () -> server.net.clients().count() == 0);
            assertThat(server.net.stats().outputLimitCloses()).isEqualTo(1);
            assertThat(server.net.stats().waitingOutputBytes()).isZero();
        }
    }

    @Test
    void reply_longerThanTheOutputLimit_isNotMade() throws IOException {
        server.settings.outputLimit(ClientClass.NORMAL, new OutputLimit(1_000_000, 0, 0));
        try (RespClient greedy = client();
                RespClient other = client()) {
            greedy.command("REPEAT", Long.toString(1L << 50));

            assertThatThrownBy(greedy::frame).isInstanceOf(UncheckedIOException.class);
            assertThat(other.call("PING")).isEqualTo("+PONG\r\n");
            assertThat(other.call("REPEAT", "80000")).hasSize(8 + 80_000 * 11);
            assertThat(server.net.stats().outputLimitCloses()).isEqualTo(1);
        }
    }

    @Test
    void client_overItsSoftLimitForLong_isClosed() {
        server.settings.outputLimit(ClientClass.NORMAL, new OutputLimit(0, 100_000, 1));
        server.settings.pauseReadingBytes(1 << 20);
        try (RespClient slow = RespClient.connect(server.port(), 4096)) {
            slow.call("SET", "big", "x".repeat(100_000));
            for (int i = 0; i < 100; i++) {
                slow.command("GET", "big");
            }
            Await.until("output waits", () -> server.net.stats().waitingOutputBytes() > 100_000);
            assertThat(server.net.clients().count()).isEqualTo(1);

            Await.until("the client is closed", () -> server.net.clients().count() == 0);
        }
    }

    @Test
    void peer_thatSendsNoMore_isStillAnswered() {
        try (RespClient client = client()) {
            client.command("SET", "a", "b");
            client.command("GET", "a");
            client.finishSending();

            assertThat(client.readToEnd()).isEqualTo("+OK\r\n$1\r\nb\r\n");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "*1\r\n$x\r\n",
                "*x\r\n",
                "*1\r\nfoo\r\n",
                "*1\r\n$-1\r\n",
                "*1\r\n$536870913\r\n",
                "ping \"\r\n"
            })
    void protocolError_isAnsweredAfterTheRepliesBefore_andCloses(String rubbish) {
        try (RespClient client = client();
                RespClient other = client()) {
            client.send("PING\r\n" + rubbish + "PING\r\n");

            assertThat(client.readToEnd()).startsWith("+PONG\r\n-ERR Protocol error: ");
            assertThat(other.call("PING")).isEqualTo("+PONG\r\n");
        }
    }

    @Test
    void handler_thatFails_answersAnErrorAndTheConnectionLives() {
        try (RespClient client = client()) {
            assertThat(client.call("FAIL")).startsWith("-ERR internal error");
            assertThat(client.call("PING")).isEqualTo("+PONG\r\n");
        }
    }

    @Test
    void severalLoops_serveTheSameStore() throws IOException {
        try (TestServer many = new TestServer(3, 0)) {
            List<RespClient> clients = new ArrayList<>();
            for (int i = 0; i < 9; i++) {
                clients.add(RespClient.connect(many.port()));
                clients.get(i).call("SET", "k" + i, "v" + i);
            }
            for (RespClient client : clients) {
                for (int i = 0; i < 9; i++) {
                    assertThat(client.call("GET", "k" + i)).isEqualTo("$2\r\nv" + i + "\r\n");
                }
                client.close();
            }
        }
    }
}
