package onggi.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import onggi.testkit.Await;
import onggi.testkit.RespClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ClientCommandsTest {

    private static final String OK = "+OK\r\n";

    private TestServer server;
    private RespClient client;
    private RespClient other;

    @BeforeEach
    void start() throws IOException {
        server = new TestServer(2, 0);
        client = RespClient.connect(server.port());
        other = RespClient.connect(server.port());
        other.call("PING");
    }

    @AfterEach
    void stop() {
        client.close();
        other.close();
        server.close();
    }

    private static String id(RespClient client) {
        return client.ask("CLIENT", "ID").text();
    }

    @Test
    void list_hasALineForEachClient() {
        other.call("CLIENT", "SETNAME", "neighbour");

        String list = client.call("CLIENT", "LIST");

        assertThat(list.lines().filter(line -> line.contains("id="))).hasSize(2);
        assertThat(list)
                .containsPattern(
                        "id=" + id(client) + " .* qbuf=26 .* cmd=client\\|list user=default")
                .containsPattern("id=" + id(other) + " .* name=neighbour ");
        assertThat(client.call("CLIENT", "LIST", "ID", id(other))).contains("neighbour");
        assertThat(client.call("CLIENT", "LIST", "TYPE", "pubsub")).isEqualTo("$0\r\n\r\n");
    }

    @Test
    void kill_ofAnother_closesIt() {
        assertThat(client.call("CLIENT", "KILL", "ID", id(other))).isEqualTo(":1\r\n");

        assertThat(other.readToEnd()).isEmpty();
        Await.until("it is forgotten", () -> server.net.clients().count() == 1);
    }

    @Test
    void kill_ofOneself_isAnsweredFirst() {
        assertThat(client.call("CLIENT", "KILL", "ID", id(client), "SKIPME", "no"))
                .isEqualTo(":1\r\n");
        assertThat(client.readToEnd()).isEmpty();
    }

    @Test
    void kill_withFilters_meansClientsThatFitAll() {
        assertThat(client.call("CLIENT", "KILL", "TYPE", "normal", "MAXAGE", "1000"))
                .isEqualTo(":0\r\n");
        assertThat(client.call("CLIENT", "KILL", "TYPE", "normal", "USER", "default"))
                .isEqualTo(":1\r\n");
        assertThat(client.call("CLIENT", "KILL", "1.2.3.4:5")).isEqualTo("-ERR No such client\r\n");
    }

    @Test
    void pauseForWrites_letsReadsPass() {
        assertThat(client.call("CLIENT", "PAUSE", "60000", "WRITE")).isEqualTo(OK);
        other.command("SET", "a", "x");
        other.command("GET", "a");

        assertThat(client.call("GET", "a")).isEqualTo("$-1\r\n");
        assertThat(other.hasInput()).isFalse();
        assertThat(client.call("CLIENT", "UNPAUSE")).isEqualTo(OK);
        assertThat(other.frame()).isEqualTo(OK);
        assertThat(other.frame()).isEqualTo("$1\r\nx\r\n");
    }

    @Test
    void pauseForAll_endsByItself() {
        assertThat(client.call("CLIENT", "PAUSE", "200")).isEqualTo(OK);

        long before = System.nanoTime();
        assertThat(other.call("PING")).isEqualTo("+PONG\r\n");

        assertThat(System.nanoTime() - before).isGreaterThan(100_000_000);
        assertThat(client.call("PING")).isEqualTo("+PONG\r\n");
    }

    @Test
    void replyOffAndSkip_silenceTheRightReplies() {
        client.send("CLIENT REPLY SKIP\r\nPING\r\nECHO one\r\n");
        client.send("CLIENT REPLY OFF\r\nPING\r\nfoo\r\n");
        client.send("CLIENT REPLY ON\r\nECHO two\r\n");

        assertThat(client.frame()).isEqualTo("$3\r\none\r\n");
        assertThat(client.frame()).isEqualTo(OK);
        assertThat(client.frame()).isEqualTo("$3\r\ntwo\r\n");
    }

    @Test
    void monitor_seesCommandsOfAllLoopsWithoutSecrets() {
        assertThat(client.call("MONITOR")).isEqualTo(OK);
        other.call("SET", "k", "a\"\u0001\n");
        other.call("AUTH", "default", "secret");
        other.call("HELLO", "2", "AUTH", "default", "secret");
        other.call("CLIENT", "LIST");
        other.call("ECHO", "end");

        assertThat(client.frame())
                .matches(
                        "\\+\\d+\\.\\d{6} \\[0 127\\.0\\.0\\.1:\\d+] \"SET\" \"k\" \"a\\\\\"\\\\x01\\\\n\"\r\n");
        assertThat(client.frame()).endsWith("\"AUTH\" \"(redacted)\" \"(redacted)\"\r\n");
        assertThat(client.frame())
                .endsWith("\"HELLO\" \"2\" \"AUTH\" \"(redacted)\" \"(redacted)\"\r\n");
        assertThat(client.frame()).endsWith("\"ECHO\" \"end\"\r\n");
        client.command("GET", "k");
        assertThat(client.frame()).isEqualTo("-ERR Replica can't interact with the keyspace\r\n");
        assertThat(client.call("RESET")).isEqualTo("+RESET\r\n");
        assertThat(client.call("GET", "k")).startsWith("$");
    }

    @Test
    void commandLog_keepsLargeRequestsAndReplies_apart() {
        server.settings.largeRequestBytes(100);
        server.settings.largeReplyBytes(200_000);
        client.call("SET", "k", "x".repeat(300));
        client.call("SET", "large", "x".repeat(300_000));
        client.call("GET", "large");
        server.settings.largeRequestBytes(1 << 20);

        var requests = client.ask("COMMANDLOG", "GET", "-1", "large-request").parts();
        assertThat(requests).hasSize(2);
        assertThat(requests.get(1).parts().get(2).text()).isEqualTo("328");
        assertThat(requests.get(1).parts().get(3).parts().getFirst().text()).isEqualTo("SET");
        var replies = client.ask("COMMANDLOG", "GET", "10", "LARGE-REPLY").parts();
        assertThat(replies).hasSize(1);
        assertThat(replies.getFirst().parts().get(2).text()).isEqualTo("300011");
        assertThat(client.call("COMMANDLOG", "RESET", "large-reply")).isEqualTo(OK);
        assertThat(client.call("COMMANDLOG", "LEN", "large-reply")).isEqualTo(":0\r\n");
        assertThat(client.call("COMMANDLOG", "LEN", "large-request")).isEqualTo(":2\r\n");
        assertThat(client.call("COMMANDLOG", "LEN", "big"))
                .isEqualTo(
                        "-ERR type should be one of the following: slow, large-request,"
                                + " large-reply\r\n");
    }

    @Test
    void slowLog_keepsTrimmedArguments() {
        server.settings.slowLogThresholdUs(0);
        client.call("CLIENT", "SETNAME", "me");
        client.call("SET", "k", "x".repeat(200));
        String[] many = new String[41];
        java.util.Arrays.fill(many, "k");
        many[0] = "MGET";
        client.call(many);
        server.settings.slowLogThresholdUs(-1);

        var entries = client.ask("SLOWLOG", "GET", "2").parts();

        assertThat(entries.get(0).parts().get(3).parts()).hasSize(32);
        assertThat(entries.get(0).parts().get(3).parts().get(31).text())
                .isEqualTo("... (10 more arguments)");
        assertThat(entries.get(1).parts().get(3).parts().get(2).text())
                .isEqualTo("x".repeat(128) + "... (72 more bytes)");
        assertThat(entries.get(1).parts().get(5).text()).isEqualTo("me");
        assertThat(client.ask("SLOWLOG", "LEN").text()).isNotEqualTo("0");
        assertThat(client.call("SLOWLOG", "RESET")).isEqualTo(OK);
        assertThat(client.call("SLOWLOG", "LEN")).isEqualTo(":0\r\n");
    }

    @Test
    void histogram_countsEveryCall() {
        for (int i = 0; i < 10; i++) {
            other.call("GET", "a");
            client.call("GET", "a");
        }

        assertThat(client.call("LATENCY", "HISTOGRAM", "get"))
                .startsWith(
                        "*2\r\n$3\r\nget\r\n*4\r\n$5\r\ncalls\r\n:20\r\n$14\r\nhistogram_usec\r\n")
                .endsWith(":20\r\n");
    }
}
