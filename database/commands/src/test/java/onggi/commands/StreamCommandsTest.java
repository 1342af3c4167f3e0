package onggi.commands;

import static onggi.commands.ReplyAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import onggi.resp.Reply;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is newer than the reference server, and what depends on the time. */
class StreamCommandsTest {

    @RegisterExtension final TestStore store = new TestStore();

    private void givenEntries(int count) {
        for (int i = 1; i <= count; i++) {
            store.given("XADD", "s", i + "-0", "f", "v" + i);
        }
    }

    private void givenGroup(String name, int delivered) {
        store.given("XGROUP", "CREATE", "s", name, "0");
        store.given(
                "XREADGROUP",
                "GROUP",
                name,
                "Alice",
                "COUNT",
                Integer.toString(delivered),
                "STREAMS",
                "s",
                ">");
        store.effects();
    }

    private static String show(Reply reply) {
        return ReplyAssert.show(reply);
    }

    @Test
    void xadd_star_takesTheTimeAndPropagatesTheId() {
        store.effects();

        assertThat(store.run("XADD", "s", "*", "f", "v")).isText(TestStore.START_MS + "-0");
        assertThat(store.run("XADD", "s", "*", "f", "v")).isText(TestStore.START_MS + "-1");

        assertThat(store.effects())
                .containsExactly(
                        "XADD s " + TestStore.START_MS + "-0 f v",
                        "XADD s " + TestStore.START_MS + "-1 f v");
    }

    @Test
    void xadd_starWhenTheClockWentBack_continuesTheSequence() {
        long later = TestStore.START_MS + 5000;
        store.given("XADD", "s", later + "-18446744073709551615", "f", "v");

        assertThat(store.run("XADD", "s", "*", "f", "v")).isText(later + 1 + "-0");
    }

    @Test
    void xadd_sameMessageAgain_isAddedOnce() {
        String first = show(store.run("XADD", "s", "IDMP", "p", "m1", "*", "f", "v"));
        store.clock().advanceMs(50_000);

        assertThat(show(store.run("XADD", "s", "IDMP", "p", "m1", "*", "f", "v"))).isEqualTo(first);

        assertThat(store.run("XLEN", "s")).isInteger(1);
        assertThat(show(store.run("XADD", "s", "IDMP", "q", "m1", "*", "f", "v")))
                .isNotEqualTo(first);
        assertThat(show(store.run("XINFO", "STREAM", "s")))
                .contains(
                        "$pids-tracked, :2, $iids-tracked, :2, $iids-added, :2, $iids-duplicates, :1");
    }

    @Test
    void xadd_sameMessageAfterItsTime_isAddedAgain() {
        store.given("XADD", "s", "IDMP", "p", "m1", "*", "f", "v");
        store.clock().advanceMs(100_001);

        store.given("XADD", "s", "IDMP", "p", "m1", "*", "f", "v");

        assertThat(store.run("XLEN", "s")).isInteger(2);
    }

    @Test
    void xadd_idmpauto_tellsMessagesByTheirContent() {
        store.given("XADD", "s", "IDMPAUTO", "p", "*", "f", "v");
        store.given("XADD", "s", "IDMPAUTO", "p", "*", "f", "v");
        store.given("XADD", "s", "IDMPAUTO", "p", "*", "f", "w");

        assertThat(store.run("XLEN", "s")).isInteger(2);
    }

    @Test
    void xcfgset_smallerSize_forgetsTheOldest() {
        store.given("XADD", "s", "1-0", "f", "v");
        assertThat(store.run("XCFGSET", "s", "IDMP-MAXSIZE", "2")).isOk();
        for (String message : new String[] {"a", "b", "c"}) {
            store.given("XADD", "s", "IDMP", "p", message, "*", "f", "v");
        }

        store.given("XADD", "s", "IDMP", "p", "b", "*", "f", "v");
        store.given("XADD", "s", "IDMP", "p", "a", "*", "f", "v");

        assertThat(store.run("XLEN", "s")).isInteger(5);
        assertThat(store.run("XCFGSET", "s")).isError("ERR syntax error");
        assertThat(store.run("XCFGSET", "none", "IDMP-MAXSIZE", "2")).isError("ERR no such key");
    }

    @Test
    void xadd_idempotent_propagatesEntryAndMessage() {
        store.effects();

        store.given("XADD", "s", "IDMP", "p", "m", "5-1", "f", "v");

        assertThat(store.effects())
                .containsExactly("MULTI", "XADD s 5-1 f v", "XIDMPRECORD s p m 5-1", "EXEC");
        assertThat(store.run("XIDMPRECORD", "s", "p", "m", "5-1")).isOk();
        assertThat(show(store.run("XIDMPRECORD", "s", "p", "n", "6-1"))).startsWith("-ERR");
    }

