package onggi.resp;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import onggi.bytes.Numbers;
import org.junit.jupiter.api.Test;

/** Steady state between a read and a write: not one byte is allocated. */
final class AllocationTest {

    private static final int REQUESTS = 64;
    private static final int WARM_UP_TURNS = 20_000;
    private static final int MEASURED_TURNS = 2_000;

    private final RequestDecoder decoder = new RequestDecoder(new RequestLimits(), true);
    private final RequestBatch<Object> batch = new RequestBatch<>();
    private final ReplyWriter writer = new ReplyWriter();
    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private final byte[] input = input();
    private final byte[] value = "a value of some length".getBytes(US_ASCII);

    @Test
    void pipelineInOnePiece_allocatesNothing() {
        assertThat(allocated(this::wholeTurn)).isZero();
    }

    @Test
    void pipelineCutInsideARequest_allocatesNothing() {
        assertThat(allocated(this::cutTurn)).isZero();
    }

    private long allocated(Runnable turn) {
        for (int i = 0; i < WARM_UP_TURNS; i++) {
            turn.run();
        }
        // What the measurement itself and a late compilation cost shows in some rounds, not in all.
        long least = Long.MAX_VALUE;
        for (int round = 0; round < 5; round++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < MEASURED_TURNS; i++) {
                turn.run();
            }
            least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
        }
        return least;
    }

    private void wholeTurn() {
        decoder.decode(input, 0, input.length, batch);
        reply();
    }

    private void cutTurn() {
        int cut = input.length / 2 + 3;
        decoder.decode(input, 0, cut, batch);
        reply();
        decoder.decode(input, cut, input.length, batch);
        reply();
    }

    private void reply() {
        writer.clear();
        final int[] lengths = batch.lengths();
        for (int i = 0; i < batch.size(); i++) {
            batch.setCommand(i, this);
            batch.setKeyHash(i, i);
            if (batch.argumentCount(i) == 2) {
                writer.bulk(value);
            } else if (Numbers.isLong(
                    batch.buffer(i), batch.offset(i, 2), lengths[batch.firstArgument(i) + 2])) {
                writer.integer(
                        Numbers.parseLong(batch.buffer(i), batch.offset(i, 2), batch.length(i, 2)));
            } else {
                writer.ok();
                writer.nullBulk();
                writer.bulkLong(i * 1_000L);
            }
        }
        batch.clear();
    }

    private static byte[] input() {
        var requests = new RequestWriter();
        for (int i = 0; i < REQUESTS; i++) {
            requests.command("GET", "key:" + i);
            requests.command(
                    "SET", "key:" + i, i % 2 == 0 ? "some value " + "x".repeat(100) : "12345");
        }
        return requests.toByteArray();
    }
}
