package onggi.commands;

import static onggi.commands.ReplyAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class KeyCommandsTest {

    @RegisterExtension final TestStore store = new TestStore(4);

    @Test
    void del_someAbsent_countsTheOthers() {
        store.run("MSET", "a", "1", "b", "2");
        store.events();
        store.effects();

        assertThat(store.run("DEL", "a", "x", "b", "a")).isInteger(2);

        assertThat(store.events()).containsExactly("del a", "del b");
        assertThat(store.effects()).containsExactly("DEL a x b a");
    }

    @Test
    void del_nothingThere_hasNoEffect() {
        assertThat(store.run("UNLINK", "x")).isInteger(0);

        assertThat(store.effects()).isEmpty();
    }

    @Test
    void exists_keyNamedTwice_countsTwice() {
        store.run("SET", "a", "1");

        assertThat(store.run("EXISTS", "a", "x", "a")).isInteger(2);
        assertThat(store.run("TOUCH", "a", "x")).isInteger(1);
    }

    @Test
    void type_ofAString_isString() {
        store.run("SET", "a", "1");

        assertThat(store.run("TYPE", "a")).isSimple("string");
        assertThat(store.run("TYPE", "x")).isSimple("none");
    }

    @Test
    void randomkey_emptyDatabase_isNil() {
        assertThat(store.run("RANDOMKEY")).isNil();
    }

    @Test
    void randomkey_expiredKeys_areSkippedAndReaped() {
        store.run("SET", "gone", "1", "PX", "5");
        store.run("SET", "also gone", "1", "PX", "5");
        store.run("SET", "here", "1");
        store.clock().advanceMs(5);

        for (int i = 0; i < 20; i++) {
            assertThat(store.run("RANDOMKEY")).isText("here");
        }
    }

    @Test
    void rename_takesExpiryAlongAndOverwrites() {
        store.run("SET", "a", "value", "EX", "100");
        store.run("SET", "b", "old");
        store.events();

        assertThat(store.run("RENAME", "a", "b")).isOk();

        assertThat(store.run("GET", "b")).isText("value");
        assertThat(store.run("TTL", "b")).isInteger(100);
        assertThat(store.run("EXISTS", "a")).isInteger(0);
        assertThat(store.events()).containsExactly("new b", "rename_from a", "rename_to b");
    }

    @Test
    void rename_absentKey_isAnError() {
        assertThat(store.run("RENAME", "a", "a")).isError("ERR no such key");
    }

    @Test
    void renamenx_takenName_changesNothing() {
        store.run("MSET", "a", "1", "b", "2");
        store.effects();

        assertThat(store.run("RENAMENX", "a", "b")).isInteger(0);
        assertThat(store.run("RENAMENX", "a", "a")).isInteger(0);

        assertThat(store.effects()).isEmpty();
    }

    @Test
    void copy_largeValue_isAnotherValue() {
        store.run("SET", "a", "x".repeat(200_000));

        assertThat(store.run("COPY", "a", "b", "DB", "1")).isInteger(1);
        store.run("APPEND", "a", "y");

        store.client().select(1);
        assertThat(store.run("STRLEN", "b")).isInteger(200_000);
    }

    @Test
    void copy_targetExists_needsReplace() {
        store.run("MSET", "a", "1", "b", "2");

        assertThat(store.run("COPY", "a", "b")).isInteger(0);
        assertThat(store.run("COPY", "a", "b", "REPLACE")).isInteger(1);

        assertThat(store.run("GET", "b")).isText("1");
    }

    @Test
    void copy_sameKeyAndDatabase_isAnError() {
        assertThat(store.run("COPY", "a", "a", "DB", "0"))
                .isError("ERR source and destination objects are the same");
    }

    @Test
    void move_toAnotherDatabase_keepsExpiry() {
        store.run("SET", "a", "1", "EX", "100");
        store.events();

        assertThat(store.run("MOVE", "a", "3")).isInteger(1);

        assertThat(store.run("EXISTS", "a")).isInteger(0);
        assertThat(store.events()).containsExactly("new a", "move_from a", "move_to a");
        store.client().select(3);
        assertThat(store.run("TTL", "a")).isInteger(100);
    }

    @Test
    void object_tellsEncodings() {
        store.run("MSET", "i", "12", "e", "text", "r", "x".repeat(45));

        assertThat(store.run("OBJECT", "ENCODING", "i")).isText("int");
        assertThat(store.run("OBJECT", "ENCODING", "e")).isText("embstr");
        assertThat(store.run("OBJECT", "ENCODING", "r")).isText("raw");
        assertThat(store.run("OBJECT", "REFCOUNT", "i")).isInteger(Integer.MAX_VALUE);
        assertThat(store.run("OBJECT", "ENCODING", "x")).isNil();
    }

    @Test
    void object_idletime_countsSecondsSinceUse() {
        store.run("SET", "a", "1");
        store.clock().advanceMs(7_000);

        assertThat(store.run("OBJECT", "IDLETIME", "a")).isInteger(7);
        store.run("TTL", "a");
        assertThat(store.run("OBJECT", "IDLETIME", "a")).isInteger(7);
        store.run("GET", "a");
        assertThat(store.run("OBJECT", "IDLETIME", "a")).isInteger(0);
    }
}
