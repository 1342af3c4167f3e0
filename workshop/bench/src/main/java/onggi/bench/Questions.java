package onggi.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Questions about whole servers, each asked of all peers in turn in one run:
 *
 * <pre>
 *   start   how long from exec to the first PONG?
 *   memory  what does a key cost, and does memory come back?
 *   publish how many deliveries per second of server time?
 *   warm    how soon after its start is a server fast?
 *   pause   how long can a server be silent under load?
 *   beside  how long does a client wait while another works on a huge value?
 *   save    what does a snapshot cost those that write?
 *   hits    how often does a cache at its limit have what it is asked for?
 * </pre>
 *
 * <p>Arguments: the question, then one {@code name=command} a peer with {@code @PORT@} where its
 * port goes.
 */
public final class Questions {

    private static final int FIRST_PORT = 17_700;
    private static final int ROUNDS = 9;
    private static final int KEYS = 5_000_000;
    private static final int PIPELINE = 500;
    private static final int[] SUBSCRIBERS = {1, 100, 1000};

    private Questions() {}

    /** Asks one question. */
    public static void main(String[] arguments) throws IOException {
        List<String> peers = Arrays.asList(arguments).subList(1, arguments.length);
        switch (arguments[0]) {
            case "start" -> start(peers);
            case "memory" -> memory(peers);
            case "publish" -> publish(peers);
            case "warm" -> warm(peers);
            case "pause" -> pause(peers);
            case "beside" -> Beside.ask(peers, FIRST_PORT);
            case "save" -> Saving.ask(peers, FIRST_PORT);
            case "hits" -> HitRatios.ask(peers, FIRST_PORT);
            default -> throw new IllegalArgumentException("no such question: " + arguments[0]);
        }
    }

    @SuppressWarnings("AnnotateFormatMethod") // the annotation would be a dependency
    private static void print(String format, Object... values) {
        System.out.printf(Locale.ROOT, format, values);
        System.out.println();
    }

    // ---- start

    private static void start(List<String> specs) throws IOException {
        List<List<Double>> times = new ArrayList<>();
        specs.forEach(spec -> times.add(new ArrayList<>()));
        for (int round = 0; round < ROUNDS; round++) {
            for (int i = 0; i < specs.size(); i++) {
                try (Peer peer = Peer.start(specs.get(i), FIRST_PORT + i)) {
                    times.get(i).add(peer.startMs());
                }
            }
        }
        for (int i = 0; i < specs.size(); i++) {
            double[] sorted =
                    times.get(i).stream().mapToDouble(Double::doubleValue).sorted().toArray();
            print(
                    "%-12s exec to first PONG: median %.0f ms, least %.0f ms",
                    nameOf(specs.get(i)), sorted[ROUNDS / 2], sorted[0]);
        }
    }

    private static String nameOf(String spec) {
        return spec.substring(0, spec.indexOf('='));
    }

    // ---- memory

    private static void memory(List<String> specs) throws IOException {
        for (int i = 0; i < specs.size(); i++) {
            try (Peer peer = Peer.start(specs.get(i), FIRST_PORT + i);
                    Peer.Line line = peer.open()) {
                for (int k = 0; k < 100_000; k += PIPELINE) {
                    load(line, KEYS + k, PIPELINE);
                }
                line.ask("FLUSHALL");
                long before = peer.residentBytes();
                long usedBefore = used(line);
                for (int k = 0; k < KEYS; k += PIPELINE) {
                    load(line, k, PIPELINE);
                }
                long peak = peer.residentBytes();
                long used = used(line);
                print(
                        "%-12s %d keys of 16+16 bytes: used %.1f B/key, process grew by %.1f B/key"
                                + " to %d MB",
                        peer.name(),
                        KEYS,
                        (used - usedBefore) / (double) KEYS,
                        (peak - before) / (double) KEYS,
                        peak >> 20);
                for (int k = 0; k < KEYS; k += PIPELINE) {
                    deleteMost(line, k, PIPELINE);
                }
                for (int second : new int[] {0, 15, 15, 30}) {
                    Peer.pause(second * 1000L);
                    long now = peer.residentBytes();
                    print(
                            "%-12s after deleting 95 %%: %d MB, %.0f %% of the peak",
                            peer.name(), now >> 20, 100.0 * now / peak);
                }
                print("%-12s keys left: %s", peer.name(), line.ask("DBSIZE"));
            }
        }
    }

