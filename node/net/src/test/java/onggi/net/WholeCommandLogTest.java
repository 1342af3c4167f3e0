package onggi.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import onggi.engine.Command;
import onggi.testkit.Await;
import onggi.testkit.RespClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the logs tell of commands that take many turns: all of it, and once. */
class WholeCommandLogTest {

    private static final int MEMBERS = 100_000;
    private static final int TURNS = 5000;
    private static final int SMALL_BUFFER = 1 << 15;
    private static final long NANOS_PER_US = 1000;
    private static final long NANOS_PER_MS = 1_000_000;

    @SuppressWarnings("NullAway.Init") // by start
    private TestServer server;

    @BeforeEach
    void start() throws IOException {
        server = new TestServer(1, 0);
        try (RespClient client = client()) {
            client.call("FILL", "big", "0", "" + MEMBERS);
        }
        server.settings.slowLogThresholdUs(0);
        server.settings.slowLogMaxLength(10_000);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private RespClient client() {
        return RespClient.connect(server.port());
    }

    private long nanos(Command command) {
        return server.net.loops().getFirst().execution().stats().nanos(command.id());
    }

    /** Returns what a log has of a command, which must be there once. */
    private CommandLog.Entry only(CommandLog.Kind kind, String name) {
        Await.until("it is logged", () -> count(kind, name) > 0);
        assertThat(count(kind, name)).isEqualTo(1);
        return server.net.commandLog(kind).newest(Long.MAX_VALUE).stream()
                .filter(entry -> isOf(entry, name))
                .findFirst()
                .orElseThrow();
    }

    private long count(CommandLog.Kind kind, String name) {
        return server.net.commandLog(kind).newest(Long.MAX_VALUE).stream()
                .filter(entry -> isOf(entry, name))
                .count();
    }

    private static boolean isOf(CommandLog.Entry entry, String name) {
        return entry.arguments().getFirst().toLatin1().equals(name);
    }

    @Test
    void commandOfManyTurns_isLoggedWithAllOfItsTime() {
        try (RespClient client = client()) {
            client.call("LABOUR", "big", "" + TURNS);

            CommandLog.Entry entry = only(CommandLog.Kind.SLOW, "LABOUR");
            assertThat(entry.amount()).isEqualTo(nanos(SampleCommands.LABOUR) / NANOS_PER_US);
            assertThat(entry.amount()).isGreaterThan(0);
        }
    }

    @Test
    void commandOfManyTurns_isALatencyWithAllOfItsTime() {
        server.settings.latencyMonitorThresholdMs(1);
        try (RespClient client = client()) {
            for (int turns = TURNS; nanos(SampleCommands.LABOUR) < 2 * NANOS_PER_MS; turns *= 2) {
                server.net.loops().getFirst().execution().stats().reset();
                server.net.latency().forgetAll();
                client.call("LABOUR", "big", "" + turns);
            }

            assertThat(server.net.latency().latest())
                    .filteredOn(latest -> latest.event().equals("command"))
                    .extracting(LatencyMonitor.Latest::maxMs)
                    .containsExactly(nanos(SampleCommands.LABOUR) / NANOS_PER_MS);
        }
    }

    @Test
    void commandThatIsRefusedAfterItWasPutOff_countsForNoOther() {
        try (RespClient client = client();
                RespClient other = client()) {
            client.command("LABOUR", "big", "" + Integer.MAX_VALUE);
            Await.until("it works", () -> nanos(SampleCommands.LABOUR) > 5 * NANOS_PER_MS);
            server.engine.settings().loading(true);
            assertThat(client.frame()).startsWith("-LOADING");
            server.engine.settings().loading(false);

            client.call("REPEAT", "1");

            CommandLog.Entry entry = only(CommandLog.Kind.SLOW, "REPEAT");
            assertThat(entry.amount()).isEqualTo(nanos(SampleCommands.REPEAT) / NANOS_PER_US);
            other.call("PING");
        }
    }

    @Test
    void longReply_isLoggedWithAllOfItsTimeAndItsLength() {
        server.settings.largeReplyBytes(1 << 20);
        try (RespClient client = client()) {
            int length = client.call("MEMBERS", "big").length();

            CommandLog.Entry slow = only(CommandLog.Kind.SLOW, "MEMBERS");
            assertThat(slow.arguments()).hasSize(2);
            assertThat(slow.amount()).isEqualTo(nanos(SampleCommands.MEMBERS) / NANOS_PER_US);
            assertThat(only(CommandLog.Kind.LARGE_REPLY, "MEMBERS").amount()).isEqualTo(length);
        }
    }

    private void askAndTakeNothing(RespClient slow) {
        long id = Long.parseLong(slow.call("CLIENT", "ID").substring(1).strip());
        slow.command("MEMBERS", "big");
        Await.until("its output waits", () -> waits(id));
    }

    private boolean waits(long id) {
        ClientSession session = server.net.clients().client(id);
        return session != null && session.connection().output().bytes() > 0;
    }

    @Test
    void longReply_whoseValueChanges_isLoggedWithItsLength() {
        server.settings.largeReplyBytes(1 << 20);
        try (RespClient slow = RespClient.connect(server.port(), SMALL_BUFFER);
                RespClient writer = client()) {
            askAndTakeNothing(slow);
            writer.call("FILL", "big", "" + MEMBERS, "" + (MEMBERS + 1));
            assertThat(count(CommandLog.Kind.SLOW, "MEMBERS")).isZero();

            int length = slow.frame().length();

            assertThat(only(CommandLog.Kind.LARGE_REPLY, "MEMBERS").amount()).isEqualTo(length);
        }
    }

    @Test
    void longReply_whoseClientLeaves_isLoggedWithWhatItTook() {
        RespClient slow = RespClient.connect(server.port(), SMALL_BUFFER);
        askAndTakeNothing(slow);

        slow.abort();

        CommandLog.Entry entry = only(CommandLog.Kind.SLOW, "MEMBERS");
        assertThat(entry.amount()).isEqualTo(nanos(SampleCommands.MEMBERS) / NANOS_PER_US);
    }
}
