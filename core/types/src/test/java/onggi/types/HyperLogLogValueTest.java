package onggi.types;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.charset.StandardCharsets;
import onggi.bytes.Memory;
import onggi.testkit.Gen;
import org.junit.jupiter.api.Test;

class HyperLogLogValueTest {

    private static final int RUNS = 100;

    private static FakeCell empty() {
        FakeCell cell = FakeCell.of(new byte[HyperLogLogValue.EMPTY_BYTES]);
        cell.reshape(Encoding.RAW, HyperLogLogValue.EMPTY_BYTES, 0, 0);
        HyperLogLogValue.clear(cell);
        return cell;
    }

    @Test
    void clear_makesAValidValueOfNoElements() {
        FakeCell cell = empty();

        assertThat(HyperLogLogValue.isValid(cell)).isTrue();
        assertThat(HyperLogLogValue.isDense(cell)).isFalse();
        assertThat(HyperLogLogValue.isCounted(cell)).isTrue();
        assertThat(HyperLogLogValue.count(cell)).isZero();
        assertThat(HyperLogLogValue.runs(cell)).isEqualTo("Z:16384");
    }

    @Test
    void raise_anyRegisters_keepsTheHighestOfEachInBothForms() {
        Gen.check(
                RUNS,
                gen -> {
                    FakeCell cell = empty();
                    FakeCell dense = empty();
                    HyperLogLogValue.makeDense(dense);
                    cell.limits.hllSparseBytes = gen.pick(100, 1000, 20_000);
                    byte[] model = new byte[HyperLogLogValue.REGISTERS];
                    int around = gen.below(HyperLogLogValue.REGISTERS - 200);
                    int most = gen.pick(2, 5, 32, 33, 51);
                    int count = gen.between(1, 400);
                    for (int i = 0; i < count; i++) {
                        int index =
                                gen.chance(70)
                                        ? around + gen.below(200)
                                        : gen.below(HyperLogLogValue.REGISTERS);
                        int value = gen.between(1, most);
                        int expected =
                                value > model[index]
                                        ? HyperLogLogValue.CHANGED
                                        : HyperLogLogValue.UNCHANGED;
                        model[index] = (byte) Math.max(model[index], value);

                        assertThat(HyperLogLogValue.raise(cell, index, value)).isEqualTo(expected);
                        assertThat(HyperLogLogValue.raise(dense, index, value)).isEqualTo(expected);
                    }

                    assertThat(registers(cell)).isEqualTo(model);
                    assertThat(registers(dense)).isEqualTo(model);
                    assertThat(HyperLogLogValue.count(cell))
                            .isEqualTo(HyperLogLogValue.count(model));
                    assertThat(HyperLogLogValue.count(dense))
                            .isEqualTo(HyperLogLogValue.count(model));
                    assertThat(HyperLogLogValue.isValid(cell)).isTrue();
                });
    }

    private static byte[] registers(Cell cell) {
        byte[] registers = new byte[HyperLogLogValue.REGISTERS];
        assertThat(HyperLogLogValue.mergeInto(cell, registers)).isTrue();
        return registers;
    }

    @Test
    void raise_beyondWhatARunSays_makesTheValueDense() {
        FakeCell cell = empty();

        HyperLogLogValue.raise(cell, 5, 32);
        assertThat(HyperLogLogValue.isDense(cell)).isFalse();

        HyperLogLogValue.raise(cell, 5, 33);
        assertThat(HyperLogLogValue.isDense(cell)).isTrue();
    }

    @Test
    void raise_neighboursToOneValue_joinsTheirRuns() {
        FakeCell cell = empty();

        for (int i : new int[] {10, 12, 11, 13, 14}) {
            HyperLogLogValue.raise(cell, i, 3);
        }

        assertThat(HyperLogLogValue.runs(cell)).isEqualTo("z:10 v:3,4 v:3,1 Z:16369");
    }

    @Test
    void count_ofManyElements_isNear() {
        FakeCell cell = empty();
        for (int i = 1; i <= 100_000; i++) {
            byte[] element = ("element " + i).getBytes(StandardCharsets.US_ASCII);
            HyperLogLogValue.add(cell, element, 0, element.length);
            if (i == 10 || i == 1000 || i == 100_000) {
                assertThat((double) HyperLogLogValue.count(cell)).isCloseTo(i, within(i * 0.04));
            }
        }
    }

    @Test
    void add_knownElements_raisesTheRegistersThatRedisRaises() {
        FakeCell cell = empty();

        for (String element : new String[] {"a", "b", "c"}) {
            HyperLogLogValue.add(cell, bytes(element), 0, 1);
        }

        assertThat(HyperLogLogValue.runs(cell))
                .isEqualTo("Z:8436 v:1,1 Z:4274 v:2,1 Z:3068 v:1,1 Z:603");
    }

    @Test
    void anyBytes_behindAValidHeader_neverReadOrWriteOutsideTheValue() {
        Gen.check(
                2_000,
                gen -> {
                    byte[] text = gen.bytes(gen.between(HyperLogLogValue.HEADER_BYTES, 60));
                    FakeCell cell = FakeCell.of(text);
                    cell.reshape(Encoding.RAW, text.length, text.length, 0);
                    cell.memory().copyIn(bytes("HYLL\1"), 0, cell.valueAddress(), 5);
                    assertThat(HyperLogLogValue.isValid(cell)).isTrue();

                    for (int i = 0; i < 20; i++) {
                        HyperLogLogValue.raise(
                                cell, gen.below(HyperLogLogValue.REGISTERS), gen.between(1, 40));
                    }
                    HyperLogLogValue.count(cell);
                    HyperLogLogValue.runs(cell);
                    HyperLogLogValue.makeDense(cell);
                });
    }

    @Test
    void isValid_otherStrings_areNot() {
        assertThat(HyperLogLogValue.isValid(FakeCell.of(12))).isFalse();
        assertThat(HyperLogLogValue.isValid(FakeCell.of(bytes("HYLL")))).isFalse();
        assertThat(HyperLogLogValue.isValid(FakeCell.of(bytes("HYLL\2" + "\0".repeat(20)))))
                .isFalse();
        assertThat(HyperLogLogValue.isValid(FakeCell.of(bytes("HYLL\0" + "\0".repeat(20)))))
                .isFalse();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    @Test
    void trial_ofAnySeed_finds_nothing() {
        Memory memory = Memory.guarded();

        for (long seed = 1; seed <= 3; seed++) {
            try (var trial = new HyperLogLogTrial(memory, seed)) {
                assertThat(trial.failure()).isNull();
            }
        }

        assertThat(memory.liveBlocks()).isEmpty();
    }
}
