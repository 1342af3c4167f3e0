package onggi.bytes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LooseBlockTest {

    private static final int LENGTH = 5_000_000;

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void adoptLarge_blockOfAnotherMemory_isOneOfTheSlab(boolean raw) {
        Memory loose = memory(raw);
        Memory own = memory(raw);
        Slab slab = new Slab(own);
        LooseBlock block = LooseBlock.allocate(loose, LENGTH);
        block.copyIn(new byte[] {1, 2, 3}, 0, LENGTH - 3, 3);

        long address = slab.adoptLarge(block);

        assertThat(block.isGone()).isTrue();
        assertThat(own.byteAt(address + LENGTH - 1)).isEqualTo((byte) 3);
        assertThat(slab.capacityOfLarge(address)).isGreaterThanOrEqualTo(LENGTH);
        assertThat(slab.liveBytes()).isEqualTo(slab.capacityOfLarge(address));
        assertThat(loose.liveBlocks()).isEmpty();
        slab.check();
        block.release();
        slab.freeLarge(address);
        assertThat(slab.liveBytes()).isZero();
        slab.close();
        assertThat(own.liveBlocks()).isEmpty();
        assertThat(own.allocatedBytes()).isZero();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void copyOf_bytesOfAnotherMemory_areItsOwn(boolean raw) {
        Memory loose = memory(raw);
        Memory own = memory(raw);
        long source = own.allocate(LENGTH);
        own.putByte(source + LENGTH - 1, (byte) 9);

        LooseBlock copy = LooseBlock.copyOf(loose, own, source, LENGTH);
        own.release(source);

        ByteBuffer view = copy.view();
        assertThat(view.isDirect()).isTrue();
        assertThat(view.remaining()).isEqualTo(LENGTH);
        assertThat(view.get(LENGTH - 1)).isEqualTo((byte) 9);
        copy.release();
        assertThat(loose.liveBlocks()).isEmpty();
        assertThatThrownBy(copy::view).isInstanceOf(IllegalStateException.class);
    }

    private static Memory memory(boolean raw) {
        return raw ? new RawMemory() : Memory.guarded();
    }
}
