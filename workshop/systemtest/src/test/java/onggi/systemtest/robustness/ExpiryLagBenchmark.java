package onggi.systemtest.robustness;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import onggi.testkit.NeedsRedis;
import onggi.testkit.RealServer;
import onggi.testkit.RespClient;
import org.junit.jupiter.api.Test;

/**
 * How late `expired` events are: beside 1,000,000 other volatile keys nobody reads, 1,000 keys
 * expire in the same millisecond. Not part of a build; run it by name, on a quiet machine: {@code
 * ./onggi test -pl workshop/systemtest -am -Dtest=ExpiryLagBenchmark
 * -Dsurefire.failIfNoSpecifiedTests=false}.
 */
@NeedsRedis
class ExpiryLagBenchmark {

    private static final int OTHERS = Integer.getInteger("expiry.others", 1_000_000);
    private static final int TOGETHER = 1_000;
    private static final int ROUNDS = Integer.getInteger("expiry.rounds", 3);
    private static final int BATCH = 1_000;
    private static final Duration LIMIT = Duration.ofSeconds(15);

    @Test
    void expiredEvents_onggiAndRedis_lagInMilliseconds() {
        System.out.printf(
                "lag of %,d expired events due in one millisecond, beside %,d volatile keys%n"
                        + "%-8s %5s %9s %9s %9s  %s%n",
                TOGETHER, OTHERS, "server", "round", "p50 ms", "p99 ms", "max ms", "in time");
        try (var onggi = RealServer.onggi("--notify-keyspace-events", "Ex")) {
            measure("onggi", onggi);
        }
        try (var redis = RealServer.redis("--notify-keyspace-events", "Ex")) {
            measure("redis", redis);
        }
    }

    private static void measure(String name, RealServer server) {
        try (var client = server.connect();
                var listener = server.connect()) {
            fill(client);
            listener.call("SUBSCRIBE", "__keyevent@0__:expired");
            for (int round = 1; round <= ROUNDS; round++) {
                long[] lag = round(client, listener, round);
                System.out.printf(
                        "%-8s %5d %9s %9s %9s  %d of %d within %d s%n",
                        name,
                        round,
                        shown(lag, TOGETHER / 2),
                        shown(lag, TOGETHER * 99 / 100),
                        shown(lag, TOGETHER - 1),
                        lag.length,
                        TOGETHER,
                        LIMIT.toSeconds());
            }
        }
    }

    /** The others live between one and two hours. */
    private static void fill(RespClient client) {
        for (int from = 0; from < OTHERS; from += BATCH) {
            String[][] commands = new String[BATCH][];
            for (int i = 0; i < BATCH; i++) {
                int number = from + i;
                commands[i] =
                        new String[] {
                            "SET",
                            "other:" + number,
                            "value",
                            "PX",
                            Integer.toString(3_600_000 + number * 3 % 3_600_000)
                        };
            }
            client.pipeline(commands);
        }
    }

    private static long[] round(RespClient client, RespClient listener, int round) {
        long due = System.currentTimeMillis() + 2_000;
        List<String[]> commands = new ArrayList<>();
        for (int i = 0; i < TOGETHER; i++) {
            commands.add(
                    new String[] {
                        "SET", "due:" + round + ":" + i, "value", "PXAT", Long.toString(due)
                    });
        }
        client.pipeline(commands.toArray(String[][]::new));
        long[] lag = new long[TOGETHER];
        int came = 0;
        try {
            for (long left = millisLeft(due); came < TOGETHER && left > 0; left = millisLeft(due)) {
                listener.timeout(Duration.ofMillis(left));
                if (listener.frame().contains("due:" + round + ":")) {
                    lag[came++] = System.currentTimeMillis() - due;
                }
            }
        } catch (UncheckedIOException late) {
            // The rest did not come in time; the table says how many did.
        }
        long[] inTime = Arrays.copyOf(lag, came);
        Arrays.sort(inTime);
        return inTime;
    }

    private static long millisLeft(long due) {
        return due + LIMIT.toMillis() - System.currentTimeMillis();
    }

    private static String shown(long[] lag, int index) {
        return index < lag.length ? Long.toString(lag[index]) : "late";
    }
}
