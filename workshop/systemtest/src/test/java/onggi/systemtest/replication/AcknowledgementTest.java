package onggi.systemtest.replication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.List;
import onggi.testkit.NeedsRedis;
import onggi.testkit.RealServer;
import onggi.testkit.RespClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who waits for replicas: WAIT, WAITAOF, SHUTDOWN. */
@NeedsRedis
class AcknowledgementTest {

    private final Servers servers = new Servers();

    @BeforeEach
    void needsOnggi() {
        assumeTrue(RealServer.canStartOnggi(), "onggi.server.Main is not on the class path");
    }

    @AfterEach
    void stop() {
        servers.close();
    }

    @Test
    void wait_isForWhatTheClientWroteOrSaw_andNotForOthers() {
        RealServer primary = servers.start("onggi");
        RealServer replica = servers.follow("onggi", primary);
        try (RespClient writer = primary.connect(2);
                RespClient idle = primary.connect(2)) {
            writer.call("SET", "a", "1");
            assertThat(writer.call("WAIT", "1", "5000")).isEqualTo(":1\r\n");
            idle.call("PING");
            Servers.stop(replica, true);
            writer.call("SET", "a", "2");

            assertThat(idle.call("WAIT", "1", "100")).isEqualTo(":1\r\n");
            assertThat(writer.call("WAIT", "1", "100")).isEqualTo(":0\r\n");
            assertThat(idle.pipeline(new String[] {"GET", "a"}, new String[] {"WAIT", "1", "100"}))
                    .containsExactly("$1\r\n2\r\n", ":0\r\n");
            Servers.stop(replica, false);
            assertThat(writer.call("WAIT", "1", "5000")).isEqualTo(":1\r\n");
        }
    }

    @Test
    void waitaof_countsReplicasWhoseLogHasTheWrite() {
        RealServer primary = servers.start("onggi", "--appendonly", "yes");
        RealServer logged =
                servers.follow("onggi", primary, "--appendonly", "yes", "--io-threads", "2");
        servers.follow("onggi", primary);
        try (RespClient client = primary.connect(2)) {
            client.call("SET", "a", "1");

            assertThat(client.call("WAITAOF", "1", "1", "10000")).isEqualTo("*2\r\n:1\r\n:1\r\n");
            assertThat(client.call("WAITAOF", "0", "2", "100")).isEqualTo("*2\r\n:1\r\n:1\r\n");
        }
        logged.kill();
        logged.startAgain();
        assertThat(Servers.ask(logged, "GET", "a")).isEqualTo("1");
    }

    @Test
    void shutdown_waitsUntilReplicasHaveEverything() {
        RealServer primary = servers.start("onggi", "--shutdown-timeout", "60");
        RealServer replica = servers.follow("onggi", primary);
        Servers.ask(primary, "SET", "a", "1");
        Servers.awaitReply(replica, "1", "GET", "a");
        Servers.stop(replica, true);
        try (RespClient client = primary.connect(2);
                RespClient writer = primary.connect(2);
                RespClient ending = primary.connect(2)) {
            client.call("SET", "a", "2");
            ending.command("SHUTDOWN");
            Servers.awaitField(primary, "blocked_clients", "1");
            assertThat(Long.parseLong(Servers.field(primary, "shutdown_in_milliseconds")))
                    .isBetween(1L, 60_000L);
            writer.command("SET", "a", "3");

            assertThat(client.call("SHUTDOWN", "ABORT")).isEqualTo("+OK\r\n");
            assertThat(ending.frame()).isEqualTo("-ERR Errors trying to SHUTDOWN. Check logs.\r\n");
            assertThat(writer.frame()).isEqualTo("+OK\r\n");
            assertThat(client.call("SHUTDOWN", "ABORT"))
                    .isEqualTo("-ERR No shutdown in progress.\r\n");

            ending.command("SHUTDOWN");
            Servers.awaitField(primary, "blocked_clients", "1");
            Servers.stop(replica, false);
            assertThat(primary.awaitExit()).isZero();
        }
        assertThat(Servers.ask(replica, "GET", "a")).isEqualTo("3");
        assertThat(primary.log())
                .contains("Waiting for replicas before shutting down.")
                .contains("1 of 1 replicas are in sync when shutting down.");
    }

    @Test
    void shutdown_namesReplicasThatLackSomething_whenTimeIsUp() {
        RealServer primary = servers.start("onggi", "--shutdown-timeout", "1");
        RealServer replica = servers.follow("redis", primary);
        Servers.stop(replica, true);
        Servers.ask(primary, "SET", "a", "2");

        assertThat(primary.terminate()).isZero();

        Servers.stop(replica, false);
        assertThat(primary.log()).contains("0 of 1 replicas are in sync when shutting down.");
        assertThat(List.of(primary.log().split("\n")))
                .anyMatch(line ->
                        line.contains("Lagging replica 127.0.0.1:" + replica.port())
                                && line.contains("state=online."));
    }
}
