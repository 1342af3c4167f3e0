package onggi.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * How long another client waits for its PONG while a command works on a value of millions of
 * elements, on all keys, or on two sets that have most of their members in common. {@code
 * -Dmembers} says how many there are in all, {@code -Dtypes} what of.
 */
final class Beside {

    private static final int MEMBERS = Integer.getInteger("members", 10_000_000);
    private static final String TYPES =
            System.getProperty("types", "set,hash,list,zset,keys,sets,zsets");
    private static final int PER_COMMAND = 100;
    private static final int PIPELINE = 50;

    /** How long a command is watched at least: what it leaves to do may come later. */
    private static final long LEAST_MS = 2_000;

    private static final int MOST_WAITS = 4_000_000;

    private Beside() {}

    static void ask(List<String> specs, int firstPort) throws IOException {
        for (int i = 0; i < specs.size(); i++) {
            for (String type : TYPES.split(",", -1)) {
                try (Peer peer = Peer.start(specs.get(i), firstPort + i);
                        Peer.Line line = peer.open()) {
                    ask(peer, line, type);
                }
            }
        }
    }

    private static void ask(Peer peer, Peer.Line line, String type) throws IOException {
        switch (type) {
            case "keys" -> askForKeys(peer, line);
            case "sets" -> askForSets(peer, line);
            case "zsets" -> askForSortedSets(peer, line);
            default -> askForOne(peer, line, type);
        }
        watch(peer, type, line, "ECHO", "nothing");
    }

    private static void askForKeys(Peer peer, Peer.Line line) throws IOException {
        load(line, "keys", "", 0, MEMBERS);
        watch(peer, "keys", line, "KEYS", "*");
        watch(peer, "keys", line, "KEYS", "*");
        watch(peer, "keys", line, "KEYS", "*77777*");
    }

    private static void askForSets(Peer peer, Peer.Line line) throws IOException {
        load(line, "set", "k", 0, MEMBERS / 10 * 6);
        load(line, "set", "l", MEMBERS / 10 * 4, MEMBERS);
        watch(peer, "sets", line, "SUNION", "k", "l");
        watch(peer, "sets", line, "SUNION", "k", "l");
        watch(peer, "sets", line, "SINTER", "k", "l");
        watch(peer, "sets", line, "SDIFF", "k", "l");
        watch(peer, "sets", line, "SINTERCARD", "2", "k", "l");
        watch(peer, "sets", line, "SUNIONSTORE", "m", "k", "l");
        watch(peer, "sets", line, "SDIFFSTORE", "m", "k", "l");
    }

    private static void askForSortedSets(Peer peer, Peer.Line line) throws IOException {
        load(line, "zset", "k", 0, MEMBERS / 10 * 6);
        load(line, "zset", "l", MEMBERS / 10 * 4, MEMBERS);
        watch(peer, "zsets", line, "ZUNION", "2", "k", "l", "WITHSCORES");
        watch(peer, "zsets", line, "ZINTERCARD", "2", "k", "l");
        watch(peer, "zsets", line, "ZUNIONSTORE", "m", "2", "k", "l");
        watch(peer, "zsets", line, "ZDIFFSTORE", "m", "2", "k", "l");
    }

    private static void askForOne(Peer peer, Peer.Line line, String type) throws IOException {
        load(line, type, "k", 0, MEMBERS);
        watch(peer, type, line, reading(type));
        watch(peer, type, line, reading(type));
        watch(peer, type, line, "EXPIRE", "k", "10000");
        watch(peer, type, line, "RENAME", "k", "renamed");
        watch(peer, type, line, "COPY", "renamed", "copy");
        watch(peer, type, line, "DEL", "renamed");
        watch(peer, type, line, "UNLINK", "copy");
    }

    private static String[] reading(String type) {
        return switch (type) {
            case "set" -> new String[] {"SMEMBERS", "k"};
            case "hash" -> new String[] {"HGETALL", "k"};
            case "list" -> new String[] {"LRANGE", "k", "0", "-1"};
            case "zset" -> new String[] {"ZRANGE", "k", "0", "-1", "WITHSCORES"};
            default -> throw new IllegalArgumentException("no such type: " + type);
        };
    }

