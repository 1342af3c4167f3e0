package onggi.bytes;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ChecksumTest {

    private static final byte[] DIGITS = "123456789".getBytes(ISO_8859_1);

    @Test
    void crc16_checkValue_isThatOfXmodem() {
        assertThat(Crc16.of(DIGITS, 0, DIGITS.length)).isEqualTo(0x31c3);
    }

    @Test
    void crc64_checkValue_isThatOfJones() {
        assertThat(Crc64.of(DIGITS, 0, DIGITS.length)).isEqualTo(0xe9c6d914c4b8d9caL);
    }

    @Test
    void crc64_inParts_isThatOfTheWhole() {
        byte[] bytes = new byte[1_000];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (i * 31);
        }
        long whole = Crc64.of(bytes, 0, bytes.length);

        for (int cut = 0; cut <= bytes.length; cut++) {
            long first = Crc64.update(0, bytes, 0, cut);
            assertThat(Crc64.update(first, bytes, cut, bytes.length - cut)).isEqualTo(whole);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "foo, 12182",
        "bar, 5061",
        "{user1000}.following, 3443",
        "{user1000}.followers, 3443",
        "user1000, 3443",
        "foo{}{bar}, 8363",
        "foo{{bar}}zap, 4015",
        "foo{bar}{zap}, 5061",
        "'', 0",
    })
    void slot_ofKey_isThatOfItsTag(String key, int slot) {
        byte[] bytes = key.getBytes(ISO_8859_1);

        assertThat(Slots.of(bytes, 0, bytes.length)).isEqualTo(slot);
    }
}
