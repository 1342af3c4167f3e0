package onggi.systemtest.robustness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import onggi.testkit.Gen;
import onggi.testkit.RealServer;
import onggi.testkit.RespClient;
import org.junit.jupiter.api.Test;

/**
 * A server that is killed while many clients write has, when it is started again, everything that
 * it had acknowledged, and whole transactions only. {@code -Drounds=200} kills it more often.
 */
class KilledWriterTest {

    private static final int ROUNDS = Integer.getInteger("rounds", 20);
    private static final int CLIENTS = 12;

    /** Counts upward in keys of its own until the server is gone. */
    private static final class Writer extends Thread {

        private final int port;
        private final int number;
        private final CountDownLatch begun;
        private final AtomicInteger acknowledged;

        Writer(int port, int number, CountDownLatch begun, AtomicInteger acknowledged) {
            this.port = port;
            this.number = number;
            this.begun = begun;
            this.acknowledged = acknowledged;
        }

        @Override
        public void run() {
            try (RespClient client = RespClient.connect(port)) {
                writeNext(client);
                begun.countDown();
                while (true) {
                    writeNext(client);
                }
            } catch (RuntimeException | AssertionError e) {
                // the server is gone
            }
        }

        private void writeNext(RespClient client) {
            int next = acknowledged.get() + 1;
            write(client, Integer.toString(next));
            acknowledged.set(next);
        }

        private void write(RespClient client, String value) {
            if (number % 3 == 0) {
                client.call("MULTI");
                client.call("SET", "a" + number, value);
                client.call("SET", "b" + number, value);
                require(client.call("EXEC"), "*2\r\n");
            } else if (number % 3 == 1) {
                require(client.call("SET", "a" + number, value), "+OK");
            } else {
                String[] replies =
                        client.pipeline(
                                new String[] {"SET", "a" + number, value},
                                new String[] {"RPUSH", "list" + number, value});
                require(replies[0], "+OK");
                require(replies[1], ":");
            }
        }

        private static void require(String reply, String start) {
            if (!reply.startsWith(start)) {
                throw new IllegalStateException(reply);
            }
        }
    }

    @Test
    void whatWasAcknowledged_isThereAfterAnyKill() throws InterruptedException {
        assumeTrue(RealServer.canStartOnggi(), "onggi.server.Main is not on the class path");
        run("always", "1", false);
    }

    @Test
    void kill_losesNothingOfASystemThatLivesOn() throws InterruptedException {
        assumeTrue(RealServer.canStartOnggi(), "onggi.server.Main is not on the class path");
        run("everysec", "2", false);
    }

    @Test
    void killDuringRewrites_losesNothing() throws InterruptedException {
        assumeTrue(RealServer.canStartOnggi(), "onggi.server.Main is not on the class path");
        run("always", "2", true);
    }

    private static void run(String fsync, String threads, boolean rewrites)
            throws InterruptedException {
        Gen gen = new Gen(Gen.firstSeed());
        List<AtomicInteger> acknowledged = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            acknowledged.add(new AtomicInteger());
        }
        try (RealServer server =
                RealServer.onggi(
                        "--appendonly",
                        "yes",
                        "--appendfsync",
                        fsync,
                        "--io-threads",
                        threads,
                        "--aof-use-rdb-preamble",
                        rewrites ? "no" : "yes")) {
            for (int round = 0; round < ROUNDS; round++) {
                writeAndKill(server, acknowledged, gen.below(300), rewrites);
                server.startAgain();
                check(server, acknowledged);
            }
        }
    }

    private static void writeAndKill(
            RealServer server, List<AtomicInteger> acknowledged, int afterMs, boolean rewrites)
            throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(CLIENTS);
        List<Writer> writers = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            Writer writer = new Writer(server.port(), i, begun, acknowledged.get(i));
            writers.add(writer);
            writer.start();
        }
        assertThat(begun.await(20, TimeUnit.SECONDS)).isTrue();
        Thread rewriter = rewrites ? new Thread(() -> rewriteAgainAndAgain(server)) : null;
        if (rewriter != null) {
            rewriter.start();
        }
        TimeUnit.MILLISECONDS.sleep(afterMs); // the moment of the kill is drawn
        server.kill();
        for (Writer writer : writers) {
            writer.join();
        }
        if (rewriter != null) {
            rewriter.join();
        }
    }

    /** Rewrites the file, in one form and the other, until the server is gone. */
    private static void rewriteAgainAndAgain(RealServer server) {
        try (RespClient client = server.connect(2)) {
            for (int i = 0; ; i++) {
                client.call("CONFIG", "SET", "aof-use-rdb-preamble", i % 2 == 0 ? "yes" : "no");
                client.call("BGREWRITEAOF");
                TimeUnit.MILLISECONDS.sleep(3); // between tries, of which most find one under way
            }
        } catch (RuntimeException | AssertionError e) {
            // the server is gone
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void check(RealServer server, List<AtomicInteger> acknowledged) {
        try (RespClient client = server.connect(2)) {
            for (int i = 0; i < CLIENTS; i++) {
                int known = acknowledged.get(i).get();
                int there = number(client.call("GET", "a" + i));
                assertThat(there).as("client %d", i).isBetween(known, known + 1);
                if (i % 3 == 0) {
                    assertThat(number(client.call("GET", "b" + i))).isEqualTo(there);
                }
                acknowledged.get(i).set(there);
            }
        }
    }

    private static int number(String reply) {
        assertThat(reply).startsWith("$").isNotEqualTo("$-1\r\n");
        return Integer.parseInt(reply.substring(reply.indexOf('\n') + 1).strip());
    }
}
