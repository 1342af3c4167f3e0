package onggi.systemtest.robustness;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import onggi.testkit.Await;
import onggi.testkit.RealServer;
import onggi.testkit.RespClient;
import org.junit.jupiter.api.Test;

/** Input that never ends, is too long, or comes too slowly. */
class HostileInputTest {

    private static final Duration LONGEST = Duration.ofSeconds(2);
    private static final int MB = 1 << 20;

    @Test
    void request_byteAfterByte_isAnsweredAndDisturbsNobody() throws InterruptedException {
        try (var server = Servers.start();
                var bystander = new Bystander(server);
                var slow = server.connect()) {
            byte[] request =
                    "*3\r\n$3\r\nSET\r\n$4\r\nslow\r\n$5\r\nvalue\r\n*2\r\n$3\r\nGET\r\n$4\r\nslow\r\n"
                            .getBytes(StandardCharsets.US_ASCII);
            for (byte b : request) {
                slow.send(new byte[] {b});
                Thread.sleep(20); // the time is the test
            }

            assertThat(slow.frame()).isEqualTo("+OK\r\n");
            assertThat(slow.frame()).isEqualTo("$5\r\nvalue\r\n");
            bystander.assertUndisturbed(LONGEST);
        }
    }

    @Test
    void lengthLine_withoutEnd_isRefusedAndForgotten() {
        try (var server = Servers.start();
                var bystander = new Bystander(server)) {
            assertThat(refusal(server, "*1\r\n$", "1"))
                    .isEqualTo("-ERR Protocol error: too big bulk count string\r\n");
            assertThat(refusal(server, "*", "1"))
                    .isEqualTo("-ERR Protocol error: too big mbulk count string\r\n");
            assertThat(refusal(server, "", "x"))
                    .isEqualTo("-ERR Protocol error: too big inline request\r\n");
            bystander.assertUndisturbed(LONGEST);
        }
    }

    /** Sends a beginning and then one text for ever, or until the server has enough. */
    private static String refusal(RealServer server, String start, String forever) {
        try (var client = server.connect()) {
            client.send(start);
            byte[] piece = forever.repeat(4096).getBytes(StandardCharsets.US_ASCII);
            for (int sent = 0; sent < 64 * MB; sent += piece.length) {
                try {
                    client.send(piece);
                } catch (java.io.UncheckedIOException closed) {
                    break;
                }
                if (client.hasInput()) {
                    break;
                }
            }
            return client.readToEnd();
        }
    }

    @Test
    void argument_sixHundredMegabytes_isRefusedByItsLengthAlone() {
        try (var server = Servers.start();
                var bystander = new Bystander(server);
                var client = server.connect()) {
            client.send("*3\r\n$3\r\nSET\r\n$1\r\nk\r\n$" + 600L * MB + "\r\n");

            assertThat(client.readToEnd())
                    .isEqualTo("-ERR Protocol error: invalid bulk length\r\n");
            bystander.assertUndisturbed(LONGEST);
        }
    }

    @Test
    void arguments_tooManyInOneRequest_areRefused() {
        try (var server = Servers.start();
                var client = server.connect()) {
            client.send("*2147483648\r\n");

            assertThat(client.readToEnd())
                    .isEqualTo("-ERR Protocol error: invalid multibulk length\r\n");
        }
    }

    @Test
    void argument_hundredMegabytes_isStoredAndItsMemoryComesBack() {
        int length = 100 * MB;
        try (var server = Servers.start();
                var bystander = new Bystander(server);
                var client = server.connect().timeout(Duration.ofSeconds(60))) {
            long before = server.residentBytes();
            client.send("*3\r\n$3\r\nSET\r\n$3\r\nbig\r\n$" + length + "\r\n");
            byte[] piece = new byte[MB];
            Arrays.fill(piece, (byte) 'b');
            for (int i = 0; i < length / MB; i++) {
                client.send(piece);
            }
            client.send("\r\n");
            assertThat(client.frame()).isEqualTo("+OK\r\n");
            assertThat(client.call("STRLEN", "big")).isEqualTo(":" + length + "\r\n");
            assertThat(client.call("GETRANGE", "big", "104857599", "-1")).isEqualTo("$1\r\nb\r\n");
            assertThat(server.residentBytes() - before)
                    .as("copies of the value held")
                    .isLessThan(length + 60L * MB);

            long used = Servers.info(client, "used_memory");
            assertThat(used).isGreaterThan(length);

            assertThat(client.call("DEL", "big")).isEqualTo(":1\r\n");

            Await.until(
                    "the memory of the data to come back",
                    () ->
                            Servers.info(client, "used_memory") < used / 10
                                    && server.residentBytes() - before < 60L * MB);
            bystander.assertUndisturbed(LONGEST);
        }
    }

    @Test
    void array_millionElements_isAnsweredAndItsMemoryComesBack() {
        int count = 1_000_000;
        try (var server = Servers.start();
                var bystander = new Bystander(server);
                var client = server.connect().timeout(Duration.ofSeconds(60))) {
            long before = server.residentBytes();
            var request = new StringBuilder("*" + (count + 1) + "\r\n$3\r\nDEL\r\n");
            for (int i = 0; i < count; i++) {
                request.append("$7\r\n").append(1_000_000 + i).append("\r\n");
            }
            client.send(request.toString());
            assertThat(client.frame()).isEqualTo(":0\r\n");
            client.send(
                    request.toString()
                            .replace("DEL", "GET")
                            .replaceFirst("\\$3\r\nGET", "\\$4\r\nMGET"));
            assertThat(client.frame()).startsWith("*" + count + "\r\n$-1\r\n$-1\r\n");

            Await.until(
                    "the memory to come back",
                    Duration.ofSeconds(20),
                    () -> server.residentBytes() - before < 200L * MB);
            bystander.assertUndisturbed(Duration.ofSeconds(4));
        }
    }

    @Test
    void halfClosed_pipelineBefore_isAnsweredInFull() {
        try (var server = Servers.start();
                RespClient client = server.connect()) {
            client.send("PING\r\n".repeat(5000));
            client.finishSending();

            assertThat(client.readToEnd()).isEqualTo("+PONG\r\n".repeat(5000));
        }
    }
}
