package onggi.types;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StringValueTest {

    @ParameterizedTest
    @ValueSource(longs = {0, -1, 42, Long.MAX_VALUE, Long.MIN_VALUE})
    void integer_asText_isItsDigits(long value) {
        FakeCell cell = FakeCell.of(value);

        assertThat(text(cell)).isEqualTo(Long.toString(value));
        assertThat(StringValue.length(cell)).isEqualTo(Long.toString(value).length());
        assertThat(StringValue.isLong(cell)).isTrue();
        assertThat(StringValue.asLong(cell)).isEqualTo(value);
    }

    @Test
    void text_thatIsAnInteger_isReadAsOne() {
        assertThat(StringValue.isLong(FakeCell.of(bytes("-17")))).isTrue();
        assertThat(StringValue.asLong(FakeCell.of(bytes("-17")))).isEqualTo(-17);
        assertThat(StringValue.isLong(FakeCell.of(bytes("017")))).isFalse();
        assertThat(StringValue.isLong(FakeCell.of(bytes("9223372036854775808")))).isFalse();
        assertThat(StringValue.isLong(FakeCell.of(bytes("")))).isFalse();
    }

    @Test
    void equals_otherEncoding_comparesTexts() {
        byte[] other = bytes("..10..");

        assertThat(StringValue.equals(FakeCell.of(10), other, 2, 2)).isTrue();
        assertThat(StringValue.equals(FakeCell.of(bytes("10")), other, 2, 2)).isTrue();
        assertThat(StringValue.equals(FakeCell.of(10), bytes("010"), 0, 3)).isFalse();
        assertThat(StringValue.equals(FakeCell.of(bytes("10")), bytes("100"), 0, 3)).isFalse();
    }

    @Test
    void append_toAnInteger_makesRawText() {
        FakeCell cell = FakeCell.of(12);

        assertThat(StringValue.append(cell, bytes("ab"), 0, 2)).isEqualTo(4);

        assertThat(text(cell)).isEqualTo("12ab");
        assertThat(cell.encoding()).isEqualTo(Encoding.RAW);
    }

    @Test
    void append_nothing_stillMakesRawText() {
        FakeCell number = FakeCell.of(12);
        FakeCell text = FakeCell.of(bytes("12"));

        StringValue.append(number, bytes(""), 0, 0);
        StringValue.append(text, bytes(""), 0, 0);

        assertThat(text(number)).isEqualTo("12");
        assertThat(number.encoding()).isEqualTo(Encoding.RAW);
        assertThat(text.encoding()).isEqualTo(Encoding.RAW);
    }

    @Test
    void append_byteByByte_movesRarely() {
        FakeCell cell = FakeCell.of(bytes(""));

        for (int i = 0; i < 100_000; i++) {
            StringValue.append(cell, bytes("x"), 0, 1);
        }

        assertThat(text(cell)).isEqualTo("x".repeat(100_000));
        assertThat(cell.moves).isLessThan(30);
    }

    @Test
    void setRange_behindTheEnd_fillsTheGapWithZeros() {
        FakeCell cell = FakeCell.of(bytes("ab"));

        assertThat(StringValue.setRange(cell, 5, bytes("-xy-"), 1, 2)).isEqualTo(7);

        assertThat(text(cell)).isEqualTo("ab\0\0\0xy");
    }

    @Test
    void setRange_inside_keepsWhatIsAround() {
        FakeCell cell = FakeCell.of(123456);

        assertThat(StringValue.setRange(cell, 2, bytes("xy"), 0, 2)).isEqualTo(6);

        assertThat(text(cell)).isEqualTo("12xy56");
        assertThat(cell.encoding()).isEqualTo(Encoding.RAW);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static String text(Cell cell) {
        return new String(StringValue.copy(cell), StandardCharsets.ISO_8859_1);
    }
}
