package onggi.systemtest.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.time.Duration;
import onggi.testkit.Await;
import onggi.testkit.RealServer;
import onggi.testkit.RespClient;
import org.junit.jupiter.api.Test;

/** What stands in the way of a save, a rewrite or the end, and what is told of it. */
class SavingEndsTest {

    private static final Duration LIMIT = Duration.ofSeconds(60);

    private static RealServer start(String... options) {
        assumeTrue(RealServer.canStartOnggi(), "onggi.server.Main is not on the class path");
        return RealServer.onggi(options);
    }

    private static void await(RespClient client, String section, String line) {
        Await.until(line, LIMIT, () -> client.call("INFO", section).contains(line));
    }

    @Test
    void shutdownAbort_takesBackASigtermThatIsNotPutIntoEffect() throws IOException {
        try (RealServer onggi = start("--enable-debug-command", "yes");
                RespClient client = onggi.connect(2)) {
            assertThat(client.call("SHUTDOWN", "ABORT"))
                    .isEqualTo("-ERR No shutdown in progress.\r\n");
            client.call("DEBUG", "PAUSE-CRON", "1");
            // The first reply comes before the server takes signals; this line does not.
            Await.until("ready", LIMIT, () -> onggi.log().contains("Ready to accept connections"));
            ProcessHandle.of(onggi.pid()).orElseThrow().destroy();
            Await.until("the signal", LIMIT, () -> onggi.log().contains("scheduling shutdown"));

            assertThat(client.call("SHUTDOWN", "ABORT")).isEqualTo("+OK\r\n");
            client.call("DEBUG", "PAUSE-CRON", "0");

            assertThat(client.call("PING")).isEqualTo("+PONG\r\n");
            assertThat(onggi.log()).contains("Shutdown manually aborted");
            assertThat(client.call("SHUTDOWN", "ABORT"))
                    .isEqualTo("-ERR No shutdown in progress.\r\n");
        }
    }

    @Test
    void waitaof_isAnsweredWithAnError_whenTheLogIsTurnedOff() {
        try (RealServer onggi = start("--appendonly", "yes");
                RespClient client = onggi.connect(2);
                RespClient waiter = onggi.connect(2);
                RespClient other = onggi.connect(2)) {
            waiter.command("WAITAOF", "1", "1", "0");
            other.command("WAITAOF", "0", "1", "0");
            await(client, "clients", "blocked_clients:2");

            assertThat(client.call("CONFIG", "SET", "appendonly", "no")).isEqualTo("+OK\r\n");

            assertThat(waiter.timeout(LIMIT).frame())
                    .isEqualTo(
                            "-ERR WAITAOF cannot be used when numlocal is set but appendonly is"
                                    + " disabled.\r\n");
            await(client, "clients", "blocked_clients:1");
        }
    }

    @Test
    void saveWhileARewriteRuns_isRefused_orScheduled() {
        try (RealServer onggi = start("--appendonly", "yes", "--rdb-key-save-delay", "1000000");
                RespClient client = onggi.connect(2)) {
            client.call("SET", "a", "1");
            client.call("SET", "b", "2");
            client.call("BGREWRITEAOF");
            await(client, "persistence", "aof_rewrite_in_progress:1");

            assertThat(client.call("BGSAVE"))
                    .isEqualTo(
                            "-ERR Another child process is active (AOF?): can't BGSAVE right now."
                                    + " Use BGSAVE SCHEDULE in order to schedule a BGSAVE whenever"
                                    + " possible.\r\n");
            assertThat(client.call("BGSAVE", "SCHEDULE"))
                    .isEqualTo("+Background saving scheduled\r\n");
            client.call("CONFIG", "SET", "rdb-key-save-delay", "0");

            await(client, "persistence", "rdb_saves:1");
            await(client, "stats", "total_forks:2");
        }
    }

    @Test
    void appendonlyInsideATransaction_beginsBehindIt() {
        try (RealServer onggi = start("--enable-debug-command", "yes");
                RespClient client = onggi.connect(2)) {
            client.call("MULTI");
            client.call("SET", "a", "1");
            client.call("CONFIG", "SET", "appendonly", "yes");
            client.call("SET", "b", "2");
            client.call("EXEC");

            assertThat(onggi.log()).contains("AOF was enabled during a transaction");
            await(client, "persistence", "aof_rewrite_scheduled:0");
            await(client, "persistence", "aof_rewrite_in_progress:0");
            await(client, "persistence", "aof_enabled:1");
            assertThat(client.call("DEBUG", "LOADAOF")).isEqualTo("+OK\r\n");
            assertThat(client.call("MGET", "a", "b")).isEqualTo("*2\r\n$1\r\n1\r\n$1\r\n2\r\n");
        }
    }
}
