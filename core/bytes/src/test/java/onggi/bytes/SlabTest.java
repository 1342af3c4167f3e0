package onggi.bytes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SlabTest {

    static Stream<Memory> memories() {
        return Stream.of(Memory.best(), Memory.checked(), Memory.guarded());
    }

    @ParameterizedTest
    @MethodSource("memories")
    void randomOperations_neverMixBlocksUp(Memory memory) {
        var slab = new Slab(memory);
        var random = new Random(1);
        Map<Integer, Integer> sizes = new HashMap<>();
        List<Integer> live = new ArrayList<>();
        long capacities = 0;
        for (int i = 0; i < 60_000; i++) {
            boolean grow = i / 10_000 % 2 == 0;
            if (live.isEmpty() || random.nextInt(10) < (grow ? 7 : 3)) {
                int bytes = 1 + random.nextInt(1 << (1 + random.nextInt(14)));
                int block = slab.allocate(bytes);
                assertThat(sizes.put(block, bytes)).isNull();
                live.add(block);
                fill(slab, block, bytes);
                capacities += Slab.capacity(bytes);
                assertThat(slab.capacityOf(block)).isEqualTo(Slab.capacity(bytes));
            } else {
                int index = random.nextInt(live.size());
                int block = live.get(index);
                live.set(index, live.getLast());
                live.removeLast();
                int bytes = sizes.getOrDefault(block, 0);
                sizes.remove(block);
                assertThat(isFilled(slab, block, bytes)).isTrue();
                slab.free(block);
                capacities -= Slab.capacity(bytes);
            }
            if (i % 5_000 == 0) {
                slab.check();
                slab.trim(5, 2);
                assertThat(slab.liveBytes()).isEqualTo(capacities);
            }
        }
        live.forEach(slab::free);
        slab.check();
        assertThat(slab.liveBytes()).isZero();
        slab.close();
        assertThat(memory.allocatedBytes()).isZero();
    }

    private static void fill(Slab slab, int block, int bytes) {
        long address = slab.address(block);
        for (int i = 0; i < bytes; i++) {
            slab.memory().putByte(address + i, (byte) (block * 31 + i));
        }
    }

    private static boolean isFilled(Slab slab, int block, int bytes) {
        long address = slab.address(block);
        for (int i = 0; i < bytes; i++) {
            if (slab.memory().byteAt(address + i) != (byte) (block * 31 + i)) {
                return false;
            }
        }
        return true;
    }

    @Test
    void capacity_wastesLittle() {
        for (int bytes = 16; bytes <= Slab.MAX_BLOCK_BYTES; bytes++) {
            int waste = Slab.capacity(bytes) - bytes;
            int allowed = bytes <= 512 ? 7 : bytes <= 8_192 ? bytes / 6 : bytes / 3;
            assertThat(Slab.capacity(Slab.capacity(bytes))).isEqualTo(Slab.capacity(bytes));
            assertThat(waste).as("bytes " + bytes).isBetween(0, allowed);
        }
        assertThat(Slab.capacity(40)).isEqualTo(40);
        assertThat(Slab.capacity(4_096)).isEqualTo(4_096);
    }

    @Test
    void blocksOf4096Bytes_areAligned() {
        var slab = new Slab(Memory.best());
        slab.allocate(40);
        for (int i = 0; i < 1_000; i++) {
            assertThat(slab.address(slab.allocate(4_096)) % 4_096).isZero();
        }
    }

    @Test
    void references_leaveTheSmallNumbersFree() {
        var slab = new Slab(Memory.best());
        for (int i = 0; i < 10_000; i++) {
            int block = slab.allocate(100);
            assertThat(Integer.compareUnsigned(block, Slab.FIRST_REFERENCE)).isNotNegative();
        }
    }

    @Test
    void aSlabWithFewKeys_isSmall() {
        var slab = new Slab(Memory.best());

        slab.allocate(40);
        slab.allocate(4_096);

        assertThat(slab.reservedBytes()).isLessThanOrEqualTo(256 << 10);
    }

    @ParameterizedTest
    @MethodSource("memories")
    void freeRuns_serveOtherSizes(Memory memory) {
        var slab = new Slab(memory);
        List<Integer> blocks = new ArrayList<>();
        for (int i = 0; i < 100_000; i++) {
            blocks.add(slab.allocate(40));
        }
        blocks.forEach(slab::free);
        long reserved = slab.reservedBytes();

        for (int i = 0; i < 20_000; i++) {
            slab.allocate(160);
        }

        slab.check();
        assertThat(slab.reservedBytes()).isEqualTo(reserved);
    }

    @ParameterizedTest
    @MethodSource("memories")
    void trim_givesFreeRunsBack_andTheyServeAgain(Memory memory) {
        var slab = new Slab(memory);
        for (int round = 0; round < 3; round++) {
            List<Integer> blocks = new ArrayList<>();
            for (int i = 0; i < 50_000; i++) {
                blocks.add(slab.allocate(100));
            }
            blocks.forEach(slab::free);
            slab.trim(Integer.MAX_VALUE, 0);
            slab.check();

            assertThat(slab.reservedBytes()).isZero();
        }
    }

    @Test
    void movingSparseBlocks_emptiesTheirRunsInOnePass() {
        var slab = new Slab(Memory.guarded());
        var random = new Random(2);
        List<Integer> kept = new ArrayList<>();
        List<Integer> freed = new ArrayList<>();
        for (int i = 0; i < 100_000; i++) {
            (random.nextInt(20) == 0 ? kept : freed).add(slab.allocate(48));
        }
        freed.forEach(slab::free);

        for (int block : kept) {
            if (slab.isSparse(block)) {
                slab.allocate(48);
                slab.free(block);
            }
        }

        slab.check();
        assertThat(slab.looseBytes()).isLessThan(slab.liveBytes() / 4 + 65_536);
    }

    @ParameterizedTest
    @MethodSource("memories")
    void largeBlocks_areCountedAndReused(Memory memory) {
        var slab = new Slab(memory);
        var random = new Random(6);
        List<Long> blocks = new ArrayList<>();
        for (int i = 0; i < 2_000; i++) {
            if (blocks.size() < 50 || random.nextBoolean()) {
                long bytes = 17_000L + random.nextInt(300_000);
                long block = slab.allocateLarge(bytes);
                assertThat(slab.capacityOfLarge(block)).isGreaterThanOrEqualTo(bytes);
                memory.putByte(block, (byte) 1);
                memory.putByte(block + bytes - 1, (byte) 1);
                blocks.add(block);
            } else {
                slab.freeLarge(blocks.remove(random.nextInt(blocks.size())));
            }
        }
        long live = blocks.stream().mapToLong(slab::capacityOfLarge).sum();
        assertThat(slab.liveBytes()).isEqualTo(live);

        blocks.forEach(slab::freeLarge);

        assertThat(slab.liveBytes()).isZero();
        slab.trim(1, 0);
        assertThat(memory.allocatedBytes()).isZero();
    }

    @Test
    void clear_endsAllBlocks() {
        Memory memory = Memory.guarded();
        var slab = new Slab(memory);
        int block = slab.allocate(100);
        slab.allocateLarge(100_000);
        for (int i = 0; i < 10_000; i++) {
            slab.allocate(1 + i % 500);
        }

        slab.clear();

        slab.check();
        assertThat(slab.liveBytes()).isZero();
        assertThatThrownBy(() -> memory.byteAt(slab.address(block)))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void memoryThatIsRefused_isAnAnswerAndChangesNothing() {
        Memory memory = Memory.best();
        var slab = new Slab(memory);

        assertThatThrownBy(() -> slab.allocateLarge(1L << 60))
                .isInstanceOf(SlabFullException.class);

        assertThat(slab.liveBytes()).isZero();
        assertThat(memory.allocatedBytes()).isZero();
    }
}
