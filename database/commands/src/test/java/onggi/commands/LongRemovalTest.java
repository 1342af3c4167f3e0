package onggi.commands;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import onggi.bytes.Bytes;
import onggi.resp.Reply;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Commands that remove much, or copy it, turn by turn. */
class LongRemovalTest {

    private static final int SIZE = 12_000;

    @RegisterExtension final TestStore store = new TestStore();

    private final TestClient client = store.newClient();

    private void fill(String command, String key, boolean scored) {
        List<String> words = new ArrayList<>(List.of(command, key));
        for (int i = 0; i < SIZE; i++) {
            if (scored) {
                words.add(Integer.toString(i));
            }
            words.add("m" + i);
        }
        store.given(words.toArray(String[]::new));
    }

    private static Reply bulk(String text) {
        return new Reply.Bulk(Bytes.of(text));
    }

    /** Runs a command as often as it is put off; returns how often that was. */
    private int turns(Reply expected, String... command) {
        client.mayBePutOff(true);
        client.takePieces();
        for (int turns = 0; ; turns++) {
            byte[] reply = client.runRaw(command);
            boolean putOff = client.wasPutOff();
            store.execution().endTurn();
            if (!putOff) {
                assertThat(TestClient.decode(reply)).containsExactly(expected);
                return turns;
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"0, 7999", "100, 11900", "0, 11998", "1, 11999", "6000, 11999"})
    void zremrangebyrank_ofMuch_leavesTheOthersAndTheExpiry(int first, int last) {
        fill("ZADD", "z", true);
        store.given("EXPIRE", "z", "1000");

        int turns =
                turns(
                        new Reply.Int(last - first + 1),
                        "ZREMRANGEBYRANK",
                        "z",
                        Integer.toString(first),
                        Integer.toString(last));

        List<Reply> expected =
                IntStream.range(0, SIZE)
                        .filter(i -> i < first || i > last)
                        .mapToObj(i -> bulk("m" + i))
                        .toList();
        assertThat(store.run("ZRANGE", "z", "0", "-1")).isEqualTo(new Reply.Array(expected));
        assertThat(store.run("TTL", "z")).isEqualTo(new Reply.Int(1000));
        assertThat(turns > 0).isEqualTo(expected.size() > 4096);
    }

    @Test
    void zremrangebyscore_ofAll_removesTheKey() {
        fill("ZADD", "z", true);
        store.events();

        turns(new Reply.Int(SIZE), "ZREMRANGEBYSCORE", "z", "-inf", "+inf");

        assertThat(store.events()).contains("zremrangebyscore z", "del z");
        assertThat(store.run("EXISTS", "z")).isEqualTo(new Reply.Int(0));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, -1, 2, -2})
    void lrem_ofTheFewAmongMany_removesFromTheEndThatIsAsked(int count) {
        fill("RPUSH", "l", false);
        for (int at : new int[] {70, 5000, 11_000}) {
            store.given("LSET", "l", Integer.toString(at), "twin");
        }
        int removed = count == 0 ? 3 : Math.abs(count);

        turns(new Reply.Int(removed), "LREM", "l", Integer.toString(count), "twin");

        assertThat(store.run("LLEN", "l")).isEqualTo(new Reply.Int(SIZE - removed));
        Reply first = store.run("LPOS", "l", "twin");
        if (count == 0) {
            assertThat(first).isEqualTo(Reply.Nil.BULK);
        } else {
            int left = count > 0 ? (count == 1 ? 4999 : 10_998) : 70;
            assertThat(first).isEqualTo(new Reply.Int(left));
        }
    }

    @Test
    void copy_ofFieldsThatExpire_copiesWhenTheyDo() {
        List<String> words = new ArrayList<>(List.of("HSET", "h"));
        for (int i = 0; i < SIZE; i++) {
            words.add("f" + i);
            words.add("v" + i);
        }
        store.given(words.toArray(String[]::new));
        store.given("HPEXPIRE", "h", "5000", "FIELDS", "2", "f7", "f9999");

        int turns = turns(new Reply.Int(1), "COPY", "h", "to");

        assertThat(turns).isPositive();
        assertThat(store.run("HGET", "to", "f8000")).isEqualTo(bulk("v8000"));
        assertThat(store.run("HPTTL", "to", "FIELDS", "3", "f7", "f8", "f9999"))
                .isEqualTo(store.run("HPTTL", "h", "FIELDS", "3", "f7", "f8", "f9999"));
        store.clock().advanceMs(6000);
        assertThat(store.run("HEXISTS", "to", "f7")).isEqualTo(new Reply.Int(0));
        assertThat(store.run("HLEN", "to")).isEqualTo(store.run("HLEN", "h"));
    }

    @Test
    void copy_toAKeyThatCameMeanwhile_isNone() {
        fill("SADD", "s", false);
        client.mayBePutOff(true);
        client.takePieces();
        client.runRaw("COPY", "s", "to");
        assertThat(client.wasPutOff()).isTrue();
        store.given("SET", "to", "text");

        turns(new Reply.Int(0), "COPY", "s", "to");

        assertThat(store.run("GET", "to")).isEqualTo(bulk("text"));
    }

    @Test
    void copy_ofAKeyThatIsGoneMeanwhile_isNone() {
        fill("ZADD", "z", true);
        client.mayBePutOff(true);
        client.takePieces();
        client.runRaw("COPY", "z", "to");
        assertThat(client.wasPutOff()).isTrue();
        store.given("DEL", "z");

        turns(new Reply.Int(0), "COPY", "z", "to");

        assertThat(store.run("EXISTS", "to")).isEqualTo(new Reply.Int(0));
    }

    @ParameterizedTest
    @CsvSource({
        "RPUSH, LPOP, 2",
        "RPUSH, RPOP, 3",
        "SADD, SPOP, 2",
        "SADD, SPOP, 3",
        "ZADD, ZPOPMIN, 2",
        "ZADD, ZPOPMIN, 3",
        "ZADD, ZPOPMAX, 3"
    })
    void pop_ofAll_isRepliedInPieces_whenTheKeyIsGone(String fill, String pop, int protocol) {
        fill(fill, "k", fill.equals("ZADD"));
        store.given("COPY", "k", "twin");
        TestClient whole = store.newClient();
        whole.speak(protocol);
        boolean ordered = !pop.equals("SPOP");
        String expected = elements(whole.run(pop, "twin", Integer.toString(SIZE)), ordered);
        client.speak(protocol);
        client.takePieces();
        store.events();

        ByteArrayOutputStream reply = new ByteArrayOutputStream();
        reply.writeBytes(client.runRaw(pop, "k", "99999"));
        assertThat(client.hasMore()).isTrue();
        assertThat(store.run("EXISTS", "k")).isEqualTo(new Reply.Int(0));
        store.given("SET", "k", "another");
        store.check();
        while (client.hasMore()) {
            reply.writeBytes(client.piece());
        }

        Reply got = TestClient.decode(reply.toByteArray()).getFirst();
        assertThat(elements(got, ordered)).isEqualTo(expected);
        assertThat(store.events()).contains(pop.toLowerCase(Locale.ROOT) + " k", "del k");
    }

    /** What a reply has, in order where it has none. */
    private static String elements(Reply reply, boolean ordered) {
        List<Reply> elements =
                switch (reply) {
                    case Reply.Array(var all) -> all;
                    case Reply.Members(var all) -> all;
                    default -> List.of(reply);
                };
        Stream<String> texts = elements.stream().map(Reply::toString);
        return String.join(" ", (ordered ? texts : texts.sorted()).toList());
    }
}
