package onggi.systemtest.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import onggi.testkit.Await;
import onggi.testkit.NeedsRedis;
import onggi.testkit.RealServer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;

/** Encrypted connections: real clients, certificates good and bad, and peers that mean no good. */
@NeedsRedis
class TlsTest {

    private static final Duration LIMIT = Duration.ofSeconds(30);

    @TempDir static Path folder;
    private static OpenSsl openssl;

    @BeforeAll
    static void makeCertificates() throws Exception {
        assumeTrue(RealServer.canStartOnggi(), "onggi.server.Main is not on the class path");
        assumeTrue(OpenSsl.isThere(), "openssl is not on the path");
        openssl = new OpenSsl(folder);
        openssl.authority();
        openssl.certificate("rsa", "101", "365", "-algorithm", "RSA");
        openssl.certificate(
                "ec", "102", "365", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256");
        openssl.certificate("ed", "103", "365", "-algorithm", "ed25519");
        openssl.certificate("soon", "104", "3", "-algorithm", "ed25519");
        openssl.certificate("client", "105", "365", "-algorithm", "ed25519");
    }

    // ---- the ends of a connection

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private static Program start(int port, String certificate, String... more) throws IOException {
        List<String> arguments =
                new ArrayList<>(
                        List.of(
                                "--port", "0",
                                "--tls-port", Integer.toString(port),
                                "--tls-cert-file", certificate + ".crt",
                                "--tls-key-file", certificate + ".key",
                                "--tls-ca-cert-file", "ca.crt",
                                "--tls-auth-clients", "no",
                                "--tls-auto-reload-interval", "1",
                                "--save", ""));
        arguments.addAll(List.of(more));
        return Program.start(folder, arguments.toArray(String[]::new));
    }

    private static Program ready(Program program) {
        return program.awaitOutput("Ready to accept connections tls");
    }

    private static String cli(int port, String... arguments)
            throws IOException, InterruptedException {
        List<String> command =
                new ArrayList<>(
                        List.of("redis-cli", "-p", Integer.toString(port), "--tls", "--cacert"));
        command.add("ca.crt");
        command.addAll(List.of(arguments));
        Process process =
                new ProcessBuilder(command)
                        .directory(folder.toFile())
                        .redirectErrorStream(true)
                        .start();
        process.getOutputStream().close();
        String said =
                new String(process.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS);
        return said.strip();
    }

    private static SSLContext clientContext() throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        try (var in = Files.newInputStream(folder.resolve("ca.crt"))) {
            store.setCertificateEntry(
                    "ca", CertificateFactory.getInstance("X.509").generateCertificate(in));
        }
        TrustManagerFactory trust =
                TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }

    private static SSLSocket connect(int port) throws Exception {
        SSLSocket socket =
                (SSLSocket) clientContext().getSocketFactory().createSocket("localhost", port);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        socket.setSSLParameters(parameters);
        socket.setSoTimeout((int) LIMIT.toMillis());
        return socket;
    }

    private static String serial(int port) {
        try (SSLSocket socket = connect(port)) {
            X509Certificate shown = (X509Certificate) socket.getSession().getPeerCertificates()[0];
            return shown.getSerialNumber().toString();
        } catch (Exception e) {
            return e.toString();
        }
    }

    @SuppressWarnings("deprecation") // the new way takes files of key stores only
    private static Jedis jedis(int port) throws Exception {
        return new Jedis(
                new HostAndPort("localhost", port),
                DefaultJedisClientConfig.builder()
                        .ssl(true)
                        .sslSocketFactory(clientContext().getSocketFactory())
                        .timeoutMillis((int) LIMIT.toMillis())
                        .build());
    }

    // ---- clients

    @ParameterizedTest
    @CsvSource({"rsa, 1", "ec, 1", "ed, 4"})
    void redisCli_isServed(String certificate, String loops) throws Exception {
        int port = freePort();
        try (Program server = ready(start(port, certificate, "--io-threads", loops))) {
            assertThat(cli(port, "SET", "k", "v")).isEqualTo("OK");
            assertThat(cli(port, "GET", "k")).isEqualTo("v");
            assertThat(cli(port, "INFO", "server"))
                    .contains("tcp_port:" + port)
                    .contains("listener0:name=tls");
            assertThat(cli(port, "INFO", "tls")).contains("tls_server_cert_serial:6");
            assertThat(server.terminate()).isZero();
        }
    }

