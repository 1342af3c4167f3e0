package onggi.systemtest.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import onggi.testkit.RespClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The server without any argument, in an empty folder, on the port that everyone expects. */
class DefaultPortTest {

    private static final int PORT = 6379;

    @TempDir private Path folder;

    @Test
    void start_withoutArguments_listensOnTheStandardPort()
            throws IOException, InterruptedException {
        assumeTrue(isFree(), () -> say("skipped: port " + PORT + " is taken on this machine"));
        try (Program server = Program.start(folder)) {
            server.awaitOutput("Ready to accept connections tcp");
            try (RespClient client = RespClient.connect(PORT)) {
                assertThat(client.call("PING")).isEqualTo("+PONG\r\n");
                assertThat(client.call("CONFIG", "GET", "port"))
                        .isEqualTo("*2\r\n$4\r\nport\r\n$4\r\n6379\r\n");
            }
            assertThat(server.terminate()).isZero();
        }
    }

    private static String say(String text) {
        System.out.println("DefaultPortTest " + text);
        return text;
    }

    private static boolean isFree() {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress("0.0.0.0", PORT));
            return true;
        } catch (IOException | UncheckedIOException e) {
            return false;
        }
    }
}
