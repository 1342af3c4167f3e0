package onggi.systemtest.replication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import onggi.testkit.Await;
import onggi.testkit.NeedsRedis;
import onggi.testkit.RealServer;
import onggi.testkit.RespClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Replicas and primaries that restart, are written to, have several loops, or leave no file. */
@NeedsRedis
class ReplicaLifeTest {

    private final Servers servers = new Servers();

    @BeforeEach
    void needsOnggi() {
        assumeTrue(RealServer.canStartOnggi(), "onggi.server.Main is not on the class path");
    }

    @AfterEach
    void stop() {
        servers.close();
    }

    @ParameterizedTest
    @CsvSource({"onggi, onggi", "redis, onggi", "onggi, redis"})
    void restart_ofEither_costsNoFullSync(String first, String second) {
        RealServer primary = servers.start(first, "--save", "900 1");
        Servers.ask(primary, "DEBUG", "POPULATE", "1000", "k", "100");
        RealServer replica = servers.follow(second, primary, "--save", "900 1");
        Servers.ask(primary, "SET", "a", "1");
        Servers.awaitReply(replica, "1", "GET", "a");

        assertThat(replica.terminate()).isZero();
        Servers.ask(primary, "SET", "a", "2");
        replica.startAgain();
        Servers.awaitLink(replica);
        Servers.awaitReply(replica, "2", "GET", "a");
        assertThat(Servers.field(primary, "sync_full")).isEqualTo("1");

        assertThat(primary.terminate()).isZero();
        primary.startAgain();
        Servers.awaitLink(replica);
        Servers.ask(primary, "SET", "a", "3");
        Servers.awaitReply(replica, "3", "GET", "a");
        assertThat(Servers.field(primary, "sync_full")).isEqualTo("0");
        Servers.assertSameData(primary, replica);
    }

    @Test
    void writableReplica_removesItsOwnKeys_andHidesThoseOfItsPrimary() {
        RealServer primary = servers.start("redis");
        RealServer replica = servers.follow("onggi", primary, "--replica-read-only", "no");
        Servers.ask(replica, "SET", "own", "1", "PX", "100");
        Servers.ask(replica, "HSET", "kept", "a", "b");
        Servers.ask(primary, "DEBUG", "SET-ACTIVE-EXPIRE", "0");
        Servers.ask(primary, "SET", "theirs", "1", "PX", "100");

        Servers.awaitReply(replica, "2", "DBSIZE");
        Servers.awaitReply(replica, "", "GET", "theirs");
        assertThat(Servers.ask(replica, "DBSIZE")).isEqualTo("2");
        Servers.ask(primary, "GET", "theirs");
        Servers.awaitReply(replica, "1", "DBSIZE");
    }

    @Test
    void severalLoops_sendAndApplyTheStreamInOrder() {
        RealServer primary = servers.start("onggi", "--io-threads", "4");
        RealServer replica;
        RealServer real;
        try (Writers writers = new Writers(primary)) {
            replica = servers.follow("onggi", primary, "--io-threads", "4");
            real = servers.follow("redis", replica);
            writers.awaitMore(1500);
        }
        try (RespClient client = primary.connect(2)) {
            client.call("SET", "last", "1");
            assertThat(client.call("WAIT", "1", "10000")).isEqualTo(":1\r\n");
        }
        Servers.awaitReply(real, "1", "GET", "last");
        Servers.assertSameData(primary, replica);
        Servers.assertSameData(primary, real);
    }

    @Test
    void filesOfFullSyncs_areRemoved_whereNothingElseIsKept() {
        RealServer primary =
                servers.start("onggi", "--rdb-del-sync-files", "yes", "--repl-diskless-sync", "no");
        Servers.ask(primary, "SET", "a", "1");
        RealServer replica = servers.follow("onggi", primary, "--rdb-del-sync-files", "yes");
        RealServer keeper =
                servers.follow(
                        "onggi", primary, "--rdb-del-sync-files", "yes", "--appendonly", "yes");

        assertThat(Files.exists(replica.folder().resolve("dump.rdb"))).isFalse();
        assertThat(Files.exists(keeper.folder().resolve("dump.rdb"))).isTrue();
        Await.until(
                "the primary's file is gone",
                Servers.LIMIT,
                () -> !Files.exists(primary.folder().resolve("dump.rdb")));
        assertThat(Servers.ask(replica, "GET", "a")).isEqualTo("1");
    }

    @ParameterizedTest
    @CsvSource({"disabled", "swapdb"})
    void primary_thatComesBackEmpty_doesNotEmptyItsReplica(String way) {
        RealServer primary = servers.start("redis");
        Servers.ask(primary, "SET", "a", "1");
        RealServer replica =
                servers.follow(
                        "onggi",
                        primary,
                        "--replica-guard-empty-primary",
                        "yes",
                        "--repl-diskless-load",
                        way);
        primary.kill();
        primary.startAgain();
        Servers.ask(primary, "FUNCTION", "LOAD", Writers.LIBRARY);

        Await.until(
                "a refusal in the log",
                Servers.LIMIT,
                () -> replica.log().contains("the primary has no keys and this replica has some"));
        assertThat(Servers.ask(replica, "GET", "a")).isEqualTo("1");
        assertThat(Servers.field(replica, "master_link_status")).isEqualTo("down");

        Servers.ask(primary, "SET", "b", "1");
        Servers.awaitReply(replica, "1", "GET", "b");
        assertThat(Servers.ask(replica, "DBSIZE")).isEqualTo("1");
    }

    @Test
    void functions_canBeHadWithoutTheKeys() throws Exception {
        RealServer primary = servers.start("onggi");
        Servers.ask(primary, "SET", "key", "value");
        Servers.ask(primary, "FUNCTION", "LOAD", Writers.LIBRARY);

        String port = Integer.toString(primary.port());
        run(primary, "redis-cli", "-p", port, "--functions-rdb", "functions.rdb");

        String file =
                Files.readString(
                        primary.folder().resolve("functions.rdb"), StandardCharsets.ISO_8859_1);
        assertThat(file).startsWith("REDIS").contains(Writers.LIBRARY).doesNotContain("value");
        assertThat(run(primary, "redis-check-rdb", "functions.rdb")).contains("RDB looks OK");
    }

    private static String run(RealServer server, String... command) throws Exception {
        Process process =
                new ProcessBuilder(command)
                        .directory(server.folder().toFile())
                        .redirectErrorStream(true)
                        .start();
        String said =
                new String(process.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        assertThat(process.waitFor()).as(said).isZero();
        return said;
    }
}
