package onggi.bytes;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import onggi.testkit.Gen;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class DoublesTest {

    @Test
    void write_anyDouble_hasThe17DigitsOfBigDecimal() {
        Gen.check(
                20,
                gen -> {
                    for (int i = 0; i < 1_000; i++) {
                        checkDigits(Double.longBitsToDouble(gen.anyLong()));
                        checkDigits(gen.fraction() * Math.pow(10, gen.between(-12, 18)));
                        checkDigits(gen.below(1 << 20) / 1024.0);
                    }
                });
        for (int power = -320; power <= 308; power++) {
            double value = Double.parseDouble("1e" + power);
            checkDigits(value);
            checkDigits(Math.nextUp(value));
            checkDigits(Math.nextDown(value));
        }
    }

    @Test
    void parse_writtenDouble_isTheSame() {
        Gen.check(
                20,
                gen -> {
                    for (int i = 0; i < 1_000; i++) {
                        double value = Double.longBitsToDouble(gen.anyLong());
                        if (!Double.isNaN(value)) {
                            byte[] text = text(value);
                            assertThat(Doubles.parse(text, 0, text.length)).isEqualTo(value);
                        }
                    }
                });
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0, 0",
        "-0.0, -0, -0",
        "3, 3, 3",
        "0.1, 0.10000000000000001, 0.10000000000000001",
        "-2.5, -2.5, -2.5",
        "0.0001, 0.0001, 0.0001",
        "0.00001, 1.0000000000000001e-05, 1.0000000000000001e-05",
        "99999999999999984, 99999999999999984, 99999999999999984",
        "1e17, 1e+17, 100000000000000000",
        "4611686018427387904, 4.6116860184273879e+18, 4611686018427387904",
        "4611686018427388928, 4.6116860184273889e+18, 4.6116860184273889e+18",
        "1e300, 1.0000000000000001e+300, 1.0000000000000001e+300",
        "5e-324, 4.9406564584124654e-324, 4.9406564584124654e-324",
        "Infinity, inf, inf",
        "-Infinity, -inf, -inf"
    })
    void write_example_isAsExpected(double value, String reply, String plain) {
        byte[] out = new byte[Doubles.MAX_TEXT_LENGTH];

        assertThat(new String(text(value), ISO_8859_1)).isEqualTo(reply);
        assertThat(new String(out, 0, Doubles.writePlain(value, out, 0), ISO_8859_1))
                .isEqualTo(plain);
    }

    private static void checkDigits(double value) {
        if (Double.isFinite(value)) {
            String text = new String(text(value), ISO_8859_1);

            assertThat(new BigDecimal(text)).as(text).isEqualByComparingTo(Doubles.rounded(value));
            assertThat(text.length()).isLessThanOrEqualTo(Doubles.MAX_TEXT_LENGTH - 6);
        }
    }

    private static byte[] text(double value) {
        byte[] out = new byte[Doubles.MAX_TEXT_LENGTH];
        return java.util.Arrays.copyOf(out, Doubles.write(value, out, 0));
    }
}