    @Test
    void xdelex_byPolicy() {
        givenEntries(4);
        givenGroup("g", 3);

        assertThat(show(store.run("XDELEX", "s", "ACKED", "IDS", "2", "1-0", "9-0")))
                .isEqualTo("[:2, :-1]");
        assertThat(show(store.run("XDELEX", "s", "IDS", "1", "1-0"))).isEqualTo("[:1]");
        assertThat(show(store.run("XDELEX", "s", "DELREF", "IDS", "1", "2-0"))).isEqualTo("[:1]");
        store.given("XACK", "s", "g", "3-0");
        assertThat(show(store.run("XDELEX", "s", "ACKED", "IDS", "2", "3-0", "4-0")))
                .isEqualTo("[:1, :2]");

        assertThat(show(store.run("XPENDING", "s", "g"))).startsWith("[:1, $1-0, $1-0");
        assertThat(store.run("XDELEX", "s", "IDS", "2", "1-0"))
                .isError("ERR The `numids` parameter must match the number of arguments");
    }

    @Test
    void xackdel_acked_keepsWhatAnotherGroupNeeds() {
        givenEntries(2);
        givenGroup("g", 2);
        givenGroup("h", 1);
        store.given("XACK", "s", "h", "1-0");

        assertThat(show(store.run("XACKDEL", "s", "g", "ACKED", "IDS", "3", "1-0", "2-0", "3-0")))
                .isEqualTo("[:1, :2, :-1]");

        assertThat(store.run("XLEN", "s")).isInteger(1);
        assertThat(show(store.run("XPENDING", "s", "g"))).startsWith("[:0");
    }

    @Test
    void xtrim_acked_leavesWhatIsPending() {
        givenEntries(6);
        givenGroup("g", 6);
        store.given("XACK", "s", "g", "1-0", "3-0");

        assertThat(store.run("XTRIM", "s", "MAXLEN", "=", "2", "ACKED")).isInteger(2);
        assertThat(store.run("XTRIM", "s", "MAXLEN", "=", "2", "DELREF")).isInteger(2);

        assertThat(show(store.run("XPENDING", "s", "g"))).startsWith("[:2, $5-0, $6-0");
    }

    @Test
    void xnack_entriesBelongToNobodyUntilClaimed() {
        givenEntries(2);
        givenGroup("g", 2);
        store.clock().advanceMs(1000);

        assertThat(store.run("XNACK", "s", "g", "SILENT", "IDS", "2", "1-0", "9-0")).isInteger(1);

        assertThat(show(store.run("XPENDING", "s", "g", "-", "+", "10")))
                .isEqualTo("[[$1-0, $, :-1, :0], [$2-0, $Alice, :1000, :1]]");
        assertThat(show(store.run("XINFO", "STREAM", "s", "FULL"))).contains("$nacked-count, :1");
        assertThat(
                        show(
                                store.run(
                                        "XREADGROUP",
                                        "GROUP",
                                        "g",
                                        "Bob",
                                        "CLAIM",
                                        "5000",
                                        "STREAMS",
                                        "s",
                                        ">")))
                .isEqualTo("[[$s, [[$1-0, [$f, $v1], :" + (TestStore.START_MS + 1000) + ", :0]]]]");
        assertThat(store.effects().getLast()).startsWith("XCLAIM s g Bob 0 1-0 TIME");
    }

    @Test
    void xreadgroup_claim_takesTheLongestIdleFirstAndThenWhatIsNew() {
        givenEntries(4);
        givenGroup("g", 2);
        store.clock().advanceMs(100);
        store.given("XREADGROUP", "GROUP", "g", "Alice", "COUNT", "1", "STREAMS", "s", ">");
        store.given("XCLAIM", "s", "g", "Alice", "0", "1-0", "IDLE", "10");
        store.clock().advanceMs(100);

        assertThat(
                        show(
                                store.run(
                                        "XREADGROUP",
                                        "GROUP",
                                        "g",
                                        "Bob",
                                        "CLAIM",
                                        "105",
                                        "COUNT",
                                        "3",
                                        "STREAMS",
                                        "s",
                                        ">")))
                .isEqualTo(
                        "[[$s, [[$2-0, [$f, $v2], :200, :1], [$1-0, [$f, $v1], :110, :2], [$4-0, [$f, $v4]]]]]");
    }

    @Test
    void xread_plus_returnsTheLastEntry() {
        givenEntries(3);

        assertThat(show(store.run("XREAD", "STREAMS", "s", "+")))
                .isEqualTo("[[$s, [[$3-0, [$f, $v3]]]]]");
    }

    @Test
    void xpending_idle_leavesOutWhatWasJustDelivered() {
        givenEntries(2);
        givenGroup("g", 1);
        store.clock().advanceMs(500);
        store.given("XREADGROUP", "GROUP", "g", "Bob", "STREAMS", "s", ">");

        assertThat(show(store.run("XPENDING", "s", "g", "IDLE", "400", "-", "+", "10")))
                .isEqualTo("[[$1-0, $Alice, :500, :1]]");
    }

