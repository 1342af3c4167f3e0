package onggi.lua.lib;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.stream.Stream;
import onggi.testkit.NeedsRedis;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every line of the files beside this class shows the same here and in the real server: results,
 * kinds, all digits, the order of tables, and the texts of errors.
 */
@NeedsRedis
class LibraryOracleTest {

    private static RedisOracle oracle;

    @BeforeAll
    static void start() {
        oracle = new RedisOracle();
    }

    @AfterAll
    static void stop() {
        oracle.close();
    }

    static Stream<Arguments> lines() throws IOException {
        Stream<Arguments> all = Stream.of();
        for (String library :
                new String[] {"string", "format", "table", "math", "cjson", "struct", "cmsgpack"}) {
            all = Stream.concat(all, lines(library));
        }
        return all;
    }

    private static Stream<Arguments> lines(String library) throws IOException {
        try (InputStream in = LibraryOracleTest.class.getResourceAsStream(library + ".lua")) {
            byte[] bytes = Objects.requireNonNull(in, library).readAllBytes();
            return new String(bytes, StandardCharsets.ISO_8859_1)
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("--"))
                    .map(line -> Arguments.of(library, line));
        }
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("lines")
    void line_showsTheSame_asInRedis(String library, String line) {
        String script = line.matches("(local|return|for) .*") ? line : "return " + line;

        assertThat(oracle.shownHere(script)).isEqualTo(oracle.shownThere(script));
    }
}
