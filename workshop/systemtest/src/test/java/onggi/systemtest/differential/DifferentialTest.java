package onggi.systemtest.differential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import onggi.systemtest.rules.SourceFile;
import onggi.testkit.NeedsRedis;
import onggi.testkit.RealServer;
import org.junit.jupiter.api.Test;

/**
 * Random commands to a real server and to Onggi. {@code -Ddifferential.commands=10000000} makes it
 * a long run, {@code -Dseed=} repeats one history, {@code -Dredis.server=} names another server to
 * compare with.
 */
@NeedsRedis
class DifferentialTest {

    private static final long COMMANDS = Long.getLong("differential.commands", 200_000);

    @Test
    void randomCommands_onRedisAndOnggi_answerTheSameBytes() {
        assumeTrue(RealServer.canStartOnggi(), "onggi.server.Main is not on the class path");
        try (var redis = RealServer.redis(DifferentialRun.OPTIONS);
                var onggi = RealServer.onggi(DifferentialRun.OPTIONS)) {
            var result = DifferentialRun.compare(redis.port(), onggi.port(), COMMANDS);

            System.out.println("differential: " + result);
            assertThat(result.commands()).isGreaterThanOrEqualTo(COMMANDS);
        }
    }

    /** {@code -Ddifferential.peer=} names a newer server: Redis 8 or Valkey 9. */
    @Test
    void randomCommands_onANewerServerAndOnggi_differInWhatIsKnownOnly() {
        String program = System.getProperty("differential.peer", "");
        assumeTrue(
                !program.isEmpty(),
                () ->
                        said(
                                "skipped: no newer server to compare with, name one by"
                                        + " -Ddifferential.peer=/path/of/redis-server"));
        assumeTrue(RealServer.canStartOnggi(), "onggi.server.Main is not on the class path");
        try (var peer = RealServer.program(Path.of(program), DifferentialRun.OPTIONS);
                var onggi = RealServer.onggi(DifferentialRun.OPTIONS)) {
            var result = DifferentialRun.compare(peer.port(), onggi.port(), COMMANDS);

            said(Peer.of(peer.port()) + ": " + result);
            assertThat(result.commands()).isGreaterThanOrEqualTo(COMMANDS);
        }
    }

    private static String said(String text) {
        System.out.println("differential: " + text);
        return text;
    }

    @Test
    void comparison_twoServersOfOneKind_findsNothing() {
        try (var one = RealServer.redis(DifferentialRun.OPTIONS);
                var other = RealServer.redis(DifferentialRun.OPTIONS)) {
            var result = DifferentialRun.compare(one.port(), other.port(), 20_000);

            assertThat(result.commands()).isGreaterThanOrEqualTo(20_000);
        }
    }

    /** On this server INCR and DECR have changed their handlers. */
    @Test
    void comparison_brokenHandler_isCaughtAndShrunk() {
        String[] broken = {
            "--rename-command",
            "INCR",
            "OTHER",
            "--rename-command",
            "DECR",
            "INCR",
            "--rename-command",
            "OTHER",
            "DECR"
        };
        try (var redis = RealServer.redis(DifferentialRun.OPTIONS);
                var other = RealServer.redis(with(broken))) {
            assertThatThrownBy(() -> DifferentialRun.compare(redis.port(), other.port(), 20_000))
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContaining("the servers differ")
                    .hasMessageFindingMatch(
                            "(?is)shortest history found:\\s+#\\d (incr|decr) \\S+\\s*$");
        }
    }

    /** On this server the messages of a class of events are missing, which no reply shows. */
    @Test
    void comparison_missingMessages_areCaught() {
        try (var redis = RealServer.redis(DifferentialRun.OPTIONS);
                var other = RealServer.redis(with("--notify-keyspace-events", "KEAm"))) {
            assertThatThrownBy(() -> DifferentialRun.compare(redis.port(), other.port(), 20_000))
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContaining("messages on #3");
        }
    }

    private static String[] with(String... more) {
        return Stream.concat(Stream.of(DifferentialRun.OPTIONS), Stream.of(more))
                .toArray(String[]::new);
    }

    @Test
    void toleratedDifferences_areThoseOfTheDocument() throws IOException {
        String document = Files.readString(SourceFile.root().resolve("docs/compatibility.md"));

        assertThat(document)
                .contains(Tolerance.table())
                .contains(CommandGen.table())
                .contains(Peer.table());
    }
}
