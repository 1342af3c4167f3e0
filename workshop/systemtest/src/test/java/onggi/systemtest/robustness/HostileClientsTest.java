package onggi.systemtest.robustness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import onggi.systemtest.server.OpenSsl;
import onggi.testkit.Await;
import onggi.testkit.RealServer;
import onggi.testkit.RespClient;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every limit on clients crossed, by one server after another attack: it goes on serving, and what
 * the attackers cost comes back.
 */
class HostileClientsTest {

    private static final Duration LONGEST = Duration.ofSeconds(2);
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final int MAX_CLIENTS = 150;
    private static final int SMALL_BUFFER = 16 * 1024;
    private static final int KB = 1024;
    private static final int MB = 1024 * KB;

    /** More than this may never remain of an attack in what the server counts. */
    private static final long SPARE_BYTES = 256 * KB;

    /** The same in what the process occupies, heap that Java keeps included, of all attacks. */
    private static final long SPARE_RESIDENT_BYTES = 64L * MB;

    @TempDir static Path folder;

    private static RealServer server;
    private static int encryptedPort;
    private static RespClient observer;
    private static long residentBefore;

    private Bystander bystander;
    private long usedBefore;

    @BeforeAll
    static void start() throws Exception {
        assumeTrue(RealServer.canStartOnggi(), "onggi.server.Main is not on the class path");
        assumeTrue(OpenSsl.isThere(), "openssl is not on the path");
        OpenSsl openssl = new OpenSsl(folder);
        openssl.authority();
        openssl.certificate(
                "ec", "1", "365", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256");
        encryptedPort = RealServer.freePort();
        server =
                RealServer.onggi(
                        "--maxclients", Integer.toString(MAX_CLIENTS),
                        "--client-query-buffer-limit", "1mb",
                        "--client-output-buffer-limit",
                                "normal 1mb 0 0 replica 1mb 0 0 pubsub 1mb 0 0",
                        "--tls-port", Integer.toString(encryptedPort),
                        "--tls-cert-file", openssl.file("ec.crt").toString(),
                        "--tls-key-file", openssl.file("ec.key").toString(),
                        "--tls-auth-clients", "no",
                        "--max-new-tls-connections-per-cycle", "10",
                        "--repl-diskless-sync-delay", "0",
                        "--repl-backlog-size", "16kb");
        observer = server.connect();
        observer.call("SET", "big", "v".repeat(100_000));
        observer.call("ACL", "SETUSER", "alice", "on", ">secret", "~*", "+@all");
    }

    @AfterAll
    static void itsMemoryIsWhereItWas() {
        if (server == null) {
            return;
        }
        try (RealServer ending = server;
                RespClient last = observer) {
            last.call("MEMORY", "PURGE");
            Await.until(
                    "the memory to come back",
                    () -> ending.residentBytes() - residentBefore < SPARE_RESIDENT_BYTES);
        }
    }

    @BeforeEach
    void measure() {
        bystander = new Bystander(server);
        awaitClients(0);
        usedBefore = Servers.info(observer, "used_memory");
        if (residentBefore == 0) {
            residentBefore = server.residentBytes();
        }
    }

    @AfterEach
    void goesOnAndForgets() {
        awaitClients(0);
        Await.until(
                "what the attack cost to come back",
                LIMIT,
                () -> Servers.info(observer, "used_memory") - usedBefore < SPARE_BYTES);
        try (Bystander beside = bystander;
                RespClient next = server.connect()) {
            assertThat(next.call("PING")).isEqualTo("+PONG\r\n");
            beside.assertUndisturbed(LONGEST);
        }
    }

    /** Waits until so many clients are there besides the observer and the bystander. */
    private static void awaitClients(int count) {
        Await.until(
                count + " clients",
                LIMIT,
                () -> Servers.info(observer, "connected_clients") == 2 + count);
    }

    private static List<RespClient> connect(int count) {
        List<RespClient> clients = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            clients.add(server.connect());
        }
        return clients;
    }

    private static boolean isClosed(Callable<?> use) {
        try {
            use.call();
            return false;
        } catch (Exception closed) {
            return true;
        }
    }

