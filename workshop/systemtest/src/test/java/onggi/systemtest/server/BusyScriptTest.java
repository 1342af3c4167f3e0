package onggi.systemtest.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.time.Duration;
import onggi.testkit.Await;
import onggi.testkit.RealServer;
import onggi.testkit.RespClient;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** While a script runs longer than it may, others are answered, and can end it. */
class BusyScriptTest {

    private static final String BUSY_SCRIPT =
            "-BUSY Redis is busy running a script. You can only call SCRIPT KILL or SHUTDOWN NOSAVE.\r\n";
    private static final String BUSY_FUNCTION =
            "-BUSY Redis is busy running a script. You can only call FUNCTION KILL or SHUTDOWN NOSAVE.\r\n";
    private static final String LIBRARY =
            "#!lua name=slow\nredis.register_function('forever', function(keys,args) while true do end end)";

    @BeforeEach
    void canStart() {
        assumeTrue(RealServer.canStartOnggi(), "onggi.server.Main is not on the class path");
    }

    private static RealServer server(String loops) {
        return RealServer.onggi("--io-threads", loops, "--busy-reply-threshold", "50");
    }

    /** Waits until a command on a key that the script holds is refused. */
    private static void awaitBusy(RespClient client, String text) {
        Await.until(
                "the script is over its time",
                Duration.ofSeconds(20),
                () -> client.call("GET", "k").equals(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "4"})
    void script_overItsTime_canBeKilledByOthers(String loops) {
        try (RealServer server = server(loops);
                RespClient runner = server.connect();
                RespClient other = server.connect()) {
            runner.command("EVAL", "while true do end", "1", "k");
            runner.command("PING");
            awaitBusy(other, BUSY_SCRIPT);

            assertThat(other.call("FUNCTION", "KILL")).isEqualTo(BUSY_SCRIPT);
            assertThat(other.call("FUNCTION", "STATS")).isEqualTo(BUSY_SCRIPT);
            assertThat(other.call("SCRIPT", "KILL")).isEqualTo("+OK\r\n");

            assertThat(runner.frame()).startsWith("-ERR Script killed by user with SCRIPT KILL");
            assertThat(runner.frame()).isEqualTo("+PONG\r\n");
            assertThat(other.call("GET", "k")).isEqualTo("$-1\r\n");
            assertThat(other.call("SCRIPT", "KILL"))
                    .isEqualTo("-NOTBUSY No scripts in execution right now.\r\n");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "4"})
    void function_overItsTime_isToldOfAndKilled(String loops) {
        try (RealServer server = server(loops);
                RespClient runner = server.connect();
                RespClient other = server.connect()) {
            other.call("FUNCTION", "LOAD", LIBRARY);
            runner.command("FCALL", "forever", "1", "k", "x");
            awaitBusy(other, BUSY_FUNCTION);

            assertThat(other.ask("FUNCTION", "STATS").toString()).contains("forever", "\"x\"");
            assertThat(other.call("SCRIPT", "KILL")).isEqualTo(BUSY_FUNCTION);
            assertThat(other.call("FUNCTION", "KILL")).isEqualTo("+OK\r\n");
            assertThat(runner.frame()).contains("Script killed by user");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "4"})
    void script_thatWrote_cannotBeKilled(String loops) {
        try (RealServer server = server(loops);
                RespClient runner = server.connect();
                RespClient other = server.connect()) {
            runner.command("EVAL", "redis.call('SET',KEYS[1],1) while true do end", "1", "k");
            awaitBusy(other, BUSY_SCRIPT);

            assertThat(other.call("SCRIPT", "KILL")).startsWith("-UNKILLABLE");
            assertThat(other.call("MULTI")).isEqualTo("+OK\r\n");
            assertThat(other.call("SET", "k", "2")).isIn(BUSY_SCRIPT, "+QUEUED\r\n");
            assertThat(other.call("EXEC")).startsWith("-EXECABORT");
            assertThat(other.call("SHUTDOWN")).isEqualTo(BUSY_SCRIPT);
            other.command("SHUTDOWN", "NOSAVE");
            server.awaitExit();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "4"})
    void newClients_areAnswered_whileAScriptIsOverItsTime(String loops) {
        try (RealServer server = server(loops);
                RespClient runner = server.connect();
                RespClient other = server.connect()) {
            runner.command("EVAL", "while true do end", "1", "k");
            awaitBusy(other, BUSY_SCRIPT);
            for (int i = 0; i < 8; i++) {
                try (RespClient fresh = server.connect()) {
                    assertThat(fresh.call("GET", "k")).isEqualTo(BUSY_SCRIPT);
                }
            }
            other.call("SCRIPT", "KILL");
            assertThat(runner.frame()).contains("Script killed by user");
        }
    }
}
