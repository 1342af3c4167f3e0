package onggi.commands;

import static onggi.commands.ReplyAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConditionalStringCommandsTest {

    private static final String WRONG_TYPE =
            "WRONGTYPE Operation against a key holding the wrong kind of value";

    @RegisterExtension final TestStore store = new TestStore();

    @ParameterizedTest
    @CsvSource({
        "'', 2d06800538d394c2",
        "hello, 9555e8555c62dcfd",
        "123, 404a763b3f4c8c9a",
        "v8, 0cc76dbb41381419"
    })
    void digest_ofAString_isItsXxh3InSixteenDigits(String text, String digest) {
        store.run("SET", "k", text);

        assertThat(store.run("DIGEST", "k")).isText(digest);
    }

    @Test
    void digest_ofALongString_doesNotDependOnHowItWasBuilt() {
        store.run("SET", "whole", "ab".repeat(50_000));
        for (int i = 0; i < 10; i++) {
            store.run("APPEND", "pieces", "ab".repeat(5_000));
        }

        assertThat(store.run("DIGEST", "pieces")).isEqualTo(store.run("DIGEST", "whole"));
    }

    @Test
    void digest_absentOrOtherType_isNilOrRefused() {
        store.givenOtherType("h");

        assertThat(store.run("DIGEST", "absent")).isNil();
        assertThat(store.run("DIGEST", "h")).isError(WRONG_TYPE);
    }

    @Test
    void delex_withoutCondition_removesAnyType() {
        store.givenOtherType("h");

        assertThat(store.run("DELEX", "h")).isInteger(1);
        assertThat(store.run("DELEX", "h")).isInteger(0);
    }

    @ParameterizedTest
    @CsvSource({
        "IFEQ, hello, 1", "ifeq, other, 0", "IFNE, hello, 0", "IFNE, other, 1",
        "IFDEQ, 9555E8555C62DCFD, 1", "IFDEQ, 0000000000000000, 0", "IFDNE, 9555e8555c62dcfd, 0",
                "IFDNE, zzzzzzzzzzzzzzzz, 1"
    })
    void delex_withCondition_removesOnlyWhenItHolds(String condition, String operand, int removed) {
        store.run("SET", "k", "hello");
        store.effects();

        assertThat(store.run("DELEX", "k", condition, operand)).isInteger(removed);

        assertThat(store.effects()).isEqualTo(removed == 1 ? List.of("DEL k") : List.of());
        assertThat(store.run("MGET", "k")).isArray(removed == 1 ? "nil" : "$hello");
    }

    @ParameterizedTest
    @ValueSource(strings = {"IFEQ", "IFNE", "IFDEQ", "IFDNE", "FOO"})
    void delex_absentKeyOrOtherType_doesNotReadTheCondition(String condition) {
        store.givenOtherType("h");

        assertThat(store.run("DELEX", "absent", condition, "x")).isInteger(0);
        assertThat(store.run("DELEX", "h", condition, "x"))
                .isError("ERR Key should be of string type if conditions are specified");
    }

    @Test
    void delex_badArguments_areRefused() {
        store.run("SET", "k", "v");

        assertThat(store.run("DELEX", "k", "FOO", "v"))
                .isError("ERR Invalid condition. Use IFEQ, IFNE, IFDEQ, or IFDNE");
        assertThat(store.run("DELEX", "k", "NX", "v"))
                .isError("ERR Invalid condition. Use IFEQ, IFNE, IFDEQ, or IFDNE");
        assertThat(store.run("DELEX", "k", "IFDEQ", "short"))
                .isError("ERR must be exactly 16 hexadecimal characters");
        assertThat(store.run("DELEX", "k", "IFEQ"))
                .isError("ERR wrong number of arguments for 'delex' command");
        assertThat(store.run("DELEX", "k", "IFEQ", "v", "v"))
                .isError("ERR wrong number of arguments for 'delex' command");
    }

    @Test
    void delifeq_equalValue_removesTheKey() {
        store.run("SET", "k", "12");
        store.givenOtherType("h");
        store.effects();

        assertThat(store.run("DELIFEQ", "k", "012")).isInteger(0);
        assertThat(store.run("DELIFEQ", "k", "12")).isInteger(1);
        assertThat(store.run("DELIFEQ", "k", "12")).isInteger(0);
        assertThat(store.run("DELIFEQ", "h", "x")).isError(WRONG_TYPE);
        assertThat(store.effects()).containsExactly("DEL k");
    }
}