    /** Sends again and again until the server has enough. */
    private static void flood(RespClient client, byte[] piece, int most) {
        for (int i = 0; i < most; i++) {
            try {
                client.send(piece);
            } catch (UncheckedIOException closed) {
                return;
            }
        }
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    // ---- limits

    @Test
    void maxclients_crossedAgainAndAgain() {
        List<RespClient> clients = connect(MAX_CLIENTS - 2);
        awaitClients(MAX_CLIENTS - 2);
        for (int i = 0; i < 200; i++) {
            try (RespClient over = server.connect()) {
                assertThat(over.readToEnd()).isEqualTo("-ERR max number of clients reached\r\n");
            }
        }
        for (int i = 0; i < 20; i++) {
            assertThat(isClosed(() -> encrypted(plainToEncrypted()))).isTrue();
        }
        assertThat(observer.ask("PING").text()).isEqualTo("PONG");
        clients.forEach(RespClient::abort);
    }

    @Test
    void queryBuffer_crossedByOneArgument_andByManyInATransaction() {
        long before = Servers.info(observer, "client_query_buffer_limit_disconnections");
        byte[] piece = new byte[64 * KB];
        for (int i = 0; i < 10; i++) {
            try (RespClient lengthy = server.connect();
                    RespClient queued = server.connect()) {
                lengthy.send("*2\r\n$4\r\nECHO\r\n$100000000\r\n");
                flood(lengthy, piece, 100);
                assertThat(lengthy.readToEnd()).isEmpty();

                queued.call("MULTI");
                flood(
                        queued,
                        ascii("*2\r\n$4\r\nECHO\r\n$1000\r\n" + "q".repeat(1000) + "\r\n"),
                        2000);
                assertThat(queued.readToEnd().replace("+QUEUED\r\n", "")).isEmpty();
            }
        }
        assertThat(Servers.info(observer, "client_query_buffer_limit_disconnections"))
                .isEqualTo(before + 20);
    }

    @Test
    void outputBuffer_crossedByClientsOfEveryClass() {
        long before = Servers.info(observer, "client_output_buffer_limit_disconnections");
        String message = "m".repeat(64 * KB);
        List<RespClient> deaf = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            deaf.add(RespClient.connect(server.port(), SMALL_BUFFER));
        }
        for (int i = 0; i < 4; i++) {
            deaf.get(i).call("SUBSCRIBE", "news");
            deaf.get(4 + i).command("SYNC");
            byte[] gets = ascii("*2\r\n$3\r\nGET\r\n$3\r\nbig\r\n".repeat(20));
            flood(deaf.get(8 + i), gets, 20);
        }
        Await.until(
                "all to be closed",
                LIMIT,
                () -> {
                    observer.call("PUBLISH", "news", message);
                    observer.call("SET", "flood", message);
                    return Servers.info(observer, "client_output_buffer_limit_disconnections")
                            == before + deaf.size();
                });
        assertThat(Servers.info(observer, "connected_slaves")).isZero();
        observer.call("DEL", "flood");
        deaf.forEach(RespClient::close);
    }

    // ---- what strangers try

    @Test
    void passwords_triedByTheThousand() {
        long before = Servers.info(observer, "acl_access_denied_auth");
        byte[] tries = ascii("AUTH alice wrong\r\n".repeat(500));
        List<RespClient> clients = connect(20);
        for (RespClient client : clients) {
            client.send(tries);
        }
        for (RespClient client : clients) {
            for (int i = 0; i < 500; i++) {
                assertThat(client.frame()).startsWith("-WRONGPASS ");
            }
            client.close();
        }
        assertThat(Servers.info(observer, "acl_access_denied_auth")).isEqualTo(before + 10_000);
        assertThat(observer.ask("ACL", "LOG").parts()).hasSizeLessThanOrEqualTo(128);
        observer.call("ACL", "LOG", "RESET");
        try (RespClient alice = server.connect()) {
            assertThat(alice.call("AUTH", "alice", "secret")).isEqualTo("+OK\r\n");
        }
    }

    @Test
    void strangers_mayNotSendMuch_andDoNotPileUpReplies() {
        observer.call("CONFIG", "SET", "requirepass", "secret");
        try {
            for (int i = 0; i < 20; i++) {
                try (RespClient many = server.connect();
                        RespClient large = server.connect();
                        RespClient deaf = RespClient.connect(server.port(), SMALL_BUFFER)) {
                    many.send("*1000000\r\n$4\r\nAUTH\r\n");
                    large.send("*2\r\n$4\r\nAUTH\r\n$100000000\r\n");
                    flood(deaf, ascii("PING\r\n".repeat(1000)), 1);
                    assertThat(many.readToEnd()).contains("unauthenticated multibulk length");
                    assertThat(large.readToEnd()).contains("unauthenticated bulk length");
                }
            }
        } finally {
            observer.call("CONFIG", "SET", "requirepass", "");
        }
    }

    // ---- what clients hoard

