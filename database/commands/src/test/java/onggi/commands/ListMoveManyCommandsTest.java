package onggi.commands;

import static onggi.commands.ReplyAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import onggi.resp.Reply;
import onggi.testkit.Gen;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** LMOVEM and BLMOVEM, as the documentation and the published tests of Redis 8.10 have them. */
class ListMoveManyCommandsTest {

    @RegisterExtension final TestStore store = new TestStore(4);

    private String show(String... arguments) {
        return ReplyAssert.show(store.run(arguments)).replace("$", "");
    }

    private static String answer(TestClient client) {
        List<Reply> answers = client.answers();
        return answers.isEmpty()
                ? "nothing"
                : ReplyAssert.show(answers.getFirst()).replace("$", "");
    }

    @ParameterizedTest
    @CsvSource({
        "LEFT, LEFT, OBO, '[3, 2, 1]', '[3, 2, 1, x]'",
        "LEFT, LEFT, BULK, '[1, 2, 3]', '[1, 2, 3, x]'",
        "LEFT, RIGHT, OBO, '[1, 2, 3]', '[x, 1, 2, 3]'",
        "LEFT, RIGHT, BULK, '[1, 2, 3]', '[x, 1, 2, 3]'",
        "RIGHT, RIGHT, OBO, '[5, 4, 3]', '[x, 5, 4, 3]'",
        "RIGHT, RIGHT, BULK, '[3, 4, 5]', '[x, 3, 4, 5]'",
        "RIGHT, LEFT, OBO, '[3, 4, 5]', '[3, 4, 5, x]'",
        "RIGHT, LEFT, BULK, '[3, 4, 5]', '[3, 4, 5, x]'"
    })
    void lmovem_answersTheElementsAsTheyStandAtTheTarget(
            String from, String to, String order, String moved, String target) {
        store.given("RPUSH", "s", "1", "2", "3", "4", "5");
        store.given("RPUSH", "d", "x");

        assertThat(show("LMOVEM", "s", "d", from, to, "COUNT", "3", order)).isEqualTo(moved);
        assertThat(show("LRANGE", "d", "0", "-1")).isEqualTo(target);
        assertThat(store.run("LLEN", "s")).isInteger(2);
    }

    @Test
    void lmovem_withoutACount_movesOneAndAnswersAnArray() {
        store.given("RPUSH", "s", "a", "b");
        store.events();
        store.effects();

        assertThat(show("LMOVEM", "s", "d", "LEFT", "RIGHT")).isEqualTo("[a]");
        assertThat(store.events()).containsExactly("new d", "rpush d", "lpop s");
        assertThat(store.effects()).containsExactly("LMOVEM s d LEFT RIGHT");
    }

    @Test
    void lmovem_moreThanThereAre_movesAllUnlessExactly() {
        store.given("RPUSH", "s", "a", "b");

        assertThat(store.run("LMOVEM", "s", "d", "LEFT", "RIGHT", "EXACTLY", "3", "BULK")).isNil();
        assertThat(store.run("EXISTS", "d")).isInteger(0);
        assertThat(show("LMOVEM", "s", "d", "LEFT", "RIGHT", "COUNT", "3", "BULK"))
                .isEqualTo("[a, b]");
        assertThat(store.run("EXISTS", "s")).isInteger(0);
    }

