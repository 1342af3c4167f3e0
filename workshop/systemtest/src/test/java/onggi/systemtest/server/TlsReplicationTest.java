package onggi.systemtest.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import onggi.testkit.Await;
import onggi.testkit.NeedsRedis;
import onggi.testkit.RealServer;
import onggi.testkit.RespClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A replica that follows its primary over an encrypted link, from and to the real server. */
@NeedsRedis
class TlsReplicationTest {

    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final int LONG_BYTES = 3_000_000;

    @TempDir static Path folder;
    private final List<RealServer> servers = new ArrayList<>();

    @BeforeAll
    static void makeCertificates() throws Exception {
        assumeTrue(RealServer.canStartOnggi(), "onggi.server.Main is not on the class path");
        assumeTrue(OpenSsl.isThere(), "openssl is not on the path");
        OpenSsl openssl = new OpenSsl(folder);
        openssl.authority();
        openssl.certificate("server", "1", "365", "-algorithm", "RSA");
        openssl.certificate("replica", "2", "365", "-algorithm", "RSA");
    }

    @AfterEach
    void stop() {
        servers.forEach(RealServer::close);
    }

    private RealServer start(String kind, int tlsPort, String... more) {
        List<String> words =
                new ArrayList<>(
                        List.of(
                                "--tls-port", Integer.toString(tlsPort),
                                "--tls-cert-file", folder.resolve("server.crt").toString(),
                                "--tls-key-file", folder.resolve("server.key").toString(),
                                "--tls-ca-cert-file", folder.resolve("ca.crt").toString(),
                                "--repl-diskless-sync-delay", "0",
                                "--enable-debug-command", "yes"));
        words.addAll(List.of(more));
        String[] all = words.toArray(String[]::new);
        RealServer server = kind.equals("redis") ? RealServer.redis(all) : RealServer.onggi(all);
        servers.add(server);
        return server;
    }

    private RealServer follow(String kind, int tlsPort, String... more) throws Exception {
        List<String> words =
                new ArrayList<>(
                        List.of(
                                "--tls-replication",
                                "yes",
                                "--tls-client-cert-file",
                                folder.resolve("replica.crt").toString(),
                                "--tls-client-key-file",
                                folder.resolve("replica.key").toString(),
                                "--replicaof",
                                "127.0.0.1 " + tlsPort));
        words.addAll(List.of(more));
        return start(kind, RealServer.freePort(), words.toArray(String[]::new));
    }

    private static String ask(RealServer server, String... command) {
        try (RespClient client = server.connect(2)) {
            return client.ask(command).text();
        }
    }

    private static void await(RealServer server, String part, String... command) {
        Await.until(
                part + " of " + server.port(), LIMIT, () -> ask(server, command).contains(part));
    }

    @ParameterizedTest
    @CsvSource({"onggi, onggi", "redis, onggi", "onggi, redis"})
    void link_carriesSnapshotAndStream(String first, String second) throws Exception {
        int port = RealServer.freePort();
        RealServer primary = start(first, port);
        ask(primary, "DEBUG", "POPULATE", "2000", "k", "300");
        ask(primary, "SET", "long", "x".repeat(LONG_BYTES));
        RealServer replica = follow(second, port);
        await(replica, "master_link_status:up", "INFO", "replication");

        ask(primary, "SETRANGE", "longer", Integer.toString(LONG_BYTES), "end");
        try (RespClient client = replica.connect(2)) {
            client.call("CLIENT", "KILL", "TYPE", "master");
        }
        ask(primary, "SET", "last", "1");

        await(replica, "1", "GET", "last");
        assertThat(ask(replica, "DEBUG", "DIGEST")).isEqualTo(ask(primary, "DEBUG", "DIGEST"));
        assertThat(ask(primary, "INFO", "stats"))
                .contains("sync_full:1")
                .contains("sync_partial_ok:1");
        assertThat(ask(primary, "INFO", "replication")).contains("state=online");
    }

    @Test
    void primary_thatNobodyVouchesFor_isNotFollowed() throws Exception {
        int port = RealServer.freePort();
        RealServer primary = start("onggi", port);
        ask(primary, "SET", "a", "1");
        RealServer replica =
                follow(
                        "onggi",
                        port,
                        "--tls-ca-cert-file",
                        folder.resolve("replica.crt").toString());

        Await.until(
                "a refusal in the log",
                LIMIT,
                () -> replica.log().contains("Error condition on socket for SYNC: "));

        assertThat(replica.log()).contains("PKIX path");
        assertThat(ask(replica, "DBSIZE")).isEqualTo("0");
        ask(replica, "CONFIG", "SET", "tls-ca-cert-file", folder.resolve("ca.crt").toString());
        await(replica, "1", "DBSIZE");
    }
}
