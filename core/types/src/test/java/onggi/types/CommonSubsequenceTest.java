package onggi.types;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import onggi.bytes.Memory;
import onggi.testkit.Gen;
import org.junit.jupiter.api.Test;

class CommonSubsequenceTest {

    private static final String LETTERS = "abc";

    private final Memory memory = Memory.guarded();

    @Test
    void text_ofRandomStrings_isInBothAndNoneIsLonger() {
        Gen.check(
                300,
                gen -> {
                    String a = letters(gen);
                    String b = letters(gen);

                    String common = common(a, b);

                    assertThat(isSubsequence(common, a)).as("%s in %s", common, a).isTrue();
                    assertThat(isSubsequence(common, b)).as("%s in %s", common, b).isTrue();
                    assertThat(common.length()).as("of %s and %s", a, b).isEqualTo(longest(a, b));
                });
    }

    @Test
    void close_always_givesTheMemoryBack() {
        common("some", "thing");

        assertThat(memory.liveBlocks()).isEmpty();
    }

    @Test
    void previous_walkedTwice_findsTheSameParts() {
        try (var parts = new CommonSubsequence(memory, cell("xaby"), cell("zabz"))) {
            assertThat(parts.previous()).isTrue();
            assertThat(parts.startA()).isEqualTo(1);
            assertThat(parts.endA()).isEqualTo(2);
            assertThat(parts.startB()).isEqualTo(1);
            assertThat(parts.endB()).isEqualTo(2);
            assertThat(parts.previous()).isFalse();

            parts.rewind();

            assertThat(parts.previous()).isTrue();
        }
    }

    @Test
    void length_withAbsentString_isZero() {
        try (var parts = new CommonSubsequence(memory, null, cell("abc"))) {
            assertThat(parts.length()).isZero();
            assertThat(parts.previous()).isFalse();
        }
    }

    private String common(String a, String b) {
        try (var parts = new CommonSubsequence(memory, cell(a), cell(b))) {
            byte[] text = new byte[parts.length()];
            memory.copyOut(parts.text(), text, 0, text.length);
            return new String(text, StandardCharsets.ISO_8859_1);
        }
    }

    private static Cell cell(String text) {
        return FakeCell.of(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static String letters(Gen gen) {
        StringBuilder text = new StringBuilder();
        for (int i = gen.below(9); i > 0; i--) {
            text.append(LETTERS.charAt(gen.below(LETTERS.length())));
        }
        return text.toString();
    }

    private static boolean isSubsequence(String part, String whole) {
        int found = 0;
        for (int i = 0; i < whole.length() && found < part.length(); i++) {
            found += whole.charAt(i) == part.charAt(found) ? 1 : 0;
        }
        return found == part.length();
    }

    /** By trying both ways at every difference. */
    private static int longest(String a, String b) {
        if (a.isEmpty() || b.isEmpty()) {
            return 0;
        }
        if (a.charAt(0) == b.charAt(0)) {
            return 1 + longest(a.substring(1), b.substring(1));
        }
        return Math.max(longest(a.substring(1), b), longest(a, b.substring(1)));
    }
}