    private static String key(int i) {
        return String.format(Locale.ROOT, "key:%012d", i);
    }

    private static void load(Peer.Line line, int from, int count) throws IOException {
        for (int i = from; i < from + count; i++) {
            line.send("SET", key(i), String.format(Locale.ROOT, "value%011d", i));
        }
        line.flush();
        line.skip(5L * count);
    }

    private static void deleteMost(Peer.Line line, int from, int count) throws IOException {
        int sent = 0;
        for (int i = from; i < from + count; i++) {
            if (i % 20 != 0) {
                line.send("DEL", key(i));
                sent++;
            }
        }
        line.flush();
        line.skip(4L * sent);
    }

    static long used(Peer.Line line) throws IOException {
        for (String row : line.ask("INFO", "memory").split("\r\n")) {
            if (row.startsWith("used_memory:")) {
                return Long.parseLong(row.substring(row.indexOf(':') + 1));
            }
        }
        return 0;
    }

    // ---- publish

    private static void publish(List<String> specs) throws IOException {
        for (int subscribers : SUBSCRIBERS) {
            for (int i = 0; i < specs.size(); i++) {
                try (Peer peer = Peer.start(specs.get(i), FIRST_PORT + i)) {
                    publish(peer, subscribers);
                }
            }
        }
    }

    private static void publish(Peer peer, int subscribers) throws IOException {
        byte[] message = Peer.encode("PUBLISH", "channel", "0123456789abcdef0123456789abcdef");
        int messages = Math.max(2_000, 1_000_000 / subscribers);
        List<Peer.Line> lines = new ArrayList<>();
        try (Peer.Line publisher = peer.open()) {
            for (int i = 0; i < subscribers; i++) {
                Peer.Line line = peer.open();
                line.ask("SUBSCRIBE", "channel");
                lines.add(line);
            }
            int delivered =
                    Peer.encode("message", "channel", "0123456789abcdef0123456789abcdef").length;
            burst(publisher, lines, message, messages / 4, delivered);
            double[] best = new double[3];
            for (int round = 0; round < best.length; round++) {
                double cpu = peer.cpuSeconds();
                burst(publisher, lines, message, messages, delivered);
                best[round] = (double) messages * subscribers / (peer.cpuSeconds() - cpu);
            }
            Arrays.sort(best);
            print(
                    "%-12s %4d subscribers: %,.0f deliveries per second of server time",
                    peer.name(), subscribers, best[1]);
        } finally {
            for (Peer.Line line : lines) {
                line.close();
            }
        }
    }

    private static void burst(
            Peer.Line publisher, List<Peer.Line> lines, byte[] message, int messages, int delivered)
            throws IOException {
        int batch = 16;
        for (int sent = 0; sent < messages; sent += batch) {
            for (int k = 0; k < batch; k++) {
                publisher.sendRaw(message);
            }
            publisher.flush();
            for (int k = 0; k < batch; k++) {
                publisher.reply();
            }
            for (Peer.Line line : lines) {
                line.skip((long) delivered * batch);
            }
        }
    }

    // ---- warm

