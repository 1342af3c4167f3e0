package onggi.commands;

import static onggi.commands.ReplyAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StringCommandsTest {

    @RegisterExtension final TestStore store = new TestStore();

    @ParameterizedTest
    @ValueSource(ints = {2, 3})
    void get_absentKey_isNil(int protocol) {
        store.speak(protocol);

        assertThat(store.run("GET", "k")).isNil();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "text", "0", "-1", "9223372036854775807", "007", "a\r\nb\u0000\u00ff"})
    void get_afterSet_isTheSameText(String text) {
        store.run("SET", "k", text);

        assertThat(store.run("GET", "k")).isText(text);
        assertThat(store.run("STRLEN", "k")).isInteger(text.length());
    }

    @Test
    void set_longerAndShorterValues_replaceEachOther() {
        for (int length : new int[] {3, 300, 3_000_000, 70_000, 20, 0, 100_000}) {
            String text = "x".repeat(length);

            assertThat(store.run("SET", "k", text)).isOk();
            assertThat(store.run("GET", "k")).isText(text);
        }
    }

    @Test
    void mget_someAbsent_hasNilsInTheirPlaces() {
        store.run("MSET", "a", "1", "b", "two");

        assertThat(store.run("MGET", "a", "x", "b", "a")).isArray("$1", "nil", "$two", "$1");
    }

    @Test
    void getdel_existingKey_returnsAndRemovesIt() {
        store.run("SET", "k", "v");
        store.effects();

        assertThat(store.run("GETDEL", "k")).isText("v");

        assertThat(store.run("GETDEL", "k")).isNil();
        assertThat(store.effects()).containsExactly("DEL k");
    }
}
