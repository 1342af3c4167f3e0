package onggi.commands;

import static onggi.commands.ReplyAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StringCommandsTest {

    private static final String TOO_LONG =
            "ERR string exceeds maximum allowed size (proto-max-bulk-len)";

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

    @Test
    void getex_eachOption_isPropagatedAsWhatItDid() {
        store.run("SET", "k", "v");
        store.events();
        store.effects();

        assertThat(store.run("GETEX", "k")).isText("v");
        assertThat(store.run("GETEX", "k", "EX", "10")).isText("v");
        assertThat(store.run("GETEX", "k", "PXAT", "9999999999999")).isText("v");
        assertThat(store.run("GETEX", "k", "PERSIST")).isText("v");
        assertThat(store.run("GETEX", "k", "PERSIST")).isText("v");
        assertThat(store.run("GETEX", "k", "EXAT", "1")).isText("v");
        assertThat(store.run("GETEX", "k", "EX", "0")).isNil();

        assertThat(store.effects())
                .containsExactly(
                        "PEXPIREAT k " + (TestStore.START_MS + 10_000),
                        "PEXPIREAT k 9999999999999",
                        "PERSIST k",
                        "DEL k");
        assertThat(store.events()).containsExactly("expire k", "expire k", "persist k", "del k");
    }

    @Test
    void getrange_anyPositions_areCutToTheText() {
        store.run("SET", "text", "This is a string");
        store.run("SET", "number", "12345");

        assertThat(store.run("GETRANGE", "text", "0", "3")).isText("This");
        assertThat(store.run("GETRANGE", "text", "-3", "-1")).isText("ing");
        assertThat(store.run("GETRANGE", "text", "10", "9223372036854775807")).isText("string");
        assertThat(store.run("GETRANGE", "text", "5", "3")).isText("");
        assertThat(store.run("SUBSTR", "number", "-9223372036854775808", "1")).isText("12");
        assertThat(store.run("GETRANGE", "absent", "0", "-1")).isText("");
    }

    @Test
    void setrange_andAppend_reportTheirChanges() {
        store.events();

        assertThat(store.run("SETRANGE", "k", "2", "ab")).isInteger(4);
        assertThat(store.run("APPEND", "k", "c")).isInteger(5);
        assertThat(store.run("APPEND", "new", "12")).isInteger(2);
        assertThat(store.run("SETRANGE", "k", "100", "")).isInteger(5);

        assertThat(store.run("GET", "k")).isText("\0\0abc");
        assertThat(store.events())
                .containsExactly("new k", "setrange k", "append k", "new new", "append new");
        assertThat(store.effects())
                .containsExactly("SETRANGE k 2 ab", "APPEND k c", "APPEND new 12");
    }

    @Test
    void append_beyondTheLongestString_isRefused() {
        store.engine().settings().maxBulkBytes(10);
        store.run("SET", "k", "12345678");

        assertThat(store.run("APPEND", "k", "abc")).isError(TOO_LONG);
        assertThat(store.run("SETRANGE", "k", "10", "a")).isError(TOO_LONG);
        assertThat(store.run("APPEND", "k", "ab")).isInteger(10);
        assertThat(store.run("GET", "k")).isText("12345678ab");
    }

    @Test
    void append_manySmallPieces_keepsEveryByte() {
        StringBuilder expected = new StringBuilder();
        for (int i = 0; i < 5_000; i++) {
            String piece = Integer.toString(i);
            expected.append(piece);
            store.run("APPEND", "k", piece);
        }

        assertThat(store.run("GET", "k")).isText(expected.toString());
    }

    @Test
    void severalShards_allCommandsOnKeysOfEach_work() {
        TestStore sharded = new TestStore(8);

        sharded.run("MSET", "a", "1", "b", "2", "c", "3", "d", "4");

        assertThat(sharded.run("MSETNX", "e", "5", "a", "6")).isInteger(0);
        assertThat(sharded.run("MGET", "d", "c", "b", "a", "e"))
                .isArray("$4", "$3", "$2", "$1", "nil");
        sharded.close();
    }
}
