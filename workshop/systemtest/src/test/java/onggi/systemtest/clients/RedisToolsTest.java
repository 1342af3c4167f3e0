package onggi.systemtest.clients;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import onggi.testkit.NeedsRedis;
import onggi.testkit.Program;
import onggi.testkit.RealServer;
import onggi.testkit.RespClient;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** redis-cli and redis-benchmark of the redis-tools package. */
@NeedsRedis
class RedisToolsTest {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final List<String> NO_COMMANDS = List.of("key", "zpipmax");
    private static final String NEEDS_HASH = "type user1";

    /**
     * The transcript was recorded from redis-server 7.0.15. Lines of commands that the server does
     * not have yet are left out.
     */
    @ParameterizedTest
    @EnumSource
    void redisCli_goldenTranscript_isTheSame(Subject subject) throws IOException {
        String golden = transcript();
        var actual = new StringBuilder();
        var expected = new StringBuilder();
        int skipped = 0;
        try (var server = subject.start();
                var client = server.connect()) {
            for (String entry : golden.split("(?m)^> ")) {
                if (entry.isEmpty()) {
                    continue;
                }
                String command = entry.substring(0, entry.indexOf('\n'));
                if (isMissing(client, command)) {
                    skipped++;
                    continue;
                }
                expected.append("> ").append(entry);
                actual.append("> ")
                        .append(command)
                        .append('\n')
                        .append(cli(server, command.split(" ")))
                        .append('\n');
            }
        }
        System.out.println(
                "golden transcript on " + subject + ": " + skipped + " commands left out");

        assertThat(actual.toString()).isEqualTo(expected.toString());
    }

    private static String transcript() throws IOException {
        try (var in = RedisToolsTest.class.getResourceAsStream("transcript.txt")) {
            return new String(
                    java.util.Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static boolean isMissing(RespClient client, String command) {
        String name = command.equals(NEEDS_HASH) ? "hset" : command.split(" ")[0];
        return !NO_COMMANDS.contains(name)
                && client.call("COMMAND", "INFO", name).equals("*1\r\n*-1\r\n");
    }

    private static String cli(RealServer server, String... arguments) {
        String[] all =
                Stream.concat(
                                Stream.of(
                                        "redis-cli",
                                        "-p",
                                        Integer.toString(server.port()),
                                        "--no-raw"),
                                Stream.of(arguments))
                        .toArray(String[]::new);
        try (var program = Program.start(Path.of("."), java.util.Map.of(), all)) {
            program.awaitExit();
            return program.output();
        }
    }

    /** A message and a subscription in one go, as redis-cli prints them. */
    @ParameterizedTest
    @EnumSource
    void redisCli_subscription_printsMessages(Subject subject) {
        try (var server = subject.start();
                var publisher = server.connect();
                var cli =
                        Program.start(
                                Path.of("."),
                                java.util.Map.of(),
                                "redis-cli",
                                "-p",
                                Integer.toString(server.port()),
                                "--no-raw",
                                "subscribe",
                                "other",
                                "test_channel")) {
            cli.awaitLine(1, "3) (integer) 2");

            assertThat(publisher.call("PUBLISH", "test_channel", "hi")).isEqualTo(":1\r\n");
            cli.awaitLine(1, "3) \"hi\"");

            List<String> lines = new ArrayList<>(cli.lines());
            lines.removeIf(line -> line.startsWith("Reading messages"));
            assertThat(lines)
                    .containsExactly(
                            "1) \"subscribe\"",
                            "2) \"other\"",
                            "3) (integer) 1",
                            "1) \"subscribe\"",
                            "2) \"test_channel\"",
                            "3) (integer) 2",
                            "1) \"message\"",
                            "2) \"test_channel\"",
                            "3) \"hi\"");
        }
    }

    @ParameterizedTest
    @EnumSource
    void redisCli_pipeMode_loadsEverything(Subject subject) {
        try (var server = subject.start();
                var client = server.connect()) {
            String port = Integer.toString(server.port());

            String said =
                    Program.run(
                            LIMIT,
                            Path.of("."),
                            "sh",
                            "-c",
                            "i=0; while [ $i -lt 20000 ]; do echo \"SET key:$i $i\"; i=$((i+1)); done | redis-cli -p "
                                    + port
                                    + " --pipe");

            assertThat(said).contains("errors: 0, replies: 20000");
            assertThat(client.call("DBSIZE")).isEqualTo(":20000\r\n");
            assertThat(
                            Program.run(
                                            LIMIT,
                                            Path.of("."),
                                            "redis-cli",
                                            "-p",
                                            port,
                                            "--scan",
                                            "--pattern",
                                            "key:1999?")
                                    .lines())
                    .hasSize(10);
        }
    }

    @ParameterizedTest
    @EnumSource
    void redisBenchmark_commonTests_runWithoutError(Subject subject) {
        try (var server = subject.start();
                var client = server.connect()) {
            for (String pipeline : List.of("1", "16")) {
                String said =
                        Program.run(
                                LIMIT,
                                Path.of("."),
                                "redis-benchmark",
                                "-p",
                                Integer.toString(server.port()),
                                "-n",
                                "20000",
                                "-c",
                                "50",
                                "-r",
                                "1000",
                                "-P",
                                pipeline,
                                "-t",
                                "ping,set,get,incr,mset",
                                "--csv");

                assertThat(said)
                        .contains("PING_INLINE", "PING_MBULK", "SET", "GET", "INCR", "MSET")
                        .doesNotContain("Error");
            }
            assertThat(client.ask("DBSIZE").text()).isNotEqualTo("0");
        }
    }
}
