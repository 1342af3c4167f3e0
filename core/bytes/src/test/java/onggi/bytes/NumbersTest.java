package onggi.bytes;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import onggi.testkit.Gen;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class NumbersTest {

    @Test
    void write_anyLong_isReadBack() {
        Gen.check(
                100,
                gen -> {
                    for (int i = 0; i < 1_000; i++) {
                        roundTrip(gen.anyLong() >> gen.below(64));
                    }
                });
    }

    @Test
    void write_aroundPowersOfTen_isReadBack() {
        BigInteger power = BigInteger.ONE;
        for (int i = 0; i < 19; i++, power = power.multiply(BigInteger.TEN)) {
            for (int distance = -2; distance <= 2; distance++) {
                roundTrip(power.longValueExact() + distance);
                roundTrip(-power.longValueExact() + distance);
            }
        }
        roundTrip(Long.MAX_VALUE);
        roundTrip(Long.MIN_VALUE);
        roundTrip(Long.MIN_VALUE + 1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "-",
                "+1",
                "-0",
                "00",
                "01",
                "-01",
                " 1",
                "1 ",
                "1.0",
                "0x1",
                "1e3",
                "9223372036854775808",
                "-9223372036854775809",
                "18446744073709551617",
                "123456789012345678901"
            })
    void isLong_looseText_isRefused(String text) {
        assertThat(Numbers.isLong(text.getBytes(ISO_8859_1), 0, text.length())).isFalse();
        assertThat(Numbers.parseLong(text.getBytes(ISO_8859_1), 0, text.length(), -7))
                .isEqualTo(-7);
    }

    @ParameterizedTest
    @CsvSource({
        "'', 0",
        "0, 0",
        "000, 0",
        "+7, 7",
        "007, 7",
        "-1, 18446744073709551615",
        "9223372036854775808, 9223372036854775808",
        "18446744073709551615, 18446744073709551615",
        "000018446744073709551615, 18446744073709551615"
    })
    void isUnsigned_whatStrtoulTakes_isTaken(String text, String value) {
        byte[] bytes = text.getBytes(ISO_8859_1);

        assertThat(Numbers.isUnsigned(bytes, 0, bytes.length)).isTrue();
        assertThat(Long.toUnsignedString(Numbers.parseUnsigned(bytes, 0, bytes.length)))
                .isEqualTo(value);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-",
                "+",
                " 1",
                "1 ",
                "x",
                "18446744073709551616",
                "99999999999999999999",
                "111111111111111111111"
            })
    void isUnsigned_other_isRefused(String text) {
        assertThat(Numbers.isUnsigned(text.getBytes(ISO_8859_1), 0, text.length())).isFalse();
    }

    private static void roundTrip(long value) {
        byte[] out = new byte[Numbers.MAX_LONG_LENGTH + 4];

        int end = Numbers.write(value, out, 3);

        assertThat(new String(out, 3, end - 3, ISO_8859_1)).isEqualTo(Long.toString(value));
        assertThat(Numbers.textLength(value)).isEqualTo(end - 3);
        assertThat(Numbers.isLong(out, 3, end - 3)).isTrue();
        assertThat(Numbers.parseLong(out, 3, end - 3)).isEqualTo(value);
    }
}
