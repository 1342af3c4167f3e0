package onggi.systemtest.differential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import onggi.testkit.Gen;
import onggi.testkit.NeedsRedis;
import onggi.testkit.RealServer;
import onggi.testkit.RespClient;
import onggi.testkit.Wire;
import org.junit.jupiter.api.Test;

/**
 * What a random command adds to the append-only file is what it adds to that of the real server,
 * apart from SELECT. {@code -Daof.commands=300000} compares more.
 */
@NeedsRedis
class AppendOnlyComparisonTest {

    private static final int COMMANDS = Integer.getInteger("aof.commands", 5_000);
    private static final int COMMANDS_A_HISTORY = 500;
    private static final String INCREMENT = "appendonlydir/appendonly.aof.1.incr.aof";
    private static final Set<String> GROUPS =
            Set.of(
                    "string",
                    "bitmap",
                    "hyperloglog",
                    "hash",
                    "set",
                    "list",
                    "sorted-set",
                    "geo",
                    "stream",
                    "generic");

    /** The end of a file that grows. */
    private static final class Tail implements AutoCloseable {

        private final RandomAccessFile file;
        private int commands;

        Tail(RealServer server) throws IOException {
            Path path = server.folder().resolve(INCREMENT);
            file = new RandomAccessFile(path.toFile(), "r");
        }

        /** Returns the commands that were added since the last call, without SELECT. */
        List<String> added() throws IOException {
            byte[] bytes = new byte[(int) (file.length() - file.getFilePointer())];
            file.readFully(bytes);
            List<String> commands = new ArrayList<>();
            int at = 0;
            while (at < bytes.length) {
                int[] end = {at};
                int count = number(bytes, end);
                List<String> words = new ArrayList<>();
                for (int i = 0; i < count; i++) {
                    int length = number(bytes, end);
                    words.add(new String(bytes, end[0], length, StandardCharsets.ISO_8859_1));
                    end[0] += length + 2;
                }
                at = end[0];
                words.set(0, words.getFirst().toUpperCase(Locale.ROOT));
                if (!words.getFirst().equals("SELECT")) {
                    commands.add(String.join(" ", words));
                }
            }
            this.commands += commands.size();
            return commands;
        }

        private static int number(byte[] bytes, int[] at) {
            int from = at[0] + 1;
            int to = from;
            while (bytes[to] != '\r') {
                to++;
            }
            at[0] = to + 2;
            byte[] digits = Arrays.copyOfRange(bytes, from, to);
            return Integer.parseInt(new String(digits, StandardCharsets.US_ASCII));
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }

    @Test
    void whatACommandAdds_isWhatItAddsInTheRealServer() throws IOException {
        assumeTrue(RealServer.canStartOnggi(), "onggi.server.Main is not on the class path");
        List<String> all = new ArrayList<>(List.of(DifferentialRun.OPTIONS));
        all.addAll(List.of("--appendonly", "yes", "--appendfsync", "no"));
        String[] options = all.toArray(String[]::new);
        try (RealServer redis = RealServer.redis(options);
                RealServer onggi = RealServer.onggi(options);
                Tail wanted = new Tail(redis);
                Tail written = new Tail(onggi)) {
            Map<String, Grammar.Command> grammar =
                    Grammar.of(redis.port()).sharedWith(Grammar.of(onggi.port()));
            grammar.values().removeIf(command -> !GROUPS.contains(command.group()));
            Map<String, String> differences = new LinkedHashMap<>();
            long seed = Gen.firstSeed();
            for (int done = 0; done < COMMANDS; done += COMMANDS_A_HISTORY) {
                CommandGen gen = new CommandGen(new Gen(seed++), grammar);
                try (RespClient right = redis.connect(2);
                        RespClient ours = onggi.connect(2)) {
                    compare(gen, right, ours, wanted, written, differences);
                }
            }
            assertThat(differences).isEmpty();
            assertThat(wanted.commands).isGreaterThan(COMMANDS / 10);
        }
    }

    private static void compare(
            CommandGen gen,
            RespClient right,
            RespClient ours,
            Tail wanted,
            Tail written,
            Map<String, String> differences)
            throws IOException {
        for (int i = 0; i < COMMANDS_A_HISTORY; i++) {
            List<byte[]> command =
                    i == 0
                            ? List.of("FLUSHALL".getBytes(StandardCharsets.US_ASCII))
                            : gen.command();
            byte[] request = Wire.request(command.toArray(byte[][]::new));
            right.send(request);
            ours.send(request);
            right.frameOrEnd();
            ours.frameOrEnd();
            List<String> want = wanted.added();
            List<String> got = written.added();
            if (!normal(want).equals(normal(got)) && !onlyGrew(command, want, got)) {
                String shown = new Step(0, command).toString();
                differences.putIfAbsent(
                        new Step(0, command).word(0),
                        shown + "\n  wanted " + normal(want) + "\n  but got " + normal(got));
                return; // the data may differ from here on
            }
        }
    }

    /**
     * A BITFIELD all of whose operations fail makes the string longer nevertheless. Redis does not
     * write that, and has the string as it was after a restart.
     */
    private static boolean onlyGrew(List<byte[]> command, List<String> want, List<String> got) {
        return want.isEmpty()
                && got.size() == 1
                && got.getFirst().startsWith("BITFIELD ")
                && new Step(0, command).toString().toUpperCase(Locale.ROOT).contains(" FAIL ");
    }

    /** Moments differ by what the servers take. */
    private static List<String> normal(List<String> commands) {
        return commands.stream()
                .map(command -> command.replaceAll("\\b1[0-9]{12}\\b", "<now>"))
                .toList();
    }
}
