package onggi.systemtest.robustness;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import onggi.testkit.Await;
import onggi.testkit.RespClient;
import onggi.testkit.Wire;
import org.junit.jupiter.api.Test;

/** Clients that do not read what they asked for. */
class SlowReaderTest {

    private static final Duration LONGEST = Duration.ofSeconds(2);
    private static final int SMALL_BUFFER = 16 * 1024;

    @Test
    void subscriberThatStopsReading_atTheLimit_isClosedAndNeverSlowsThePublisher() {
        try (var server = Servers.start("--client-output-buffer-limit", "pubsub 8mb 4mb 60");
                var bystander = new Bystander(server);
                var publisher = server.connect();
                var good = server.connect();
                var bad = RespClient.connect(server.port(), SMALL_BUFFER)) {
            bad.call("SUBSCRIBE", "news");
            good.call("SUBSCRIBE", "news");
            String message = "m".repeat(64 * 1024);
            List<Long> nanos = new ArrayList<>();
            int receivers = 2;
            int published = 0;
            while (receivers == 2 && published < 2000) {
                long start = System.nanoTime();
                receivers = Integer.parseInt(publisher.ask("PUBLISH", "news", message).text());
                nanos.add(System.nanoTime() - start);
                published++;
                assertThat(Wire.parse(good.frameBytes()).parts().get(2).text())
                        .hasSize(message.length());
            }

            assertThat(receivers).isEqualTo(1);
            assertThat(published * 64L * 1024)
                    .as("bytes before the cut")
                    .isGreaterThan(7L << 20)
                    .isLessThan(40L << 20);
            Collections.sort(nanos);
            assertThat(Duration.ofNanos(nanos.getLast())).isLessThan(LONGEST);
            assertThat(server.log()).contains("overcoming of output buffer limits");
            bystander.assertUndisturbed(LONGEST);
        }
    }

    @Test
    void normalClientThatStopsReading_atTheLimit_isClosed() {
        try (var server = Servers.start("--client-output-buffer-limit", "normal 2mb 1mb 1");
                var bystander = new Bystander(server);
                var observer = server.connect();
                var bad = RespClient.connect(server.port(), SMALL_BUFFER)) {
            observer.call("SET", "big", "v".repeat(100_000));
            byte[] gets = Wire.request(Wire.bytes("GET", "big"));

            for (int i = 0; i < 1000; i++) {
                try {
                    bad.send(gets);
                } catch (java.io.UncheckedIOException closed) {
                    break;
                }
            }

            Await.until(
                    "the reader to be closed",
                    () -> Servers.info(observer, "connected_clients") == 2);
            bystander.assertUndisturbed(LONGEST);
        }
    }

    /** Without a limit nothing is lost: the replies wait until they are wanted. */
    @Test
    void normalClientThatReadsLate_withoutLimit_getsEverything() throws InterruptedException {
        try (var server = Servers.start();
                var bystander = new Bystander(server);
                var late = RespClient.connect(server.port(), SMALL_BUFFER)) {
            late.call("SET", "k", "v".repeat(10_000));
            byte[] get = Wire.request(Wire.bytes("GET", "k"));
            Thread sender =
                    Thread.ofPlatform()
                            .start(() -> {
                                for (int i = 0; i < 3000; i++) {
                                    late.send(get);
                                }
                            });
            sender.join();
            for (int i = 0; i < 3000; i++) {
                assertThat(late.frameBytes()).hasSize(10_000 + 10);
            }
            bystander.assertUndisturbed(LONGEST);
        }
    }
}
