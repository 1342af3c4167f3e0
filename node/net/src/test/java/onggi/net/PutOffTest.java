package onggi.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import onggi.testkit.Await;
import onggi.testkit.RespClient;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Commands that run in a later turn than the one in which they came. */
class PutOffTest {

    private static final int DUE = 20_000;

    private static TestServer server(int loops) throws IOException {
        TestServer server = new TestServer(loops, 0);
        server.engine.settings().activeExpiry(false);
        try (RespClient client = RespClient.connect(server.port())) {
            client.call("FIELDS", "h", "" + DUE, "7", "1");
            client.call("FIELDS", "g", "1", "1", "1");
        }
        Await.until("a field is due", () -> count(server, "g") == 1);
        return server;
    }

    private static int count(TestServer server, String key) {
        try (RespClient client = RespClient.connect(server.port())) {
            return Integer.parseInt(client.call("COUNT", key).substring(1).strip());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void commandThatIsPutOff_isAnsweredInItsPlace(int loops) throws IOException {
        try (TestServer server = server(loops);
                RespClient client = RespClient.connect(server.port())) {
            long turns = server.net.stats().loopTurns();
            client.command("PING");
            client.command("COUNT", "h");
            client.command("PING");
            client.command("COUNT", "g");
            client.command("PING");

            assertThat(client.frame()).isEqualTo("+PONG\r\n");
            assertThat(client.frame()).isEqualTo(":7\r\n");
            assertThat(client.frame()).isEqualTo("+PONG\r\n");
            assertThat(client.frame()).isEqualTo(":1\r\n");
            assertThat(client.frame()).isEqualTo("+PONG\r\n");
            assertThat(server.net.stats().loopTurns() - turns).isGreaterThan(DUE / 1024);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void manyClientsThatArePutOff_areAllAnswered(int loops) throws IOException {
        try (TestServer server = server(loops)) {
            List<RespClient> clients = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                RespClient client = RespClient.connect(server.port());
                clients.add(client);
                client.command("COUNT", "h");
            }
            clients.removeLast().close();

            for (RespClient client : clients) {
                assertThat(client.frame()).isEqualTo(":7\r\n");
                assertThat(client.call("PING")).isEqualTo("+PONG\r\n");
                client.close();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void monitor_showsACommandThatWasPutOffOnce(int loops) throws IOException {
        try (TestServer server = server(loops);
                RespClient monitor = RespClient.connect(server.port());
                RespClient client = RespClient.connect(server.port())) {
            assertThat(monitor.call("MONITOR")).isEqualTo("+OK\r\n");

            assertThat(client.call("COUNT", "h")).isEqualTo(":7\r\n");
            client.call("PING");

            assertThat(monitor.frame()).contains("\"COUNT\" \"h\"");
            assertThat(monitor.frame()).contains("\"PING\"");
        }
    }
}