    @Test
    void channelsKeysAndQueues_hoarded_areForgottenWithTheirClients() {
        List<RespClient> clients = connect(10);
        for (int i = 0; i < clients.size(); i++) {
            RespClient client = clients.get(i);
            String own = "c" + i + ":";
            StringBuilder requests = new StringBuilder("CLIENT TRACKING ON BCAST PREFIX " + own);
            requests.append("\r\n");
            for (int k = 0; k < 500; k++) {
                requests.append("WATCH ").append(own).append(k).append("\r\n");
            }
            requests.append("MULTI\r\n").append("PING\r\n".repeat(500));
            client.send(requests.toString());
        }
        List<RespClient> subscribers = connect(10);
        for (RespClient subscriber : subscribers) {
            for (int k = 0; k < 500; k++) {
                subscriber.send("SUBSCRIBE ch:" + k + "\r\nPSUBSCRIBE p" + k + "*\r\n");
            }
        }
        for (RespClient subscriber : subscribers) {
            for (int k = 0; k < 1000; k++) {
                subscriber.frame();
            }
        }
        assertThat(Servers.info(observer, "pubsub_channels")).isEqualTo(500);
        clients.forEach(RespClient::abort);
        subscribers.forEach(RespClient::close);
        awaitClients(0);
        assertThat(Servers.info(observer, "pubsub_channels")).isZero();
        assertThat(Servers.info(observer, "watching_clients")).isLessThanOrEqualTo(0);
    }

    // ---- slow, half, and not at all

    /** Byte after byte of a request without end, by many at once. */
    @Test
    void slowRequests_byMany() {
        byte[] request =
                ascii("*3\r\n$3\r\nSET\r\n$5\r\nslow1\r\n$90000\r\nxxxxxxxxxxxxxxxxxxxxxx");
        List<RespClient> clients = connect(100);
        for (byte b : request) {
            for (RespClient client : clients) {
                client.send(new byte[] {b});
            }
        }
        clients.forEach(RespClient::abort);
    }

    private static Socket plainToEncrypted() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), encryptedPort);
        socket.setSoTimeout((int) LIMIT.toMillis());
        socket.setTcpNoDelay(true);
        return socket;
    }

    private static SSLSocket encrypted(Socket plain) throws Exception {
        TrustManager[] anybody = {
            new X509TrustManager() {
                @Override
                public void checkClientTrusted(X509Certificate[] chain, String type) {}

                @Override
                public void checkServerTrusted(X509Certificate[] chain, String type) {}

                @Override
                public X509Certificate[] getAcceptedIssuers() {
                    return new X509Certificate[0];
                }
            }
        };
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, anybody, new SecureRandom());
        SSLSocket socket =
                (SSLSocket)
                        context.getSocketFactory()
                                .createSocket(plain, "localhost", encryptedPort, true);
        socket.startHandshake();
        return socket;
    }

    /** Whole records of a byte each, and then a record that never ends. */
    @Test
    void slowRequests_overTls() throws Exception {
        List<Socket> sockets = new ArrayList<>();
        List<SSLSocket> clients = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            Socket plain = plainToEncrypted();
            sockets.add(plain);
            clients.add(encrypted(plain));
        }
        for (byte b : ascii("*1\r\n$4\r\nPING\r\n*3\r\n$3\r\nSET\r\n$90000\r\nxx")) {
            for (SSLSocket client : clients) {
                client.getOutputStream().write(b);
            }
        }
        for (SSLSocket client : clients) {
            assertThat(client.getInputStream().readNBytes(7)).isEqualTo(ascii("+PONG\r\n"));
        }
        byte[] record = {0x17, 3, 3, 0x40, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9};
        forEachByte(sockets, record);
        for (Socket socket : sockets) {
            socket.setSoLinger(true, 0);
            socket.close();
        }
    }

    /** A greeting that stops in its middle, noise, or nothing, and then the end. */
    @Test
    void handshakes_thatStopInTheMiddle() throws Exception {
        byte[] greeting = {0x16, 3, 1, 2, 0, 1, 0, 1, (byte) 0xfc, 3, 3, 9, 9, 9, 9, 9, 9, 9};
        List<Socket> sockets = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            sockets.add(plainToEncrypted());
        }
        forEachByte(sockets, greeting);
        awaitClients(sockets.size());
        for (int i = 0; i < sockets.size(); i++) {
            Socket socket = sockets.get(i);
            if (i % 3 == 0) {
                socket.setSoLinger(true, 0);
            } else if (i % 3 == 1) {
                socket.getOutputStream().write(new byte[600]);
            }
            socket.close();
        }
    }

    private static void forEachByte(List<Socket> sockets, byte[] bytes) throws IOException {
        for (byte b : bytes) {
            for (Socket socket : sockets) {
                socket.getOutputStream().write(b);
            }
        }
    }
}
