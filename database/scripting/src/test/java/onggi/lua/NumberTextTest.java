package onggi.lua;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NumberTextTest {

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "-0.0, -0",
        "1e14, 1e+14",
        "99999999999999, 99999999999999",
        "123456789012345678, 1.2345678901235e+17",
        "0.1, 0.1",
        "0.0001, 0.0001",
        "0.00001, 1e-05",
        "-2.5e-10, -2.5e-10",
        "3.14159265358979, 3.1415926535898",
        "1e100, 1e+100",
        "Infinity, inf",
        "-Infinity, -inf",
        "0.30000000000000004, 0.3"
    })
    void number_isWritten_asC_does(double number, String text) {
        assertThat(NumberText.of(number)).hasToString(text);
    }

    @ParameterizedTest
    @CsvSource({
        "10, 10",
        "' 10 ', 10",
        "0x10, 16",
        "0x1p4, 16",
        "1e2, 100",
        ".5, 0.5",
        "5., 5",
        "-inf, -Infinity",
        "123456789012345678901234567890, 1.2345678901234568e29"
    })
    void text_isRead_asC_does(String text, double number) {
        assertThat(NumberGrammar.parse(LuaString.of(text))).isEqualTo(number);
    }

    @ParameterizedTest
    @CsvSource({"''", "' '", "1e", "0x", "1 2", "+-1", "e5", ".", "1_0", "infin"})
    void otherText_isNoNumber(String text) {
        assertThat(NumberGrammar.parse(LuaString.of(text))).isNull();
    }
}
