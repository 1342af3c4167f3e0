package onggi.rdb;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import onggi.bytes.Crc64;
import org.junit.jupiter.api.Test;

class RdbCheckTest {

    private static final long NOW_MS = 1000;

    /** A text that has expired, a list, a function, and a key in another database. */
    private static final String BODY =
            "REDIS0010\u00fa\u0003ver\u00035.0\u00fe\u0000\u00fb\u0002\u0001\u00fc"
                    + "\u0001\u0000\u0000\u0000\u0000\u0000\u0000\u0000"
                    + "\u0000\u0001k\u0003abc\u0001\u0001l\u0002\u0001a\u0001b\u00f5\u0003xyz"
                    + "\u00fe\u0003\u0000\u0001n\u00c0\u0007\u00ff";

    private final List<String> lines = new ArrayList<>();

    private boolean check(String body, long sum) {
        byte[] bytes = (body + "\0".repeat(Long.BYTES)).getBytes(StandardCharsets.ISO_8859_1);
        for (int i = 0; i < Long.BYTES; i++) {
            bytes[body.length() + i] = (byte) (sum >>> (8 * i));
        }
        return new RdbCheck(RdbInput.of(bytes, 0, bytes.length), NOW_MS, lines::add).run("x.rdb");
    }

    private static long sum(String body) {
        return Crc64.of(body.getBytes(StandardCharsets.ISO_8859_1), 0, body.length());
    }

    @Test
    void soundFile_isCounted() {
        assertThat(check(BODY, sum(BODY))).isTrue();

        assertThat(lines)
                .containsExactly(
                        "[offset 0] Checking RDB file x.rdb",
                        "[offset 18] AUX FIELD ver = '5.0'",
                        "[offset 20] Selecting DB ID 0",
                        "[offset 54] Selecting DB ID 3",
                        "[offset 68] Checksum OK",
                        "[offset 68] \\o/ RDB looks OK! \\o/",
                        "[info] 3 keys read",
                        "[info] 1 expires",
                        "[info] 1 already expired",
                        "[info] 0 subexpires",
                        "[info] 1 functions",
                        "[info] list: 1 keys, 2 elements, 5 bytes in the file",
                        "[info] string: 2 keys, 2 elements, 6 bytes in the file");
    }

    @Test
    void fileWithoutASum_isSound() {
        assertThat(check(BODY, 0)).isTrue();

        assertThat(lines)
                .contains(
                        "[offset 68] RDB file was saved with checksum disabled: no check"
                                + " performed.");
    }

    @Test
    void wrongSum_isSaid() {
        assertThat(check(BODY, 5)).isFalse();

        assertThat(lines).contains("--- RDB ERROR DETECTED ---");
        assertThat(lines.get(5)).contains("RDB CRC error: 5, expected ");
        assertThat(lines.get(6)).isEqualTo("[additional info] While doing: check-sum");
    }

    @Test
    void keyWithoutAWholeValue_isNamed() {
        assertThat(check("REDIS0010\u00fe\u0000\u0001\u0001k\u0002\u0001aP", 0)).isFalse();

        assertThat(lines)
                .contains(
                        "[offset 19] Unexpected EOF reading RDB file: length=4096 but only 7 bytes"
                                + " left",
                        "[additional info] While doing: read-object-value",
                        "[additional info] Reading key 'k'",
                        "[additional info] Reading type 1 (list-linked)",
                        "[info] 1 keys read");
    }

    @Test
    void otherBytes_areNoFile() {
        assertThat(check("RUDIS0010", 0)).isFalse();
        assertThat(check("REDIS0013", 0)).isFalse();
        assertThat(check("REDIS00a0", 0)).isFalse();

        assertThat(lines)
                .anyMatch(line -> line.contains("Wrong signature"))
                .anyMatch(line -> line.contains("Can't handle RDB format version 13"))
                .anyMatch(line -> line.contains("Can't handle RDB format version: no number"));
    }
}
