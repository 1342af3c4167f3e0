package onggi.lua;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Short programs, one a line, give here what they give in the original: results, error texts, and
 * the order of tables. {@code \N} stands for a line end.
 */
class AssertionsComparisonTest {

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void assertions_agreeWithTheOriginal(boolean threads) throws Exception {
        List<String> lines = lines();
        List<String> differences = new ArrayList<>();
        Engine ours = threads ? OurLua.withThreads() : new OurLua();
        try (PucLua original = new PucLua()) {
            for (String line : lines) {
                String source = line.replace("\\N", "\n");
                String expected = original.run(source);
                String actual = ours.run(source);
                if (!actual.equals(expected)) {
                    differences.add(line + "\n  original: " + expected + "\n  ours: " + actual);
                }
            }
        }

        assertThat(differences).isEmpty();
        assertThat(lines).hasSizeGreaterThan(400);
    }

    private static List<String> lines() throws IOException {
        try (InputStream in =
                AssertionsComparisonTest.class.getResourceAsStream("assertions.txt")) {
            byte[] all = Objects.requireNonNull(in).readAllBytes();
            return new String(all, StandardCharsets.ISO_8859_1)
                    .lines()
                    .filter(line -> !line.isBlank())
                    .toList();
        }
    }
}
