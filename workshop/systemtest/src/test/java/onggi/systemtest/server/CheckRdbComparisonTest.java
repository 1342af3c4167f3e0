package onggi.systemtest.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import onggi.rdb.RdbCheck;
import onggi.rdb.RdbInput;
import onggi.testkit.Gen;
import onggi.testkit.NeedsRedis;
import onggi.testkit.RealServer;
import onggi.testkit.RespClient;
import onggi.testkit.ValueSteps;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file is judged as {@code redis-check-rdb} judges it, in the same lines. */
@NeedsRedis
class CheckRdbComparisonTest {

    private static final int CUTS = 60;
    private static final int KEYS = 40;

    /** What comes only from the other one: a fault of a C program, or lines of its log. */
    private static final String THEIRS_ONLY =
            "(?s).*(rdb\\.c|Reading type 0 \\(string\\)|\\d{4} ).*";

    @TempDir
    @SuppressWarnings("NullAway.Init") // set before each test
    private Path folder;

    /** What a program printed, and whether it found the file sound. */
    private record Judgement(boolean sound, List<String> lines) {}

    private static byte[] file() throws IOException {
        Gen gen = new Gen(Gen.firstSeed());
        try (RealServer redis = RealServer.redis();
                RespClient client = redis.connect(2)) {
            client.call("FUNCTION", "LOAD", "#!lua name=l\nredis.register_function('f', print)");
            for (int i = 0; i < KEYS; i++) {
                client.call("SELECT", Integer.toString(gen.below(3)));
                for (List<String> step : ValueSteps.of(gen.pick(ValueSteps.TYPES), "k" + i, gen)) {
                    client.call(step.toArray(String[]::new));
                }
                if (gen.chance(30)) {
                    client.call("PEXPIRE", "k" + i, "100000000");
                }
            }
            assertThat(client.call("SAVE")).isEqualTo("+OK\r\n");
            return Files.readAllBytes(redis.folder().resolve("dump.rdb"));
        }
    }

    private Judgement theirs(byte[] content) throws IOException, InterruptedException {
        Path file = folder.resolve("x.rdb");
        Files.write(file, content);
        Process process =
                new ProcessBuilder("redis-check-rdb", "x.rdb")
                        .directory(folder.toFile())
                        .redirectErrorStream(true)
                        .start();
        String text =
                new String(process.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        return new Judgement(process.waitFor() == 0, text.lines().toList());
    }

    private static Judgement ours(byte[] content) {
        List<String> lines = new ArrayList<>();
        RdbInput in = RdbInput.of(content, 0, content.length);
        boolean sound = new RdbCheck(in, System.currentTimeMillis(), lines::add).run("x.rdb");
        return new Judgement(sound, lines);
    }

    @Test
    void soundFile_isSaidToBeSound_inTheSameLines() throws Exception {
        byte[] content = file();

        Judgement theirs = theirs(content);
        Judgement ours = ours(content);

        assertThat(theirs.sound).isTrue();
        assertThat(ours.sound).isTrue();
        assertThat(ours.lines.subList(0, theirs.lines.size())).isEqualTo(theirs.lines);
        assertThat(ours.lines.getLast()).startsWith("[info] zset: ");
    }

    @Test
    void damagedFile_isSaidToBeDamaged_atTheSamePlace() throws Exception {
        byte[] content = file();
        Gen gen = new Gen(Gen.firstSeed());
        for (int i = 0; i < CUTS; i++) {
            byte[] damaged = Arrays.copyOf(content, gen.below(content.length));

            Judgement theirs = theirs(damaged);
            Judgement ours = ours(damaged);

            assertThat(ours.sound).as("cut to %s", damaged.length).isFalse();
            assertThat(theirs.sound).isFalse();
            for (String line : theirs.lines) {
                boolean comparable =
                        !line.matches(THEIRS_ONLY)
                                && !line.contains("(unknown)")
                                && !line.contains("Failed loading library")
                                && !line.contains("Unexpected EOF");
                assertThat(!comparable || ours.lines.contains(line))
                        .as("cut to %s: %s, but %s", damaged.length, line, ours.lines)
                        .isTrue();
            }
        }
        content[content.length / 2] ^= 1;
        assertThat(ours(content).sound).isFalse();
    }
}
