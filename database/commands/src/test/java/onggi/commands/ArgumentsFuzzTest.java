package onggi.commands;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import onggi.resp.Reply;
import onggi.resp.ReplyDecoder;
import org.junit.jupiter.api.AfterAll;

/**
 * Whatever a client brings where ids, scores, bounds, places, patterns, bit fields and HyperLogLogs
 * are read: one reply, no internal error, and a store that is sound. With {@code JAZZER_FUZZ=1} it
 * looks for new inputs.
 */
class ArgumentsFuzzTest {

    /** A question mark is an argument made of the input. */
    private static final List<String[]> STREAMS =
            commands(
                    "XADD s ? f ?",
                    "XADD s MAXLEN ~ ? ? f ? n ?",
                    "XADD s MINID ? LIMIT ? * f v",
                    "XADD s IDMP ? ? * f v",
                    "XRANGE s ? ? COUNT ?",
                    "XREVRANGE s ? ?",
                    "XREAD COUNT ? MAXSIZE ? STREAMS s ?",
                    "XDEL s ? ?",
                    "XDELEX s ? IDS ? ?",
                    "XSETID s ? ENTRIESADDED ? MAXDELETEDID ?",
                    "XGROUP CREATE s g ? MKSTREAM ENTRIESREAD ?",
                    "XGROUP SETID s g ?",
                    "XREADGROUP GROUP g ? COUNT ? CLAIM ? STREAMS s ?",
                    "XCLAIM s g c ? ? TIME ? RETRYCOUNT ? FORCE LASTID ?",
                    "XAUTOCLAIM s g c ? ? COUNT ?",
                    "XPENDING s g IDLE ? ? ? ? ?",
                    "XACK s g ?",
                    "XNACK s g ? IDS ? ? RETRYCOUNT ?",
                    "XTRIM s ? ? ?",
                    "XINFO STREAM s FULL COUNT ?");

    private static final List<String[]> SCORES =
            commands(
                    "ZADD z ? ? ? ?",
                    "ZADD z ? ? ?",
                    "ZINCRBY z ? ?",
                    "ZRANGEBYSCORE z ? ? LIMIT ? ?",
                    "ZRANGEBYLEX z ? ?",
                    "ZRANGE z ? ? ? REV LIMIT ? ?",
                    "ZCOUNT z ? ?",
                    "ZLEXCOUNT z ? ?",
                    "ZREMRANGEBYSCORE z ? ?",
                    "ZREMRANGEBYLEX z ? ?",
                    "ZUNIONSTORE y 2 z geo WEIGHTS ? ? AGGREGATE ?",
                    "ZPOPMIN z ?",
                    "GEOADD geo ? ? ?",
                    "GEOADD geo ? ? ? ?",
                    "ZADD geo ? m",
                    "GEOHASH geo m ?",
                    "GEOPOS geo m ?",
                    "GEODIST geo m ? ?",
                    "GEOSEARCH geo FROMLONLAT ? ? BYRADIUS ? ? WITHDIST COUNT ?",
                    "GEOSEARCH geo FROMMEMBER ? BYBOX ? ? ?",
                    "GEOSEARCH geo BYPOLYGON 3 ? ? ? ? ? ?",
                    "GEORADIUS geo ? ? ? ? STOREDIST y");

    private static final List<String[]> OTHERS =
            commands(
                    "RPUSH l ? ?",
                    "SET w:1 ?",
                    "HSET o f ?",
                    "SORT l BY ? LIMIT ? ? GET ? ALPHA",
                    "SORT l BY ? GET ? STORE d",
                    "SORT z BY ? ? ?",
                    "LPOS l ? RANK ? COUNT ? MAXLEN ?",
                    "LMOVEM l l LEFT ? COUNT ? ?",
                    "BITFIELD b GET ? ? OVERFLOW ? SET ? ? ? INCRBY ? ? ?",
                    "BITFIELD b SET ? ? ?",
                    "BITFIELD_RO b GET ? ?",
                    "BITCOUNT b ? ? ?",
                    "BITPOS b ? ? ? ?",
                    "SETBIT b ? ?",
                    "BITOP ? y b hll",
                    "SCAN ? MATCH ? COUNT ?",
                    "INCRBYFLOAT n ?",
                    "HINCRBYFLOAT o n ?",
                    "SET k v ? ?",
                    "INCREX k BYFLOAT ? LBOUND ? UBOUND ?",
                    "HSETEX o ? ? FIELDS ? ? ?",
                    "HEXPIRE o ? FIELDS ? ?");

