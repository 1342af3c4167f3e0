package onggi.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import onggi.testkit.Await;
import onggi.testkit.RespClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ListenerTest {

    private TestServer server;

    @BeforeEach
    void start() throws IOException {
        server = new TestServer();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void client_aboveMaxClients_isToldAndClosed() {
        server.settings.maxClients(1);
        try (RespClient first = RespClient.connect(server.port())) {
            first.call("PING");
            try (RespClient second = RespClient.connect(server.port())) {
                assertThat(second.readToEnd()).isEqualTo("-ERR max number of clients reached\r\n");
            }
            assertThat(server.net.stats().connectionsRejected()).isEqualTo(1);
            assertThat(first.call("PING")).isEqualTo("+PONG\r\n");
        }
        Await.until("the first has gone", () -> server.net.clients().count() == 0);
        try (RespClient third = RespClient.connect(server.port())) {
            assertThat(third.call("PING")).isEqualTo("+PONG\r\n");
        }
    }

    @Test
    void listener_thatCloses_keepsItsClients() throws IOException {
        Listener second =
                server.net.listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        try (RespClient client = RespClient.connect(second.port())) {
            assertThat(client.call("PING")).isEqualTo("+PONG\r\n");

            second.close();

            assertThat(client.call("PING")).isEqualTo("+PONG\r\n");
            Await.until("the port is free", () -> isRefused(second.port()));
            assertThat(server.net.listeners()).hasSize(1);
        }
    }

    private static boolean isRefused(int port) {
        try (RespClient client = RespClient.connect(port)) {
            return client.readToEnd().isEmpty();
        } catch (RuntimeException e) {
            return true;
        }
    }

    @Test
    void port_inUse_isAnError() {
        var taken = new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port());

        assertThatThrownBy(() -> server.net.listen(taken)).isInstanceOf(IOException.class);
        assertThat(server.net.listeners()).hasSize(1);
    }

    @Test
    void unixSocket_isServedLikeAnyOther(@TempDir Path folder) throws IOException {
        String path = folder.resolve("s").toString();
        server.net.listenUnix(path);
        try (SocketChannel client = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
            client.write(ascii("PING\r\nCLIENT LIST\r\n"));
            StringBuilder text = new StringBuilder();
            ByteBuffer buffer = ByteBuffer.allocate(4096);
            while (text.indexOf("resp=2") < 0) {
                buffer.clear();
                client.read(buffer);
                text.append(
                        new String(
                                buffer.array(), 0, buffer.position(), StandardCharsets.US_ASCII));
            }

            assertThat(text.toString())
                    .startsWith("+PONG\r\n")
                    .contains("addr=" + path + ":0 laddr=" + path + ":0 ")
                    .contains("flags=U ");
        }
    }

    private static ByteBuffer ascii(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
    }

    @Test
    void idleClient_isClosedAfterTheTimeout() {
        try (RespClient idle = RespClient.connect(server.port())) {
            idle.call("PING");
            server.settings.timeoutSeconds(1);

            assertThat(idle.readToEnd()).isEmpty();
            assertThat(server.net.stats().idleCloses()).isEqualTo(1);
        }
    }
}
