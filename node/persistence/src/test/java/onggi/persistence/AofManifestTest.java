package onggi.persistence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AofManifestTest {

    private static AofManifest parse(String text) throws IOException {
        return AofManifest.parse(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    @Test
    void manifestOfTheRealServer_isRead_andWrittenAlike() throws IOException {
        String text =
                """
                file a.aof.2.base.rdb seq 2 type b
                file a.aof.1.incr.aof seq 1 type h
                file a.aof.2.incr.aof seq 2 type i
                file "b c.aof" seq 3 type i
                """;

        AofManifest manifest = parse("# a comment\n" + text);

        assertThat(manifest.parts())
                .containsExactly(
                        new AofManifest.Part("a.aof.2.base.rdb", 2),
                        new AofManifest.Part("a.aof.2.incr.aof", 2),
                        new AofManifest.Part("b c.aof", 3));
        assertThat(new String(manifest.toBytes(), StandardCharsets.ISO_8859_1)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "`` | Found an empty AOF manifest",
                "`file a seq 1 type b\nfile b seq 2 type b\n` | Found duplicate base file information",
                "`file a seq 2 type i\nfile b seq 1 type i\n` | Found a non-monotonic sequence number",
                "`file a seq 2 type i\nfile b seq 2 type i\n` | Found a non-monotonic sequence number",
                "`file a seq 1 type x\n` | Unknown AOF file type",
                "`file a seq 1 type b` | The AOF manifest file contains too long line",
                "`file a seq 1\n` | Invalid AOF manifest file format",
                "`file a seq x type b\n` | Invalid AOF manifest file format",
                "`file \"a seq 1 type b\n` | Invalid AOF manifest file format",
                "`\n` | Invalid AOF manifest file format",
                "`file ../a seq 1 type b\n` | File can't be a path, just a filename"
            },
            delimiter = '|')
    void badManifest_isRefused(String text, String reason) {
        assertThatThrownBy(() -> parse(text))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("\n*** FATAL AOF MANIFEST FILE ERROR ***\n")
                .hasMessageEndingWith(reason + "\n");
    }
}
