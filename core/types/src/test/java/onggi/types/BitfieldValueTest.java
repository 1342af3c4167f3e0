package onggi.types;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.BitSet;
import onggi.testkit.Gen;
import org.junit.jupiter.api.Test;

class BitfieldValueTest {

    private static final int RUNS = 500;

    @Test
    void get_anywhere_isTheBitsFromTheHighestOn() {
        Gen.check(
                RUNS,
                gen -> {
                    FakeCell cell = BitmapValueTest.anyCell(gen);
                    int bits = gen.between(1, 63);
                    int offset = gen.below(StringValue.length(cell) * 8 + 80);

                    assertThat(BitfieldValue.get(cell, offset, bits, false))
                            .isEqualTo(model(cell, offset, bits, false).longValueExact());
                    assertThat(BitfieldValue.get(cell, offset, bits + 1, true))
                            .isEqualTo(model(cell, offset, bits + 1, true).longValueExact());
                });
    }

    private static BigInteger model(Cell cell, int offset, int bits, boolean signed) {
        BitSet all = BitmapValueTest.model(cell);
        BigInteger value = BigInteger.ZERO;
        for (int i = 0; i < bits; i++) {
            value = value.shiftLeft(1).or(all.get(offset + i) ? BigInteger.ONE : BigInteger.ZERO);
        }
        boolean negative = signed && all.get(offset);
        return negative ? value.subtract(BigInteger.ONE.shiftLeft(bits)) : value;
    }

    @Test
    void set_anywhere_isReadBackAndChangesNothingElse() {
        Gen.check(
                RUNS,
                gen -> {
                    FakeCell cell = BitmapValueTest.anyCell(gen);
                    int bits = gen.between(1, 64);
                    int offset = gen.below(StringValue.length(cell) * 8 + 80);
                    StringValue.extend(cell, (offset + bits + 7) / 8);
                    BitSet model = BitmapValueTest.model(cell);
                    long value = gen.anyLong();

                    BitfieldValue.set(cell, offset, bits, value);

                    assertThat(BitfieldValue.get(cell, offset, bits, true))
                            .isEqualTo(BitfieldValue.fit(value, bits, true));
                    for (int i = 0; i < bits; i++) {
                        model.set(offset + i, (value >>> (bits - 1 - i) & 1) == 1);
                    }
                    assertThat(BitmapValueTest.model(cell)).isEqualTo(model);
                });
    }

    @Test
    void overflow_ofAnySum_isThatOfExactNumbers() {
        Gen.check(
                5_000,
                gen -> {
                    boolean signed = gen.chance(50);
                    int bits = gen.between(1, signed ? 64 : 63);
                    long most = BitfieldValue.most(bits, signed);
                    long least = BitfieldValue.least(bits, signed);
                    long value =
                            gen.chance(50)
                                    ? gen.pick(most, least, 0L)
                                    : BitfieldValue.fit(gen.anyLong(), bits, signed);
                    long increment =
                            gen.chance(50)
                                    ? gen.pick(0L, 1L, -1L, most, least)
                                    : gen.anyLong() >> 3;

                    BigInteger sum = exact(value, signed).add(BigInteger.valueOf(increment));
                    int expected =
                            sum.compareTo(BigInteger.valueOf(most)) > 0
                                    ? 1
                                    : sum.compareTo(BigInteger.valueOf(least)) < 0 ? -1 : 0;
                    assertThat(BitfieldValue.overflow(value, increment, bits, signed))
                            .isEqualTo(expected);
                });
    }

    @Test
    void overflow_ofAValueOutOfRange_isAboveWhereItsDistanceWraps() {
        assertThat(BitfieldValue.overflow(16, 0, 5, true)).isEqualTo(1);
        assertThat(BitfieldValue.overflow(-17, 0, 5, true)).isEqualTo(-1);
        assertThat(BitfieldValue.overflow(Long.MIN_VALUE + 16, 0, 5, true)).isEqualTo(-1);
        assertThat(BitfieldValue.overflow(Long.MIN_VALUE + 15, 0, 5, true)).isEqualTo(1);
        assertThat(BitfieldValue.overflow(Long.MIN_VALUE, 0, 64, true)).isZero();
        assertThat(BitfieldValue.overflow(32, 0, 5, false)).isEqualTo(1);
        assertThat(BitfieldValue.overflow(-1, 0, 5, false)).isEqualTo(1);
    }

    private static BigInteger exact(long value, boolean signed) {
        return signed || value >= 0
                ? BigInteger.valueOf(value)
                : BigInteger.valueOf(value).add(BigInteger.ONE.shiftLeft(64));
    }
}
