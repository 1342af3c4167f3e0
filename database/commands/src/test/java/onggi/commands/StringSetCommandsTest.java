package onggi.commands;

import static onggi.commands.ReplyAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StringSetCommandsTest {

    private static final String WRONG_TYPE =
            "WRONGTYPE Operation against a key holding the wrong kind of value";
    private static final String BAD_DIGEST = "ERR must be exactly 16 hexadecimal characters";

    @RegisterExtension final TestStore store = new TestStore();

    @Test
    void set_withDuration_isATimeOfDayToReplicas() {
        store.run("SET", "k", "v", "EX", "100");
        store.run("SET", "k", "v", "PX", "100", "XX");
        store.run("SETEX", "k", "3", "w");
        store.run("PSETEX", "k", "4", "x");

        assertThat(store.effects())
                .containsExactly(
                        "SET k v PXAT " + (TestStore.START_MS + 100_000),
                        "SET k v PXAT " + (TestStore.START_MS + 100),
                        "SET k w PXAT " + (TestStore.START_MS + 3_000),
                        "SET k x PXAT " + (TestStore.START_MS + 4));
    }

    @Test
    void set_withGet_answersTheOldValueAndIsNotPropagatedSo() {
        store.run("SET", "k", "old");
        store.effects();

        assertThat(store.run("SET", "k", "new", "get", "KEEPTTL", "GET")).isText("old");

        assertThat(store.effects()).containsExactly("SET k new KEEPTTL");
    }

    @Test
    void set_conditionThatFails_changesNothing() {
        store.run("SET", "k", "v");
        store.effects();

        assertThat(store.run("SET", "k", "w", "NX")).isNil();
        assertThat(store.run("SET", "absent", "w", "XX", "EX", "10")).isNil();

        assertThat(store.run("MGET", "k", "absent")).isArray("$v", "nil");
        assertThat(store.effects()).isEmpty();
    }

    @Test
    void set_expiryPassed_isReplacedByNothing() {
        store.run("SET", "k", "v", "PX", "1000");

        store.clock().advanceMs(999);
        assertThat(store.run("GET", "k")).isText("v");
        store.clock().advanceMs(1);

        assertThat(store.run("GET", "k")).isNil();
    }

    @Test
    void set_withoutKeepttl_endsTheExpiry() {
        store.run("SET", "kept", "v", "PX", "1000");
        store.run("SET", "ended", "v", "PX", "1000");

        store.run("SET", "kept", "w", "KEEPTTL");
        store.run("SET", "ended", "w");
        store.clock().advanceMs(1000);

        assertThat(store.run("MGET", "kept", "ended")).isArray("nil", "$w");
    }

    @ParameterizedTest
    @CsvSource({"IFEQ, v, true", "IFEQ, w, false", "IFNE, v, false", "IFNE, w, true"})
    void set_withComparison_setsOnlyWhenItHolds(String condition, String operand, boolean sets) {
        store.run("SET", "k", "v");
        store.effects();

        if (sets) {
            assertThat(store.run("SET", "k", "new", condition, operand)).isOk();
        } else {
            assertThat(store.run("SET", "k", "new", condition, operand)).isNil();
        }

        assertThat(store.run("GET", "k")).isText(sets ? "new" : "v");
        assertThat(store.effects()).isEqualTo(sets ? List.of("SET k new") : List.of());
    }

    @Test
    void set_withComparisonOfAnIntegerEncodedValue_comparesTexts() {
        store.run("SET", "k", "10");

        assertThat(store.run("SET", "k", "11", "IFEQ", "010")).isNil();
        assertThat(store.run("SET", "k", "11", "IFEQ", "10")).isOk();
    }

    @Test
    void set_withComparisonOnAbsentKey_createsItOnlyWhenItMayDiffer() {
        assertThat(store.run("SET", "a", "v", "IFEQ", "")).isNil();
        assertThat(store.run("SET", "a", "v", "IFDEQ", "short")).isNil();
        assertThat(store.run("SET", "b", "v", "IFNE", "x")).isOk();
        assertThat(store.run("SET", "c", "v", "IFDNE", "short")).isOk();

        assertThat(store.run("MGET", "a", "b", "c")).isArray("nil", "$v", "$v");
    }

    @Test
    void set_withDigest_takesItInEitherCaseAndInFullLengthOnly() {
        store.run("SET", "k", "hello");

        assertThat(store.run("SET", "k", "hello", "IFDEQ", "9555E8555C62DCFD")).isOk();
        assertThat(store.run("SET", "k", "x", "IFDNE", "9555e8555c62dcfd")).isNil();
        assertThat(store.run("SET", "k", "x", "IFDEQ", "zzzzzzzzzzzzzzzz")).isNil();
        assertThat(store.run("SET", "k", "x", "IFDEQ", "9555e8555c62dcf")).isError(BAD_DIGEST);
        assertThat(store.run("SET", "k", "x", "IFDNE", "9555e8555c62dcfd", "EX", "10", "GET"))
                .isText("hello");
        assertThat(store.run("GET", "k")).isText("hello");
    }

    @Test
    void set_withComparisonAndExpiry_propagatesBothAsOneSet() {
        store.run("SET", "k", "v");
        store.effects();

        store.run("SET", "k", "w", "IFEQ", "v", "EX", "1", "GET");
        store.run("SET", "k", "x", "IFNE", "v", "KEEPTTL");

        assertThat(store.effects())
                .containsExactly("SET k w PXAT " + (TestStore.START_MS + 1_000), "SET k x KEEPTTL");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "IFEQ v IFEQ v",
                "NX IFEQ v",
                "IFNE v XX",
                "IFEQ",
                "IFDEQ a IFNE b",
                "PERSIST",
                "EX 1 KEEPTTL",
                "EX 1 PX 1",
                "EX"
            })
    void set_contradictoryOptions_isASyntaxError(String options) {
        String[] arguments = ("SET k v " + options).split(" ");

        assertThat(store.run(arguments)).isError("ERR syntax error");
    }

    @Test
    void set_otherType_isReplacedButNotCompared() {
        store.givenOtherType("h");

        assertThat(store.run("SET", "h", "v", "IFEQ", "x")).isError(WRONG_TYPE);
        assertThat(store.run("SET", "h", "v", "GET")).isError(WRONG_TYPE);
        assertThat(store.run("SET", "h", "v")).isOk();
        assertThat(store.run("GET", "h")).isText("v");
    }

    @Test
    void msetex_pairsAndExpiry_setsAllUntilThen() {
        assertThat(store.run("MSETEX", "2", "a", "1", "b", "two", "px", "500", "NX")).isInteger(1);

        assertThat(store.run("MSETEX", "2", "b", "x", "c", "x", "NX")).isInteger(0);
        assertThat(store.run("MSETEX", "2", "b", "x", "c", "x", "XX")).isInteger(0);
        assertThat(store.run("MSETEX", "1", "b", "kept", "KEEPTTL")).isInteger(1);
        assertThat(store.run("MGET", "a", "b", "c")).isArray("$1", "$kept", "nil");
        assertThat(store.effects())
                .containsExactly(
                        "MSETEX 2 a 1 b two PXAT " + (TestStore.START_MS + 500),
                        "MSETEX 1 b kept KEEPTTL");
        store.clock().advanceMs(500);
        assertThat(store.run("MGET", "a", "b")).isArray("nil", "nil");
    }

    @ParameterizedTest
    @CsvSource({
        "MSETEX 0 a 1, ERR invalid numkeys value",
        "MSETEX x a 1, ERR invalid numkeys value",
        "MSETEX 2147483648 a 1, ERR invalid numkeys value",
        "MSETEX 2147483647 a 1, ERR wrong number of key-value pairs",
        "MSETEX 2 a 1 b, ERR wrong number of key-value pairs",
        "MSETEX 1 a 1 FOO, ERR syntax error",
        "MSETEX 1 a 1 NX XX, ERR syntax error",
        "MSETEX 1 a 1 KEEPTTL EX 1, ERR syntax error",
        "MSETEX 1 a 1 EX 0, ERR invalid expire time in 'msetex' command"
    })
    void msetex_badArguments_areRefused(String command, String error) {
        assertThat(store.run(command.split(" "))).isError(error.replace("\"", "'"));
    }

    @Test
    void set_itsForms_reportTheirEvents() {
        store.events();

        store.run("SET", "a", "v");
        store.run("SET", "a", "v", "EX", "10");
        store.run("SETNX", "a", "w");
        store.run("GETSET", "a", "w");
        store.run("MSET", "a", "1", "b", "2");
        store.run("MSETEX", "1", "b", "3", "EX", "1");

        assertThat(store.events())
                .containsExactly(
                        "new a",
                        "set a",
                        "set a",
                        "expire a",
                        "set a",
                        "set a",
                        "new b",
                        "set b",
                        "set b",
                        "expire b");
        assertThat(store.effects())
                .containsExactly(
                        "SET a v",
                        "SET a v PXAT " + (TestStore.START_MS + 10_000),
                        "SET a w",
                        "MSET a 1 b 2",
                        "MSETEX 1 b 3 PXAT " + (TestStore.START_MS + 1_000));
    }
}
