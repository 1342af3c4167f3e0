package onggi.systemtest.clients;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Map;
import java.util.stream.Stream;
import onggi.testkit.NeedsPrograms;
import onggi.testkit.NeedsRedis;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Packages for Node that live on scripts, streams and channels, with their own defaults: each
 * program says one line for each thing that holds.
 */
@NeedsRedis
@NeedsPrograms(
        value = {"node", "npm"},
        install = "apt-get install nodejs npm (Node 20 or newer)")
class ScriptProgramsTest {

    @SuppressWarnings("NullAway.Init")
    private static NpmFolder folder;

    @BeforeAll
    static void install() throws IOException {
        folder = NpmFolder.install("npm-programs");
    }

    static Stream<Arguments> programs() {
        return Stream.of(Subject.values())
                .flatMap(subject ->
                        Stream.of(
                                Arguments.of(subject, "queues.js", 10),
                                Arguments.of(subject, "locks.js", 6),
                                Arguments.of(subject, "sockets.js", 6),
                                Arguments.of(subject, "sessions.js", 3)));
    }

    @ParameterizedTest
    @MethodSource("programs")
    void program_withItsOwnDefaults_findsWhatItExpects(Subject subject, String name, int parts) {
        try (var server = subject.start();
                var program =
                        folder.node(Map.of("REDIS_PORT", Integer.toString(server.port())), name)) {
            assertThat(program.awaitExit()).as(program::output).isZero();

            assertThat(program.lines())
                    .hasSize(parts)
                    .allSatisfy(line -> assertThat(line).startsWith("ok "));
        }
    }
}