    private static void warm(List<String> specs) throws IOException {
        for (int i = 0; i < specs.size(); i++) {
            try (Peer peer = Peer.start(specs.get(i), FIRST_PORT + i)) {
                long[] perSlice = new long[32];
                runMix(peer, perSlice, 250_000_000L, ns -> {});
                double last = 0;
                for (int s = perSlice.length - 8; s < perSlice.length; s++) {
                    last += perSlice[s] / 8.0;
                }
                int warm = 0;
                while (warm < perSlice.length && perSlice[warm] < 0.8 * last) {
                    warm++;
                }
                print(
                        "%-12s reaches 80 %% of its rate (%,.0f op/s) after %.2f s; slices of 0.25"
                                + " s: %s",
                        peer.name(), last * 4, (warm + 1) * 0.25, Arrays.toString(perSlice));
            }
        }
    }

    /** Takes the time each batch of commands waited for its replies. */
    private interface Waits {
        void waited(long ns);
    }

    /** GET and SET, half and half, 16 connections of pipeline 16, one client thread. */
    private static void runMix(Peer peer, long[] perSlice, long sliceNs, Waits waits)
            throws IOException {
        Peer.Line[] lines = new Peer.Line[16];
        for (int i = 0; i < lines.length; i++) {
            lines[i] = peer.open();
        }
        byte[][] commands = new byte[1 << 14][];
        for (int i = 0; i < commands.length; i++) {
            String key = key(i * 31 % 100_000);
            commands[i] =
                    (i & 1) == 0
                            ? Peer.encode("SET", key, "value-0123456789")
                            : Peer.encode("GET", key);
        }
        long begin = System.nanoTime();
        int next = 0;
        while (true) {
            int slice = (int) ((System.nanoTime() - begin) / sliceNs);
            if (slice >= perSlice.length) {
                break;
            }
            long sent = System.nanoTime();
            for (Peer.Line line : lines) {
                for (int k = 0; k < 16; k++) {
                    line.sendRaw(commands[next++ & (commands.length - 1)]);
                }
                line.flush();
            }
            for (Peer.Line line : lines) {
                for (int k = 0; k < 16; k++) {
                    line.reply();
                }
            }
            waits.waited(System.nanoTime() - sent);
            perSlice[slice] += 16L * lines.length;
        }
        for (Peer.Line line : lines) {
            line.close();
        }
    }

    // ---- pause

    private static void pause(List<String> specs) throws IOException {
        int minutes = Integer.getInteger("minutes", 1);
        for (int i = 0; i < specs.size(); i++) {
            try (Peer peer = Peer.start(specs.get(i), FIRST_PORT + i)) {
                runMix(peer, new long[40], 250_000_000L, ns -> {});
                String warmingUp = longestTurn(peer);
                long[] waits = new long[2_000_000];
                int[] count = new int[1];
                runMix(
                        peer,
                        new long[minutes * 60],
                        1_000_000_000L,
                        ns -> waits[count[0]++ % waits.length] = ns);
                int kept = Math.min(count[0], waits.length);
                long[] sorted = Arrays.copyOf(waits, kept);
                Arrays.sort(sorted);
                print(
                        "%-12s %d batches of 256 commands in %d min: median %.2f ms, p99.9 %.2f ms,"
                                + " p99.99 %.2f ms, longest %.1f ms",
                        peer.name(),
                        count[0],
                        minutes,
                        sorted[kept / 2] / 1e6,
                        sorted[(int) (kept * 0.999)] / 1e6,
                        sorted[(int) (kept * 0.9999)] / 1e6,
                        sorted[kept - 1] / 1e6);
                print(
                        "%-12s longest turn of its event loop, in us: %s; in the 10 s before: %s",
                        peer.name(), longestTurn(peer), warmingUp);
            }
        }
    }

    /** Asks how long the longest turn of the server's event loop took, and has it forgotten. */
    private static String longestTurn(Peer peer) throws IOException {
        try (Peer.Line line = peer.open()) {
            String info = line.ask("INFO", "debug");
            line.ask("CONFIG", "RESETSTAT");
            int at = info.indexOf("eventloop_duration_max:");
            return at < 0 ? "not told" : info.substring(at).split("[:\\r]")[1];
        }
    }
}
