package onggi.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import onggi.testkit.Await;
import onggi.testkit.RespClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TrackingTest {

    private static final String PUSH = ">2\r\n$10\r\ninvalidate\r\n";

    @SuppressWarnings("NullAway.Init") // by start
    private TestServer server;

    private void start(int loops) throws IOException {
        server = new TestServer(loops, 0);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private RespClient client(int protocol, String... options) {
        RespClient client = RespClient.connect(server.port());
        client.call("HELLO", Integer.toString(protocol));
        if (options.length > 0) {
            List<String> command = new ArrayList<>(List.of("CLIENT", "TRACKING", "ON"));
            command.addAll(List.of(options));
            command.removeIf(String::isEmpty);
            assertThat(client.call(command.toArray(String[]::new))).isEqualTo("+OK\r\n");
        }
        return client;
    }

    private static String invalidated(String key) {
        return PUSH + "*1\r\n$" + key.length() + "\r\n" + key + "\r\n";
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void changesOnAnyLoop_reachEveryReaderOnce(int loops) throws IOException {
        start(loops);
        try (RespClient a = client(3, "");
                RespClient b = client(3, "");
                RespClient c = client(3, "");
                RespClient writer = client(2)) {
            for (int round = 0; round < 300; round++) {
                String key = "k" + round % 7;
                for (RespClient reader : List.of(a, b, c)) {
                    reader.call("GET", key);
                }
                writer.call("SET", key, "1");
                writer.call("SET", key, "2");
                for (RespClient reader : List.of(a, b, c)) {
                    assertThat(reader.frame()).isEqualTo(invalidated(key));
                }
            }
            assertThat(a.call("ECHO", "nothing more")).isEqualTo("$12\r\nnothing more\r\n");
        }
        assertThat(server.engine.tracking().keys()).isZero();
        assertThat(server.engine.tracking().items()).isZero();
    }

    @Test
    void ownChange_isToldBehindItsReply() throws IOException {
        start(1);
        try (RespClient a = client(3, "")) {
            a.send("GET k\r\nSET k v\r\nGET k\r\nECHO x\r\nSET k w\r\nECHO y\r\n");

            assertThat(a.frame()).isEqualTo("_\r\n");
            assertThat(a.frame()).isEqualTo("+OK\r\n");
            assertThat(a.frame()).isEqualTo(invalidated("k"));
            assertThat(a.frame()).isEqualTo("$1\r\nv\r\n");
            assertThat(a.frame()).isEqualTo("$1\r\nx\r\n");
            assertThat(a.frame()).isEqualTo("+OK\r\n");
            assertThat(a.frame()).isEqualTo(invalidated("k"));
            assertThat(a.frame()).isEqualTo("$1\r\ny\r\n");
        }
    }

    @Test
    void broadcast_comesOnceATurnInOrderOfKeys() throws IOException {
        start(1);
        try (RespClient all = client(3, "BCAST");
                RespClient own = client(3, "BCAST", "PREFIX", "a", "NOLOOP")) {
            own.send("SET b 1\r\nSET a2 1\r\nSET a1 1\r\nSET b 2\r\n");
            for (int i = 0; i < 4; i++) {
                assertThat(own.frame()).isEqualTo("+OK\r\n");
            }

            assertThat(all.frame()).isEqualTo(PUSH + "*3\r\n$2\r\na1\r\n$2\r\na2\r\n$1\r\nb\r\n");
            assertThat(own.call("ECHO", "x")).isEqualTo("$1\r\nx\r\n");
        }
    }

    @Test
    void keyThatExpiresBehindItsWriter_isToldToItAsWell() throws IOException {
        start(1);
        try (RespClient own = client(3, "BCAST", "NOLOOP")) {
            own.send("SETPX k v 1\r\nSET j v\r\nPARK 20\r\nMGET k\r\n");
            for (int i = 0; i < 3; i++) {
                assertThat(own.frame()).isEqualTo("+OK\r\n");
            }
            assertThat(own.frame()).startsWith("*1\r\n");

            assertThat(own.frame()).isEqualTo(invalidated("k"));
            assertThat(own.call("ECHO", "x")).isEqualTo("$1\r\nx\r\n");
        }
    }

    @Test
    void moreKeysThanAllowed_giveUpTheOthers() throws IOException {
        start(1);
        server.engine.tracking().maxKeys(10);
        try (RespClient a = client(3, "")) {
            for (int i = 0; i < 200; i++) {
                a.command("GET", "k" + i);
            }
            int replies = 0;
            int pushes = 0;
            while (replies < 200 || pushes < 190) {
                String frame = a.frame();
                pushes += frame.startsWith(PUSH) ? 1 : 0;
                replies += frame.equals("_\r\n") ? 1 : 0;
            }
            assertThat(server.engine.tracking().keys()).isEqualTo(10);

            server.engine.tracking().maxKeys(4);
            a.command("ECHO", "x");
            for (int i = 0; i < 7; i++) {
                a.frame();
            }
            assertThat(server.engine.tracking().keys()).isEqualTo(4);
        }
    }

    @Test
    void closedClients_areForgotten() throws IOException {
        start(1);
        RespClient broadcast = client(3, "BCAST", "PREFIX", "a");
        RespClient reader = client(3, "");
        reader.call("GET", "k");
        assertThat(server.engine.tracking().clients()).isEqualTo(2);
        assertThat(server.engine.tracking().prefixes()).isEqualTo(1);

        broadcast.close();
        reader.close();
        Await.until("both have gone", () -> server.engine.tracking().clients() == 0);

        assertThat(server.engine.tracking().prefixes()).isZero();
        try (RespClient writer = client(2)) {
            writer.call("SET", "k", "1");
        }
        assertThat(server.engine.tracking().keys()).isZero();
    }
}