    private static final List<String[]> LOG_LOGS =
            commands(
                    "SET hll ?",
                    "SETRANGE hll ? ?",
                    "SETRANGE hll 4 ?",
                    "APPEND hll ?",
                    "PFADD hll ? ?",
                    "PFADD other ?",
                    "PFCOUNT hll",
                    "PFCOUNT hll other",
                    "PFMERGE other hll",
                    "PFMERGE hll other",
                    "PFDEBUG getreg hll",
                    "PFDEBUG decode hll",
                    "PFDEBUG todense hll",
                    "PFDEBUG encoding hll");

    private static final List<String> WORDS =
            List.of(
                    ("- + * $ > 0 1 -1 0-0 0-1 5-* (1 [a (a -inf +inf inf nan 1e400 -0 0x1p-5 km m"
                                    + " u8 i64 u63 i1 #3 SAT FAIL WRAP BIT BYTE AND DIFF ONE ASC"
                                    + " nosort w:* o->f # DESC ALPHA NX EX KEEPTTL MAXLEN MINID ="
                                    + " SILENT FATAL DELREF ACKED BULK OBO LEFT BYSCORE BYLEX MIN"
                                    + " 9223372036854775807 -9223372036854775808"
                                    + " 18446744073709551615-18446744073709551615 HYLL")
                            .split(" "));

    private static final int MOST_COMMANDS = 12;
    private static final int MOST_BYTES = 40;

    private static final TestStore STORE = new TestStore();

    private static List<String[]> commands(String... lines) {
        List<String[]> commands = new ArrayList<>();
        for (String line : lines) {
            commands.add(line.split(" "));
        }
        return commands;
    }

    @AfterAll
    static void close() {
        STORE.close();
    }

    @FuzzTest(maxDuration = "3m")
    void idsOfStreams_areReadOrRefused(FuzzedDataProvider data) {
        run(STREAMS, data);
    }

    @FuzzTest(maxDuration = "3m")
    void scoresBoundsAndPlaces_areReadOrRefused(FuzzedDataProvider data) {
        run(SCORES, data);
    }

    @FuzzTest(maxDuration = "3m")
    void patternsAndBitFields_areReadOrRefused(FuzzedDataProvider data) {
        run(OTHERS, data);
    }

    @FuzzTest(maxDuration = "3m")
    void textsThatAreHyperLogLogs_areReadOrRefused(FuzzedDataProvider data) {
        run(LOG_LOGS, data);
    }

    private static void run(List<String[]> commands, FuzzedDataProvider data) {
        STORE.engine().settings().maxBulkBytes(1 << 16);
        STORE.given("FLUSHALL");
        for (int i = 0; i < MOST_COMMANDS && data.remainingBytes() > 0; i++) {
            String[] command = data.pickValue(commands).clone();
            for (int k = 0; k < command.length; k++) {
                if (command[k].equals("?")) {
                    command[k] = argument(data);
                }
            }
            checkReply(command);
        }
        STORE.effects();
        STORE.check();
    }

    private static String argument(FuzzedDataProvider data) {
        int kind = data.consumeInt(0, 3);
        if (kind == 0) {
            return data.pickValue(WORDS);
        }
        if (kind == 1) {
            return Integer.toString(data.consumeInt(-70, 70));
        }
        return new String(data.consumeBytes(MOST_BYTES), StandardCharsets.ISO_8859_1);
    }

    private static void checkReply(String[] command) {
        byte[] bytes = STORE.client().runRaw(command);
        ReplyDecoder decoder = new ReplyDecoder();
        decoder.append(bytes, 0, bytes.length);
        Reply reply = decoder.next();
        assertThat(reply).as("the reply to %s", String.join(" ", command)).isNotNull();
        assertThat(decoder.next()).isNull();
        if (reply instanceof Reply.Failure failure) {
            assertThat(failure.text()).doesNotContain("internal error");
        }
    }
}