    @Test
    void copyAndDel_ofAStreamWithGroups_copyAndFreeAll() {
        givenEntries(300);
        givenGroup("g", 250);
        store.given("XADD", "s", "IDMP", "p", "m", "*", "f", "v");

        store.given("COPY", "s", "t");
        store.given("DEL", "s");

        store.check();
        assertThat(store.run("XLEN", "t")).isInteger(301);
        assertThat(show(store.run("XPENDING", "t", "g"))).startsWith("[:250, $1-0, $250-0");
        assertThat(show(store.run("OBJECT", "ENCODING", "t"))).isEqualTo("$stream");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 700})
    void xgroupDelconsumer_withVeryManyPending_leavesThoseOfOthers(int others) {
        givenEntries(3_000);
        store.given("XGROUP", "CREATE", "s", "g", "0");
        store.given("XGROUP", "CREATECONSUMER", "s", "g", "a");
        if (others > 0) {
            store.run("XREADGROUP", "GROUP", "g", "a", "COUNT", "" + others, "STREAMS", "s", ">");
        }
        store.run("XREADGROUP", "GROUP", "g", "b", "STREAMS", "s", ">");

        assertThat(store.run("XGROUP", "DELCONSUMER", "s", "g", "b")).isInteger(3_000 - others);

        store.check();
        assertThat(store.run("XGROUP", "DELCONSUMER", "s", "g", "b")).isInteger(0);
        assertThat(show(store.run("XPENDING", "s", "g"))).startsWith("[:" + others);
        store.given("XGROUP", "SETID", "s", "g", "2990");
        store.run("XREADGROUP", "GROUP", "g", "c", "STREAMS", "s", ">");
        assertThat(show(store.run("XPENDING", "s", "g"))).startsWith("[:" + (others + 10));
        assertThat(store.run("XGROUP", "DELCONSUMER", "s", "g", "c")).isInteger(10);
        store.check();
    }

    @Test
    void xgroupDestroy_ofALargeGroup_isFreedInTheBackground() {
        int entries = 20_000;
        givenEntries(entries);
        givenGroup("other", 3);
        long before = store.engine().keyspace().usedBytes();
        givenGroup("g", entries);
        store.given("XNACK", "s", "g", "SILENT", "IDS", "1", "7-0");

        assertThat(store.run("XGROUP", "DESTROY", "s", "g")).isInteger(1);

        assertThat(store.run("XGROUP", "DESTROY", "s", "g")).isInteger(0);
        assertThat(show(store.run("XPENDING", "s", "other"))).startsWith("[:3");
        assertThat(store.engine().keyspace().waitingValues()).isEqualTo(1);
        store.check(); // which also lets the background work end
        assertThat(store.engine().keyspace().usedBytes()).isLessThanOrEqualTo(before);
        assertThat(store.engine().keyspace().waitingValues()).isZero();
        assertThat(store.run("XGROUP", "CREATE", "s", "g", "0")).isOk();
    }

    private String claim(String count, String idleMs) {
        Reply reply =
                store.run(
                        "XREADGROUP",
                        "GROUP",
                        "g",
                        "Bob",
                        "COUNT",
                        count,
                        "CLAIM",
                        idleMs,
                        "STREAMS",
                        "s",
                        ">");
        if (show(reply).equals("nil")) {
            return "nothing";
        }
        Reply entries = TestClient.elements(TestClient.elements(reply).getFirst()).get(1);
        return TestClient.elements(entries).stream()
                .map(entry -> TestClient.text(TestClient.elements(entry).getFirst()))
                .toList()
                .toString();
    }

    @Test
    void xreadgroupClaim_takesTheLongestIdleFirst_andGoesOnWhereItStopped() {
        givenEntries(6);
        givenGroup("g", 2);
        store.clock().advanceMs(100);
        store.given("XCLAIM", "s", "g", "Alice", "0", "1-0");
        store.given("XREADGROUP", "GROUP", "g", "Alice", "STREAMS", "s", ">");
        store.clock().advanceMs(50);

        assertThat(claim("10", "151")).isEqualTo("nothing");
        assertThat(claim("10", "150")).isEqualTo("[2-0]");
        assertThat(claim("10", "150")).isEqualTo("nothing");
        store.clock().advanceMs(100);
        assertThat(claim("2", "150")).isEqualTo("[1-0, 3-0]");
        store.given("XDEL", "s", "4-0");
        assertThat(claim("2", "150")).isEqualTo("[5-0, 6-0]");
        assertThat(claim("2", "150")).isEqualTo("nothing");
        store.given("XNACK", "s", "g", "SILENT", "IDS", "1", "3-0");
        assertThat(claim("2", "150")).isEqualTo("[3-0]");
    }
}
