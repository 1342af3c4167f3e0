package onggi.commands;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import onggi.resp.Reply;

/**
 * Any payload becomes a value with which every command of its type works, and which comes back when
 * it is dumped and restored, or none. With {@code JAZZER_FUZZ=1} it looks for new payloads.
 */
class RestoreFuzzTest {

    private static final String SUM = "\0".repeat(Long.BYTES);

    private static final List<String> STRINGS =
            List.of("APPEND k x", "GETRANGE k 1 -2", "SETRANGE k 3 ab", "INCR k", "BITCOUNT k");

    private static final List<String> LISTS =
            List.of(
                    "LRANGE k 0 -1",
                    "LINDEX k 3",
                    "LINSERT k BEFORE a z",
                    "LSET k 0 new",
                    "LREM k 1 a",
                    "RPUSH k 12 word",
                    "LPOP k",
                    "LTRIM k 1 -2");

    private static final List<String> SETS =
            List.of("SMEMBERS k", "SISMEMBER k a", "SADD k a 77 zz", "SREM k a", "SPOP k 2");

    private static final List<String> HASHES =
            List.of(
                    "HGETALL k",
                    "HSET k a 5 zz word",
                    "HPEXPIRE k 100000 FIELDS 1 a",
                    "HTTL k FIELDS 2 a b",
                    "HPERSIST k FIELDS 1 b",
                    "HDEL k a",
                    "HRANDFIELD k -3 WITHVALUES");

    private static final List<String> ZSETS =
            List.of(
                    "ZRANGE k 0 -1 WITHSCORES",
                    "ZADD k 2.5 a 3 zz",
                    "ZRANK k a",
                    "ZRANGEBYSCORE k -inf (3",
                    "ZINCRBY k 7 a",
                    "ZPOPMIN k 2",
                    "ZREMRANGEBYRANK k 1 2");

    private static final List<String> STREAMS =
            List.of(
                    "XRANGE k - +",
                    "XREVRANGE k + - COUNT 2",
                    "XINFO STREAM k FULL",
                    "XREADGROUP GROUP g me COUNT 2 STREAMS k >",
                    "XPENDING k g - + 10",
                    "XAUTOCLAIM k g other 0 0",
                    "XACK k g 5-1",
                    "XADD k * f v",
                    "XDEL k 5-1 6-1",
                    "XTRIM k MAXLEN ~ 1",
                    "XGROUP DESTROY k g",
                    "XTRIM k MAXLEN 0");

    @FuzzTest(maxDuration = "2m")
    void anyPayload_isAValueThatWorks_orNone(byte[] input) {
        String body = new String(input, StandardCharsets.ISO_8859_1);
        char version = input.length > 0 && input[0] == 22 ? (char) 80 : (char) 12;
        try (TestStore store = new TestStore()) {
            store.engine().settings().checksDumps(false);
            Reply reply = store.run("RESTORE", "k", "0", body + version + '\0' + SUM);
            store.check();
            if (reply instanceof Reply.Simple) {
                comesBack(store);
                for (String step : steps(store)) {
                    store.run(step.split(" ", -1));
                    store.check();
                }
            }
            store.given("FLUSHALL");
        }
    }

    private static void comesBack(TestStore store) {
        byte[] dump = store.client().runRaw("DUMP", "k");
        String text = new String(dump, StandardCharsets.ISO_8859_1);
        if (text.startsWith("$-1")) {
            return; // all fields of a hash have expired
        }
        String payload = text.substring(text.indexOf('\n') + 1, text.length() - 2);
        store.engine().settings().checksDumps(true);

        assertThat(store.run("RESTORE", "again", "0", payload)).isInstanceOf(Reply.Simple.class);
        assertThat(store.run("DEBUG", "DIGEST-VALUE", "again"))
                .isEqualTo(store.run("DEBUG", "DIGEST-VALUE", "k"));
        store.check();
    }

    private static List<String> steps(TestStore store) {
        return switch (((Reply.Simple) store.run("TYPE", "k")).text()) {
            case "string" -> STRINGS;
            case "list" -> LISTS;
            case "set" -> SETS;
            case "hash" -> HASHES;
            case "zset" -> ZSETS;
            default -> STREAMS;
        };
    }
}
