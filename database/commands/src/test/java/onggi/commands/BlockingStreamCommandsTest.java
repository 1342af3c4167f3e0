package onggi.commands;

import static onggi.commands.ReplyAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class BlockingStreamCommandsTest {

    /** More than one shard, so that calls wait in several and are served with all locked. */
    @RegisterExtension final TestStore store = new TestStore(16);

    private TestClient first;
    private TestClient second;

    @BeforeEach
    void connect() {
        first = store.newClient();
        second = store.newClient();
    }

    @AfterEach
    void nobodyWaits() {
        for (TestClient client : List.of(first, second)) {
            store.execution().blockedCalls().forget(client);
        }
        assertThat(store.engine().blockedClientCount()).isZero();
        assertThat(store.engine().blockingKeyCount()).isZero();
    }

    private static List<String> answers(TestClient client) {
        return client.answers().stream()
                .map(reply -> ReplyAssert.show(reply).replace("$", ""))
                .toList();
    }

    @Test
    void xread_endOfStream_everyoneGetsWhatComesNext() {
        store.given("XADD", "s", "1-0", "f", "old");
        first.waitFor("XREAD", "BLOCK", "0", "STREAMS", "s", "none", "$", "$");
        second.waitFor("XREAD", "BLOCK", "0", "STREAMS", "s", "1-0");

        store.given("XADD", "s", "2-0", "f", "new");

        assertThat(answers(first)).containsExactly("[[s, [[2-0, [f, new]]]]]");
        assertThat(answers(second)).containsExactly("[[s, [[2-0, [f, new]]]]]");
    }

    @Test
    void xread_endOfAbsentStream_isServedByItsFirstEntry() {
        first.waitFor("XREAD", "BLOCK", "0", "COUNT", "1", "STREAMS", "s", "$");

        store.given("XADD", "s", "1-0", "f", "v");

        assertThat(answers(first)).containsExactly("[[s, [[1-0, [f, v]]]]]");
    }

    @Test
    void xread_entryTrimmedAtOnce_waitsOn() {
        first.waitFor("XREAD", "BLOCK", "0", "STREAMS", "s", "$");
        store.given("XADD", "s", "MAXLEN", "0", "1-0", "f", "v");
        assertThat(answers(first)).isEmpty();

        store.given("XADD", "s", "2-0", "f", "w");

        assertThat(answers(first)).containsExactly("[[s, [[2-0, [f, w]]]]]");
    }

    @Test
    void xread_timeUp_answersNull() {
        first.waitFor("XREAD", "BLOCK", "20", "STREAMS", "s", "$");
        store.clock().advanceMs(20);

        store.execution().blockedCalls().run(store.clock().nowMs());

        assertThat(answers(first)).containsExactly("nil");
    }

    @Test
    void xread_insideMulti_doesNotWait() {
        store.run("MULTI");
        store.queue("XREAD", "BLOCK", "0", "STREAMS", "s", "$");

        assertThat(ReplyAssert.show(store.run("EXEC"))).isEqualTo("[nil]");
    }

    @Test
    void xreadgroup_oneEntry_goesToWhoWaitsLonger() {
        store.given("XGROUP", "CREATE", "s", "g", "$", "MKSTREAM");
        second.waitFor("XREADGROUP", "GROUP", "g", "Bob", "BLOCK", "0", "STREAMS", "s", ">");
        first.waitFor("XREADGROUP", "GROUP", "g", "Alice", "BLOCK", "0", "STREAMS", "s", ">");
        store.effects();

        store.given("XADD", "s", "1-0", "f", "v");

        assertThat(answers(second)).containsExactly("[[s, [[1-0, [f, v]]]]]");
        assertThat(answers(first)).isEmpty();
        assertThat(store.effects())
                .containsExactly(
                        "XADD s 1-0 f v",
                        "XCLAIM s g Bob 0 1-0 TIME "
                                + TestStore.START_MS
                                + " RETRYCOUNT 1 FORCE JUSTID LASTID 1-0");
    }

    @Test
    void xreadgroup_keyDeletedOrOverwritten_isToldSo() {
        store.given("XGROUP", "CREATE", "s", "g", "$", "MKSTREAM");
        first.waitFor("XREADGROUP", "GROUP", "g", "Alice", "BLOCK", "0", "STREAMS", "s", ">");
        store.given("DEL", "s");
        store.given("XGROUP", "CREATE", "s", "g", "$", "MKSTREAM");
        second.waitFor("XREADGROUP", "GROUP", "g", "Alice", "BLOCK", "0", "STREAMS", "s", ">");
        store.given("SET", "s", "v");

        assertThat(answers(first)).containsExactly("-UNBLOCKED the stream key no longer exists");
        assertThat(answers(second)).containsExactly("-UNBLOCKED the stream key no longer exists");
    }

    @Test
    void xreadgroup_groupDestroyed_isToldSo() {
        store.given("XGROUP", "CREATE", "s", "g", "$", "MKSTREAM");
        store.given("XGROUP", "CREATE", "s", "h", "$");
        first.waitFor("XREADGROUP", "GROUP", "g", "Alice", "BLOCK", "0", "STREAMS", "s", ">");
        second.waitFor("XREADGROUP", "GROUP", "h", "Alice", "BLOCK", "0", "STREAMS", "s", ">");

        assertThat(store.run("XGROUP", "DESTROY", "s", "g")).isInteger(1);

        assertThat(answers(first))
                .containsExactly(
                        "-NOGROUP the consumer group this client was blocked on no longer exists");
        assertThat(answers(second)).isEmpty();
    }
}
