package onggi.commands;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import onggi.engine.CommandStats;
import onggi.engine.Compactor;
import onggi.engine.ExpiryCycle;
import onggi.resp.Reply;
import onggi.testkit.Gen;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Hashes of which very many fields are due at once: no call removes them all, nobody sees one. */
class HashDueFieldsTest {

    /** More than two calls remove. */
    private static final int DUE = 1_300;

    private static final int LASTING = 40;
    private static final int MOST_AT_ONCE = 512;

    @RegisterExtension final TestStore store = new TestStore();

    private final TestClient client = store.newClient();

    private static void fill(TestStore store, String key, int due, int lasting) {
        List<String> set = new ArrayList<>(List.of("HSET", key));
        List<String> expire = new ArrayList<>(List.of("HPEXPIRE", key, "10", "FIELDS", "" + due));
        for (int i = 0; i < due; i++) {
            Collections.addAll(set, "due" + i, "v" + i);
            expire.add("due" + i);
        }
        for (int i = 0; i < lasting; i++) {
            Collections.addAll(set, "lasting" + i, "w" + i);
        }
        store.given(set.toArray(String[]::new));
        store.given(expire.toArray(String[]::new));
    }

    private void manyDue(int lasting) {
        fill(store, "h", DUE, lasting);
        store.clock().advanceMs(10);
        store.events();
        store.effects();
        client.mayBePutOff(true);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HLEN h",
                "HGETALL h",
                "HKEYS h",
                "HVALS h",
                "HEXISTS h due7",
                "HEXISTS h lasting7",
                "HMGET h due1 lasting1",
                "HSCAN h 0 COUNT 10000",
                "HRANDFIELD h 100",
                "HSTRLEN h due7",
                "HSETNX h due7 x",
                "HSET h due7 x due8 y",
                "HDEL h due7 lasting7",
                "HINCRBY h due7 5",
                "HPEXPIRE h 100 FIELDS 2 due3 lasting3",
                "HPTTL h FIELDS 2 due3 lasting3",
                "HGETEX h PERSIST FIELDS 2 due3 lasting3",
                "HGETDEL h FIELDS 2 due3 lasting3",
                "OBJECT ENCODING h",
                "MEMORY USAGE h",
                "SMEMBERS h"
            })
    void command_isPutOffUntilNoFieldIsDue(String text) {
        String[] command = text.split(" ", -1);
        TestStore other = new TestStore();
        fill(other, "h", DUE, LASTING);
        other.clock().advanceMs(10);
        manyDue(LASTING);

        int tries = 0;
        int effects = 0;
        byte[] reply;
        do {
            reply = client.runRaw(command);
            store.execution().endTurn();
            int more = store.effects().size();
            assertThat(more).isBetween(1, MOST_AT_ONCE + 3);
            effects += more;
            tries++;
        } while (client.wasPutOff());

        assertThat(tries).isEqualTo((DUE + MOST_AT_ONCE - 1) / MOST_AT_ONCE);
        assertThat(effects).isBetween(DUE, DUE + 2 * tries + 4);
        assertThat(sorted(TestClient.decode(reply).getFirst()))
                .isEqualTo(sorted(other.run(command)));
        assertThat(Collections.frequency(store.events(), "hexpired h")).isGreaterThan(1);
        other.close();
    }

    /** An order of fields is chance. */
    private static String sorted(Reply reply) {
        List<String> words = new ArrayList<>(List.of(reply.toString().split("[\\[\\], ]+", -1)));
        Collections.sort(words);
        return words.toString();
    }

    @Test
    void commandThatWasPutOff_isCountedOnce() {
        manyDue(LASTING);
        CommandStats stats = store.execution().stats();
        byte[] name = "HLEN".getBytes(StandardCharsets.US_ASCII);
        int id = requireNonNull(store.engine().commands().find(name, 0, name.length)).id();
        long calls = stats.calls(id);
        long commands = stats.commands();

        assertThat(client.runInTurns("HLEN", "h")).isEqualTo(new Reply.Int(LASTING));

        assertThat(stats.calls(id) - calls).isEqualTo(1);
        assertThat(stats.commands() - commands).isEqualTo(1);
    }

    @Test
    void fieldsAllDue_takeTheKeyAtOnce() {
        manyDue(0);

        assertThat(client.run("HLEN", "h")).isEqualTo(new Reply.Int(0));

        assertThat(client.wasPutOff()).isFalse();
        assertThat(store.events()).containsExactly("hexpired h", "del h");
        assertThat(store.effects()).containsExactly("DEL h");
        assertThat(store.run("DBSIZE")).isEqualTo(new Reply.Int(0));
    }

    @Test
    void cycle_removesAHashAllOfWhoseFieldsAreDueAtOnce() {
        manyDue(0);

        new ExpiryCycle(store.engine(), store.execution(), 0, 1).run(store.clock().nowMs());

        assertThat(store.effects()).containsExactly("DEL h");
        assertThat(store.events()).containsExactly("hexpired h", "del h");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "DEL h",
                "UNLINK h",
                "EXISTS h h",
                "TOUCH h",
                "TYPE h",
                "TTL h",
                "EXPIRE h 100",
                "PERSIST h",
                "RENAME h g",
                "RENAMENX h g",
                "COPY h g",
                "MOVE h 1"
            })
    void commandOnWholeValues_neverWaits(String text) {
        manyDue(LASTING);

        client.run(text.split(" ", -1));

        assertThat(client.wasPutOff()).isFalse();
        assertThat(store.effects().size()).isLessThan(2 * MOST_AT_ONCE + 4);
        store.check();
        for (String key : List.of("h", "g")) {
            if (store.run("EXISTS", key).equals(new Reply.Int(1))) {
                assertThat(client.runInTurns("HLEN", key)).isEqualTo(new Reply.Int(LASTING));
            }
        }
        client.select(1);
        assertThat(client.runInTurns("HLEN", "h"))
                .isEqualTo(new Reply.Int(text.startsWith("MOVE") ? LASTING : 0));
    }

    @Test
    void manyClientsInOneTurn_removeLittleMoreThanFour() {
        fill(store, "h", 10 * MOST_AT_ONCE, LASTING);
        store.clock().advanceMs(10);
        store.effects();

        for (int i = 0; i < 20; i++) {
            TestClient further = store.newClient();
            further.mayBePutOff(true);
            further.runRaw("HLEN", "h");
            assertThat(further.wasPutOff()).isTrue();
        }

        assertThat(store.effects().size()).isLessThan(5 * MOST_AT_ONCE);
    }

    @Test
    void insideExec_allGoAtOnce() {
        manyDue(LASTING);
        store.client().mayBePutOff(true);
        store.given("MULTI");
        store.queue("HLEN", "h");
        store.queue("HEXISTS", "h", "due3");

        assertThat(store.run("EXEC"))
                .isEqualTo(new Reply.Array(List.of(new Reply.Int(LASTING), new Reply.Int(0))));
    }

    @Test
    void whileClientsArePaused_aReaderNeitherRemovesNorWaits() {
        manyDue(LASTING);
        store.engine().settings().expiryPaused(true);

        assertThat(client.run("HLEN", "h")).isEqualTo(new Reply.Int(LASTING + DUE));
        store.engine().settings().expiryPaused(false);
        assertThat(client.runInTurns("HLEN", "h")).isEqualTo(new Reply.Int(LASTING));
    }

    /** Two stores with the same histories, one of which does all at once. */
    @Test
    void randomHistories_agreeWithAStoreThatDoesAllAtOnce() {
        Gen.check(
                6,
                gen -> {
                    try (TestStore slow = new TestStore(gen.chance(50) ? 1 : 2);
                            TestStore whole = new TestStore()) {
                        compare(gen, slow, whole);
                    }
                });
    }

    private static void compare(Gen gen, TestStore slow, TestStore whole) {
        ExpiryCycle cycle = new ExpiryCycle(slow.engine(), slow.execution(), 0, 1);
        Compactor compactor = new Compactor(slow.engine(), slow.execution(), 0, 1);
        slow.client().mayBePutOff(true);
        int putOff = 0;
        for (int i = 0; i < 150; i++) {
            String[] command = command(gen);
            byte[] first = slow.client().runRaw(command);
            if (slow.client().wasPutOff()) {
                putOff++;
                slow.check();
                if (gen.chance(30)) {
                    cycle.run(slow.clock().nowMs());
                }
            }
            Reply got =
                    slow.client().wasPutOff()
                            ? slow.client().runInTurns(command)
                            : TestClient.decode(first).getFirst();
            slow.execution().endTurn();
            assertThat(sorted(got))
                    .as(String.join(" ", command))
                    .isEqualTo(sorted(whole.run(command)));
            int ms = gen.below(20);
            slow.clock().advanceMs(ms);
            whole.clock().advanceMs(ms);
            compactor.run(slow.clock().nowMs());
        }
        assertThat(putOff).isGreaterThan(3);
    }

    private static String[] command(Gen gen) {
        String key = gen.pick("a", "b");
        String other = gen.pick("a", "b");
        int from = gen.below(3_000);
        return switch (gen.below(14)) {
            case 0, 1 -> many(gen, key, from, "HSET", key);
            case 2, 3, 4 ->
                    many(gen, key, from, "HPEXPIRE", key, "" + (1 + gen.below(30)), "FIELDS");
            case 5 -> new String[] {"HLEN", key};
            case 6 -> new String[] {"HGETALL", key};
            case 7 -> new String[] {"RENAMENX", key, other};
            case 8 -> new String[] {"COPY", key, other, "REPLACE"};
            case 9 -> new String[] {"HMGET", key, "f" + from, "f" + (from + 1)};
            case 10 -> new String[] {"HINCRBY", key, "n", "1"};
            case 11 -> new String[] {"EXISTS", key, other};
            case 12 -> new String[] {"HSCAN", key, "0", "COUNT", "100000"};
            default -> gen.chance(20) ? new String[] {"DEL", key} : new String[] {"TYPE", key};
        };
    }

    private static String[] many(Gen gen, String key, int from, String... begin) {
        List<String> words = new ArrayList<>(List.of(begin));
        int count = 1_000 + gen.below(1_500);
        if (begin.length > 2) {
            words.add("" + count);
        }
        for (int i = from; i < from + count; i++) {
            words.add("f" + i);
            if (begin.length == 2) {
                words.add(key + i);
            }
        }
        return words.toArray(String[]::new);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 20, DUE})
    void hashAllOfWhoseFieldsAreDue_isInNoListOfKeys(int fields) {
        fill(store, "h", fields, 0);
        assertThat(TestClient.elements(store.run("KEYS", "*"))).hasSize(1);

        store.clock().advanceMs(10);

        assertThat(TestClient.elements(store.run("KEYS", "*"))).isEmpty();
        assertThat(store.run("SCAN", "0", "COUNT", "100").toString()).doesNotContain("h");
        assertThat(store.run("RANDOMKEY")).isInstanceOf(Reply.Nil.class);
        store.check();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 20, DUE})
    void hashSomeOfWhoseFieldsLast_isInEveryListOfKeys(int fields) {
        fill(store, "h", fields, 1);

        store.clock().advanceMs(10);

        assertThat(TestClient.elements(store.run("KEYS", "*"))).hasSize(1);
        assertThat(TestClient.text(store.run("RANDOMKEY"))).isEqualTo("h");
    }
}
