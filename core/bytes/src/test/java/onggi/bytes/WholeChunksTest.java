package onggi.bytes;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Blocks with a reference that are larger than a run. */
class WholeChunksTest {

    private static final int BYTES = 3_000_000;

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void tryAllocateWhole_freedAndAllocatedAgain_keepsBytesAndCounts(boolean checked) {
        Memory memory = checked ? Memory.guarded() : new RawMemory();
        Slab slab = new Slab(memory);
        int small = slab.allocate(40);
        memory.putLong(slab.address(small), 7);

        for (int i = 0; i < 3; i++) {
            int reference = slab.tryAllocateWhole(BYTES);
            long address = slab.address(reference);
            memory.putLong(address, 1);
            memory.putLong(address + BYTES - Long.BYTES, 2);
            slab.check();
            assertThat(slab.liveBytes()).isGreaterThanOrEqualTo(40 + BYTES);
            slab.free(reference);
        }

        slab.check();
        assertThat(slab.liveBytes()).isEqualTo(40);
        assertThat(memory.longAt(slab.address(small))).isEqualTo(7);
        slab.tryAllocateWhole(BYTES);
        slab.clear();
        assertThat(slab.liveBytes()).isZero();
        slab.close();
        assertThat(memory.liveBlocks()).isEmpty();
    }
}