    private static void load(Peer.Line line, String type, String key, int from, int to)
            throws IOException {
        int sent = 0;
        for (int i = from; i < to; i += PER_COMMAND) {
            line.send(adding(type, key, i));
            if (++sent == PIPELINE || i + PER_COMMAND >= to) {
                line.flush();
                for (; sent > 0; sent--) {
                    line.reply();
                }
            }
        }
    }

    private static String[] adding(String type, String key, int from) {
        boolean pairs = !type.equals("set") && !type.equals("list");
        boolean keys = type.equals("keys");
        String[] words = new String[(keys ? 1 : 2) + PER_COMMAND * (pairs ? 2 : 1)];
        words[0] =
                switch (type) {
                    case "set" -> "SADD";
                    case "hash" -> "HSET";
                    case "list" -> "RPUSH";
                    case "keys" -> "MSET";
                    default -> "ZADD";
                };
        if (!keys) {
            words[1] = key;
        }
        int at = keys ? 1 : 2;
        for (int i = from; i < from + PER_COMMAND; i++) {
            String member = "member:" + (100_000_000 + i);
            if (type.equals("zset")) {
                words[at++] = Integer.toString(i);
            }
            words[at++] = member;
            if (type.equals("hash") || keys) {
                words[at++] = "v" + i;
            }
        }
        return words;
    }

    /** Runs a command while another client asks for PONGs. */
    private static void watch(Peer peer, String type, Peer.Line line, String... command)
            throws IOException {
        Pinger pinger = new Pinger(peer);
        Thread thread = Thread.ofPlatform().start(pinger);
        Peer.pause(200);
        pinger.count = 0;
        long startNs = System.nanoTime();
        line.send(command);
        line.send("PING");
        line.flush();
        long bytes = line.skipToPong();
        double tookMs = (System.nanoTime() - startNs) / 1e6;
        Peer.pause(Math.max(0, LEAST_MS - (long) tookMs));
        pinger.stopped = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        int count = Math.min(pinger.count, MOST_WAITS);
        long[] waits = Arrays.copyOf(pinger.waits, count);
        Arrays.sort(waits);
        System.out.printf(
                Locale.ROOT,
                "%-10s %-5s %-11s %8.1f ms, %5d MB; PING: p99 %6.2f ms, longest %8.2f%n",
                peer.name(),
                type,
                command[0],
                tookMs,
                bytes >> 20,
                p99(waits) / 1e6,
                waits[count - 1] / 1e6);
    }

    /**
     * What 99 of 100 clients would have waited who come at any moment. A server that is silent for
     * a second spoils one PONG of a client that waits for it, but a second of clients that come.
     */
    private static long p99(long[] waits) {
        double total = Arrays.stream(waits).asDoubleStream().sum();
        long low = 0;
        long high = waits[waits.length - 1];
        while (low < high) {
            long wait = (low + high) >>> 1;
            double longer = Arrays.stream(waits).mapToDouble(w -> Math.max(0, w - wait)).sum();
            if (longer > total / 100) {
                low = wait + 1;
            } else {
                high = wait;
            }
        }
        return low;
    }

    /** Asks for a PONG, again and again. */
    private static final class Pinger implements Runnable {

        private final Peer peer;
        private final long[] waits = new long[MOST_WAITS];
        private volatile int count;
        private volatile boolean stopped;

        Pinger(Peer peer) {
            this.peer = peer;
        }

        @Override
        @SuppressWarnings("NonAtomicVolatileUpdate") // set back once, before anything is measured
        public void run() {
            try (Peer.Line line = peer.open()) {
                while (!stopped) {
                    long sent = System.nanoTime();
                    line.ask("PING");
                    waits[count % MOST_WAITS] = System.nanoTime() - sent;
                    count++;
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
