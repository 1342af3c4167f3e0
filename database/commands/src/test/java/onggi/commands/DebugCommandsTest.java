package onggi.commands;

import static onggi.commands.ReplyAssert.assertThat;
import static onggi.commands.ReplyAssert.show;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DebugCommandsTest {

    @RegisterExtension final TestStore store = new TestStore(2);

    /** The expected digests are those of redis-server 7.0.15. */
    @Test
    void digest_isThatOfRedis() {
        assertThat(store.run("DEBUG", "DIGEST"))
                .isSimple("0000000000000000000000000000000000000000");
        store.run("DEBUG", "POPULATE", "2");
        store.run("SET", "b", "1");
        TestClient other = store.newClient();
        other.select(3);
        other.run("SET", "n", "12", "EX", "1000");

        assertThat(store.run("DEBUG", "DIGEST"))
                .isSimple("2774ac9f7420706d47b72ecf7f8cb2ef723c5f4f");
        assertThat(store.run("DEBUG", "DIGEST-VALUE", "b", "x"))
                .isArray(
                        "+b4fc66738120fba0b5aa500ab5c2bf89cea1c5da",
                        "+0000000000000000000000000000000000000000");
    }

    @ParameterizedTest
    @CsvSource({
        "string, $Hello World, $Hello World",
        "integer, :12345, :12345",
        "double, $3.141, ',3.141'",
        "null, nil, nil",
        "true, :1, #true",
        "false, :0, #false",
        "set, '[:0, :1, :2]', '~[:0, :1, :2]'",
        "push, -ERR RESP2 is not supported by this command, '>[$server-cpu-usage, :42]'",
    })
    void protocol_answersAValueOfTheType(String type, String resp2, String resp3) {
        assertThat(show(store.run("DEBUG", "PROTOCOL", type))).isEqualTo(resp2);
        store.speak(3);
        assertThat(show(store.run("DEBUG", "PROTOCOL", type))).isEqualTo(resp3);
    }

    @Test
    void object_tellsHowAStringIsKept() {
        store.run("SET", "k", "text");

        assertThat(show(store.run("DEBUG", "OBJECT", "k")))
                .matches(
                        "\\+Value at:0x[0-9a-f]+ refcount:1 encoding:embstr serializedlength:5"
                                + " lru:\\d+ lru_seconds_idle:0");
        assertThat(store.run("DEBUG", "OBJECT", "x")).isError("ERR no such key");
    }

    @Test
    void populate_makesKeysThatAreAbsent() {
        store.run("SET", "p:1", "mine");

        assertThat(store.run("DEBUG", "POPULATE", "3", "p", "10")).isOk();

        assertThat(store.run("GET", "p:0")).isText("value:0\0\0\0");
        assertThat(store.run("GET", "p:1")).isText("mine");
        assertThat(store.effects()).containsExactly("SET p:1 mine");
    }

    @Test
    void errors_areAnsweredAsGiven() {
        assertThat(store.run("DEBUG", "ERROR", "CODE a\r\nb")).isError("CODE a  b");
        assertThat(store.run("DEBUG", "NONSENSE"))
                .isError(
                        "ERR unknown subcommand or wrong number of arguments for 'NONSENSE'."
                                + " Try DEBUG HELP.");
        assertThat(store.run("DEBUG", "HTSTATS", "16")).isError("ERR Out of range database");
    }

    @Test
    void storeCheck_soundStore_isOk() {
        store.run("DEBUG", "POPULATE", "1000");

        assertThat(store.run("DEBUG", "STORE-CHECK")).isOk();
    }

    @Test
    void tableStats_tellSizeOfDatabasesAndOfLargeValues() {
        store.run("SADD", "small", "1");
        for (int i = 0; i < 200; i++) {
            store.run("SADD", "s", "m" + i);
            store.run("ZADD", "z", "1", "m" + i);
        }

        assertThat(show(store.run("DEBUG", "HTSTATS", "0")))
                .contains(" table size: 4\n number of elements: 3\n bytes: ")
                .contains("[Expires HT]\nHash table 0 stats (main hash table):\nNo stats");
        assertThat(show(store.run("DEBUG", "HTSTATS-KEY", "s", "full")))
                .contains(" table size: 256\n number of elements: 200\n bytes: ");
        assertThat(show(store.run("DEBUG", "HTSTATS-KEY", "z"))).contains("elements: 200\n");
        assertThat(store.run("DEBUG", "HTSTATS-KEY", "small"))
                .isError(
                        "ERR The value stored at the specified key is not represented using an"
                                + " hash table");
        assertThat(store.run("DEBUG", "HTSTATS-KEY", "x")).isError("ERR no such key");
    }

    @Test
    void packsAndChains_areShownWhereTheyAre() {
        store.run("HSET", "h", "field", "12");
        String[] push = new String[302];
        java.util.Arrays.fill(push, "x".repeat(100));
        push[0] = "RPUSH";
        push[1] = "l";
        store.run(push);

        assertThat(store.run("DEBUG", "LISTPACK", "h"))
                .isSimple("Listpack structure printed on stdout");
        assertThat(store.run("DEBUG", "LISTPACK", "l"))
                .isError("ERR Not a listpack encoded object.");
        assertThat(store.run("DEBUG", "QUICKLIST", "l", "1"))
                .isSimple("Quicklist structure printed on stdout");
        assertThat(store.run("DEBUG", "QUICKLIST", "h"))
                .isError("ERR Not a quicklist encoded object.");
        assertThat(show(store.run("DEBUG", "OBJECT", "l")))
                .matches(
                        ".* ql_nodes:4 ql_avg_node:75.00 ql_listpack_max:-2 ql_compressed:0"
                                + " ql_uncompressed_size:30928");
    }

    @Test
    void patterns_byChance_matchTheTextsMadeForThem() {
        assertThat(store.run("DEBUG", "STRINGMATCH-TEST")).isSimple("100000 patterns, 0 failures");
    }

    @Test
    void quicklistPackedThreshold_givesLongElementsNodesOfTheirOwn() {
        store.engine().keyspace().limits().listNodeSize = -5;
        String[] push = new String[202];
        java.util.Arrays.fill(push, "x".repeat(400));
        push[0] = "RPUSH";
        push[1] = "l";
        store.run(push);
        long together = store.engine().keyspace().usedBytes();
        store.run("DEL", "l");

        assertThat(store.run("DEBUG", "QUICKLIST-PACKED-THRESHOLD", "200b")).isOk();
        store.run(push);

        org.assertj.core.api.Assertions.assertThat(store.engine().keyspace().usedBytes())
                .isGreaterThan(together);
        assertThat(store.run("LLEN", "l")).isInteger(200);
        assertThat(store.run("DEBUG", "QUICKLIST-PACKED-THRESHOLD", "0")).isOk();
        assertThat(store.run("DEBUG", "QUICKLIST-PACKED-THRESHOLD", "4gb"))
                .isError("ERR argument must be a memory value bigger than 1 and smaller than 4gb");
    }
}
