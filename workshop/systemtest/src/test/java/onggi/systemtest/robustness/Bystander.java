package onggi.systemtest.robustness;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import onggi.testkit.RealServer;
import onggi.testkit.RespClient;
import org.jspecify.annotations.Nullable;

/**
 * A well-behaved client that writes and reads all the time, and notes how long each answer takes.
 */
final class Bystander implements AutoCloseable {

    private static final int PAUSE_MS = 1;

    private final RespClient client;
    private final Thread thread;
    private final List<Long> nanos = Collections.synchronizedList(new ArrayList<>());
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    private volatile boolean done;

    Bystander(RealServer server) {
        this.client = server.connect();
        this.thread = Thread.ofPlatform().daemon().start(this::work);
    }

    private void work() {
        try {
            for (int i = 0; !done; i++) {
                String value = Integer.toString(i);
                long start = System.nanoTime();
                assertThat(client.call("SET", "bystander", value)).isEqualTo("+OK\r\n");
                assertThat(client.call("GET", "bystander"))
                        .isEqualTo("$" + value.length() + "\r\n" + value + "\r\n");
                nanos.add(System.nanoTime() - start);
                Thread.sleep(PAUSE_MS);
            }
        } catch (Throwable t) {
            failure.set(t);
        }
    }

    /** Fails unless every answer was right and none took longer than this. */
    void assertUndisturbed(Duration longest) {
        stop();
        if (failure.get() != null) {
            throw new AssertionError("the bystander was disturbed", failure.get());
        }
        List<Long> sorted = new ArrayList<>(nanos);
        Collections.sort(sorted);
        assertThat(sorted).isNotEmpty();
        System.out.printf(
                "bystander: %,d pairs of SET and GET, p50 %.2f ms, p99 %.2f ms, longest %.2f ms%n",
                sorted.size(),
                sorted.get(sorted.size() / 2) / 1e6,
                sorted.get(sorted.size() * 99 / 100) / 1e6,
                sorted.getLast() / 1e6);
        assertThat(Duration.ofNanos(sorted.getLast())).isLessThan(longest);
    }

    private void stop() {
        done = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        stop();
        client.close();
    }
}
