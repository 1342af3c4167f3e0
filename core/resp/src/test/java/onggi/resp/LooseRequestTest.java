package onggi.resp;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.Arrays;
import onggi.bytes.LooseBlock;
import onggi.bytes.Memory;
import onggi.testkit.Gen;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Large arguments, which go to blocks outside the heap; all of them are given back. */
class LooseRequestTest {

    private static final int LEAST = LooseBlock.LEAST_BYTES;

    private final Memory memory = Memory.guarded();
    private final RequestLimits limits = new RequestLimits();
    private final RequestDecoder decoder = new RequestDecoder(limits, true, memory);
    private final RequestBatch<Object> batch = new RequestBatch<>();

    @AfterEach
    void everyBlockIsGivenBack() {
        batch.clear();
        decoder.release();
        assertThat(memory.liveBlocks()).isEmpty();
    }

    @Test
    void decode_cutAnywhere_findsTheSameArguments() {
        Gen.check(
                12,
                gen -> {
                    byte[][] request = {
                        gen.bytes(3),
                        gen.bytes(gen.between(1, 40)),
                        gen.bytes(LEAST + gen.between(0, 5)),
                        gen.bytes(gen.below(100_000)),
                        gen.bytes(LEAST - 1 + gen.below(3)),
                        gen.bytes(gen.below(3) * LEAST)
                    };
                    byte[] twice = twice(RequestWriter.encode(request));
                    feed(gen, twice);
                });
    }

    /** Gives the decoder the input in pieces of which some come on the direct way. */
    private void feed(Gen gen, byte[] input) {
        int at = 0;
        int most = gen.between(1, 300_000);
        while (at < input.length) {
            int count = Math.min(gen.between(1, most), input.length - at);
            ByteBuffer direct = gen.chance(70) ? decoder.direct() : null;
            DecodeOutcome outcome;
            if (direct == null) {
                outcome = decoder.decode(input, at, at + count, batch);
            } else {
                count = Math.min(count, direct.remaining());
                direct.put(input, at, count);
                outcome = decoder.received(count, batch);
            }
            assertThat(outcome).isEqualTo(DecodeOutcome.NEED_INPUT);
            at += count;
        }
        assertThat(batch.size()).isEqualTo(2);
        assertThat(encoded(0)).isEqualTo(Arrays.copyOf(input, input.length / 2));
        assertThat(encoded(1)).isEqualTo(Arrays.copyOf(input, input.length / 2));
        assertThat(decoder.pendingBytes()).isZero();
        batch.clear();
        assertThat(memory.liveBlocks()).isEmpty();
    }

    private byte[] encoded(int request) {
        byte[][] arguments = new byte[batch.argumentCount(request)][];
        for (int i = 0; i < arguments.length; i++) {
            arguments[i] = batch.argument(request, i);
        }
        return RequestWriter.encode(arguments);
    }

    @Test
    void pendingBytes_halfAnArgument_areThoseThatCame() {
        byte[] start = ("*2\r\n$4\r\nECHO\r\n$" + 100 * LEAST + "\r\nabc").getBytes(US_ASCII);

        decoder.decode(start, 0, start.length, batch);
        decoder.decode(new byte[5000], 0, 5000, batch);

        assertThat(decoder.pendingBytes()).isEqualTo(start.length + 5000);
        assertThat(decoder.pendingCapacity()).isLessThan(20_000);
        assertThat(memory.allocatedBytes()).isGreaterThan(100L * LEAST);

        decoder.release();
        assertThat(decoder.pendingBytes()).isZero();
    }

    @Test
    void decode_beyondTheQueryBufferLimit_endsAndGivesBack() {
        limits.setQueryBufferBytes(LEAST);
        byte[] input = RequestWriter.encode(new byte[2 * LEAST]);

        DecodeOutcome first = decoder.decode(input, 0, 100_000, batch);
        DecodeOutcome second = decoder.decode(input, 100_000, LEAST + 100, batch);

        assertThat(first).isEqualTo(DecodeOutcome.NEED_INPUT);
        assertThat(second).isEqualTo(DecodeOutcome.INPUT_LIMIT);
        assertThat(memory.liveBlocks()).isEmpty();
    }

    @Test
    void addCopy_ofALooseRequest_takesItsBlocksOver() {
        byte[] value = decodeOne();
        RequestBatch<Object> other = new RequestBatch<>();

        other.addCopy(batch, 0);
        batch.clear();

        assertThat(other.isLoose(0, 2)).isTrue();
        assertThat(other.argument(0, 1)).isEqualTo("k".getBytes(US_ASCII));
        assertThat(other.argument(0, 2)).isEqualTo(value);
        other.clear();
    }

    @Test
    void bringInside_aLooseRequest_copiesItToTheHeapAndGivesBack() {
        byte[] value = decodeOne();

        batch.bringInside(0);

        assertThat(memory.liveBlocks()).isEmpty();
        assertThat(batch.isLoose(0, 2)).isFalse();
        assertThat(batch.argument(0, 0)).isEqualTo("SET".getBytes(US_ASCII));
        assertThat(batch.argument(0, 2)).isEqualTo(value);
    }

    @Test
    void take_anArgument_leavesItsHead() {
        byte[] value = decodeOne();
        int offset = batch.offset(0, 2);

        LooseBlock block = batch.loose().take(offset);

        assertThat(block.length()).isEqualTo(value.length + 2);
        block.release();
        assertThat(batch.loose().head(offset)).isEqualTo(Arrays.copyOf(value, 128));
        assertThatThrownBy(() -> batch.loose().block(offset))
                .isInstanceOf(IllegalStateException.class);
    }

    private byte[] decodeOne() {
        byte[] value = new byte[LEAST];
        for (int i = 0; i < value.length; i++) {
            value[i] = (byte) ((i * 31) >> 3);
        }
        byte[] input =
                RequestWriter.encode("SET".getBytes(US_ASCII), "k".getBytes(US_ASCII), value);
        decoder.decode(input, 0, 100, batch);
        decoder.decode(input, 100, input.length, batch);
        return value;
    }

    private static byte[] twice(byte[] input) {
        byte[] both = Arrays.copyOf(input, 2 * input.length);
        System.arraycopy(input, 0, both, input.length, input.length);
        return both;
    }
}
