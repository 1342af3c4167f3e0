package onggi.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Random;
import onggi.bytes.LooseBlock;
import onggi.bytes.Memory;
import org.junit.jupiter.api.Test;

class OutputQueueTest {

    private final Memory memory = Memory.guarded();
    private final OutputQueue.Pool pool = new OutputQueue.Pool();
    private final OutputQueue queue = new OutputQueue(pool);

    @Test
    void output_leavesInTheOrderInWhichItCame() {
        Random random = new Random(7);
        ByteArrayOutputStream expected = new ByteArrayOutputStream();
        ByteArrayOutputStream actual = new ByteArrayOutputStream();
        for (int i = 0; i < 3000; i++) {
            byte[] bytes = new byte[1 + random.nextInt(random.nextInt(10) == 0 ? 40_000 : 300)];
            random.nextBytes(bytes);
            if (random.nextInt(20) == 0) {
                LooseBlock block = LooseBlock.allocate(memory, bytes.length);
                block.copyIn(bytes, 0, 0, bytes.length);
                queue.append(block);
                expected.writeBytes(bytes);
            } else if (random.nextBoolean()) {
                int from = random.nextInt(bytes.length);
                queue.append(bytes, from, bytes.length);
                expected.write(bytes, from, bytes.length - from);
            } else {
                queue.appendShared(bytes, bytes.length);
                expected.writeBytes(bytes);
            }
            take(random.nextInt(2000), actual);
        }
        take(Integer.MAX_VALUE, actual);

        assertThat(actual.toByteArray()).isEqualTo(expected.toByteArray());
        assertThat(queue.isEmpty()).isTrue();
        assertThat(queue.bytes()).isZero();
        assertThat(queue.chunks()).isZero();
        assertThat(pool.bytes()).isZero();
        assertThat(pool.looseBytes()).isZero();
        assertThat(memory.liveBlocks()).isEmpty();
    }

    private void take(int most, ByteArrayOutputStream target) {
        int left = most;
        while (left > 0 && !queue.isEmpty()) {
            ByteBuffer buffer = queue.next(ByteBuffer.allocate(Math.min(left, 8192)));
            byte[] piece = new byte[Math.min(left, buffer.remaining())];
            buffer.get(piece);
            target.writeBytes(piece);
            queue.consume(piece.length);
            left -= piece.length;
        }
    }

    @Test
    void clear_givesTheBytesBackToTheBudget() {
        queue.append(new byte[100_000], 0, 100_000);
        queue.appendShared(new byte[5000], 5000);
        queue.append(LooseBlock.allocate(memory, 9000));
        assertThat(queue.bytes()).isEqualTo(114_000);
        assertThat(pool.bytes()).isEqualTo(105_000);
        assertThat(pool.looseBytes()).isEqualTo(9000);

        queue.clear();

        assertThat(pool.bytes()).isZero();
        assertThat(pool.looseBytes()).isZero();
        assertThat(memory.liveBlocks()).isEmpty();
        assertThat(queue.isEmpty()).isTrue();
    }
}
