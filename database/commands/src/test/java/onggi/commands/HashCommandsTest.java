package onggi.commands;

import static onggi.commands.ReplyAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import onggi.engine.ExpiryCycle;
import onggi.resp.Reply;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HashCommandsTest {

    @RegisterExtension final TestStore store = new TestStore();

    private final ExpiryCycle expiry = new ExpiryCycle(store.engine(), store.execution(), 0, 1);

    /** Lets time pass and the cycle run until nothing is due. */
    private void expireAfter(long ms) {
        store.clock().advanceMs(ms);
        while (expiry.run(store.clock().nowMs()) <= store.clock().nowMs()) {}
        store.check();
    }

    /** Lets hashes become tables with this many fields. */
    private void limit(int entries) {
        store.engine().keyspace().limits().hashEntries = entries;
    }

    private String text(String... command) {
        return plain(store.run(command));
    }

    private static String plain(Reply reply) {
        return switch (reply) {
            case Reply.Array(var elements) -> join(elements);
            case Reply.Bulk(var value) -> value.toLatin1();
            case Reply.Int(var number) -> Long.toString(number);
            case Reply.Failure failure -> failure.toString();
            default -> reply.toString();
        };
    }

    private static String join(java.util.List<Reply> elements) {
        return "["
                + String.join(" ", elements.stream().map(HashCommandsTest::plain).toList())
                + "]";
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 512})
    void hset_answersHowManyFieldsAreNew(int entries) {
        limit(entries);

        assertThat(text("HSET", "h", "a", "1", "b", "2")).isEqualTo("2");
        assertThat(text("HSET", "h", "a", "3", "c", "4")).isEqualTo("1");
        assertThat(text("HMGET", "h", "a", "b", "c")).isEqualTo("[3 2 4]");
        assertThat(text("HLEN", "h")).isEqualTo("3");
        assertThat(text("OBJECT", "ENCODING", "h"))
                .isEqualTo(entries == 1 ? "hashtable" : "listpack");
    }

    @Test
    void smallHash_keepsTheOrderOfInsertion() {
        store.given("HSET", "h", "name", "bear", "age", "10", "count", "2");
        store.given("HSET", "h", "name", "other");

        assertThat(text("HGETALL", "h")).isEqualTo("[name other age 10 count 2]");
        assertThat(text("HKEYS", "h")).isEqualTo("[name age count]");
        assertThat(text("HVALS", "h")).isEqualTo("[other 10 2]");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 512})
    void hdel_lastField_removesTheKey(int entries) {
        limit(entries);
        store.given("HSET", "h", "a", "1", "b", "2", "c", "3");
        store.events();

        assertThat(text("HDEL", "h", "a", "x")).isEqualTo("1");
        assertThat(text("HDEL", "h", "b", "c", "b")).isEqualTo("2");
        assertThat(text("EXISTS", "h")).isEqualTo("0");
        assertThat(store.events()).containsExactly("hdel h", "hdel h", "del h");
        assertThat(store.effects())
                .containsExactly("HSET h a 1 b 2 c 3", "HDEL h a x", "HDEL h b c b");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 512})
    void hincrby_countsAndKeepsTheExpiry(int entries) {
        limit(entries);
        store.given("HSET", "h", "a", "5", "b", "text");
        store.given("HPEXPIRE", "h", "1000", "FIELDS", "1", "a");

        assertThat(text("HINCRBY", "h", "a", "-7")).isEqualTo("-2");
        assertThat(text("HPTTL", "h", "FIELDS", "1", "a")).isEqualTo("[1000]");
        assertThat(text("HINCRBY", "h", "new", "3")).isEqualTo("3");
        assertThat(store.run("HINCRBY", "h", "b", "1")).isError("ERR hash value is not an integer");
    }

    @Test
    void hincrbyfloat_isPropagatedAsItsResult() {
        store.given("HSET", "h", "a", "1.5", "b", "1");
        store.given("HPEXPIRE", "h", "1000", "FIELDS", "1", "b");
        store.effects();

        assertThat(text("HINCRBYFLOAT", "h", "a", "0.25")).isEqualTo("1.75");
        assertThat(text("HINCRBYFLOAT", "h", "b", "0.25")).isEqualTo("1.25");
        assertThat(store.effects())
                .containsExactly("HSET h a 1.75", "HSETEX h KEEPTTL FIELDS 1 b 1.25");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 512})
    void field_isGoneAtItsMillisecondForWhoeverAsks(int entries) {
        limit(entries);
        store.given("HSET", "h", "a", "1", "b", "2", "c", "3");
        store.given("HPEXPIRE", "h", "10", "FIELDS", "2", "a", "c");
        store.events();
        store.effects();

        store.clock().advanceMs(9);
        assertThat(text("HMGET", "h", "a", "c")).isEqualTo("[1 3]");
        store.clock().advanceMs(1);
        assertThat(text("HLEN", "h")).isEqualTo("1");
        assertThat(text("HGETALL", "h")).isEqualTo("[b 2]");
        assertThat(store.events()).containsExactly("hexpired h");
        assertThat(store.effects())
                .containsExactlyInAnyOrder("MULTI", "HDEL h a", "HDEL h c", "EXEC");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 512})
    void lastFieldThatExpires_takesTheKeyWithIt(int entries) {
        limit(entries);
        store.given("HSET", "h", "a", "1", "b", "2");
        store.given("HPEXPIRE", "h", "10", "FIELDS", "2", "a", "b");
        store.events();

        store.clock().advanceMs(10);

        assertThat(text("EXISTS", "h")).isEqualTo("0");
        assertThat(store.events()).containsExactly("hexpired h", "del h");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 512})
    void fieldsThatNobodyAsksFor_areRemovedByTheCycle(int entries) {
        limit(entries);
        for (int i = 0; i < 200; i++) {
            store.given("HSET", "h", "f" + i, "v", "k" + i, "v");
            store.given("HPEXPIRE", "h", "" + (10 + i % 7), "FIELDS", "1", "f" + i);
        }
        store.given("HSET", "g", "f", "v");
        store.given("HPEXPIRE", "g", "12", "FIELDS", "1", "f");
        store.events();

        expireAfter(12);

        assertThat(store.engine().keyspace().volatileHashes(0)).isEqualTo(1);
        assertThat(store.events()).contains("hexpired h", "hexpired g", "del g");
        assertThat(text("HLEN", "h")).isEqualTo("" + (200 + 29 + 3 * 28));
        expireAfter(5);
        assertThat(store.engine().keyspace().volatileHashes(0)).isZero();
        assertThat(text("HLEN", "h")).isEqualTo("200");
        assertThat(text("EXISTS", "g")).isEqualTo("0");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 512})
    void hashThatMoves_takesTheMomentsOfItsFieldsWithIt(int entries) {
        limit(entries);
        store.given("HSET", "h", "a", "1", "b", "2");
        store.given("HPEXPIRE", "h", "10", "FIELDS", "1", "a");
        store.given("EXPIRE", "h", "100");
        store.given("COPY", "h", "copy");
        store.given("RENAME", "h", "renamed-to-something-longer-than-before");
        store.given("PERSIST", "copy");
        store.given("MOVE", "renamed-to-something-longer-than-before", "3");
        store.given("SWAPDB", "3", "5");
        assertThat(store.engine().keyspace().volatileHashes(5)).isEqualTo(1);
        assertThat(store.engine().keyspace().volatileHashes(3)).isZero();

        expireAfter(10);

        assertThat(text("HGETALL", "copy")).isEqualTo("[b 2]");
        store.given("SWAPDB", "0", "5");
        assertThat(text("HGETALL", "renamed-to-something-longer-than-before")).isEqualTo("[b 2]");
        assertThat(store.engine().keyspace().volatileHashes(0)).isZero();
        assertThat(store.engine().keyspace().volatileHashes(5)).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 512})
    void hashThatVanishes_isWatchedNoMore(int entries) {
        limit(entries);
        for (String key : new String[] {"a", "b", "c", "d"}) {
            store.given("HSET", key, "a", "1", "b", "2");
            store.given("HPEXPIRE", key, "10", "FIELDS", "1", "a");
        }
        store.given("PEXPIRE", "d", "5");

        store.given("SET", "a", "a string in its place");
        store.given("DEL", "b");
        store.given("HPERSIST", "c", "FIELDS", "1", "a");
        expireAfter(5);

        assertThat(store.engine().keyspace().volatileHashes(0)).isZero();
        expireAfter(10);
        assertThat(text("DBSIZE")).isEqualTo("2");
    }

    @Test
    void hexpire_answersForEachField() {
        store.given("HSET", "h", "a", "1", "b", "2", "c", "3");
        store.given("HEXPIRE", "h", "100", "FIELDS", "1", "a");
        store.effects();

        assertThat(text("HEXPIRE", "h", "200", "NX", "FIELDS", "3", "a", "b", "x"))
                .isEqualTo("[0 1 -2]");
        assertThat(text("HEXPIRE", "h", "0", "XX", "FIELDS", "2", "a", "c")).isEqualTo("[2 0]");
        assertThat(text("HEXPIRE", "no", "1", "FIELDS", "2", "a", "b")).isEqualTo("[-2 -2]");
        assertThat(text("HTTL", "h", "FIELDS", "3", "a", "b", "c")).isEqualTo("[-2 200 -1]");
        assertThat(store.effects())
                .containsExactly(
                        "HPEXPIREAT h " + (TestStore.START_MS + 200_000) + " NX FIELDS 1 b",
                        "HDEL h a");
    }

    @Test
    void objectEncoding_tellsOfExpiringFields() {
        store.given("HSET", "h", "a", "1", "b", "2");
        store.given("HEXPIRE", "h", "100", "FIELDS", "1", "a");
        assertThat(text("OBJECT", "ENCODING", "h")).isEqualTo("listpackex");

        store.given("HSET", "h", "c", "x".repeat(65));
        assertThat(text("OBJECT", "ENCODING", "h")).isEqualTo("hashtable");
        assertThat(text("HTTL", "h", "FIELDS", "2", "a", "c")).isEqualTo("[100 -1]");
    }

    @Test
    void hrandfield_negativeCount_repeats_andPositiveDoesNot() {
        store.given("HSET", "h", "a", "1", "b", "2");

        assertThat(text("HRANDFIELD", "h", "5").length()).isEqualTo("[a b]".length());
        assertThat(text("HRANDFIELD", "h", "-5", "WITHVALUES").split(" ")).hasSize(10);
        store.speak(3);
        assertThat(text("HRANDFIELD", "h", "-2", "WITHVALUES"))
                .matches("\\[\\[\\w \\d] \\[\\w \\d]]");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 512})
    void hscan_seesEveryField(int entries) {
        limit(entries);
        for (int i = 0; i < 300; i++) {
            store.given("HSET", "h", "f" + i, "" + i);
        }
        java.util.Set<String> seen = new java.util.HashSet<>();
        String cursor = "0";
        do {
            Reply.Array reply = (Reply.Array) store.run("HSCAN", "h", cursor, "NOVALUES");
            cursor = plain(reply.elements().get(0));
            ((Reply.Array) reply.elements().get(1)).elements().forEach(f -> seen.add(plain(f)));
        } while (!cursor.equals("0"));

        assertThat(seen).hasSize(300);
    }
}
