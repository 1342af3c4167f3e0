package onggi.types;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.BitSet;
import onggi.testkit.Gen;
import org.junit.jupiter.api.Test;

class BitmapValueTest {

    private static final int RUNS = 300;

    @Test
    void bit_ofAnyString_isCountedFromTheHighest() {
        FakeCell cell = FakeCell.of(new byte[] {(byte) 0x80, 0x01});

        assertThat(BitmapValue.bit(cell, 0)).isEqualTo(1);
        assertThat(BitmapValue.bit(cell, 1)).isZero();
        assertThat(BitmapValue.bit(cell, 15)).isEqualTo(1);
        assertThat(BitmapValue.bit(cell, 16)).isZero();
    }

    @Test
    void byteAt_ofANumber_isItsDigit() {
        for (long value : new long[] {0, 7, -1, 1234567890, Long.MAX_VALUE, Long.MIN_VALUE}) {
            byte[] digits = Long.toString(value).getBytes(StandardCharsets.US_ASCII);
            FakeCell cell = FakeCell.of(value);

            for (int i = 0; i < digits.length; i++) {
                assertThat(StringValue.byteAt(cell, i)).isEqualTo(digits[i]);
            }
            assertThat(StringValue.byteAt(cell, digits.length)).isZero();
        }
    }

    @Test
    void countAndPosition_ofAnyRange_agreeWithABitSet() {
        Gen.check(
                RUNS,
                gen -> {
                    FakeCell cell = anyCell(gen);
                    int bits = StringValue.length(cell) * 8;
                    BitSet model = model(cell);
                    int from = gen.below(bits);
                    int to = gen.between(from + 1, bits);

                    assertThat(BitmapValue.count(cell, from, to))
                            .isEqualTo(model.get(from, to).cardinality());
                    assertThat(BitmapValue.position(cell, 1, from, to))
                            .isEqualTo(within(model.nextSetBit(from), to));
                    assertThat(BitmapValue.position(cell, 0, from, to))
                            .isEqualTo(within(model.nextClearBit(from), to));
                });
    }

    private static long within(int position, int to) {
        return position < 0 || position >= to ? BitmapValue.NOWHERE : position;
    }

    /** A number, or a string with long runs of equal bits. */
    static FakeCell anyCell(Gen gen) {
        if (gen.chance(20)) {
            return FakeCell.of(gen.anyLong());
        }
        byte[] text = gen.bytes(gen.between(1, gen.chance(20) ? 10_000 : 40));
        if (gen.chance(60)) {
            int from = gen.below(text.length);
            int to = gen.between(from, text.length);
            java.util.Arrays.fill(text, from, to, (byte) (gen.chance(50) ? 0 : -1));
        }
        return FakeCell.of(text);
    }

    static BitSet model(Cell cell) {
        byte[] text = StringValue.copy(cell);
        BitSet model = new BitSet();
        for (int i = 0; i < text.length * 8; i++) {
            model.set(i, (text[i / 8] >> (7 - i % 8) & 1) == 1);
        }
        return model;
    }

    @Test
    void setBit_anywhere_changesThatBitOnly() {
        Gen.check(
                RUNS,
                gen -> {
                    FakeCell cell = anyCell(gen);
                    BitSet model = model(cell);
                    int offset = gen.below(StringValue.length(cell) * 8 + 100);
                    int bit = gen.below(2);

                    boolean longer = StringValue.length(cell) * 8 <= offset;
                    assertThat(StringValue.extend(cell, offset / 8 + 1)).isEqualTo(longer);
                    assertThat(BitmapValue.setBit(cell, offset, bit))
                            .isEqualTo(model.get(offset) ? 1 : 0);

                    model.set(offset, bit == 1);
                    assertThat(model(cell)).isEqualTo(model);
                    assertThat(cell.encoding()).isEqualTo(Encoding.RAW);
                });
    }

    @Test
    void operation_onAnyStrings_agreesWithBitSets() {
        Gen.check(
                RUNS,
                gen -> {
                    BitmapOperation.Kind kind = gen.pick(BitmapOperation.Kind.values());
                    int count = kind == BitmapOperation.Kind.NOT ? 1 : gen.between(2, 5);
                    var operation = new BitmapOperation(kind);
                    BitSet[] sources = new BitSet[count];
                    for (int i = 0; i < count; i++) {
                        FakeCell cell = anyCell(gen);
                        sources[i] = gen.chance(10) ? new BitSet() : model(cell);
                        if (sources[i].isEmpty()) {
                            operation.addEmpty(cell.memory());
                        } else {
                            operation.add(cell);
                        }
                    }
                    FakeCell target = FakeCell.of(new byte[operation.length()]);

                    operation.writeTo(target);

                    assertThat(model(target))
                            .isEqualTo(expected(kind, sources, operation.length() * 8));
                });
    }

    private static BitSet expected(BitmapOperation.Kind kind, BitSet[] sources, int bits) {
        BitSet result = new BitSet();
        for (int i = 0; i < bits; i++) {
            int ones = 0;
            for (BitSet source : sources) {
                ones += source.get(i) ? 1 : 0;
            }
            boolean first = sources[0].get(i);
            boolean others = ones > (first ? 1 : 0);
            result.set(
                    i,
                    switch (kind) {
                        case AND -> ones == sources.length;
                        case OR -> ones > 0;
                        case XOR -> ones % 2 == 1;
                        case NOT -> ones == 0;
                        case DIFF -> first && !others;
                        case DIFF1 -> !first && others;
                        case ANDOR -> first && others;
                        case ONE -> ones == 1;
                    });
        }
        return result;
    }
}
