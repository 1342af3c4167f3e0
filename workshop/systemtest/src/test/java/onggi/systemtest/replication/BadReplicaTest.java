package onggi.systemtest.replication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import onggi.testkit.RealServer;
import onggi.testkit.RespClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Replicas that ask for what no replica does, leave, or are sent what they cannot do. */
class BadReplicaTest {

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
    void replica_thatIsAnswered_isDisconnected() {
        RealServer primary = servers.start("onggi");
        try (RespClient replica = primary.connect(2)) {
            assertThat(replica.call("PSYNC", "?", "x"))
                    .isEqualTo("-ERR value is not an integer or out of range\r\n");
            assertThat(replica.call("PSYNC", "?", "-1")).startsWith("+FULLRESYNC ");
            replica.command("REPLCONF", "ACK", "0");
            replica.command("GET", "a");

            assertThat(replica.readToEnd()).doesNotContain("-ERR");
        }
        assertThat(primary.log())
                .contains("asks for synchronization but with a wrong offset")
                .contains("Replica generated a reply to command 'get', disconnecting it: ")
                .contains(
                        "sending an error to its replica: 'ERR Replica can't interact with the"
                                + " keyspace' after processing the command 'get'");
    }

    @Test
    void save_forReplicasThatAreGone_isGivenUp() {
        RealServer primary =
                servers.start(
                        "onggi", "--repl-diskless-sync", "no", "--rdb-key-save-delay", "1000000");
        Servers.ask(primary, "DEBUG", "POPULATE", "100");
        try (RespClient replica = primary.connect(2)) {
            assertThat(replica.call("PSYNC", "?", "-1")).startsWith("+FULLRESYNC ");
            Servers.awaitField(primary, "rdb_bgsave_in_progress", "1");
        }

        Servers.awaitField(primary, "rdb_bgsave_in_progress", "0");
        assertThat(Servers.field(primary, "connected_slaves")).isEqualTo("0");
    }

    @Test
    void command_thatTheReplicaDoesNotKnow_isNamedInItsLog() {
        RealServer primary = servers.start("onggi");
        RealServer replica = servers.follow("onggi", primary);
        assertThat(Servers.ask(primary, "DEBUG", "REPLICATE", "strange", "1")).isEqualTo("OK");
        Servers.ask(primary, "SET", "a", "1");

        Servers.awaitReply(replica, "1", "GET", "a");
        assertThat(replica.log())
                .contains("sending an error to its master: 'unknown command 'strange'");
    }

    @Test
    void command_thatFails_endsAReplicaThatIsToPanic() {
        RealServer primary = servers.start("onggi");
        RealServer replica =
                servers.follow("onggi", primary, "--propagation-error-behavior", "panic");
        Servers.ask(primary, "DEBUG", "REPLICATE", "INCR", "a", "b");

        assertThat(replica.awaitExit()).isNotZero();
        assertThat(replica.log()).contains("panicked").contains("'<unknown>'");
    }
}
