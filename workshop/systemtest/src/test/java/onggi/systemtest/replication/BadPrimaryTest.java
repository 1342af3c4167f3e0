package onggi.systemtest.replication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import onggi.testkit.Await;
import onggi.testkit.RealServer;
import onggi.testkit.RespClient;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A primary that sends nonsense is refused by name, and costs no data. */
class BadPrimaryTest {

    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final String ID = "0123456789abcdef0123456789abcdef01234567";

    /** Answers the handshake, then sends what a test wants. */
    private static final class Fake implements AutoCloseable {

        private final ServerSocket socket;
        private final String answer;

        Fake(String answer) throws IOException {
            this.socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
            this.answer = answer;
            Thread.ofPlatform().daemon().start(this::run);
        }

        int port() {
            return socket.getLocalPort();
        }

        private void run() {
            while (!socket.isClosed()) {
                try (Socket client = socket.accept()) {
                    talk(client);
                } catch (IOException e) {
                    // the replica has given up, or the test is over
                }
            }
        }

        private void talk(Socket client) throws IOException {
            var in =
                    new BufferedReader(
                            new InputStreamReader(
                                    client.getInputStream(), StandardCharsets.ISO_8859_1));
            OutputStream out = client.getOutputStream();
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                switch (line) {
                    case "PING" -> out.write("+PONG\r\n".getBytes(StandardCharsets.ISO_8859_1));
                    case "REPLCONF" -> out.write("+OK\r\n".getBytes(StandardCharsets.ISO_8859_1));
                    case "PSYNC" -> out.write(answer.getBytes(StandardCharsets.ISO_8859_1));
                    default -> {}
                }
                out.flush();
            }
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "-ERR go away\\r\\n-ERR go away\\r\\n | go away",
                "+FULLRESYNC x\\r\\n | wrong +FULLRESYNC syntax",
                "+FULLRESYNC ID 7\\r\\nHTTP/1.0\\r\\n | the first byte is not",
                "+FULLRESYNC ID 7\\r\\n$-5\\r\\n | makes no sense",
                "+FULLRESYNC ID 7\\r\\n$20\\r\\nabcdefghijklmnopqrst | it has no signature",
                "+FULLRESYNC ID 7\\r\\n$9\\r\\nREDIS0009 | too short",
                "+FULLRESYNC ID 7\\r\\n$20\\r\\nREDIS9999abcdefghijk | version that is not known",
                "+FULLRESYNC ID 7\\r\\n$20\\r\\nREDIS0009abcdefghijk | checksum of the snapshot is wrong",
                "+CONTINUE\\r\\nhello\\r\\n | using the inline protocol",
                "+CONTINUE\\r\\n*1\\r\\n$99999999999\\r\\n | too large",
                "+CONTINUE\\r\\n*2\\r\\n:1\\r\\n | in the stream, got byte"
            })
    void nonsense_isRefusedByName_andCostsNoData(String answer, String reason) throws IOException {
        assumeTrue(RealServer.canStartOnggi(), "onggi.server.Main is not on the class path");
        String bytes = answer.replace("\\r\\n", "\r\n").replace("ID", ID);
        try (Fake fake = new Fake(bytes);
                RealServer replica = RealServer.onggi();
                RespClient client = replica.connect(2)) {
            client.call("SET", "kept", "1");
            client.call("REPLICAOF", "127.0.0.1", Integer.toString(fake.port()));

            Await.until("reason", LIMIT, () -> replica.log().contains(reason));

            assertThat(client.call("GET", "kept")).isEqualTo("$1\r\n1\r\n");
            assertThat(client.call("PING")).isEqualTo("+PONG\r\n");
        }
    }
}
