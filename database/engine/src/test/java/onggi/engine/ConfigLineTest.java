package onggi.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ConfigLineTest {

    @Test
    void words_areSeparatedByBlanks() {
        assertThat(ConfigLine.split("  a\tb  c ")).containsExactly("a", "b", "c");
        assertThat(ConfigLine.split("   ")).isEmpty();
    }

    @Test
    void quotes_keepBlanksAndEscapes() {
        assertThat(ConfigLine.split("a \"b c\" 'd e'")).containsExactly("a", "b c", "d e");
        assertThat(ConfigLine.split("\"\\x41\\n\\\"\\q\" 'it\\'s \\n' \"\""))
                .containsExactly("A\n\"q", "it's \\n", "");
    }

    @Test
    void quotes_thatDoNotCloseWell_areRefused() {
        assertThat(ConfigLine.split("\"open")).isNull();
        assertThat(ConfigLine.split("'open")).isNull();
        assertThat(ConfigLine.split("\"a\"b")).isNull();
    }

    @Test
    void quotedWord_readsBack() {
        String word = "a\"b\\c\n\r\t\b\u0007\u0000\u00ff end";

        assertThat(ConfigLine.split(ConfigLine.quote(word))).containsExactly(word);
    }
}
