package onggi.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/**
 * How often a cache finds what it is asked for, at its memory limit: the same traces for all peers,
 * once with room for the same number of keys, which compares the choice of what goes, and once with
 * the same {@code maxmemory}.
 */
final class HitRatios {

    private static final int UNIVERSE = 500_000;
    private static final int CAPACITY = 50_000;
    private static final int REQUESTS = Integer.getInteger("requests", 3_000_000);
    private static final int BATCH = 100;
    private static final int VALUE_BYTES = 100;
    private static final double SKEW = 0.9;
    private static final long SEED = 1729;

    /** Requests before these are not counted, as the cache fills. */
    private static final int WARM_UP = REQUESTS / 3;

    private static final String[] POLICIES = {"allkeys-lru", "allkeys-lfu", "allkeys-random"};

    private static final String VALUE = "v".repeat(VALUE_BYTES);

    /** What is asked for, and when. */
    enum Trace {
        /** A few keys much, many seldom, always the same. */
        ZIPF,
        /** The same, and now and then all of as many keys once as there is room for. */
        ZIPF_AND_SCANS,
        /** The same as the first, but what is popular changes. */
        DRIFT;

        private static final int SCAN_EVERY = 200_000;
        private static final int DRIFT_EVERY = 10_000;
        private static final int DRIFT_STEP = 200;

        int[] keys() {
            Random random = new Random(SEED);
            double[] sums = sums();
            int[] keys = new int[REQUESTS];
            int scanned = UNIVERSE;
            for (int i = 0; i < REQUESTS; i++) {
                if (this == ZIPF_AND_SCANS && i % SCAN_EVERY >= SCAN_EVERY - CAPACITY) {
                    keys[i] = scanned++;
                    continue;
                }
                int found = Arrays.binarySearch(sums, random.nextDouble() * sums[UNIVERSE - 1]);
                int rank = Math.min(found < 0 ? -found - 1 : found, UNIVERSE - 1);
                int shift = this == DRIFT ? i / DRIFT_EVERY * DRIFT_STEP : 0;
                keys[i] = (rank + shift) % UNIVERSE;
            }
            return keys;
        }

        private static double[] sums() {
            double[] sums = new double[UNIVERSE];
            double sum = 0;
            for (int rank = 0; rank < UNIVERSE; rank++) {
                sum += 1 / Math.pow(rank + 1, SKEW);
                sums[rank] = sum;
            }
            return sums;
        }
    }

    private HitRatios() {}

    static void ask(List<String> specs, int firstPort) throws IOException {
        List<Peer> peers = new ArrayList<>();
        try {
            for (int i = 0; i < specs.size(); i++) {
                peers.add(Peer.start(specs.get(i), firstPort + i));
            }
            long sameBytes = 0;
            long[] sameKeys = new long[peers.size()];
            for (int i = 0; i < peers.size(); i++) {
                sameKeys[i] = limitFor(peers.get(i));
                sameBytes = Math.max(sameBytes, sameKeys[i]);
            }
            for (Trace trace : Trace.values()) {
                int[] keys = trace.keys();
                for (String policy : POLICIES) {
                    for (int i = 0; i < peers.size(); i++) {
                        run(peers.get(i), trace, keys, policy, "same keys", sameKeys[i]);
                        run(peers.get(i), trace, keys, policy, "same bytes", sameBytes);
                    }
                }
            }
        } finally {
            peers.forEach(Peer::close);
        }
    }

    /** The memory that a peer uses with as many keys as there is to be room for. */
    private static long limitFor(Peer peer) throws IOException {
        try (Peer.Line line = peer.open()) {
            for (int key = 0; key < CAPACITY; key += BATCH) {
                for (int i = key; i < key + BATCH; i++) {
                    line.send("SET", name(i), VALUE);
                }
                line.flush();
                line.skip(5L * BATCH);
            }
            long used = Questions.used(line);
            line.ask("FLUSHALL");
            return used;
        }
    }

    private static String name(int key) {
        return String.format(Locale.ROOT, "key:%010d", key);
    }

    private static void run(
            Peer peer, Trace trace, int[] keys, String policy, String how, long limit)
            throws IOException {
        try (Peer.Line line = peer.open()) {
            line.ask("FLUSHALL");
            line.ask("CONFIG", "SET", "maxmemory-policy", policy);
            line.ask("CONFIG", "SET", "maxmemory", Long.toString(limit));
            long startNs = System.nanoTime();
            int hits = 0;
            for (int at = 0; at + BATCH <= keys.length; at += BATCH) {
                int found = batch(line, keys, at);
                hits += at < WARM_UP ? 0 : found;
            }
            double seconds = (System.nanoTime() - startNs) / 1e9;
            System.out.printf(
                    Locale.ROOT,
                    "%-10s %-15s %-15s %-10s hit ratio %.2f %%, %s keys, limit %d, used %d, %.0f"
                            + " s%n",
                    peer.name(),
                    trace.name().toLowerCase(Locale.ROOT),
                    policy,
                    how,
                    100.0 * hits / (keys.length - WARM_UP),
                    line.ask("DBSIZE"),
                    limit,
                    Questions.used(line),
                    seconds);
            line.ask("CONFIG", "SET", "maxmemory", "0");
        }
    }

    /** Asks for some keys, and stores those that were missing; returns how many were found. */
    private static int batch(Peer.Line line, int[] keys, int from) throws IOException {
        for (int i = from; i < from + BATCH; i++) {
            line.send("GET", name(keys[i]));
        }
        line.flush();
        int stored = 0;
        for (int i = from; i < from + BATCH; i++) {
            if (!line.reply().equals(VALUE)) {
                line.send("SET", name(keys[i]), VALUE);
                stored++;
            }
        }
        line.flush();
        line.skip(5L * stored);
        return BATCH - stored;
    }
}
