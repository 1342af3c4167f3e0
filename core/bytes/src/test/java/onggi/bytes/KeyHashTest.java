package onggi.bytes;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class KeyHashTest {

    @Test
    void bothForms_agreeForEveryLength() {
        var random = new Random(1);
        Memory memory = Memory.guarded();
        long address = memory.allocate(400);
        for (int length = 0; length < 300; length++) {
            var key = new byte[length + 20];
            random.nextBytes(key);
            int offset = random.nextInt(20);
            memory.copyIn(key, offset, address + 3, length);
            long seed = random.nextLong();

            assertThat(KeyHash.of(seed, memory, address + 3, length))
                    .isEqualTo(KeyHash.of(seed, key, offset, length));
        }
    }

    @Test
    void keysThatDifferInOneBit_differInHalfOfTheBits() {
        var random = new Random(2);
        for (int length : new int[] {1, 3, 4, 7, 8, 12, 16, 17, 31, 32, 100}) {
            var key = new byte[length];
            long changed = 0;
            int trials = 4_000;
            for (int i = 0; i < trials; i++) {
                random.nextBytes(key);
                long before = KeyHash.of(7, key, 0, length);
                key[random.nextInt(length)] ^= (byte) (1 << random.nextInt(8));
                changed += Long.bitCount(before ^ KeyHash.of(7, key, 0, length));
            }
            assertThat(changed / (double) trials).as("length " + length).isBetween(31.0, 33.0);
        }
    }

    @Test
    void consecutiveNumbers_spreadOverSegmentsBucketsAndTags() {
        int keys = 1 << 18;
        var high = new int[1024];
        var low = new int[1 << 14];
        for (int i = 0; i < keys; i++) {
            byte[] key = "key:%012d".formatted(i).getBytes(StandardCharsets.US_ASCII);
            long hash = KeyHash.of(1, key, 0, key.length);
            high[(int) (hash >>> 54)]++;
            low[(int) hash & (low.length - 1)]++;
        }

        assertThat(chiSquarePerCell(high, keys)).isBetween(0.8, 1.2);
        assertThat(chiSquarePerCell(low, keys)).isBetween(0.9, 1.1);
    }

    private static double chiSquarePerCell(int[] cells, int total) {
        double mean = total / (double) cells.length;
        double sum = 0;
        for (int cell : cells) {
            sum += (cell - mean) * (cell - mean) / mean;
        }
        return sum / cells.length;
    }

    @Test
    void lengthAndSeed_matter() {
        Set<Long> seen = new HashSet<>();
        var zeros = new byte[64];
        for (int length = 0; length <= 64; length++) {
            for (long seed = 0; seed < 16; seed++) {
                seen.add(KeyHash.of(seed, zeros, 0, length));
            }
        }

        assertThat(seen).hasSize(65 * 16);
    }
}
