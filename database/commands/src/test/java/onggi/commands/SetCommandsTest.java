package onggi.commands;

import static onggi.commands.ReplyAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeMap;
import onggi.resp.Reply;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class SetCommandsTest {

    /** Members that are kept in a certain encoding. */
    enum Kind {
        INTSET,
        LISTPACK,
        HASHTABLE;

        String member(int i) {
            return switch (this) {
                case INTSET -> Integer.toString(i);
                case LISTPACK -> "m" + i;
                case HASHTABLE -> "m".repeat(65) + i;
            };
        }
    }

    @RegisterExtension final TestStore store = new TestStore(4);

    private void fill(String key, Kind kind, int size) {
        for (int i = 0; i < size; i++) {
            store.given("SADD", key, kind.member(i));
        }
        assertThat(store.run("OBJECT", "ENCODING", key))
                .isText(kind.name().toLowerCase(Locale.ROOT));
    }

    private List<String> members(Reply reply) {
        return TestClient.elements(reply).stream().map(TestClient::text).toList();
    }

    private Set<String> stored(String key) {
        return new HashSet<>(members(store.run("SMEMBERS", key)));
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void sadd_existingMember_isNotCountedAgain(Kind kind) {
        store.given("SADD", "s", kind.member(1));

        assertThat(store.run("SADD", "s", kind.member(1), kind.member(2))).isInteger(1);
        assertThat(store.run("SADD", "s", kind.member(1), kind.member(2))).isInteger(0);
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void srem_lastMember_removesTheKey(Kind kind) {
        store.events();
        store.given("SADD", "s", kind.member(1));

        assertThat(store.run("SREM", "s", "absent", kind.member(1), "absent")).isInteger(1);

        assertThat(store.run("EXISTS", "s")).isInteger(0);
        assertThat(store.events()).containsExactly("new s", "sadd s", "srem s", "del s");
    }

    @Test
    void otherTypes_areRefused() {
        store.given("SET", "t", "x");
        for (String command :
                List.of(
                        "SADD t a",
                        "SREM t a",
                        "SCARD t",
                        "SISMEMBER t a",
                        "SMISMEMBER t a",
                        "SMEMBERS t",
                        "SPOP t",
                        "SPOP t 1",
                        "SRANDMEMBER t",
                        "SRANDMEMBER t 1",
                        "SINTER none t",
                        "SUNIONSTORE d none t",
                        "SDIFFCARD 2 none t",
                        "SSCAN t 0")) {
            assertThat(store.run(command.split(" ")))
                    .isError("WRONGTYPE Operation against a key holding the wrong kind of value");
        }
    }

    // ---- chance

    @ParameterizedTest
    @EnumSource(Kind.class)
    void spop_one_isRemovedAndToldAsSrem(Kind kind) {
        fill("s", kind, 20);
        store.events();
        store.effects();

        String popped = TestClient.text(store.run("SPOP", "s"));

        assertThat(stored("s")).hasSize(19).doesNotContain(popped);
        assertThat(store.events()).containsExactly("spop s");
        assertThat(store.effects()).containsExactly("SREM s " + popped);
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void spop_several_areRemovedAndToldAsSrem(Kind kind) {
        fill("s", kind, 30);
        store.effects();

        List<String> popped = members(store.run("SPOP", "s", "12"));

        assertThat(popped).hasSize(12).doesNotHaveDuplicates();
        assertThat(stored("s")).hasSize(18).doesNotContainAnyElementsOf(popped);
        assertThat(store.effects()).containsExactly("SREM s " + String.join(" ", popped));
    }

    @Test
    void spop_thousands_areToldInPortionsInsideOfATransaction() {
        fill("s", Kind.HASHTABLE, 3000);
        store.effects();

        store.given("SPOP", "s", "2500");

        List<String> effects = store.effects();
        assertThat(effects).hasSize(5).startsWith("MULTI").endsWith("EXEC");
        assertThat(effects.stream().mapToInt(e -> e.split(" ").length - 2).toArray())
                .containsExactly(-1, 1024, 1024, 452, -1);
        assertThat(store.run("SCARD", "s")).isInteger(500);
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void spop_all_removesTheKeyAndIsToldAsDel(Kind kind) {
        fill("s", kind, 10);
        store.events();
        store.effects();

        assertThat(members(store.run("SPOP", "s", "10"))).hasSize(10);

        assertThat(store.run("EXISTS", "s")).isInteger(0);
        assertThat(store.events()).containsExactly("spop s", "del s");
        assertThat(store.effects()).containsExactly("DEL s");
    }

    @Test
    void spop_leavingFewOfATable_packsThem() {
        for (int i = 0; i < 600; i++) {
            store.given("SADD", "s", "m" + i);
        }

        store.given("SPOP", "s", "480");
        assertThat(store.run("OBJECT", "ENCODING", "s")).isText("hashtable");

        store.given("SPOP", "s", "100");
        assertThat(store.run("OBJECT", "ENCODING", "s")).isText("listpack");
        assertThat(store.run("SCARD", "s")).isInteger(20);
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void spop_isUniform(Kind kind) {
        fill("s", kind, 50);

        assertUniform(
                50,
                10_000,
                kind,
                () -> {
                    List<String> popped = members(store.run("SPOP", "s", "2"));
                    store.given("SADD", "s", popped.get(0), popped.get(1));
                    return popped;
                });
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void srandmember_isUniform(Kind kind) {
        fill("s", kind, 50);

        assertUniform(50, 4_000, kind, () -> members(store.run("SRANDMEMBER", "s", "5")));
        assertUniform(50, 1_000, kind, () -> members(store.run("SRANDMEMBER", "s", "30")));
        assertUniform(50, 4_000, kind, () -> members(store.run("SRANDMEMBER", "s", "-5")));
        assertUniform(
                50, 20_000, kind, () -> List.of(TestClient.text(store.run("SRANDMEMBER", "s"))));
    }

    /** Pearson's test: with 49 degrees of freedom the sum is over 95 once in ten thousand times. */
    private void assertUniform(
            int size, int rounds, Kind kind, java.util.function.Supplier<List<String>> draw) {
        TreeMap<String, Integer> drawn = new TreeMap<>();
        for (int i = 0; i < size; i++) {
            drawn.put(kind.member(i), 0);
        }
        int total = 0;
        for (int i = 0; i < rounds; i++) {
            for (String member : draw.get()) {
                drawn.merge(member, 1, Integer::sum);
                total++;
            }
        }
        assertThat(drawn).hasSize(size);
        double each = (double) total / size;
        double sum = 0;
        for (int count : drawn.values()) {
            sum += (count - each) * (count - each) / each;
        }
        assertThat(sum).as(drawn.toString()).isBetween(5.0, 95.0);
    }

    @ParameterizedTest
    @CsvSource({"3, 3", "10, 10", "15, 10", "0, 0", "-15, 15"})
    void srandmember_count_isHowManyAreReturned(String count, int returned) {
        fill("s", Kind.LISTPACK, 10);

        List<String> members = members(store.run("SRANDMEMBER", "s", count));

        assertThat(members).hasSize(returned);
        if (!count.startsWith("-")) {
            assertThat(members).doesNotHaveDuplicates();
        }
        assertThat(store.run("SCARD", "s")).isInteger(10);
    }

    @Test
    void replies_inResp3_areSets() {
        store.speak(3);
        store.given("SADD", "s", "1");

        assertThat(store.run("SMEMBERS", "s")).isShown("~[$1]");
        assertThat(store.run("SINTER", "s")).isShown("~[$1]");
        assertThat(store.run("SUNION", "s", "none")).isShown("~[$1]");
        assertThat(store.run("SDIFF", "s", "s")).isShown("~[]");
        assertThat(store.run("SRANDMEMBER", "s", "1")).isShown("[$1]");
        assertThat(store.run("SSCAN", "s", "0")).isShown("[$0, [$1]]");
        assertThat(store.run("SPOP", "none", "1")).isShown("~[]");
        assertThat(store.run("SPOP", "s", "1")).isShown("~[$1]");
    }

    // ---- several sets

    @Test
    void sunioncard_countsAtMostItsLimit() {
        store.given("SADD", "a", "1", "2", "3");
        store.given("SADD", "b", "3", "x");

        assertThat(store.run("SUNIONCARD", "2", "a", "b")).isInteger(4);
        assertThat(store.run("SUNIONCARD", "2", "a", "b", "LIMIT", "3")).isInteger(3);
        assertThat(store.run("SUNIONCARD", "2", "a", "b", "limit", "0", "approx")).isInteger(4);
        assertThat(store.run("SUNIONCARD", "1", "none")).isInteger(0);
        assertThat(store.run("SUNIONCARD", "3", "a", "b"))
                .isError("ERR Number of keys can't be greater than number of args");
        assertThat(store.run("SUNIONCARD", "0", "a"))
                .isError("ERR numkeys should be greater than 0");
        assertThat(store.run("SUNIONCARD", "1", "a", "LIMIT", "-1"))
                .isError("ERR LIMIT can't be negative");
    }

    @Test
    void sdiffcard_countsAtMostItsLimit() {
        store.given("SADD", "a", "1", "2", "3", "x");
        store.given("SADD", "b", "3");

        assertThat(store.run("SDIFFCARD", "2", "a", "b")).isInteger(3);
        assertThat(store.run("SDIFFCARD", "2", "a", "b", "LIMIT", "2")).isInteger(2);
        assertThat(store.run("SDIFFCARD", "2", "none", "b")).isInteger(0);
        assertThat(store.run("SDIFFCARD", "1", "a", "APPROX")).isError("ERR syntax error");
    }

    @Test
    void manyKeys_moreThanACallHasEntries_areCombined() {
        List<String> keys = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            String key = "k" + i;
            keys.add(key);
            store.given("SADD", key, "all", "only" + i, "0");
        }
        String[] all = keys.toArray(String[]::new);

        assertThat(members(store.run(command("SINTER", all))))
                .containsExactlyInAnyOrder("0", "all");
        assertThat(members(store.run(command("SUNION", all)))).hasSize(14);
        assertThat(members(store.run(command("SDIFF", all)))).containsExactly("only0");
    }

    private static String[] command(String name, String... keys) {
        String[] words = new String[keys.length + 1];
        words[0] = name;
        System.arraycopy(keys, 0, words, 1, keys.length);
        return words;
    }

    @Test
    void sdiff_ofALargeSetAndManySmallOnes_isRight() {
        fill("large", Kind.HASHTABLE, 2000);
        String[] words = new String[11];
        words[0] = "SDIFF";
        words[1] = "large";
        for (int i = 2; i < words.length; i++) {
            words[i] = "small" + i;
            store.given("SADD", words[i], Kind.HASHTABLE.member(i), "x");
        }

        assertThat(members(store.run(words))).hasSize(1991);
    }

    @Test
    void store_intoOneOfTheSources_usesWhatItHadBefore() {
        store.given("SADD", "a", "1", "2");
        store.given("SADD", "b", "2", "3");

        assertThat(store.run("SUNIONSTORE", "a", "a", "b")).isInteger(3);
        assertThat(stored("a")).containsExactlyInAnyOrder("1", "2", "3");
        assertThat(store.run("SDIFFSTORE", "b", "a", "b")).isInteger(1);
        assertThat(stored("b")).containsExactly("1");
        assertThat(store.run("SINTERSTORE", "a", "a", "b")).isInteger(1);
        assertThat(stored("a")).containsExactly("1");
    }

    @Test
    void store_ofNothing_removesTheDestination() {
        store.given("SET", "d", "x");
        store.events();
        store.effects();

        assertThat(store.run("SINTERSTORE", "d", "none", "none")).isInteger(0);

        assertThat(store.run("EXISTS", "d")).isInteger(0);
        assertThat(store.events()).containsExactly("del d");
        assertThat(store.effects()).containsExactly("SINTERSTORE d none none");
    }

    @Test
    void store_overLargeSet_leavesNothingBehind() {
        fill("d", Kind.HASHTABLE, 2000);
        fill("s", Kind.HASHTABLE, 1000);
        store.given("EXPIRE", "d", "100");

        assertThat(store.run("SUNIONSTORE", "d", "s", "s")).isInteger(1000);

        assertThat(store.run("TTL", "d")).isInteger(-1);
        assertThat(store.run("SCARD", "d")).isInteger(1000);
    }

    @ParameterizedTest
    @CsvSource({
        "SUNIONSTORE, i, j, intset",
        "SUNIONSTORE, i, l, listpack",
        "SUNIONSTORE, i, h, hashtable",
        "SUNIONSTORE, hi, i, intset",
        "SINTERSTORE, l, i, intset",
        "SINTERSTORE, h, h, hashtable",
        "SINTERSTORE, h, i, intset",
        "SDIFFSTORE, li, j, intset",
        "SDIFFSTORE, l, i, listpack",
        "SDIFFSTORE, h, i, hashtable"
    })
    void store_choosesTheEncodingThatRedisEightChooses(
            String command, String first, String second, String encoding) {
        String text = "x".repeat(65);
        store.given("SADD", "i", "1", "2", "3");
        store.given("SADD", "j", "3", "4");
        store.given("SADD", "l", "a", "b", "1", "2", "3");
        store.given("SADD", "li", "a", "1", "2", "3");
        store.given("SREM", "li", "a");
        store.given("SADD", "h", "1", "2", "3", text);
        store.given("SADD", "hi", "1", "2", "3", text);
        store.given("SREM", "hi", text);

        store.given(command, "d", first, second);

        assertThat(store.run("OBJECT", "ENCODING", "d")).isText(encoding);
    }

    // ---- walks

    @Test
    void sscan_whileTheSetGrowsAndShrinks_returnsWhatIsPresentThroughout() {
        for (int i = 0; i < 500; i++) {
            store.given("SADD", "s", "stays:" + i);
        }
        Set<String> seen = new HashSet<>();
        String cursor = "0";
        int step = 0;
        do {
            for (int i = 0; i < 40; i++) {
                String name = step / 20 % 2 == 0 ? "SADD" : "SREM";
                store.given(name, "s", "comes:" + (step * 37 + i * 101) % 6000);
            }
            List<Reply> reply = TestClient.elements(store.run("SSCAN", "s", cursor, "COUNT", "7"));
            cursor = TestClient.text(reply.get(0));
            seen.addAll(members(reply.get(1)));
            step++;
        } while (!cursor.equals("0"));

        for (int i = 0; i < 500; i++) {
            assertThat(seen).contains("stays:" + i);
        }
        assertThat(step).isGreaterThan(20);
    }

    @Test
    void sscan_match_letsOnlySomeThrough() {
        store.given("SADD", "s", "a1", "a2", "b1");

        List<Reply> reply = TestClient.elements(store.run("SSCAN", "s", "0", "MATCH", "a*"));

        assertThat(members(reply.get(1))).containsExactlyInAnyOrder("a1", "a2");
        assertThat(store.run("SSCAN", "s", "0", "NOVALUES"))
                .isError("ERR NOVALUES option can only be used in HSCAN");
        assertThat(store.run("SSCAN", "none", "0", "FOO")).isArray("$0", "[]");
        assertThat(store.run("SSCAN", "none", "x")).isError("ERR invalid cursor");
    }

    // ---- keys

    @ParameterizedTest
    @EnumSource(Kind.class)
    void keyCommands_keepTheSet(Kind kind) {
        fill("s", kind, 100);
        Set<String> expected = stored("s");

        assertThat(store.run("COPY", "s", "copy")).isInteger(1);
        store.given("SADD", "s", "more");
        assertThat(stored("copy")).isEqualTo(expected);
        store.given("SREM", "s", "more");
        store.given("RENAME", "s", "renamed{x}");
        assertThat(stored("renamed{x}")).isEqualTo(expected);
        store.given("EXPIRE", "renamed{x}", "100");
        store.given("PERSIST", "renamed{x}");
        assertThat(store.run("MOVE", "renamed{x}", "3")).isInteger(1);
        store.given("SWAPDB", "0", "3");
        assertThat(stored("renamed{x}")).isEqualTo(expected);
        assertThat(store.run("TYPE", "renamed{x}")).isSimple("set");
        assertThat(members(TestClient.elements(store.run("SCAN", "0", "TYPE", "set")).get(1)))
                .containsExactly("renamed{x}");
        store.check();
    }

    @Test
    void memoryUsage_growsWithTheSet() {
        fill("few", Kind.LISTPACK, 10);
        fill("many", Kind.HASHTABLE, 2000);

        long few = ((Reply.Int) store.run("MEMORY", "USAGE", "few")).value();
        long many = ((Reply.Int) store.run("MEMORY", "USAGE", "many")).value();
        long exact = ((Reply.Int) store.run("MEMORY", "USAGE", "many", "SAMPLES", "0")).value();

        assertThat(few).isBetween(40L, 200L);
        assertThat(many).isBetween(exact * 9 / 10, exact * 11 / 10);
        assertThat(exact).isGreaterThan(2000 * 75);
    }

    @Test
    void membersOfAnyLength_areKept() {
        String long1 = "a".repeat(20_000);
        String long2 = "b".repeat(200_000);
        store.given("SADD", "s", "x", long1, long2);
        store.check();

        assertThat(store.run("SISMEMBER", "s", long2)).isInteger(1);
        store.given("COPY", "s", "t");
        store.check();
        assertThat(store.run("SREM", "s", long1, long2)).isInteger(2);
        assertThat(stored("t")).isEqualTo(new HashSet<>(Arrays.asList("x", long1, long2)));
    }
}
