package onggi.commands;

import static onggi.commands.ReplyAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BitmapCommandsTest {

    private static final String BAD_OFFSET = "ERR bit offset is not an integer or out of range";

    @RegisterExtension final TestStore store = new TestStore();

    @Test
    void setbit_newKey_isZerosUpToTheBit() {
        store.events();

        assertThat(store.run("SETBIT", "k", "20", "1")).isInteger(0);
        assertThat(store.run("SETBIT", "k", "20", "1")).isInteger(1);

        assertThat(store.run("GET", "k")).isText("\0\0\b");
        assertThat(store.events()).containsExactly("new k", "setbit k");
        assertThat(store.effects()).containsExactly("SETBIT k 20 1");
    }

    @Test
    void setbit_ofANumber_makesItRaw() {
        store.given("SET", "k", "123");

        assertThat(store.run("SETBIT", "k", "6", "0")).isInteger(0);
        assertThat(store.run("OBJECT", "ENCODING", "k")).isText("raw");
        assertThat(store.run("SETBIT", "k", "7", "0")).isInteger(1);

        assertThat(store.run("GET", "k")).isText("023");
    }

    @Test
    void setbit_beyondTheLongestString_isRefused() {
        store.engine().settings().maxBulkBytes(10);

        assertThat(store.run("SETBIT", "k", "80", "1")).isError(BAD_OFFSET);
        assertThat(store.run("GETBIT", "k", "80")).isError(BAD_OFFSET);
        assertThat(store.run("SETBIT", "k", "79", "1")).isInteger(0);
        assertThat(store.run("SETBIT", "k", "1", "2"))
                .isError("ERR bit is not an integer or out of range");
    }

    @ParameterizedTest
    @CsvSource({
        "0, -1, BYTE, 26",
        "0, -1, BIT, 26",
        "5, 30, BIT, 17",
        "1, 1, BYTE, 6",
        "-2, -1, BYTE, 7",
        "-1, -2, BYTE, 0",
        "0, 100, BYTE, 26",
        "9, 9, BIT, 1"
    })
    void bitcount_ofARange_countsItOnly(String start, String end, String unit, long count) {
        store.given("SET", "k", "foobar");

        assertThat(store.run("BITCOUNT", "k", start, end, unit)).isInteger(count);
    }

    @Test
    void bitcount_oddArguments_areAnsweredLikeRedis() {
        store.given("SET", "k", "foobar");
        store.givenOtherType("h");

        assertThat(store.run("BITCOUNT", "k")).isInteger(26);
        assertThat(store.run("BITCOUNT", "k", "0")).isError("ERR syntax error");
        assertThat(store.run("BITCOUNT", "k", "0", "1", "WORD")).isError("ERR syntax error");
        assertThat(store.run("BITCOUNT", "absent", "x")).isInteger(0);
        assertThat(store.run("BITCOUNT", "h"))
                .isError("WRONGTYPE Operation against a key holding the wrong kind of value");
    }

    @Test
    void bitpos_ofOnesOnly_findsAZeroBehindThemUnlessTheEndIsGiven() {
        store.given("SET", "k", "\u00ff\u00ff");

        assertThat(store.run("BITPOS", "k", "0")).isInteger(16);
        assertThat(store.run("BITPOS", "k", "0", "1")).isInteger(16);
        assertThat(store.run("BITPOS", "k", "0", "0", "-1")).isInteger(-1);
        assertThat(store.run("BITPOS", "k", "1", "9", "15", "BIT")).isInteger(9);
        assertThat(store.run("BITPOS", "k", "1", "2")).isInteger(-1);
        assertThat(store.run("BITPOS", "absent", "0")).isInteger(0);
        assertThat(store.run("BITPOS", "absent", "1")).isInteger(-1);
        assertThat(store.run("BITPOS", "k", "2")).isError("ERR The bit argument must be 1 or 0.");
    }

    @ParameterizedTest
    @CsvSource({
        "AND, 01000000",
        "OR, 11110011",
        "XOR, 11100010",
        "DIFF, 10000000",
        "DIFF1, 00110011",
        "ANDOR, 01000000",
        "ONE, 10100010"
    })
    void bitop_eachOperation_storesItsResult(String operation, String bits) {
        givenBits("a", "11000000");
        givenBits("b", "01010001");
        givenBits("c", "01110011");
        store.events();

        assertThat(store.run("BITOP", operation, "to", "a", "b", "c")).isInteger(1);

        assertThat(store.run("GET", "to")).isText(String.valueOf((char) Integer.parseInt(bits, 2)));
        assertThat(store.events()).containsExactly("new to", "set to");
    }

    private void givenBits(String key, String bits) {
        store.given("SET", key, String.valueOf((char) Integer.parseInt(bits, 2)));
    }

    @Test
    void bitop_ontoASource_takesItsBitsBeforeItsExpiryAndValueGo() {
        store.given("SET", "short", "12", "EX", "100");
        store.given("SET", "long", "abcdef");

        assertThat(store.run("BITOP", "XOR", "short", "long", "short")).isInteger(6);

        assertThat(store.run("GET", "short")).isText("PPcdef");
        assertThat(store.run("TTL", "short")).isInteger(-1);
        assertThat(store.run("OBJECT", "ENCODING", "short")).isText("raw");
    }

    @Test
    void bitop_ontoAnAbsentSource_countsItAsEmpty() {
        store.given("SET", "a", "ab");

        assertThat(store.run("BITOP", "XOR", "to", "a", "to")).isInteger(2);

        assertThat(store.run("GET", "to")).isText("ab");
    }

    @Test
    void bitop_ofAbsentKeys_removesTheTarget() {
        store.given("SET", "to", "x");
        store.events();

        assertThat(store.run("BITOP", "OR", "to", "a", "b")).isInteger(0);

        assertThat(store.run("EXISTS", "to")).isInteger(0);
        assertThat(store.events()).containsExactly("del to");
    }

    @Test
    void bitop_ontoAnotherType_replacesIt() {
        store.givenOtherType("to");
        store.given("SET", "a", "x");

        assertThat(store.run("BITOP", "NOT", "to", "a")).isInteger(1);
        assertThat(store.run("BITOP", "NOT", "to", "to")).isInteger(1);

        assertThat(store.run("GET", "to")).isText("x");
    }

    @Test
    void bitop_wrongNumberOfSources_isRefused() {
        assertThat(store.run("BITOP", "NOT", "to", "a", "b"))
                .isError("ERR BITOP NOT must be called with a single source key.");
        for (String kind : new String[] {"DIFF", "DIFF1", "ANDOR"}) {
            assertThat(store.run("BITOP", kind, "to", "a"))
                    .isError(
                            "ERR BITOP " + kind + " must be called with at least two source keys.");
        }
        assertThat(store.run("BITOP", "NAND", "to", "a", "b")).isError("ERR syntax error");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 8})
    void bitop_keysInSeveralShards_work(int shards) {
        TestStore sharded = new TestStore(shards);
        String text = "z".repeat(100_000);
        sharded.given("SET", "b", text);
        sharded.given("SET", "c", "12345");

        assertThat(sharded.run("BITOP", "XOR", "a", "b", "c", "d", "b")).isInteger(100_000);

        assertThat(sharded.run("GET", "a")).isText("12345" + "\0".repeat(99_995));
        sharded.close();
    }

    @Test
    void bitfield_eachPolicy_limitsTheSumItsWay() {
        store.events();

        assertThat(store.run("BITFIELD", "k", "SET", "u8", "#1", "250", "GET", "u8", "8"))
                .isArray(":0", ":250");
        assertThat(store.run("BITFIELD", "k", "INCRBY", "u8", "8", "10")).isArray(":4");
        assertThat(store.run("BITFIELD", "k", "OVERFLOW", "SAT", "INCRBY", "u8", "8", "255"))
                .isArray(":255");
        assertThat(store.run("BITFIELD", "k", "OVERFLOW", "FAIL", "INCRBY", "u8", "8", "1"))
                .isArray("nil");
        assertThat(store.run("BITFIELD", "k", "INCRBY", "i64", "8", "-1", "GET", "i5", "8"))
                .isArray(":-72057594037927937", ":-1");

        assertThat(store.events())
                .containsExactly("new k", "setbit k", "setbit k", "setbit k", "setbit k");
        assertThat(store.effects()).hasSize(4);
    }

    @Test
    void bitfield_failedOnANewKey_reachesReplicasAsZeros() {
        assertThat(store.run("BITFIELD", "k", "OVERFLOW", "FAIL", "SET", "u8", "0", "256"))
                .isArray("nil");

        assertThat(store.run("GET", "k")).isText("\0");
        assertThat(store.effects()).containsExactly("BITFIELD k OVERFLOW FAIL SET u8 0 256");
    }

    @Test
    void bitfield_mistakeInTheLastOperation_changesNothing() {
        assertThat(store.run("BITFIELD", "k", "SET", "u8", "0", "1", "GET", "u64", "0"))
                .isError(
                        "ERR Invalid bitfield type. Use something like i16 u8. Note that u64 is not"
                                + " supported but i64 is.");
        assertThat(store.run("BITFIELD", "k", "SET", "u8", "0", "1", "OVERFLOW", "CLIP"))
                .isError("ERR Invalid OVERFLOW type specified");
        assertThat(store.run("BITFIELD", "k", "SET", "u8", "0", "1", "GET", "u8"))
                .isError("ERR syntax error");
        assertThat(store.run("BITFIELD_RO", "k", "SET", "u8", "0", "1"))
                .isError("ERR BITFIELD_RO only supports the GET subcommand");

        assertThat(store.run("EXISTS", "k")).isInteger(0);
    }

    @Test
    void bitfield_readingOnly_leavesANumberANumber() {
        store.given("SET", "k", "12");

        assertThat(store.run("BITFIELD", "k", "GET", "u8", "0", "GET", "u16", "8"))
                .isArray(":49", ":12800");
        assertThat(store.run("BITFIELD_RO", "absent", "GET", "i64", "7")).isArray(":0");

        assertThat(store.run("OBJECT", "ENCODING", "k")).isText("int");
    }
}
