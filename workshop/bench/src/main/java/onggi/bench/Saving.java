package onggi.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Stream;

/**
 * What a BGSAVE costs the clients that write at full load, how much memory it takes, how long it, a
 * SAVE and the load of its file take. {@code -Dkeys} says how many keys of 16 bytes with values of
 * 16 bytes there are. The command of a peer names {@code @DIR@} as its folder.
 */
final class Saving {

    private static final int KEYS = Integer.getInteger("keys", 5_000_000);
    private static final int IDLE_SECONDS = Integer.getInteger("seconds", 10);
    private static final int SAVES = 3;
    private static final int LINES = 16;
    private static final int PIPELINE = 16;
    private static final int MOST_WAITS = 10_000_000;

    /** How often the memory is looked at. */
    private static final long LOOK_NS = 200_000_000;

    private static final String VALUE = "value-0123456789";

    private Saving() {}

    static void ask(List<String> specs, int firstPort) throws IOException {
        for (int i = 0; i < specs.size(); i++) {
            Path folder = Files.createTempDirectory("saving");
            String spec = specs.get(i).replace("@DIR@", folder.toString());
            try {
                ask(spec, firstPort + i);
                load(spec, firstPort + i);
            } finally {
                delete(folder);
            }
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(folder);
    }

    private static void ask(String spec, int port) throws IOException {
        try (Peer peer = Peer.start(spec, port);
                Peer.Line line = peer.open()) {
            fill(line);
            Load load = new Load(peer);
            load.run(() -> load.ranNs() > 5e9); // warms up
            load.run(() -> load.ranNs() > IDLE_SECONDS * 1e9);
            print(peer, "without saving", load);
            for (int i = 0; i < SAVES; i++) {
                saveInTheBackground(peer, line, load);
            }
            double cpu = peer.cpuSeconds();
            long start = System.nanoTime();
            line.ask("SAVE");
            System.out.printf(
                    Locale.ROOT,
                    "%-10s SAVE %.2f s, processor time %.2f s%n",
                    peer.name(),
                    (System.nanoTime() - start) / 1e9,
                    peer.cpuSeconds() - cpu);
            line.send("SHUTDOWN", "NOSAVE");
            line.flush();
        }
    }

    private static void saveInTheBackground(Peer peer, Peer.Line line, Load load)
            throws IOException {
        long before = peer.residentBytes();
        line.ask("BGSAVE");
        load.run(() -> !isSaving(line));
        print(peer, "during BGSAVE", load);
        System.out.printf(
                Locale.ROOT,
                "%-10s BGSAVE under load %.2f s, process from %d to at most %d MB (+%.1f %%)%n",
                peer.name(),
                load.ranNs() / 1e9,
                before >> 20,
                load.mostBytes >> 20,
                100.0 * (load.mostBytes - before) / before);
    }

    private static void load(String spec, int port) throws IOException {
        try (Peer peer = Peer.start(spec, port);
                Peer.Line line = peer.open()) {
            System.out.printf(
                    Locale.ROOT,
                    "%-10s load of %s keys: first PONG after %.2f s, processor time %.2f s%n",
                    peer.name(),
                    line.ask("DBSIZE"),
                    peer.startMs() / 1e3,
                    peer.cpuSeconds());
            line.send("SHUTDOWN", "NOSAVE");
            line.flush();
        }
    }

    private static void fill(Peer.Line line) throws IOException {
        for (int k = 0; k < KEYS; k += 500) {
            for (int i = k; i < k + 500; i++) {
                line.send("SET", key(i), VALUE);
            }
            line.flush();
            line.skip(5L * 500);
        }
    }

    private static String key(int i) {
        return String.format(Locale.ROOT, "key:%012d", i);
    }

    private static boolean isSaving(Peer.Line line) throws IOException {
        return line.ask("INFO", "persistence").contains("rdb_bgsave_in_progress:1");
    }

    private static void print(Peer peer, String when, Load load) {
        long[] waits = Arrays.copyOf(load.waits, Math.min(load.count, MOST_WAITS));
        Arrays.sort(waits);
        System.out.printf(
                Locale.ROOT,
                "%-10s %-15s %,9.0f SET/s; a batch of %d: median %.2f ms, p99 %.2f, p99.9 %.2f,"
                        + " longest %.1f%n",
                peer.name(),
                when,
                (double) load.count * LINES * PIPELINE / (load.ranNs() / 1e9),
                LINES * PIPELINE,
                waits[waits.length / 2] / 1e6,
                waits[(int) (waits.length * 0.99)] / 1e6,
                waits[(int) (waits.length * 0.999)] / 1e6,
                waits[waits.length - 1] / 1e6);
    }

    /** Says when a load ends. */
    private interface End {
        boolean isReached() throws IOException;
    }

    /** SET of random keys over 16 connections, one client thread. */
    private static final class Load {

        private final Peer peer;
        private final Peer.Line[] lines = new Peer.Line[LINES];
        private final byte[][] commands = new byte[1 << 18][];
        private final long[] waits = new long[MOST_WAITS];
        private int count;
        private long startNs;
        private long endNs;
        private long mostBytes;

        Load(Peer peer) throws IOException {
            this.peer = peer;
            Random random = new Random(1729);
            for (int i = 0; i < commands.length; i++) {
                commands[i] = Peer.encode("SET", key(random.nextInt(KEYS)), VALUE);
            }
            for (int i = 0; i < LINES; i++) {
                lines[i] = peer.open();
            }
        }

        double ranNs() {
            return (endNs == 0 ? System.nanoTime() : endNs) - startNs;
        }

        void run(End end) throws IOException {
            count = 0;
            mostBytes = 0;
            endNs = 0;
            startNs = System.nanoTime();
            int next = 0;
            do {
                long lookNs = System.nanoTime() + LOOK_NS;
                while (System.nanoTime() < lookNs) {
                    next = batch(next);
                }
                mostBytes = Math.max(mostBytes, peer.familyBytes());
            } while (!end.isReached());
            endNs = System.nanoTime();
        }

        private int batch(int from) throws IOException {
            int next = from;
            long sent = System.nanoTime();
            for (Peer.Line line : lines) {
                for (int k = 0; k < PIPELINE; k++) {
                    line.sendRaw(commands[next++ & (commands.length - 1)]);
                }
                line.flush();
            }
            for (Peer.Line line : lines) {
                line.skip(5L * PIPELINE);
            }
            waits[count++ % MOST_WAITS] = System.nanoTime() - sent;
            return next;
        }
    }
}
