package onggi.commands;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import onggi.resp.Reply;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the real server compared with has not or answers by chance; the rest is in comparisons. */
class ZsetCommandsTest {

    @RegisterExtension final TestStore store = new TestStore(4);

    private String run(String... arguments) {
        return ReplyAssert.show(store.run(arguments)).replace("$", "");
    }

    @Test
    void zaddNxIncr_ofAMemberThatIsThere_addsNothingUp() {
        store.given("ZADD", "z", "-inf", "m");

        assertThat(run("ZADD", "z", "NX", "INCR", "inf", "m")).isEqualTo("nil");
        assertThat(run("ZADD", "z", "XX", "INCR", "inf", "m")).contains("NaN");
    }

    @Test
    void zrank_withScore_answersBoth() {
        store.given("ZADD", "z", "1", "a", "2.5", "b");

        assertThat(run("ZRANK", "z", "b", "WITHSCORE")).isEqualTo("[:1, 2.5]");
        assertThat(run("ZREVRANK", "z", "b", "withscore")).isEqualTo("[:0, 2.5]");
        assertThat(run("ZRANK", "z", "c", "WITHSCORE")).isEqualTo("nil");
        assertThat(run("ZRANK", "z", "c", "FOO")).contains("ERR syntax error");
        assertThat(run("ZRANK", "z", "c", "WITHSCORE", "x"))
                .contains("wrong number of arguments for 'zrank' command");
    }

    @Test
    void zunion_aggregateCount_addsWeightsWhateverTheScores() {
        store.given("ZADD", "a", "10", "x", "20", "y");
        store.given("ZADD", "b", "30", "y");

        assertThat(run("ZUNION", "2", "a", "b", "AGGREGATE", "COUNT", "WITHSCORES"))
                .isEqualTo("[x, 1, y, 2]");
        assertThat(
                        run(
                                "ZINTER",
                                "2",
                                "a",
                                "b",
                                "WEIGHTS",
                                "2",
                                "3",
                                "AGGREGATE",
                                "COUNT",
                                "WITHSCORES"))
                .isEqualTo("[y, 5]");
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 128})
    void zrandmember_withCount_drawsDifferentOnes_andEachAsOften(int entries) {
        store.engine().keyspace().limits().zsetEntries = entries;
        for (int i = 0; i < 40; i++) {
            store.given("ZADD", "z", "" + i, "m" + i);
        }
        Map<String, Integer> seen = new HashMap<>();
        for (int i = 0; i < 2_000; i++) {
            int count = i % 2 == 0 ? 2 : 10;
            Reply.Array reply = (Reply.Array) store.run("ZRANDMEMBER", "z", "" + count);
            Set<String> different = new HashSet<>();
            reply.elements().forEach(one -> different.add(ReplyAssert.show(one)));
            assertThat(different).hasSize(count);
            different.forEach(one -> seen.merge(one, 1, Integer::sum));
        }

        assertThat(seen).hasSize(40);
        assertThat(seen.values()).allMatch(times -> times > 200 && times < 400);
        assertThat(((Reply.Array) store.run("ZRANDMEMBER", "z", "-99")).elements()).hasSize(99);
        assertThat(((Reply.Array) store.run("ZRANDMEMBER", "z", "99")).elements()).hasSize(40);
    }

    @Test
    void zscan_ofALargeSet_visitsAll() {
        for (int i = 0; i < 1_000; i++) {
            store.given("ZADD", "z", "" + i, "m" + i);
        }
        Set<String> seen = new HashSet<>();
        String cursor = "0";
        do {
            Reply.Array reply = (Reply.Array) store.run("ZSCAN", "z", cursor, "COUNT", "50");
            cursor = ReplyAssert.show(reply.elements().get(0)).replace("$", "");
            Reply.Array found = (Reply.Array) reply.elements().get(1);
            found.elements().forEach(one -> seen.add(ReplyAssert.show(one)));
        } while (!cursor.equals("0"));

        assertThat(seen).hasSize(2_000); // members and scores
    }

    /** The numbers are those of Valkey 9.1. */
    @Test
    void geosearch_byPolygon_findsWhatIsInside() {
        store.given("GEOADD", "g", "13.361389", "38.115556", "P", "15.087269", "37.502669", "C");
        store.given("GEOADD", "g", "14", "37.8", "M", "10", "30", "far");
        String[] polygon = {"BYPOLYGON", "3", "13", "37", "16", "37", "14.5", "39"};

        assertThat(run(with(new String[] {"GEOSEARCH", "g"}, polygon, "ASC", "WITHDIST")))
                .isEqualTo("[[M, 46192.3806], [C, 55119.5979]]");
        assertThat(run(with(new String[] {"GEOSEARCH", "g", "FROMLONLAT", "1", "1"}, polygon)))
                .contains("ERR syntax error");
        assertThat(run("GEOSEARCH", "g", "BYPOLYGON", "2", "13", "37", "16", "37"))
                .contains("ERR GEOSEARCH BYPOLYGON must have at least 3 vertices");
        assertThat(run("GEOSEARCH", "g", "BYPOLYGON", "x", "13", "37", "16", "37"))
                .contains("ERR invalid number of vertices");
        assertThat(run(with(new String[] {"GEOSEARCHSTORE", "d", "g"}, polygon, "STOREDIST")))
                .isEqualTo(":2");
        assertThat(run("ZRANGE", "d", "0", "-1", "WITHSCORES"))
                .matches("\\[M, 46192\\.3806377444\\d+, C, 55119\\.5978890465\\d*]");
    }

    private static String[] with(String[] beginning, String[] middle, String... end) {
        return java.util.stream.Stream.of(beginning, middle, end)
                .flatMap(java.util.Arrays::stream)
                .toArray(String[]::new);
    }
}
