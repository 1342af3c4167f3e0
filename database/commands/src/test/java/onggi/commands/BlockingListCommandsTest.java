package onggi.commands;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import onggi.engine.KeyEvents;
import onggi.resp.Reply;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BlockingListCommandsTest {

    /** More than one shard, so that calls wait in several and are served with all locked. */
    @RegisterExtension final TestStore store = new TestStore(16);

    private TestClient first;
    private TestClient second;
    private TestClient third;

    @BeforeEach
    void connect() {
        first = store.newClient();
        second = store.newClient();
        third = store.newClient();
    }

    @AfterEach
    void nobodyWaits() {
        for (TestClient client : List.of(first, second, third)) {
            store.execution().blockedCalls().forget(client);
        }
        assertThat(store.engine().blockedClientCount()).isZero();
        assertThat(store.engine().blockingKeyCount()).isZero();
    }

    private static List<String> answers(TestClient client) {
        return client.answers().stream().map(BlockingListCommandsTest::plain).toList();
    }

    private String run(String... arguments) {
        return plain(store.run(arguments));
    }

    private static String plain(Reply reply) {
        return ReplyAssert.show(reply).replace("$", "");
    }

    private void pass(long ms) {
        store.clock().advanceMs(ms);
        store.execution().blockedCalls().run(store.clock().nowMs());
    }

    @Test
    void blpop_aListWithElements_doesNotWait() {
        store.given("RPUSH", "b", "x", "y");

        assertThat(run("BLPOP", "a", "b", "0")).isEqualTo("[b, x]");
    }

    @Test
    void push_ofThree_servesThreeInTheOrderOfWaiting() {
        second.waitFor("BLPOP", "k", "0");
        first.waitFor("BRPOP", "k", "0");
        third.waitFor("BLPOP", "other", "k", "0");

        assertThat(run("RPUSH", "k", "1", "2", "3", "4")).isEqualTo(":4");

        assertThat(answers(second)).containsExactly("[k, 1]");
        assertThat(answers(first)).containsExactly("[k, 4]");
        assertThat(answers(third)).containsExactly("[k, 2]");
        assertThat(run("LRANGE", "k", "0", "-1")).isEqualTo("[3]");
    }

    @Test
    void effects_ofAServedCall_areThatOfThePop() {
        first.waitFor("BLPOP", "k", "0");
        second.waitFor("BLMPOP", "0", "2", "j", "k", "RIGHT", "COUNT", "5");
        third.waitFor("BLMOVE", "k", "d", "LEFT", "RIGHT", "0");
        store.effects();

        store.given("RPUSH", "k", "1", "2", "3");
        store.given("RPUSH", "k", "4");

        assertThat(store.effects())
                .containsExactly(
                        "RPUSH k 1 2 3", "LPOP k", "RPOP k 2", "RPUSH k 4", "LMOVE k d LEFT RIGHT");
    }

    @Test
    void exec_servesAfterItsLastCommand() {
        first.waitFor("BLPOP", "k", "0");
        store.run("MULTI");
        store.queue("RPUSH", "k", "gone");
        store.queue("DEL", "k");
        store.run("EXEC");
        assertThat(answers(first)).isEmpty();

        store.run("MULTI");
        store.queue("RPUSH", "k", "a");
        store.queue("LPUSH", "k", "b");
        store.run("EXEC");

        assertThat(answers(first)).containsExactly("[k, b]");
    }

    @Test
    void insideExec_nobodyWaits() {
        store.run("MULTI");
        store.queue("BLPOP", "k", "0");
        store.queue("BLMOVE", "k", "d", "LEFT", "LEFT", "0");

        assertThat(run("EXEC")).isEqualTo("[nil, nil]");
    }

    @Test
    void served_move_makesItsTargetReady() {
        first.waitFor("BLPOP", "d", "0");
        second.waitFor("BRPOPLPUSH", "k", "d", "0");

        store.given("LPUSH", "k", "chain");

        assertThat(answers(second)).containsExactly("chain");
        assertThat(answers(first)).containsExactly("[d, chain]");
        assertThat(run("EXISTS", "k", "d")).isEqualTo(":0");
    }

    @Test
    void otherType_leavesTheCallWaiting() {
        first.waitFor("BLPOP", "k", "0");

        store.given("SET", "k", "v");
        assertThat(answers(first)).isEmpty();
        store.given("DEL", "k");
        store.given("RPUSH", "k", "x");

        assertThat(answers(first)).containsExactly("[k, x]");
    }

    @Test
    void wrongTypeOfTarget_isAnErrorAndTakesNothing() {
        store.given("SET", "d", "v");
        first.waitFor("BRPOPLPUSH", "k", "d", "0");

        store.given("RPUSH", "k", "x");

        assertThat(answers(first)).singleElement().asString().startsWith("-WRONGTYPE");
        assertThat(run("LLEN", "k")).isEqualTo(":1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"RENAME j k", "COPY j k", "LMOVE j k LEFT LEFT"})
    void keysThatAppearOtherwise_serve(String command) {
        store.given("RPUSH", "j", "x");
        first.waitFor("BLPOP", "k", "0");

        store.given(command.split(" "));

        assertThat(answers(first)).containsExactly("[k, x]");
    }

    @Test
    void moveAndSwapdb_serveTheOtherDatabase() {
        first.select(9);
        first.waitFor("BLPOP", "k", "0");
        store.given("RPUSH", "k", "x");
        assertThat(answers(first)).isEmpty();
        store.given("MOVE", "k", "9");
        assertThat(answers(first)).containsExactly("[k, x]");

        first.waitFor("BLPOP", "k", "0");
        store.given("RPUSH", "k", "y");
        store.given("SWAPDB", "0", "9");
        assertThat(answers(first)).containsExactly("[k, y]");
    }

    @Test
    void timeout_answersNothing_atItsMillisecond() {
        first.waitFor("BLPOP", "k", "0.0505");
        second.waitFor("BLMOVE", "k", "d", "LEFT", "LEFT", "0.02");
        third.waitFor("BLPOP", "k", "0");

        pass(19);
        assertThat(answers(second)).isEmpty();
        pass(1);
        assertThat(answers(second)).containsExactly("nil");
        pass(30);
        assertThat(answers(first)).isEmpty();
        pass(1);
        assertThat(answers(first)).containsExactly("nil");
        pass(1L << 40);
        assertThat(answers(third)).isEmpty();
    }

    @Test
    void call_thatWaited_isReckonedWhenItEnds() {
        List<String> reckoned = new ArrayList<>();
        store.execution()
                .onServed((call, ns, bytes) -> reckoned.add(call.text(0) + " " + call.text(1)));
        first.waitFor("BLPOP", "k", "0");
        second.waitFor("BRPOPLPUSH", "j", "other", "0");

        store.given("SET", "unrelated", "1");
        assertThat(reckoned).isEmpty();
        store.given("RPUSH", "j", "x");
        store.given("RPUSH", "k", "x");

        assertThat(reckoned).containsExactly("BRPOPLPUSH j", "BLPOP k");
    }

    @Test
    void unblock_endsOneCall_asItIsAsked() {
        first.waitFor("BLPOP", "k", "j", "0");
        second.waitFor("BLPOP", "k", "7");
        var blocked = store.execution().blockedCalls();
        List<String> reckoned = new ArrayList<>();
        store.execution().onServed((call, ns, bytes) -> reckoned.add(call.text(1)));

        assertThat(blocked.unblock(first, false)).isTrue();
        assertThat(blocked.unblock(second, true)).isTrue();
        assertThat(blocked.unblock(second, true)).isFalse();

        assertThat(answers(first)).containsExactly("nil");
        assertThat(answers(second))
                .containsExactly("-UNBLOCKED client unblocked via CLIENT UNBLOCK");
        assertThat(store.execution().stats().failures(BlockingListCommands.BLPOP.id()))
                .isEqualTo(1);
        assertThat(store.execution().stats().errors()).containsEntry("UNBLOCKED", 1L);
        assertThat(reckoned).containsExactly("k");
        store.given("RPUSH", "k", "x");
        assertThat(run("LLEN", "k")).isEqualTo(":1");
    }

    @Test
    void closedSession_isServedNothing() {
        first.waitFor("BLPOP", "k", "0");
        second.waitFor("BLPOP", "k", "0");
        store.execution().blockedCalls().forget(first);

        store.given("RPUSH", "k", "x");

        assertThat(answers(first)).isEmpty();
        assertThat(answers(second)).containsExactly("[k, x]");
    }

    @Test
    void watchers_seeAServedKeyAsChanged() {
        store.run("WATCH", "k");
        first.waitFor("BLPOP", "k", "0");
        second.run("RPUSH", "k", "x");
        store.run("MULTI");
        store.queue("GET", "k");

        assertThat(run("EXEC")).isEqualTo("nil");
    }

    @Test
    void events_ofAServedCall_followThoseOfThePush() {
        store.engine().keyEvents().want(KeyEvents.parse("AE"));
        store.events();
        first.waitFor("BLPOP", "k", "0");

        store.given("RPUSH", "k", "x");

        assertThat(store.events()).containsExactly("new k", "rpush k", "lpop k", "del k");
    }

    @Test
    void manyWaiters_areServedInOrder() {
        List<TestClient> clients =
                java.util.stream.IntStream.range(0, 2_000)
                        .mapToObj(i -> store.newClient())
                        .toList();
        for (int i = 0; i < clients.size(); i++) {
            clients.get(i).waitFor("BLPOP", "k", "k" + i % 7, Integer.toString(i % 3 * 1_000));
        }
        for (int i = 0; i < clients.size(); i++) {
            store.given("RPUSH", "k", Integer.toString(i));
            assertThat(answers(clients.get(i))).containsExactly("[k, " + i + "]");
        }
        pass(10_000_000);
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "x", "", "1e30", "nan", "inf", " 1"})
    void timeouts_thatAreNone_areRefused(String timeout) {
        store.given("RPUSH", "k", "x");

        assertThat(run("BLPOP", "k", timeout)).startsWith("-ERR timeout is ");
        assertThat(run("LLEN", "k")).isEqualTo(":1");
    }
}
