package onggi.systemtest.replication;

import static onggi.systemtest.replication.Servers.LIMIT;
import static onggi.systemtest.replication.Servers.ask;
import static onggi.systemtest.replication.Servers.assertSameData;
import static onggi.systemtest.replication.Servers.awaitLink;
import static onggi.systemtest.replication.Servers.field;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.ArrayList;
import java.util.List;
import onggi.testkit.Await;
import onggi.testkit.NeedsRedis;
import onggi.testkit.RealServer;
import onggi.testkit.RespClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Onggi and the real server follow one another while clients write, through cut links and changes
 * of part; at the end all have the same data.
 */
@NeedsRedis
class ReplicationMatrixTest {

    private static final int LOADED_KEYS = 300;

    private final Servers servers = new Servers();

    @BeforeEach
    void needsOnggi() {
        assumeTrue(RealServer.canStartOnggi(), "onggi.server.Main is not on the class path");
    }

    @AfterEach
    void stop() {
        servers.close();
    }

    private RealServer start(String kind, String... options) {
        return servers.start(kind, withBacklog(options));
    }

    private RealServer follow(String kind, RealServer primary, String... options) {
        return servers.follow(kind, primary, withBacklog(options));
    }

    /** What is written while a link is cut has to be there still. */
    private static String[] withBacklog(String... options) {
        List<String> words = new ArrayList<>(List.of("--repl-backlog-size", "64mb"));
        words.addAll(List.of(options));
        return words.toArray(String[]::new);
    }

    private static void awaitSameData(RealServer one, RealServer other) {
        Await.until(
                "offset of " + other.port(),
                LIMIT,
                () -> field(one, "master_repl_offset").equals(field(other, "master_repl_offset")));
        assertSameData(one, other);
    }

    private static void cutLinks(RealServer primary, RealServer replica) {
        try (RespClient client = replica.connect(2)) {
            client.call("CLIENT", "KILL", "TYPE", "master");
        }
        awaitLink(replica);
        try (RespClient client = primary.connect(2)) {
            client.call("CLIENT", "KILL", "TYPE", "replica");
        }
        awaitLink(replica);
    }

    @ParameterizedTest
    @CsvSource({"onggi, redis", "redis, onggi", "onggi, onggi"})
    void replica_hasTheDataOfItsPrimary(String first, String second) {
        RealServer primary =
                start(first, "--repl-diskless-sync", first.equals(second) ? "no" : "yes");
        try (RespClient client = primary.connect(2)) {
            client.call("DEBUG", "POPULATE", Integer.toString(LOADED_KEYS), "k", "300");
            client.call("FUNCTION", "LOAD", Writers.LIBRARY);
        }
        RealServer replica;
        try (Writers writers = new Writers(primary)) {
            replica = follow(second, primary);
            cutLinks(primary, replica);
            writers.awaitMore(2000);
        }

        awaitSameData(primary, replica);
        assertThat(field(primary, "sync_full")).isEqualTo("1");
        assertThat(Integer.parseInt(field(primary, "sync_partial_ok"))).isGreaterThanOrEqualTo(2);
        assertThat(ask(replica, "FCALL", "count", "0")).isEqualTo("1");
        assertThat(ask(replica, "SET", "a", "b")).startsWith("READONLY");
    }

    @Test
    void chain_passesTheStreamOn_andEachHopCanTakeOver() {
        RealServer first = start("redis");
        RealServer second;
        RealServer third;
        try (Writers writers = new Writers(first)) {
            second = follow("onggi", first);
            third = follow("redis", second);
            writers.awaitMore(2000);
        }
        awaitSameData(first, second);
        awaitSameData(second, third);

        assertThat(ask(second, "REPLICAOF", "NO", "ONE")).isEqualTo("OK");
        try (Writers writers = new Writers(second)) {
            ask(first, "REPLICAOF", "127.0.0.1", Integer.toString(second.port()));
            awaitLink(first);
            awaitLink(third);
            writers.awaitMore(1000);
        }
        awaitSameData(second, first);
        awaitSameData(second, third);
        assertThat(field(second, "sync_full")).isEqualTo("1");

        assertThat(ask(third, "REPLICAOF", "NO", "ONE")).isEqualTo("OK");
        ask(second, "REPLICAOF", "127.0.0.1", Integer.toString(third.port()));
        awaitLink(second);
        try (Writers writers = new Writers(third)) {
            writers.awaitMore(500);
        }
        awaitSameData(third, second);
        awaitSameData(second, first);
        assertThat(field(third, "sync_full")).isEqualTo("0");
    }

    @ParameterizedTest
    @CsvSource({"on-empty-db", "swapdb", "flush-before-load"})
    void snapshot_isLoadedAsItComes(String way) {
        RealServer primary = start("redis");
        try (RespClient client = primary.connect(2)) {
            client.call("DEBUG", "POPULATE", "2000", "k", "300");
        }
        RealServer replica = follow("onggi", primary, "--repl-diskless-load", way);
        awaitSameData(primary, replica);

        ask(replica, "REPLICAOF", "NO", "ONE");
        ask(replica, "SET", "own", "1");
        ask(primary, "DEBUG", "CHANGE-REPL-ID");
        ask(replica, "REPLICAOF", "127.0.0.1", Integer.toString(primary.port()));
        awaitLink(replica);

        awaitSameData(primary, replica);
        assertThat(field(primary, "sync_full")).isEqualTo("2");
    }

    @Test
    void failover_handsOverToAReplica() {
        RealServer primary = start("onggi");
        RealServer replica = follow("onggi", primary);
        try (Writers writers = new Writers(primary)) {
            writers.awaitMore(200);
        }
        assertThat(ask(primary, "FAILOVER")).isEqualTo("OK");

        Await.until("new part", LIMIT, () -> field(replica, "role").equals("master"));
        awaitLink(primary);
        assertThat(field(primary, "master_failover_state")).isEqualTo("no-failover");
        assertThat(ask(replica, "SET", "a", "b")).isEqualTo("OK");
        awaitSameData(replica, primary);
        assertThat(field(replica, "sync_full")).isEqualTo("0");
    }

    @Test
    void wait_countsReplicasThatHaveTheWrite() {
        RealServer primary = start("onggi");
        RealServer replica = follow("onggi", primary);
        try (RespClient client = primary.connect(2)) {
            client.call("SET", "a", "1");

            assertThat(client.call("WAIT", "1", "5000")).isEqualTo(":1\r\n");
            assertThat(client.call("WAIT", "2", "50")).isEqualTo(":1\r\n");
        }
        assertThat(ask(replica, "GET", "a")).isEqualTo("1");
    }
}
