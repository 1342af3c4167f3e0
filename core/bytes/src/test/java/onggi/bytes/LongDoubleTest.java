package onggi.bytes;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class LongDoubleTest {

    @Test
    void compareTo_finiteNumbers_ordersByValue() {
        assertThat(number("1.5")).isLessThan(number("2"));
        assertThat(number("-1e4000")).isLessThan(number("-1e-4000"));
        assertThat(number("0.50")).isEqualByComparingTo(number("5e-1"));
    }

    @Test
    void compareTo_infinities_lieBeyondAllOthers() {
        assertThat(number("inf")).isGreaterThan(LongDouble.MAX_VALUE);
        assertThat(number("-inf")).isLessThan(LongDouble.MAX_VALUE.negated());
        assertThat(number("-inf")).isLessThan(number("inf"));
        assertThat(number("inf")).isEqualByComparingTo(number("+infinity"));
    }

    @Test
    void equals_sameValueFromOtherTexts_isTrueWithTheSameHash() {
        LongDouble two = number("2");
        LongDouble sum = number("0.5").plus(number("1.5"));

        assertThat(sum).isEqualTo(two).hasSameHashCodeAs(two);
        assertThat(number("0")).isEqualTo(number("-0")).hasSameHashCodeAs(number("-0"));
    }

    @Test
    void plus_sumBeyondTheLargest_isInfinityOfItsSign() {
        LongDouble up = LongDouble.MAX_VALUE.plus(LongDouble.MAX_VALUE);
        LongDouble down = LongDouble.MAX_VALUE.negated().plus(LongDouble.MAX_VALUE.negated());

        assertThat(up.isFinite()).isFalse();
        assertThat(up).isGreaterThan(LongDouble.MAX_VALUE);
        assertThat(down.isFinite()).isFalse();
        assertThat(down).isLessThan(LongDouble.MAX_VALUE.negated());
    }

    private static LongDouble number(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        return Objects.requireNonNull(LongDouble.parse(bytes, 0, bytes.length), text);
    }
}
