package onggi.resp;

import static org.assertj.core.api.Assertions.assertThat;

import onggi.bytes.LooseBlock;
import onggi.bytes.Memory;
import onggi.testkit.Gen;
import org.junit.jupiter.api.Test;

/** What is written to blocks outside the heap is what would stand in the array. */
class RequestWriterProperties {

    private static final int LEAST = LooseBlock.LEAST_BYTES;

    private final Memory memory = Memory.guarded();
    private final RequestWriter writer = new RequestWriter(memory);

    @Test
    void request_ofAnyLength_isTheSameInsideAndOutsideTheHeap() {
        Gen.check(
                60,
                gen -> {
                    byte[][] request = new byte[gen.between(1, 12)][];
                    for (int i = 0; i < request.length; i++) {
                        request[i] = gen.bytes(length(gen));
                    }
                    if (gen.chance(20)) {
                        write(gen, request); // and something else before it
                        writer.clear();
                    }

                    write(gen, request);

                    byte[] expected = RequestWriter.encode(request);
                    assertThat(writer.isLong() || expected.length <= LEAST + 100).isTrue();
                    assertThat(taken()).isEqualTo(expected);
                    assertThat(memory.liveBlocks()).isEmpty();
                });
    }

    private static int length(Gen gen) {
        return switch (gen.below(4)) {
            case 0 -> gen.below(20);
            case 1 -> gen.below(LEAST / 8);
            case 2 -> LEAST - gen.below(40);
            default -> gen.below(LEAST);
        };
    }

    private void write(Gen gen, byte[][] request) {
        writer.begin(request.length);
        for (byte[] argument : request) {
            if (argument.length > 0 && gen.chance(30)) {
                LooseBlock block = LooseBlock.allocate(memory, argument.length + 2);
                block.copyIn(argument, 0, 0, argument.length);
                writer.argument(block, argument.length);
                block.release();
            } else {
                writer.argument(argument);
            }
        }
    }

    private byte[] taken() {
        if (!writer.isLong()) {
            byte[] bytes = writer.toByteArray();
            writer.clear();
            return bytes;
        }
        LooseBlock block = writer.takeBlock();
        byte[] bytes = new byte[block.length()];
        block.copyOut(0, bytes, 0, bytes.length);
        block.release();
        return bytes;
    }
}
