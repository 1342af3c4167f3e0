package onggi.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WireTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "+OK\r\n",
                "-ERR no\r\n",
                ":12\r\n",
                "$-1\r\n",
                "$0\r\n\r\n",
                "$4\r\na\r\nb\r\n",
                "*-1\r\n",
                "*0\r\n",
                "*2\r\n$1\r\na\r\n*1\r\n:1\r\n",
                "_\r\n",
                ",1.5\r\n",
                "#t\r\n",
                "(123\r\n",
                "=5\r\ntxt:a\r\n",
                "%1\r\n+a\r\n:1\r\n",
                "~1\r\n:1\r\n",
                ">2\r\n+a\r\n$-1\r\n",
                "!3\r\nERR\r\n"
            })
    void end_anyCut_isFoundOnlyWhenAllIsThere(String reply) {
        byte[] bytes = (reply + "+next\r\n").getBytes(StandardCharsets.ISO_8859_1);

        for (int limit = 1; limit < reply.length(); limit++) {
            assertThat(Wire.end(bytes, 0, limit)).isEqualTo(-1);
        }
        assertThat(Wire.end(bytes, 0, bytes.length)).isEqualTo(reply.length());
    }

    @Test
    void parse_nestedReply_isTakenApart() {
        var value =
                Wire.parse(
                        "*3\r\n$1\r\na\r\n*-1\r\n%1\r\n+k\r\n:1\r\n"
                                .getBytes(StandardCharsets.ISO_8859_1));

        assertThat(value).hasToString("*[\"a\", (nil), %[+k, :1]]");
    }

    @Test
    void quote_binary_isReadableByRedisCli() {
        assertThat(Wire.quote(new byte[] {'a', '"', 0, (byte) 255, '\n'}))
                .isEqualTo("\"a\\\"\\x00\\xff\\n\"");
    }
}