    @Test
    void jedis_isServed_andSoAreMessages() throws Exception {
        int port = freePort();
        try (Program server = ready(start(port, "ec"));
                Jedis jedis = jedis(port);
                SSLSocket subscriber = connect(port)) {
            byte[] big = new byte[5_000_000];
            new Random(1).nextBytes(big);
            assertThat(jedis.set("big".getBytes(StandardCharsets.US_ASCII), big)).isEqualTo("OK");
            assertThat(jedis.get("big".getBytes(StandardCharsets.US_ASCII))).isEqualTo(big);

            subscriber.getOutputStream().write(ascii("SUBSCRIBE c\r\n"));
            String subscribed = "*3\r\n$9\r\nsubscribe\r\n$1\r\nc\r\n:1\r\n";
            assertThat(read(subscriber, subscribed.length())).isEqualTo(subscribed);
            jedis.publish("c", "hello");
            String message = "*3\r\n$7\r\nmessage\r\n$1\r\nc\r\n$5\r\nhello\r\n";
            assertThat(read(subscriber, message.length())).isEqualTo(message);
            assertThat(server.output()).doesNotContain("failed");
        }
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static String read(Socket socket, int length) throws IOException {
        return new String(socket.getInputStream().readNBytes(length), StandardCharsets.ISO_8859_1);
    }

    /** Requests and replies of many lengths, cut anywhere, with a reader who is late. */
    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void everyLengthAndCut_isTheSameAsInPlain(String protocol) throws Exception {
        int port = freePort();
        Random random = new Random(1729);
        try (Program server = ready(start(port, "rsa", "--tls-protocols", protocol));
                SSLSocket socket = connect(port)) {
            StringBuilder requests = new StringBuilder();
            StringBuilder replies = new StringBuilder();
            for (int i = 0; i < 400; i++) {
                int length = random.nextInt(4) == 0 ? random.nextInt(100_000) : random.nextInt(90);
                char[] value = new char[length];
                Arrays.fill(value, (char) ('a' + i % 26));
                String text = new String(value);
                requests.append("*2\r\n$4\r\nECHO\r\n$" + length + "\r\n" + text + "\r\n");
                replies.append("$" + length + "\r\n" + text + "\r\n");
            }
            Thread writer = new Thread(() -> writeInPieces(socket, requests.toString(), random));
            writer.start();

            assertThat(socket.getSession().getProtocol()).isEqualTo(protocol);
            Await.until("all is written or waits", LIMIT, () -> !writer.isAlive() || isFull(port));
            assertThat(read(socket, replies.length())).isEqualTo(replies.toString());
            writer.join();
            assertThat(server.output()).doesNotContain("failed");
        }
    }

    /** Whether output waits for a client who does not read. */
    private static boolean isFull(int port) {
        try {
            return cli(port, "CLIENT", "LIST").lines().anyMatch(line -> !line.contains(" omem=0 "));
        } catch (IOException | InterruptedException e) {
            return false;
        }
    }

    private static void writeInPieces(SSLSocket socket, String text, Random random) {
        try {
            OutputStream out = socket.getOutputStream();
            byte[] bytes = ascii(text);
            for (int at = 0; at < bytes.length; ) {
                int count = Math.min(bytes.length - at, 1 + random.nextInt(40_000));
                out.write(bytes, at, count);
                at += count;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void sessions_areResumed() throws Exception {
        int port = freePort();
        try (Program server = ready(start(port, "rsa"))) {
            String said =
                    openssl.run(
                            "s_client", "-connect", "localhost:" + port, "-tls1_2", "-reconnect");
            assertThat(said).contains("Reused, ");
            assertThat(server.output()).doesNotContain("failed");
        }
    }

    // ---- who may connect

    @Test
    void clientsWithoutCertificate_areLetIn_asTheDirectiveSays() throws Exception {
        int port = freePort();
        String[] shown = {"--cert", "client.crt", "--key", "client.key"};
        try (Program server = ready(start(port, "ec"))) {
            assertThat(cli(port, "CONFIG", "SET", "tls-auth-clients", "yes")).isEqualTo("OK");
            assertThat(cli(port, "PING")).doesNotContain("PONG");
            assertThat(cli(port, with(shown, "PING"))).isEqualTo("PONG");
            cli(port, with(shown, "CONFIG", "SET", "tls-auth-clients", "optional"));
            assertThat(cli(port, "PING")).isEqualTo("PONG");
            assertThat(cli(port, with(shown, "PING"))).isEqualTo("PONG");
            assertThat(server.output()).doesNotContain("failed");
        }
    }

    @Test
    void clientsWithCertificate_actAsTheUserItNames() throws Exception {
        int port = freePort();
        String[] shown = {"--cert", "client.crt", "--key", "client.key"};
        try (Program server = ready(start(port, "ec", "--tls-auth-clients", "optional"))) {
            assertThat(cli(port, with(shown, "ACL", "WHOAMI"))).isEqualTo("default");
            cli(port, "CONFIG", "SET", "tls-auth-clients-user", "CN");
            assertThat(cli(port, with(shown, "ACL", "WHOAMI"))).isEqualTo("default");
            assertThat(cli(port, "ACL", "LOG")).contains("tls-cert").contains("client");
            cli(port, "ACL", "SETUSER", "client", "on", "~c:*", "+@all");
            cli(port, "CONFIG", "SET", "requirepass", "secret");
            assertThat(cli(port, with(shown, "ACL", "WHOAMI"))).isEqualTo("client");
            assertThat(cli(port, with(shown, "SET", "c:1", "v"))).isEqualTo("OK");
            assertThat(cli(port, with(shown, "SET", "d", "v"))).startsWith("NOPERM");
            assertThat(cli(port, "ACL", "WHOAMI")).startsWith("NOAUTH");
            cli(port, with(shown, "ACL", "SETUSER", "client", "off"));
            assertThat(cli(port, with(shown, "ACL", "WHOAMI"))).startsWith("NOAUTH");
            cli(port, "-a", "secret", "ACL", "SETUSER", "urn:onggi:client", "on", "+@all", "~*");
            cli(port, "-a", "secret", "CONFIG", "SET", "tls-auth-clients-user", "URI");
            assertThat(cli(port, with(shown, "ACL", "WHOAMI"))).isEqualTo("urn:onggi:client");
            assertThat(server.output()).doesNotContain("failed");
        }
    }

    private static String[] with(String[] first, String... rest) {
        String[] all = Arrays.copyOf(first, first.length + rest.length);
        System.arraycopy(rest, 0, all, first.length, rest.length);
        return all;
    }

    @Test
    void protocolsAndCiphers_areThoseOfTheDirectives() throws Exception {
        int port = freePort();
        String to = "localhost:" + port;
        try (Program server = ready(start(port, "rsa", "--tls-protocols", "TLSv1.2"))) {
            assertThat(openssl.run("s_client", "-connect", to, "-tls1_3")).contains("alert");
            assertThat(cli(port, "CONFIG", "SET", "tls-ciphers", "ECDHE+AESGCM:!AES128"))
                    .isEqualTo("OK");
            assertThat(openssl.run("s_client", "-connect", to))
                    .contains("ECDHE-RSA-AES256-GCM-SHA384");
            assertThat(
                            openssl.run(
                                    "s_client",
                                    "-connect",
                                    to,
                                    "-cipher",
                                    "ECDHE-RSA-AES128-GCM-SHA256"))
                    .contains("alert");
            assertThat(cli(port, "CONFIG", "SET", "tls-ciphers", "none-such"))
                    .contains("Unable to update TLS configuration. Check server logs.");
            assertThat(server.output()).contains("Failed to configure ciphers: none-such");
            assertThat(cli(port, "CONFIG", "GET", "tls-ciphers")).contains("ECDHE+AESGCM:!AES128");
            cli(
                    port,
                    "CONFIG",
                    "SET",
                    "tls-protocols",
                    "TLSv1.3",
                    "tls-ciphersuites",
                    "TLS_AES_256_GCM_SHA384");
            assertThat(openssl.run("s_client", "-connect", to)).contains("TLS_AES_256_GCM_SHA384");
        }
    }

    @Test
    void plainAndEncryptedPorts_comeAndGo() throws Exception {
        int port = freePort();
        int plain = freePort();
        try (Program server = ready(start(port, "ec"));
                SSLSocket kept = connect(port)) {
            kept.startHandshake();
            assertThat(cli(port, "CONFIG", "SET", "tls-port", "0", "port", Integer.toString(plain)))
                    .isEqualTo("OK");
            assertThat(cli(port, "PING")).doesNotContain("PONG");
            kept.getOutputStream().write(ascii("PING\r\n"));
            assertThat(read(kept, 7)).isEqualTo("+PONG\r\n");
            try (Jedis jedis = new Jedis("127.0.0.1", plain)) {
                jedis.configSet("tls-port", Integer.toString(port));
            }
            assertThat(cli(port, "PING")).isEqualTo("PONG");
            assertThat(server.output()).doesNotContain("failed");
        }
    }

    // ---- certificates

    @Test
    void newFiles_areTakenUp_andOpenConnectionsStay() throws Exception {
        int port = freePort();
        copy("ec", "live");
        try (Program server = ready(start(port, "live"));
                Jedis kept = jedis(port)) {
            kept.ping();
            assertThat(serial(port)).isEqualTo("102");

            Files.copy(
                    folder.resolve("rsa.crt"),
                    folder.resolve("live.crt"),
                    StandardCopyOption.REPLACE_EXISTING);
            server.awaitOutput("live.key: it is not that of the certificate");
            assertThat(serial(port)).isEqualTo("102");

            Files.copy(
                    folder.resolve("rsa.key"),
                    folder.resolve("live.key"),
                    StandardCopyOption.REPLACE_EXISTING);
            Await.until("the new certificate is shown", LIMIT, () -> serial(port).equals("101"));
            assertThat(kept.ping()).isEqualTo("PONG");
            assertThat(kept.info("tls")).contains("tls_server_cert_serial:65");
        }
    }

    private static void copy(String from, String to) throws IOException {
        for (String end : List.of(".crt", ".key")) {
            Files.copy(
                    folder.resolve(from + end),
                    folder.resolve(to + end),
                    StandardCopyOption.REPLACE_EXISTING);
        }
    }

    @Test
    void certificateThatEndsSoon_isWarnedOf() throws Exception {
        try (Program server = ready(start(freePort(), "soon"))) {
            assertThat(server.output()).contains("soon.crt expires in 2 days.");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "--tls-cert-file, nowhere.crt, nowhere.crt",
        "--tls-cert-file, ec.key, ec.key: no certificate in it",
        "--tls-key-file, nowhere.key, nowhere.key",
        "--tls-key-file, ec.crt, ec.crt: no private key in it",
        "--tls-key-file, rsa.key, rsa.key: it is not that of the certificate",
        "--tls-key-file, locked.key, locked.key: it is encrypted",
        "--tls-ca-cert-file, ec.key, ec.key: no certificate in it",
        "--tls-protocols, SSLv3, Invalid tls-protocols specified",
    })
    void badFiles_endTheStart_andAreNamed(String directive, String value, String message)
            throws Exception {
        openssl.run("pkcs8", "-topk8", "-in", "ec.key", "-passout", "pass:x", "-out", "locked.key");

        try (Program server = start(freePort(), "ec", directive, value)) {
            assertThat(server.await()).isEqualTo(1);
            assertThat(server.output())
                    .contains(message)
                    .contains("Failed to configure TLS. Check logs for more info.");
        }
    }

    // ---- peers that mean no good

    @Test
    void peersThatDoNotShakeHands_areClosed_andDisturbNobody() throws Exception {
        int port = freePort();
        List<Socket> idle = new ArrayList<>();
        try (Program server = ready(start(port, "ec"));
                Jedis jedis = jedis(port)) {
            for (int i = 0; i < 200; i++) {
                Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
                idle.add(socket);
                socket.getOutputStream().write(new byte[] {0x16, 3, 1, 2, 0, 1}, 0, 1 + i % 6);
            }
            assertThat(jedis.set("k", "v")).isEqualTo("OK");
            try (Socket plain = new Socket(InetAddress.getLoopbackAddress(), port)) {
                plain.setSoTimeout((int) LIMIT.toMillis());
                plain.getOutputStream().write(ascii("*1\r\n$4\r\nPING\r\n"));
                assertThat(
                                new String(
                                        plain.getInputStream().readAllBytes(),
                                        StandardCharsets.ISO_8859_1))
                        .doesNotContain("PONG");
            }
            Await.until(
                    "those who say nothing are gone",
                    LIMIT,
                    () -> jedis.info("clients").contains("connected_clients:1\r\n"));
            assertThat(jedis.get("k")).isEqualTo("v");
            assertThat(server.output()).doesNotContain("failed");
        } finally {
            for (Socket socket : idle) {
                socket.close();
            }
        }
    }

    @Test
    void garbageInsideAConnection_closesItAlone() throws Exception {
        int port = freePort();
        Random random = new Random(7);
        try (Program server = ready(start(port, "ec"));
                Jedis jedis = jedis(port)) {
            for (int i = 0; i < 100; i++) {
                try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                    socket.setSoTimeout((int) LIMIT.toMillis());
                    byte[] noise = new byte[random.nextInt(2000)];
                    random.nextBytes(noise);
                    if (i % 2 == 0 && noise.length > 5) {
                        System.arraycopy(new byte[] {0x16, 3, 3, 0, 100}, 0, noise, 0, 5);
                    }
                    socket.getOutputStream().write(noise);
                    socket.shutdownOutput();
                    socket.getInputStream().readAllBytes();
                } catch (IOException e) {
                    assertThat(e.getMessage()).containsAnyOf("reset", "pipe");
                }
            }
            assertThat(jedis.ping()).isEqualTo("PONG");
            assertThat(server.output()).doesNotContain("failed");
        }
    }
}
