package onggi.bytes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class MemoryTest {

    static Stream<Memory> memories() {
        return Stream.of(Memory.best(), Memory.checked(), Memory.guarded());
    }

    @Test
    void best_isRawWhereNativeAccessIsGranted() {
        assertThat(Memory.best()).isInstanceOf(RawMemory.class);
    }

    @ParameterizedTest
    @MethodSource("memories")
    void numbers_areLittleEndianAndNeedNoAlignment(Memory memory) {
        long block = memory.allocate(64);

        memory.putLong(block + 3, 0x0807060504030201L);
        memory.putInt(block + 21, 0x14131211);
        memory.putShort(block + 31, (short) 0x2221);
        memory.putByte(block + 41, (byte) 0x31);

        assertThat(block % Memory.PAGE_BYTES).isZero();
        assertThat(memory.byteAt(block + 3)).isEqualTo((byte) 1);
        assertThat(memory.longAt(block + 3)).isEqualTo(0x0807060504030201L);
        assertThat(memory.intAt(block + 4)).isEqualTo(0x05040302);
        assertThat(memory.intAt(block + 21)).isEqualTo(0x14131211);
        assertThat(memory.shortAt(block + 31)).isEqualTo((short) 0x2221);
        assertThat(memory.byteAt(block + 41)).isEqualTo((byte) 0x31);
        memory.release(block);
    }

    @ParameterizedTest
    @MethodSource("memories")
    void copies_ofEveryLength_touchNothingElse(Memory memory) {
        var random = new Random(3);
        long block = memory.allocate(1_000);
        var expected = new byte[1_000];
        for (int length = 0; length < 300; length++) {
            var source = new byte[length + 10];
            random.nextBytes(source);
            int at = random.nextInt(600);
            memory.copyIn(source, 5, block + at, length);
            System.arraycopy(source, 5, expected, at, length);

            assertThat(memory.equal(block + at, source, 5, length)).isTrue();
            var target = new byte[length + 10];
            memory.copyOut(block + at, target, 4, length);
            assertThat(Arrays.equals(target, 4, 4 + length, source, 5, 5 + length)).isTrue();
            assertThat(target[3]).isZero();
            assertThat(target[4 + length]).isZero();
            if (length > 0) {
                source[5 + random.nextInt(length)] ^= 1;
                assertThat(memory.equal(block + at, source, 5, length)).isFalse();
            }
        }
        assertThat(memory.equal(block, expected, 0, 1_000)).isTrue();
        memory.release(block);
    }

    @ParameterizedTest
    @MethodSource("memories")
    void copy_ofOverlappingRanges_movesTheBytes(Memory memory) {
        long block = memory.allocate(100);
        byte[] digits = "0123456789".getBytes(StandardCharsets.US_ASCII);
        memory.copyIn(digits, 0, block, 10);

        memory.copy(block, block + 3, 7);

        var moved = new byte[10];
        memory.copyOut(block, moved, 0, 10);
        assertThat(new String(moved, StandardCharsets.US_ASCII)).isEqualTo("0120123456");
        memory.release(block);
    }

    @ParameterizedTest
    @MethodSource("memories")
    void blocks_areZeroedAndCounted(Memory memory) {
        long first = memory.allocate(10_000);
        long second = memory.allocate(100_000);

        assertThat(memory.allocatedBytes()).isEqualTo(110_000);
        assertThat(memory.liveBlocks()).hasSize(2);
        assertThat(memory.equal(second, new byte[100_000], 0, 100_000)).isTrue();
        memory.release(first);
        memory.release(second);
        assertThat(memory.allocatedBytes()).isZero();
        assertThat(memory.liveBlocks()).isEmpty();
        assertThatThrownBy(() -> memory.release(first)).isInstanceOf(RuntimeException.class);
    }

    @Test
    void discard_onLinux_zeroesPagesAndKeepsTheBlock() {
        Memory memory = Memory.best();
        long block = memory.allocate(1 << 16);
        memory.putLong(block, 1);
        memory.putLong(block + 8_192, 2);

        if (memory.prepareDiscard()) {
            assertThat(memory.discard(block, 4_096)).isTrue();
        }

        assertThat(memory.longAt(block + 8_192)).isEqualTo(2);
        memory.putLong(block, 3);
        assertThat(memory.longAt(block)).isEqualTo(3);
        memory.release(block);
    }

    @Test
    void checkedMemory_refusesWhatLiesOutside() {
        Memory memory = Memory.checked();
        long block = memory.allocate(100);

        assertThatThrownBy(() -> memory.longAt(block + 93))
                .isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> memory.byteAt(block - 1))
                .isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> memory.byteAt(0)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> memory.zero(block, 101))
                .isInstanceOf(IndexOutOfBoundsException.class);
        memory.release(block);
        assertThatThrownBy(() -> memory.byteAt(block))
                .isInstanceOf(IndexOutOfBoundsException.class);
        assertThat(memory.touch(block)).isZero();
    }

    @Test
    void guardedMemory_refusesFreedPartsOfASlab_andNamesWhoAllocated() {
        Memory memory = Memory.guarded();
        var slab = new Slab(memory);
        int block = slab.allocate(40);
        long address = slab.address(block);
        memory.putLong(address + 32, 1);

        assertThatThrownBy(() -> memory.longAt(address + 40))
                .isInstanceOf(IllegalStateException.class);
        slab.free(block);
        assertThatThrownBy(() -> memory.longAt(address)).isInstanceOf(IllegalStateException.class);
        assertThat(memory.liveBlocks()).hasSize(1);
    }
}
