package onggi.bytes;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class GlobTest {

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '"',
            value = {
                "*, abc, true",
                "*, \"\", false",
                "\"\", \"\", true",
                "a*, a, true",
                "a**, a, true",
                "a*c, abcbc, true",
                "a*c, abcb, false",
                "?, ab, false",
                "[a-c], b, true",
                "[c-a], b, true",
                "[^a-c], b, false",
                "[^, b, true",
                "[, b, false",
                "[ab, b, true",
                "[a\\], ], true",
                "\\*, *, true",
                "\\*, a, false",
                "a\\, a\\, true",
                "[a-], b, false",
                "[]-a], b, false",
            })
    void matches_example_isAsInRedis(String pattern, String text, boolean expected) {
        assertThat(Glob.matches(bytes(pattern), bytes(text), false)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "A*c, abC, true",
        "[A-C], b, true",
        "[Z-a], z, false",
        "[\\A], a, false",
        "[^a], A, false"
    })
    void matches_withoutCase_isAsInRedis(String pattern, String text, boolean expected) {
        assertThat(Glob.matches(bytes(pattern), bytes(text), true)).isEqualTo(expected);
    }

    @Test
    void matches_patternBomb_endsSoon() {
        byte[] bomb = bytes("a*".repeat(500) + "b");
        byte[] text = bytes("a".repeat(5_000));

        boolean matched =
                Assertions.assertTimeoutPreemptively(
                        Duration.ofSeconds(5), () -> Glob.matches(bomb, text, false));

        assertThat(matched).isFalse();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(ISO_8859_1);
    }
}
