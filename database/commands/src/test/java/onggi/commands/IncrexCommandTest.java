package onggi.commands;

import static onggi.commands.ReplyAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IncrexCommandTest {

    private static final String MAX = "9223372036854775807";

    @RegisterExtension final TestStore store = new TestStore();

    @Test
    void increx_withoutOptions_countsByOne() {
        assertThat(store.run("INCREX", "k")).isArray(":1", ":1");
        assertThat(store.run("INCREX", "k", "BYINT", "-5")).isArray(":-4", ":-5");
        assertThat(store.effects()).containsExactly("SET k 1 KEEPTTL", "SET k -4 KEEPTTL");
    }

    @ParameterizedTest
    @CsvSource({
        "10, BYINT 5 UBOUND 12, 10, 0",
        "10, BYINT 5 UBOUND 15, 15, 5",
        "10, BYINT 5 UBOUND 12 SATURATE, 12, 2",
        "10, BYINT -5 LBOUND 8, 10, 0",
        "10, BYINT -5 LBOUND 8 SATURATE, 8, -2",
        "10, BYINT -5 UBOUND 5, 5, -5",
        "10, LBOUND 20 SATURATE, 20, 10",
        "50, BYINT 5 UBOUND 30 SATURATE, 30, -20",
        "9223372036854775800, BYINT 9223372036854775800, 9223372036854775800, 0",
        "9223372036854775800, BYINT 9223372036854775800 SATURATE, 9223372036854775807, 7",
        "-9223372036854775800, BYINT -10 SATURATE, -9223372036854775808, -8",
        "10, BYINT 9223372036854775807 UBOUND 100 SATURATE, 100, 90",
        "3, NX, 3, 0",
        "3, XX, 4, 1"
    })
    void increx_integersAndBounds_staysWithin(
            String value, String options, String after, String applied) {
        store.run("SET", "k", value);

        assertThat(store.run(("INCREX k " + options).split(" ")))
                .isArray(":" + after, ":" + applied);

        assertThat(store.run("GET", "k")).isText(after);
    }

    @ParameterizedTest
    @CsvSource({
        "1.5, BYFLOAT 0.25, 1.75, 0.25",
        "10, BYFLOAT 5.5 UBOUND 12.5, 10, 0",
        "10, BYFLOAT 5.5 UBOUND 12.5 SATURATE, 12.5, 2.5",
        "10, BYFLOAT -6 LBOUND 8 SATURATE, 8, -2",
        "50.5, BYFLOAT 5.5 UBOUND 30, 50.5, 0",
        "10, BYFLOAT 1e4932 UBOUND 100 SATURATE, 100, 90",
        "10, BYFLOAT 1 UBOUND inf, 11, 1",
        "10, BYFLOAT 1 LBOUND inf UBOUND inf, 10, 0"
    })
    void increx_floatsAndBounds_staysWithin(
            String value, String options, String after, String applied) {
        store.run("SET", "k", value);

        assertThat(store.run(("INCREX k " + options).split(" ")))
                .isArray("$" + after, "$" + applied);
    }

    @Test
    void increx_floatsInResp3_answersNumbers() {
        store.speak(3);

        assertThat(store.run("INCREX", "k", "BYFLOAT", "2.5")).isArray(",2.5", ",2.5");
        assertThat(store.run("INCREX", "absent", "XX", "BYFLOAT", "2.5")).isArray(",0", ",0");
    }

    @Test
    void increx_outOfBounds_touchesNeitherKeyNorExpiry() {
        assertThat(store.run("INCREX", "k", "UBOUND", "0", "EX", "10")).isArray(":0", ":0");

        assertThat(store.run("GET", "k")).isNil();
        assertThat(store.effects()).isEmpty();
    }

    @Test
    void increx_expiryOptions_arePropagatedAsTimes() {
        store.run("INCREX", "k", "EX", "100");
        store.run("INCREX", "k", "EX", "200", "ENX");
        store.run("INCREX", "k", "PERSIST");
        store.run("INCREX", "k", "PERSIST");
        store.run("INCREX", "k", "PX", "50", "ENX");

        assertThat(store.effects())
                .containsExactly(
                        "SET k 1 PXAT " + (TestStore.START_MS + 100_000),
                        "SET k 2 KEEPTTL",
                        "SET k 3",
                        "SET k 4 KEEPTTL",
                        "SET k 5 PXAT " + (TestStore.START_MS + 50));
    }

    @Test
    void increx_timeInThePast_removesTheKey() {
        store.run("SET", "k", "10");
        store.effects();

        assertThat(store.run("INCREX", "k", "EXAT", "1")).isArray(":11", ":1");
        assertThat(store.run("INCREX", "absent", "PXAT", "1")).isArray(":1", ":1");

        assertThat(store.run("MGET", "k", "absent")).isArray("nil", "nil");
        assertThat(store.effects()).containsExactly("DEL k");
    }

    @Test
    void increx_timeInThePastWithEnxOnVolatileKey_keepsIt() {
        store.run("SET", "k", "10", "EX", "500");

        store.run("INCREX", "k", "EXAT", "1", "ENX");

        assertThat(store.run("GET", "k")).isText("11");
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '"',
            value = {
                "FOO, ERR syntax error",
                "BYINT, ERR syntax error",
                "BYINT 1 BYFLOAT 1, ERR syntax error",
                "BYINT 1 BYINT 1, ERR syntax error",
                "EX 1 PERSIST, ERR syntax error",
                "EX 1 EX 1, ERR syntax error",
                "PERSIST ENX, ERR syntax error",
                "NX XX, ERR syntax error",
                "SATURATE SATURATE, ERR syntax error",
                "KEEPTTL, ERR syntax error",
                "ENX, ERR ENX flag requires an expiration",
                "EX 0, ERR invalid expire time in 'increx' command",
                "BYINT x, ERR Increment is not an integer or out of range",
                "BYFLOAT x, ERR Increment is not a valid float",
                "BYFLOAT inf, ERR BYFLOAT increment cannot be Infinity",
                "LBOUND x, ERR LBOUND is not an integer or out of range",
                "UBOUND 1.5, ERR UBOUND is not an integer or out of range",
                "BYFLOAT 1 UBOUND x, ERR UBOUND is not a valid float",
                "LBOUND 2 UBOUND 1, ERR LBOUND can't be greater than UBOUND",
                "BYFLOAT 1 LBOUND inf, ERR LBOUND can't be greater than UBOUND",
                "BYFLOAT 1 LBOUND inf UBOUND inf SATURATE, ERR applied increment would be Infinity",
                "LBOUND 20 UBOUND -9223372036854775808, ERR LBOUND can't be greater than UBOUND"
            })
    void increx_badArguments_areRefused(String options, String error) {
        assertThat(store.run(("INCREX k " + options).split(" "))).isError(error);
    }

    @Test
    void increx_deltaBeyond64Bits_isRefused() {
        store.run("SET", "k", MAX);

        assertThat(store.run("INCREX", "k", "UBOUND", "-9223372036854775808", "SATURATE"))
                .isError("ERR applied increment would overflow");
        assertThat(store.run("GET", "k")).isText(MAX);
    }

    @Test
    void increx_valueThatIsNoNumber_isRefused() {
        store.run("SET", "text", "abc");
        store.run("SET", "infinite", "-inf");
        store.givenOtherType("h");

        assertThat(store.run("INCREX", "text", "EXAT", "1"))
                .isError("ERR value is not an integer or out of range");
        assertThat(store.run("INCREX", "text", "BYFLOAT", "1"))
                .isError("ERR value is not a valid float");
        assertThat(store.run("INCREX", "infinite", "BYFLOAT", "1"))
                .isError("ERR value cannot be Infinity");
        assertThat(store.run("INCREX", "h"))
                .isError("WRONGTYPE Operation against a key holding the wrong kind of value");
    }

    @Test
    void increx_eachOutcome_reportsItsEvents() {
        store.events();

        store.run("INCREX", "k", "EX", "100");
        store.run("INCREX", "k", "BYFLOAT", "0.5", "EX", "200", "ENX");
        store.run("INCREX", "k", "BYFLOAT", "0.5", "PERSIST");
        store.run("INCREX", "k", "BYFLOAT", "1", "UBOUND", "0");
        store.run("INCREX", "k", "BYFLOAT", "0", "EXAT", "1");

        assertThat(store.events())
                .containsExactly(
                        "new k",
                        "incrby k",
                        "expire k",
                        "incrbyfloat k",
                        "incrbyfloat k",
                        "persist k",
                        "del k");
    }
}
