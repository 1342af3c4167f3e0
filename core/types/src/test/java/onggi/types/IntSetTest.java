package onggi.types;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import onggi.bytes.Memory;
import onggi.bytes.SeededRandom;
import onggi.testkit.Gen;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IntSetTest {

    private final SlabCell cell = new SlabCell(Memory.guarded());

    private List<Long> contents() {
        List<Long> contents = new ArrayList<>();
        for (int i = 0; i < IntSet.count(cell); i++) {
            contents.add(IntSet.at(cell, i));
        }
        return contents;
    }

    private static long integer(Gen gen) {
        return switch (gen.below(4)) {
            case 0 -> gen.between(-50, 50);
            case 1 -> gen.between(-40_000, 40_000);
            case 2 -> gen.anyLong() >> gen.below(64);
            default ->
                    gen.pick(
                            0L,
                            -1L,
                            32_767L,
                            32_768L,
                            -32_768L,
                            -32_769L,
                            2_147_483_647L,
                            2_147_483_648L,
                            -2_147_483_648L,
                            -2_147_483_649L,
                            Long.MAX_VALUE,
                            Long.MIN_VALUE);
        };
    }

    @Test
    void randomOperations_agreeWithATree() {
        Gen.check(
                20,
                gen -> {
                    IntSet.init(cell);
                    TreeSet<Long> expected = new TreeSet<>();
                    int widest = gen.between(1, 64);
                    for (int i = 0; i < 600; i++) {
                        long value = integer(gen) << (64 - widest) >> (64 - widest);
                        if (gen.chance(60)) {
                            assertThat(IntSet.add(cell, value)).isEqualTo(expected.add(value));
                        } else {
                            assertThat(IntSet.remove(cell, value))
                                    .isEqualTo(expected.remove(value));
                        }
                        long other = integer(gen);
                        assertThat(IntSet.contains(cell, other))
                                .isEqualTo(expected.contains(other));
                        IntSet.check(cell);
                    }
                    assertThat(contents()).containsExactlyElementsOf(expected);
                });
    }

    @ParameterizedTest
    @CsvSource({
        "32767, 10",
        "32768, 12",
        "-32768, 10",
        "-32769, 12",
        "2147483647, 12",
        "2147483648, 16",
        "-2147483648, 12",
        "-2147483649, 16",
        "9223372036854775807, 16",
        "-9223372036854775808, 16"
    })
    void add_first_takesAsManyBytesAsItNeeds(long value, int bytes) {
        IntSet.init(cell);

        IntSet.add(cell, value);

        assertThat(cell.valueLength()).isEqualTo(bytes);
        assertThat(contents()).containsExactly(value);
    }

    @Test
    void add_widerThanTheOthers_widensThemAll() {
        IntSet.init(cell);
        for (long value : new long[] {5, -5, 0, 70_000, -1L << 40, 1L << 40}) {
            IntSet.add(cell, value);
        }

        assertThat(contents()).containsExactly(-1L << 40, -5L, 0L, 5L, 70_000L, 1L << 40);
        assertThat(cell.valueLength()).isEqualTo(8 + 6 * 8);
    }

    @Test
    void layout_isTheDocumentedOne() {
        IntSet.init(cell);
        IntSet.add(cell, 258);
        IntSet.add(cell, -1);

        byte[] bytes = new byte[cell.valueLength()];
        cell.memory().copyOut(cell.valueAddress(), bytes, 0, bytes.length);

        assertThat(bytes).containsExactly(2, 0, 0, 0, 2, 0, 0, 0, -1, -1, 2, 1);
    }

    @Test
    void random_isUniform() {
        IntSet.init(cell);
        for (int i = 0; i < 100; i++) {
            IntSet.add(cell, i * 1000L);
        }
        var random = new SeededRandom(5);
        int[] drawn = new int[100];
        for (int i = 0; i < 100_000; i++) {
            drawn[(int) (IntSet.random(cell, random) / 1000)]++;
        }

        double chiSquare = 0;
        for (int count : drawn) {
            chiSquare += (count - 1000.0) * (count - 1000.0) / 1000;
        }
        assertThat(chiSquare).isBetween(60.0, 150.0);
    }
}