    @Test
    void lmovem_noSource_isAnEmptyArrayOrNil() {
        assertThat(show("LMOVEM", "s", "d", "LEFT", "RIGHT")).isEqualTo("[]");
        assertThat(show("LMOVEM", "s", "d", "LEFT", "RIGHT", "COUNT", "2", "OBO")).isEqualTo("[]");
        assertThat(store.run("LMOVEM", "s", "d", "LEFT", "RIGHT", "EXACTLY", "1", "OBO")).isNil();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"COUNT 2", "COUNT 2 OBO extra", "BAD 2 OBO", "COUNT 2 BAD", "OBO COUNT 2"})
    void lmovem_otherWords_areASyntaxError(String rest) {
        store.given("RPUSH", "s", "a", "b", "c");
        List<String> command = new ArrayList<>(List.of("LMOVEM", "s", "d", "LEFT", "RIGHT"));
        command.addAll(List.of(rest.split(" ")));

        assertThat(store.run(command.toArray(String[]::new))).isError("ERR syntax error");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "a", "9223372036854775808"})
    void lmovem_noPositiveCount_isRefused(String count) {
        assertThat(store.run("LMOVEM", "s", "d", "LEFT", "LEFT", "COUNT", count, "OBO"))
                .isError("ERR count should be greater than 0");
    }

    @Test
    void lmovem_targetOfAnotherType_movesNothing() {
        store.given("RPUSH", "s", "a", "b");
        store.givenOtherType("d");

        assertThat(show("LMOVEM", "s", "d", "LEFT", "LEFT", "COUNT", "2", "BULK"))
                .contains("WRONGTYPE");
        assertThat(store.run("LLEN", "s")).isInteger(2);
    }

    @Test
    void blmovem_exactly_waitsForEnough() {
        TestClient waiting = store.newClient();
        store.given("RPUSH", "s", "1");
        waiting.waitFor("BLMOVEM", "s", "d", "LEFT", "RIGHT", "0", "EXACTLY", "3", "OBO");

        store.given("RPUSH", "s", "2");
        assertThat(answer(waiting)).isEqualTo("nothing");
        store.effects();
        store.given("LINSERT", "s", "BEFORE", "1", "0");

        assertThat(answer(waiting)).isEqualTo("[0, 1, 2]");
        assertThat(store.effects())
                .containsExactly("LINSERT s BEFORE 1 0", "LMOVEM s d LEFT RIGHT EXACTLY 3 OBO");
        assertThat(store.run("EXISTS", "s")).isInteger(0);
    }

    @Test
    void blmovem_count_takesWhatTheFirstPushBrings() {
        TestClient waiting = store.newClient();
        waiting.waitFor("BLMOVEM", "s", "d", "LEFT", "RIGHT", "0", "COUNT", "5", "BULK");

        store.given("RPUSH", "s", "a", "b");

        assertThat(answer(waiting)).isEqualTo("[a, b]");
        assertThat(show("LRANGE", "d", "0", "-1")).isEqualTo("[a, b]");
    }

    @Test
    void blmovem_whoNeedsMore_doesNotHoldUpWhoNeedsLess() {
        TestClient many = store.newClient();
        TestClient few = store.newClient();
        many.waitFor("BLMOVEM", "s", "d", "LEFT", "RIGHT", "0", "EXACTLY", "3", "OBO");
        few.waitFor("BLPOP", "s", "0");

        store.given("RPUSH", "s", "a");

        assertThat(answer(few)).isEqualTo("[s, a]");
        assertThat(answer(many)).isEqualTo("nothing");
        store.execution().blockedCalls().forget(many);
    }

    @Test
    void blmovem_timeUpOrInsideExec_isANullArray() {
        TestClient waiting = store.newClient();
        waiting.waitFor("BLMOVEM", "s", "d", "LEFT", "RIGHT", "1", "EXACTLY", "3", "OBO");

        store.clock().advanceMs(1_000);
        store.execution().blockedCalls().run(store.clock().nowMs());

        assertThat(answer(waiting)).isEqualTo("nil");
        store.run("MULTI");
        store.queue("BLMOVEM", "s", "d", "LEFT", "RIGHT", "0");
        assertThat(show("EXEC")).isEqualTo("[nil]");
    }

    /** Against the definition: OBO is element by element, BULK keeps the order. */
    @ParameterizedTest
    @ValueSource(ints = {-2, 3})
    void randomMoves_equalThoseOfPlainLists(int listpackSize) {
        store.engine().keyspace().limits().listNodeSize = listpackSize;
        Gen.check(
                20,
                gen -> {
                    store.given("DEL", "a", "b");
                    List<List<String>> model = List.of(new ArrayList<>(), new ArrayList<>());
                    for (int step = 0; step < 200; step++) {
                        step(gen, model, step);
                    }
                });
    }

    private void step(Gen gen, List<List<String>> model, int step) {
        if (gen.chance(50)) {
            int to = gen.below(2);
            String text = gen.chance(50) ? Integer.toString(step) : "t".repeat(gen.below(40));
            store.given("RPUSH", to == 0 ? "a" : "b", text);
            model.get(to).add(text);
            return;
        }
        int from = gen.below(2);
        int to = gen.below(2);
        boolean left = gen.chance(50);
        boolean toLeft = gen.chance(50);
        boolean oneByOne = gen.chance(50);
        int count = gen.between(1, 12);
        List<String> moved = move(model.get(from), model.get(to), left, toLeft, oneByOne, count);

        String reply =
                show(
                        "LMOVEM",
                        from == 0 ? "a" : "b",
                        to == 0 ? "a" : "b",
                        left ? "LEFT" : "RIGHT",
                        toLeft ? "LEFT" : "RIGHT",
                        "COUNT",
                        Integer.toString(count),
                        oneByOne ? "OBO" : "BULK");

        assertThat(reply).isEqualTo(moved.toString());
        assertThat(show("LRANGE", "a", "0", "-1")).isEqualTo(model.get(0).toString());
        assertThat(show("LRANGE", "b", "0", "-1")).isEqualTo(model.get(1).toString());
    }

    private static List<String> move(
            List<String> from,
            List<String> to,
            boolean left,
            boolean toLeft,
            boolean oneByOne,
            int most) {
        List<String> popped = new ArrayList<>();
        while (popped.size() < most && !from.isEmpty()) {
            popped.add(left ? from.removeFirst() : from.removeLast());
        }
        if (oneByOne) {
            if (toLeft) {
                Collections.reverse(popped);
            }
        } else if (!left) {
            Collections.reverse(popped);
        }
        to.addAll(toLeft ? 0 : to.size(), popped);
        return popped;
    }
}
