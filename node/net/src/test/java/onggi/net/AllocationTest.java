package onggi.net;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import onggi.testkit.RespClient;
import onggi.testkit.Wire;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** In the steady state a turn allocates nothing. */
class AllocationTest {

    private static final int WARM_UP_TURNS = 30_000;
    private static final int TURNS = 5_000;
    private static final int ATTEMPTS = 5;
    private static final int SUBSCRIBERS = 5;

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private TestServer server;

    @BeforeEach
    void start() throws IOException {
        server = new TestServer();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void turn_ofPipelinedCommands_allocatesNothing() {
        byte[] pipeline = pipeline();
        try (RespClient client = RespClient.connect(server.port())) {
            turns(client, pipeline, WARM_UP_TURNS);

            assertThat(leastAllocation(client, pipeline)).isZero();
        }
    }

    /** The least of some attempts: a compiler thread or the test's own tools may disturb one. */
    private long leastAllocation(RespClient client, byte[] pipeline) {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < ATTEMPTS && least > 0; i++) {
            long before = threads.getThreadAllocatedBytes(loopThreadId());
            turns(client, pipeline, TURNS);
            least = Math.min(least, threads.getThreadAllocatedBytes(loopThreadId()) - before);
        }
        return least;
    }

    private static final int COMMANDS = 16;

    private static byte[] pipeline() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < COMMANDS; i += 4) {
            append(text, "SET", "key:" + i, "value");
            append(text, "GET", "key:" + i);
            append(text, "PING");
            append(text, "PUBLISH", "channel", "hello");
        }
        return text.toString().getBytes(StandardCharsets.US_ASCII);
    }

    @Test
    void turn_thatPublishesToManyOfItsOwnClients_allocatesNothing() {
        byte[] pipeline = pipeline();
        List<RespClient> subscribers = new ArrayList<>();
        for (int i = 0; i < SUBSCRIBERS; i++) {
            subscribers.add(RespClient.connect(server.port()));
            subscribers.getLast().call("SUBSCRIBE", "channel");
        }
        subscribers.forEach(AllocationTest::drain);
        try (RespClient client = RespClient.connect(server.port())) {
            turns(client, pipeline, WARM_UP_TURNS);

            assertThat(leastAllocation(client, pipeline)).isZero();
        }
        subscribers.forEach(RespClient::close);
    }

    /** Reads whatever comes until the connection ends. */
    private static void drain(RespClient subscriber) {
        Thread.ofPlatform()
                .daemon()
                .start(() -> {
                    while (subscriber.frameOrEnd().length > 0) {
                        // nothing to do with it
                    }
                });
    }

    private static void append(StringBuilder text, String... arguments) {
        byte[][] bytes = new byte[arguments.length][];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = arguments[i].getBytes(StandardCharsets.US_ASCII);
        }
        text.append(new String(Wire.request(bytes), StandardCharsets.US_ASCII));
    }

    private static void turns(RespClient client, byte[] pipeline, int count) {
        for (int i = 0; i < count; i++) {
            client.send(pipeline);
            for (int k = 0; k < COMMANDS; k++) {
                client.frameBytes();
            }
        }
    }

    private static long loopThreadId() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("onggi-loop-0"))
                .findFirst()
                .orElseThrow()
                .threadId();
    }
}
