package onggi.systemtest.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import onggi.bytes.SystemClock;
import onggi.persistence.AofCheck;
import onggi.persistence.SystemDisk;
import onggi.testkit.Gen;
import onggi.testkit.NeedsRedis;
import onggi.testkit.RealServer;
import onggi.testkit.RespClient;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Checking and mending append-only files says and does what redis-check-aof says and does. */
@NeedsRedis
class AofCheckTest {

    private static final String FILES = "appendonlydir";
    private static final String BASE = "appendonly.aof.2.base.rdb";
    private static final String INCREMENT = "appendonly.aof.2.incr.aof";
    private static final String MANIFEST = "appendonly.aof.manifest";

    /** What a check printed, its status, and the files as they are behind it. */
    private record Findings(String text, int status, List<String> files) {}

    @SuppressWarnings("NullAway.Init") // set by JUnit
    @TempDir
    private Path folder;

    private Path original = Path.of("");

    @BeforeEach
    void makeFiles() throws IOException, InterruptedException {
        original = Files.createDirectory(folder.resolve("original"));
        try (RealServer redis =
                        RealServer.redis("--appendonly", "yes", "--aof-timestamp-enabled", "yes");
                RespClient client = redis.connect()) {
            client.call("SET", "a", "1");
            client.call("RPUSH", "list", "x", "y");
            client.call("BGREWRITEAOF");
            onggi.testkit.Await.until(
                    "a rewrite",
                    java.time.Duration.ofSeconds(20),
                    () -> client.call("INFO", "persistence").contains("aof_rewrite_in_progress:0"));
            client.call("SET", "b", "2");
            client.call("MULTI");
            client.call("SET", "c", "3");
            client.call("SET", "d", "a\r\nb");
            client.call("EXEC");
            Path increment = redis.folder().resolve(FILES).resolve(INCREMENT);
            onggi.testkit.Await.until(
                    "two marks of time",
                    java.time.Duration.ofSeconds(20),
                    () -> {
                        client.call("SET", "e", "5");
                        return marks(increment).size() > 1;
                    });
            redis.terminate();
            try (Stream<Path> files = Files.list(redis.folder().resolve(FILES))) {
                for (Path file : files.toList()) {
                    Files.copy(file, original.resolve(file.getFileName()));
                }
            }
        }
    }

