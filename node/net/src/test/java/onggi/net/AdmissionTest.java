package onggi.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import onggi.testkit.Await;
import onggi.testkit.RespClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AdmissionTest {

    private TestServer server;
    private RespClient client;

    @BeforeEach
    void start() throws IOException {
        server = new TestServer();
        client = RespClient.connect(server.port());
        client.call("PING");
    }

    @AfterEach
    void stop() {
        client.close();
        server.close();
    }

    private RespClient stranger() {
        server.net.access().defaultPassword("sekrit");
        return RespClient.connect(server.port());
    }

    @Test
    void unknownCommand_isRepeatedUpTo128Bytes() {
        assertThat(client.call("foo", "a", "b"))
                .isEqualTo("-ERR unknown command 'foo', with args beginning with: 'a' 'b' \r\n");
        assertThat(client.call("x".repeat(200), "y".repeat(200), "z"))
                .isEqualTo(
                        "-ERR unknown command '"
                                + "x".repeat(128)
                                + "', with args beginning with: '"
                                + "y".repeat(128)
                                + "' \r\n");
    }

    @Test
    void subcommandsAndArguments_areCountedByName() {
        assertThat(client.call("client", "foo"))
                .isEqualTo("-ERR unknown subcommand 'foo'. Try CLIENT HELP.\r\n");
        assertThat(client.call("CLIENT"))
                .isEqualTo("-ERR wrong number of arguments for 'client' command\r\n");
        assertThat(client.call("CLIENT", "ID", "x"))
                .isEqualTo("-ERR wrong number of arguments for 'client|id' command\r\n");
        assertThat(client.call("GET"))
                .isEqualTo("-ERR wrong number of arguments for 'get' command\r\n");
    }

    @Test
    void stranger_mayOnlyAuthenticate() {
        try (RespClient stranger = stranger()) {
            assertThat(stranger.call("GET", "a")).isEqualTo("-NOAUTH Authentication required.\r\n");
            assertThat(stranger.call("foo")).startsWith("-ERR unknown command");
            assertThat(stranger.call("AUTH", "wrong")).startsWith("-WRONGPASS ");
            assertThat(stranger.call("HELLO", "3")).startsWith("-NOAUTH HELLO must be called");
            assertThat(stranger.call("AUTH", "sekrit")).isEqualTo("+OK\r\n");
            assertThat(stranger.call("GET", "a")).isEqualTo("$-1\r\n");
        }
        assertThat(client.call("GET", "a")).isEqualTo("$-1\r\n");
    }

    @Test
    void stranger_thatAuthenticatesInAPipeline_mayGoOnWithALargeRequest() {
        try (RespClient stranger = stranger()) {
            stranger.command("AUTH", "sekrit");
            stranger.command("SET", "a", "x".repeat(50_000));

            assertThat(stranger.frame()).isEqualTo("+OK\r\n");
            assertThat(stranger.frame()).isEqualTo("+OK\r\n");
        }
        try (RespClient stranger = stranger()) {
            stranger.command("SET", "a", "x".repeat(50_000));
            assertThat(stranger.readToEnd())
                    .isEqualTo("-ERR Protocol error: unauthenticated bulk length\r\n");
        }
    }

    @Test
    void hello_changesTheProtocolAndTellsWhoIsThere() {
        assertThat(client.call("HELLO", "3", "SETNAME", "me", "AUTH", "default", "any"))
                .startsWith("%7\r\n$6\r\nserver\r\n$5\r\nredis\r\n$7\r\nversion\r\n")
                .contains("$5\r\nproto\r\n:3\r\n");
        assertThat(client.call("GET", "a")).isEqualTo("_\r\n");
        assertThat(client.call("CLIENT", "GETNAME")).isEqualTo("$2\r\nme\r\n");
        assertThat(client.call("HELLO", "4"))
                .isEqualTo("-NOPROTO unsupported protocol version\r\n");
        assertThat(client.call("RESET")).isEqualTo("+RESET\r\n");
        assertThat(client.call("GET", "a")).isEqualTo("$-1\r\n");
    }

    @Test
    void write_overTheMemoryLimit_isRefused() {
        client.call("SET", "a", "x");
        server.engine.settings().maxMemoryBytes(1);

        assertThat(client.call("SET", "a", "y"))
                .isEqualTo("-OOM command not allowed when used memory > 'maxmemory'.\r\n");
        assertThat(client.call("GET", "a")).isEqualTo("$1\r\nx\r\n");
    }

    @Test
    void quit_answersAndDropsTheRest() {
        client.send("PING\r\nQUIT\r\nPING\r\n");

        assertThat(client.readToEnd()).isEqualTo("+PONG\r\n+OK\r\n");
    }

    @Test
    void httpRequest_isCutOff() {
        client.send("POST / HTTP/1.1\r\nHost: localhost\r\n\r\n");

        assertThat(client.readToEnd()).isEmpty();
    }

    @Test
    void replies_overTheOutputLimit_closeTheClientBeforeTheSocketIsFull() {
        server.settings.outputLimit(ClientClass.NORMAL, new OutputLimit(100_000, 0, 0));
        client.call("SET", "a", "x".repeat(10_000));

        client.send("GET a\r\n".repeat(15));

        assertThat(client.readToEnd()).isEmpty();
    }

    @Test
    void clientThatWaitsForTheEndOfAPause_isCounted() {
        try (RespClient writer = RespClient.connect(server.port())) {
            client.call("CLIENT", "PAUSE", "60000", "WRITE");
            writer.command("SET", "a", "x");
            Await.until("it waits", () -> server.net.stats().pausedClients() == 1);

            client.call("CLIENT", "UNPAUSE");

            assertThat(writer.frame()).isEqualTo("+OK\r\n");
            assertThat(server.net.stats().pausedClients()).isZero();
        }
    }

    @Test
    void latencies_withoutTracking_areNotKept() {
        server.settings.latencyTracking(false);
        client.call("SET", "a", "x");
        client.call("CLIENT", "ID");

        assertThat(server.engine.commands().rows())
                .allSatisfy(row ->
                        assertThat(server.net.stats().latencies(row.id()).total())
                                .as(row.wireName())
                                .isLessThanOrEqualTo(row.wireName().equals("ping") ? 1 : 0));
    }

    @Test
    void subscribing_isAnsweredThoughRepliesAreOff() {
        client.send("CLIENT REPLY OFF\r\nPING\r\nSUBSCRIBE x\r\nQUIT\r\n");

        assertThat(client.readToEnd()).isEqualTo("+subscribed\r\n");
    }
}
