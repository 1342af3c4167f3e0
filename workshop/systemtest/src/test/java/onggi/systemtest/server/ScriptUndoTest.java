package onggi.systemtest.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import onggi.testkit.Await;
import onggi.testkit.Gen;
import onggi.testkit.RealServer;
import onggi.testkit.RespClient;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** With lua-kill-undo a script that wrote can be killed, and the data are as before. */
class ScriptUndoTest {

    private static final int SCRIPTS = Integer.getInteger("undo.scripts", 25);
    private static final String[] KEYS = {"a", "b", "c", "d", "e", "f"};

    @BeforeEach
    void canStart() {
        assumeTrue(RealServer.canStartOnggi(), "onggi.server.Main is not on the class path");
    }

    private static RealServer server(String... more) {
        List<String> options =
                new ArrayList<>(
                        List.of(
                                "--busy-reply-threshold",
                                "1",
                                "--lua-kill-undo",
                                "yes",
                                "--enable-debug-command",
                                "yes"));
        options.addAll(List.of(more));
        return RealServer.onggi(options.toArray(String[]::new));
    }

    /** Kills the script as soon as it can be; returns what its client is told. */
    private static String kill(RespClient runner, RespClient other) {
        Await.until(
                "the script can be killed",
                Duration.ofSeconds(20),
                () -> other.call("SCRIPT", "KILL").equals("+OK\r\n"));
        return runner.frame();
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "4"})
    void randomWrites_ofAKilledScript_leaveNothing(String loops) {
        try (RealServer server = server("--io-threads", loops);
                RespClient runner = server.connect();
                RespClient other = server.connect()) {
            Gen.check(
                    SCRIPTS,
                    gen -> {
                        gen.list(8, ScriptUndoTest::write).forEach(w -> other.call(words(w)));
                        String before = state(other);
                        List<String> texts = gen.list(gen.between(1, 12), ScriptUndoTest::write);
                        var script = new StringBuilder();
                        for (String text : texts) {
                            script.append("redis.pcall('")
                                    .append(text.replace(" ", "','"))
                                    .append("') ");
                        }
                        runner.command("EVAL", script + "while true do end", "1", "a");

                        assertThat(kill(runner, other)).startsWith("-ERR Script killed by user");
                        assertThat(state(other)).as("%s", texts).isEqualTo(before);
                    });
        }
    }

    /** The digest of all data, which has no groups of streams in it, and those. */
    private static String state(RespClient client) {
        var state = new StringBuilder(client.call("DEBUG", "DIGEST"));
        for (String key : KEYS) {
            state.append(client.call("XINFO", "GROUPS", key));
        }
        return state.toString();
    }

    private static String[] words(String command) {
        return command.split(" ");
    }

    private static String write(Gen gen) {
        String key = gen.pick(KEYS);
        String other = gen.pick(KEYS);
        String value = Integer.toString(gen.below(50));
        return switch (gen.below(22)) {
            case 0 -> "set " + key + " " + value;
            case 1 -> "append " + key + " " + "x".repeat(gen.below(200) + 1);
            case 2 -> "del " + key + " " + other;
            case 3 -> "rename " + key + " " + other;
            case 4 -> "rpush " + key + " " + value + " x y";
            case 5 -> "lpop " + key;
            case 6 -> "sadd " + key + " " + value + " 2 3";
            case 7 -> "sadd " + key + " " + value + " word";
            case 8 -> "hset " + key + " f" + value + " 1";
            case 9 -> "hexpire " + key + " 1000 FIELDS 1 f" + value;
            case 10 -> "zadd " + key + " " + value + " m" + value;
            case 11 -> "xadd " + key + " * f " + value;
            case 12 -> "xgroup create " + key + " g" + gen.below(2) + " 0";
            case 13 -> "xreadgroup GROUP g" + gen.below(2) + " me STREAMS " + key + " >";
            case 14 -> "expire " + key + " 1000";
            case 15 -> "persist " + key;
            case 16 -> "copy " + key + " " + other + " REPLACE";
            case 17 -> "sunionstore " + key + " " + other + " " + key;
            case 18 -> "sort " + other + " BY nosort STORE " + key;
            case 19 -> "pfadd " + key + " " + value;
            case 20 -> "setbit " + key + " " + value + " 1";
            default -> "select " + gen.below(2);
        };
    }

    @Test
    void killedScript_inTheAppendOnlyFile_leavesNothingEither(@TempDir Path folder)
            throws IOException {
        String[] options = {"--dir", folder.toString(), "--appendonly", "yes"};
        String before;
        try (RealServer server = server(options);
                RespClient runner = server.connect();
                RespClient other = server.connect()) {
            other.call("RPUSH", "list", "1", "2");
            other.call("SET", "key", "1", "EX", "1000");
            before = other.call("DEBUG", "DIGEST");
            runner.command(
                    "EVAL",
                    "redis.call('LPOP','list') redis.call('SET','key',2) redis.call('SET','new',3)"
                            + " while true do end",
                    "0");
            assertThat(kill(runner, other)).contains("Script killed by user");
            assertThat(other.call("SET", "after", "1")).isEqualTo("+OK\r\n");
            assertThat(other.call("DEL", "after")).isEqualTo(":1\r\n");
        }
        try (RealServer server = server(options);
                RespClient client = server.connect()) {
            assertThat(client.call("DEBUG", "DIGEST")).isEqualTo(before);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "redis.call('FLUSHALL')",
                "redis.call('MOVE','k','1')",
                "redis.call('COPY','k','l','DB','1')",
                "redis.call('SET','l',string.rep('x',2000)) redis.call('APPEND','l','y')"
                        + " redis.call('APPEND','big','y')",
            })
    void whatCannotBeUndone_cannotBeKilled(String write) {
        try (RealServer server = server("--lua-kill-undo-limit", "1000");
                RespClient runner = server.connect();
                RespClient other = server.connect()) {
            other.call("SET", "k", "1");
            other.call("SET", "big", "x".repeat(5000));
            String tell = " redis.log(redis.LOG_WARNING, 'has written')";
            runner.command("EVAL", write + tell + " while true do end", "0");
            Await.until("the script has written", () -> server.log().contains("has written"));
            Await.until(
                    "the script is over its time", () -> other.call("PING").startsWith("-BUSY"));

            assertThat(other.call("SCRIPT", "KILL")).startsWith("-UNKILLABLE");

            other.command("SHUTDOWN", "NOSAVE");
            server.awaitExit();
        }
    }

    @Test
    void memoryLimit_ofAScript_isKept() {
        try (RealServer server = server("--lua-memory-limit", "4mb");
                RespClient client = server.connect()) {
            String much = "local t={} for i=1,1e9 do t[i]=tostring(i) end";
            String some = "return #string.rep('x',6*1024*1024)";

            assertThat(client.call("EVAL", much, "0")).contains("not enough memory");
            assertThat(client.call("EVAL", some, "0")).contains("not enough memory");
            assertThat(client.call("CONFIG", "SET", "lua-memory-limit", "16mb"))
                    .isEqualTo("+OK\r\n");
            assertThat(client.call("EVAL", some, "0")).isEqualTo(":6291456\r\n");
            assertThat(client.call("CONFIG", "SET", "lua-memory-limit", "100gb"))
                    .contains("argument must be at most", "Java heap");
            assertThat(client.call("CONFIG", "SET", "lua-memory-limit", "1kb"))
                    .contains("argument must be between");
        }
    }
}