    private static List<Long> marks(Path file) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1)
                    .lines()
                    .filter(line -> line.startsWith("#TS:"))
                    .map(line -> Long.parseLong(line.substring(4)))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path copy(String name) throws IOException {
        Path copy = Files.createDirectory(folder.resolve(name));
        try (Stream<Path> files = Files.list(original)) {
            for (Path file : files.toList()) {
                Files.copy(file, copy.resolve(file.getFileName()));
            }
        }
        return copy;
    }

    private static List<String> contents(Path folder) throws IOException {
        List<String> contents = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.sorted().toList()) {
                contents.add(
                        file.getFileName()
                                + "="
                                + Files.readString(file, StandardCharsets.ISO_8859_1));
            }
        }
        return contents;
    }

    private static Findings theirs(Path folder, String answer, List<String> arguments)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("redis-check-aof"));
        command.addAll(arguments);
        Process process =
                new ProcessBuilder(command)
                        .directory(folder.toFile())
                        .redirectErrorStream(true)
                        .start();
        try (var in = process.getOutputStream()) {
            in.write(answer.getBytes(StandardCharsets.ISO_8859_1));
        } catch (IOException e) {
            // it asked nothing and has ended
        }
        String text =
                new String(process.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        return new Findings(
                text.replaceAll("(?m)^\\d+:C .*? # ", "")
                        .replace("Usage: redis-check-aof", "Usage: ./onggi check-aof"),
                process.waitFor(),
                contents(folder));
    }

    /** Names in a folder that is not that of the process. */
    private static Findings ours(Path folder, String answer, List<String> arguments)
            throws IOException {
        StringBuilder text = new StringBuilder();
        int[] at = new int[1];
        List<String> placed = new ArrayList<>(arguments);
        if (!placed.isEmpty() && !placed.getLast().startsWith("--")) {
            placed.set(placed.size() - 1, folder.resolve(placed.getLast()).toString());
        }
        int status =
                new AofCheck(
                                new SystemDisk(),
                                SystemClock.INSTANCE,
                                text::append,
                                () -> at[0] < answer.length() ? answer.charAt(at[0]++) : -1)
                        .run(placed);
        return new Findings(text.toString().replace(folder + "/", ""), status, contents(folder));
    }

    private int round;

    private void compare(Path changed, String answer, String... arguments)
            throws IOException, InterruptedException {
        original = changed;
        Findings theirs = theirs(copy("theirs" + round), answer, List.of(arguments));
        Findings ours = ours(copy("ours" + round++), answer, List.of(arguments));
        Findings readable =
                new Findings(
                        theirs.text()
                                .replace(" ./", " ")
                                .replaceAll("\\[additional info] While doing.*\n", "")
                                .replaceAll("(\\[additional info] Reading) type.*\n", ""),
                        theirs.status(),
                        theirs.files());
        if (theirs.text().contains("RDB ERROR")) {
            assertThat(ours.text()).contains("RDB ERROR").contains("RDB preamble of AOF file is");
            assertThat(ours.status()).isEqualTo(theirs.status());
            assertThat(ours.files()).isEqualTo(theirs.files());
        } else {
            assertThat(new Findings(ours.text().replace(" ./", " "), ours.status(), ours.files()))
                    .isEqualTo(readable);
        }
    }

    @Test
    void soundFiles() throws IOException, InterruptedException {
        for (String file : List.of(MANIFEST, BASE, INCREMENT, "nothing")) {
            compare(original, "", file);
            compare(original, "y\n", "--fix", file);
        }
    }

    @Test
    void badArguments() throws IOException, InterruptedException {
        compare(original, "");
        compare(original, "", "--fix");
        compare(original, "", "--mend", MANIFEST);
        compare(original, "", "--truncate-to-timestamp", "1x", MANIFEST);
        compare(original, "", "--truncate-to-timestamp", MANIFEST);
        compare(original, "", "a", "b", "c", "d");
    }

    @Test
    void marksOfTime() throws IOException, InterruptedException {
        Path good = original;
        List<Long> moments = marks(good.resolve(INCREMENT));
        assertThat(moments).hasSizeGreaterThan(1);
        for (long moment : List.of(1L, moments.getFirst(), moments.getLast(), 1L << 40)) {
            for (String file : List.of(MANIFEST, INCREMENT)) {
                compare(good, "", "--truncate-to-timestamp", Long.toString(moment), file);
            }
        }
        Path bad = copy("silly");
        Files.writeString(
                bad.resolve(INCREMENT), "#TS:17x\r\n", java.nio.file.StandardOpenOption.APPEND);
        compare(bad, "", "--truncate-to-timestamp", Long.toString(1L << 40), MANIFEST);
    }

    @Test
    void brokenManifests() throws IOException, InterruptedException {
        Path good = original;
        int i = 0;
        for (String text :
                List.of(
                        "file a seq 1 type b\nfile b seq 1 type b\n",
                        "file a seq 0 type b\n",
                        "file a\n",
                        "file a/b seq 1 type b\n",
                        "file missing.aof seq 1 type b\n",
                        "file missing.aof seq 1 type i\n",
                        "#x\nfile " + INCREMENT + " seq 1 type i",
                        "file " + INCREMENT + " seq 1 type i\n\n",
                        "file " + INCREMENT + " seq 1 type h\n",
                        "file " + INCREMENT + " seq 1 type b\n",
                        "file a seq 1 type x\n",
                        "file a seq 2 type i\nfile b seq 1 type i\n")) {
            original = good;
            Path changed = copy("manifest" + i++);
            Files.writeString(changed.resolve(MANIFEST), text);
            compare(changed, "", MANIFEST);
        }
    }

    @Test
    void damagedFiles() throws IOException, InterruptedException {
        Path good = original;
        Gen gen = new Gen(Gen.firstSeed());
        for (int i = 0; i < 150; i++) {
            original = good;
            Path changed = copy("damaged" + i);
            Path file = changed.resolve(gen.chance(15) ? BASE : INCREMENT);
            byte[] bytes = Files.readAllBytes(file);
            int at = gen.below(bytes.length);
            if (gen.chance(50)) {
                bytes = java.util.Arrays.copyOf(bytes, at);
            } else {
                bytes[at] =
                        (byte) gen.pick(List.of('*', '$', '1', '\r', '\n', 'x', '-')).charValue();
            }
            Files.write(file, bytes);
            if (cutInsideNumber(bytes)) {
                continue; // the real one prints what happens to be in its memory
            }
            String name = gen.pick(List.of(MANIFEST, INCREMENT));
            String answer = gen.pick(List.of("y\n", "n\n", "Y", ""));
            if (gen.chance(70)) {
                compare(changed, answer, "--fix", name);
            } else {
                compare(changed, answer, name);
            }
        }
    }

    private static boolean cutInsideNumber(byte[] bytes) {
        int i = bytes.length - 1;
        while (i >= 0 && bytes[i] >= '0' && bytes[i] <= '9') {
            i--;
        }
        return i >= 0 && (bytes[i] == '$' || bytes[i] == '*' || bytes[bytes.length - 1] == '\r');
    }
}
