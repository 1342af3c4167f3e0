package onggi.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import onggi.testkit.Await;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Records that come in parts, to a connection that has little room for them. */
class TlsChannelTest {

    private static final int LIMIT_MS = 20_000;
    private static final char[] PASSWORD = "secret".toCharArray();

    /** Less than a record takes, and more than there is room for. */
    private static final String TEXT = "e".repeat(8000);

    private static final String REQUEST = "*2\r\n$4\r\nECHO\r\n$8000\r\n" + TEXT + "\r\n";
    private static final String REPLY = "$8000\r\n" + TEXT + "\r\n";

    @TempDir static Path folder;
    private static SSLContext context;

    private TestServer server;
    private int port;

    @BeforeAll
    static void makeCertificate() throws Exception {
        Path file = folder.resolve("keys");
        Process keytool =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "keytool")
                                        .toString(),
                                "-genkeypair",
                                "-alias",
                                "server",
                                "-keyalg",
                                "EC",
                                "-dname",
                                "CN=localhost",
                                "-storetype",
                                "PKCS12",
                                "-storepass",
                                new String(PASSWORD),
                                "-keystore",
                                file.toString())
                        .redirectErrorStream(true)
                        .start();
        keytool.getOutputStream().close();
        String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(keytool.waitFor(LIMIT_MS, TimeUnit.MILLISECONDS)).isTrue();
        assertThat(keytool.exitValue()).as(said).isZero();
        context = context(file);
    }

    private static SSLContext context(Path file) throws Exception {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (var in = Files.newInputStream(file)) {
            keys.load(in, PASSWORD);
        }
        KeyStore believed = KeyStore.getInstance("PKCS12");
        believed.load(null, null);
        believed.setCertificateEntry("server", keys.getCertificate("server"));
        KeyManagerFactory own =
                KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        own.init(keys, PASSWORD);
        TrustManagerFactory trust =
                TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(believed);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(own.getKeyManagers(), trust.getTrustManagers(), null);
        return context;
    }

    @BeforeEach
    void start() throws IOException {
        server = new TestServer();
        server.net.tls(new TlsContext(context, context, context.getDefaultSSLParameters()));
        port =
                server.net
                        .listenTls(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                        .port();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    /** A socket that can keep the end of what is written back. */
    private static final class HoldingSocket extends Socket {

        private int passing = Integer.MAX_VALUE;
        private byte[] kept = {};

        HoldingSocket(int port) throws IOException {
            super(InetAddress.getLoopbackAddress(), port);
            setSoTimeout(LIMIT_MS);
        }

        void passOnly(int bytes) {
            passing = bytes;
        }

        /** Sends what was kept back. */
        void passAll() throws IOException {
            passing = Integer.MAX_VALUE;
            super.getOutputStream().write(kept);
        }

        @Override
        public OutputStream getOutputStream() throws IOException {
            return new FilterOutputStream(super.getOutputStream()) {
                @Override
                public void write(byte[] bytes, int from, int length) throws IOException {
                    int now = Math.min(passing, length);
                    out.write(bytes, from, now);
                    passing -= passing == Integer.MAX_VALUE ? 0 : now;
                    byte[] grown = new byte[kept.length + length - now];
                    System.arraycopy(kept, 0, grown, 0, kept.length);
                    System.arraycopy(bytes, from + now, grown, kept.length, length - now);
                    kept = grown;
                }
            };
        }
    }

    private SSLSocket encrypted(Socket socket) throws IOException {
        return (SSLSocket) context.getSocketFactory().createSocket(socket, "localhost", port, true);
    }

    private static void write(SSLSocket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static String read(SSLSocket socket, int length) throws IOException {
        return new String(socket.getInputStream().readNBytes(length), StandardCharsets.US_ASCII);
    }

    private Connection connection() {
        return server.net.clients().all().iterator().next().connection();
    }

    /** Reads into little room, on the loop; returns how much came. */
    private int readIntoRoomOf(int bytes) throws Exception {
        TlsChannel channel = Objects.requireNonNull(connection().tls);
        CompletableFuture<Integer> count = new CompletableFuture<>();
        connection()
                .loop()
                .post(() -> {
                    try {
                        count.complete(channel.read(ByteBuffer.allocate(bytes)));
                    } catch (IOException e) {
                        count.completeExceptionally(e);
                    }
                });
        return count.get(LIMIT_MS, TimeUnit.MILLISECONDS);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4, 5, 6, 100, 4000, 8000})
    void recordInParts_behindLittleRoom_isWaitedFor(int part) throws Exception {
        try (HoldingSocket socket = new HoldingSocket(port);
                SSLSocket client = encrypted(socket)) {
            write(client, "PING\r\n");
            assertThat(read(client, 7)).isEqualTo("+PONG\r\n");
            TlsChannel channel = Objects.requireNonNull(connection().tls);
            socket.passOnly(part);

            write(client, REQUEST);
            Await.until(
                    "the part is there",
                    Duration.ofMillis(LIMIT_MS),
                    () -> channel.keptBytes() == part);

            assertThat(readIntoRoomOf(64)).isZero();
            assertThat(channel.keptBytes()).isEqualTo(part);
            socket.passAll();
            assertThat(read(client, REPLY.length())).isEqualTo(REPLY);
        }
    }

    @Test
    void wholeRecord_behindLittleRoom_comesInPieces() throws Exception {
        try (HoldingSocket socket = new HoldingSocket(port);
                SSLSocket client = encrypted(socket)) {
            write(client, "PING\r\n");
            assertThat(read(client, 7)).isEqualTo("+PONG\r\n");
            CompletableFuture<Void> stopped = new CompletableFuture<>();
            Connection connection = connection();
            connection
                    .loop()
                    .post(() -> {
                        connection.stopReading();
                        stopped.complete(null);
                    });
            stopped.get(LIMIT_MS, TimeUnit.MILLISECONDS);
            write(client, REQUEST);

            int[] received = {0};
            Await.until(
                    "all has come",
                    Duration.ofMillis(LIMIT_MS),
                    () -> {
                        int count = readIntoRoomOf(64);
                        assertThat(count).isBetween(0, 64);
                        received[0] += count;
                        return received[0] >= REQUEST.length();
                    });

            assertThat(received[0]).isEqualTo(REQUEST.length());
            assertThat(readIntoRoomOf(64)).isZero();
            connection.loop().post(connection::settle); // so that the end is heard
        }
    }
}
