package onggi.commands;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class BlockingZsetCommandsTest {

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
    }

    private static List<String> answers(TestClient client) {
        return client.answers().stream()
                .map(reply -> ReplyAssert.show(reply).replace("$", ""))
                .toList();
    }

    private String run(String... arguments) {
        return ReplyAssert.show(store.run(arguments)).replace("$", "");
    }

    @Test
    void aSetWithMembers_isServedAtOnce() {
        store.given("ZADD", "b", "1", "x", "2", "y", "3", "z");
        store.effects();

        assertThat(run("BZPOPMIN", "a", "b", "0")).isEqualTo("[b, x, 1]");
        assertThat(run("BZPOPMAX", "a", "b", "0")).isEqualTo("[b, z, 3]");
        assertThat(run("BZMPOP", "0", "2", "a", "b", "MIN", "COUNT", "9"))
                .isEqualTo("[b, [[y, 2]]]");

        assertThat(store.effects()).containsExactly("ZPOPMIN b", "ZPOPMAX b", "ZPOPMIN b 1");
        assertThat(run("EXISTS", "b")).isEqualTo(":0");
    }

    @Test
    void zadd_servesThoseWhoWait_inTheirOrder() {
        second.waitFor("BZPOPMIN", "k", "0");
        first.waitFor("BZPOPMAX", "other", "k", "0");
        third.waitFor("BZMPOP", "0", "1", "k", "MAX", "COUNT", "2");
        store.effects();

        assertThat(run("ZADD", "k", "1", "a", "2", "b", "3", "c", "4", "d", "5", "e"))
                .isEqualTo(":5");

        assertThat(answers(second)).containsExactly("[k, a, 1]");
        assertThat(answers(first)).containsExactly("[k, e, 5]");
        assertThat(answers(third)).containsExactly("[k, [[d, 4], [c, 3]]]");
        assertThat(run("ZRANGE", "k", "0", "-1")).isEqualTo("[b]");
        assertThat(store.effects())
                .containsExactly(
                        "ZADD k 1 a 2 b 3 c 4 d 5 e", "ZPOPMIN k", "ZPOPMAX k", "ZPOPMAX k 2");
    }

    @Test
    void storedResult_servesToo_andAnotherTypeDoesNot() {
        first.waitFor("BZPOPMIN", "k", "0");
        store.given("ZADD", "a", "7", "m");
        store.given("RPUSH", "k", "x");
        assertThat(answers(first)).isEmpty();

        store.given("ZUNIONSTORE", "k", "1", "a");

        assertThat(answers(first)).containsExactly("[k, m, 7]");
    }

    @Test
    void insideExec_nobodyWaits() {
        store.run("MULTI");
        store.queue("BZPOPMIN", "k", "0");
        store.queue("BZMPOP", "0", "1", "k", "MIN");

        assertThat(run("EXEC")).isEqualTo("[nil, nil]");
    }

    @Test
    void errors_comeInRedissOrder() {
        assertThat(run("BZPOPMIN", "k", "x")).contains("timeout is not a float");
        assertThat(run("BZPOPMIN", "k", "-1")).contains("timeout is negative");
        assertThat(run("BZMPOP", "x", "0", "k", "MIN"))
                .contains("numkeys should be greater than 0");
        assertThat(run("BZMPOP", "x", "1", "k", "MIN")).contains("timeout is not a float");
        store.given("SET", "s", "text");
        assertThat(run("BZPOPMIN", "s", "0")).contains("WRONGTYPE");
    }
}
