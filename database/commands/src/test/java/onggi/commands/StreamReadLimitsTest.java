package onggi.commands;

import static onggi.commands.ReplyAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import onggi.resp.Reply;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** MAXCOUNT and MAXSIZE of XREAD and XREADGROUP: they count over all streams of the call. */
class StreamReadLimitsTest {

    @RegisterExtension final TestStore store = new TestStore(4);

    @BeforeEach
    void threeStreamsOfFour() {
        for (String key : List.of("a", "b", "c")) {
            for (int i = 1; i <= 4; i++) {
                store.given("XADD", key, i + "-0", "f", "v");
            }
            store.given("XGROUP", "CREATE", key, "g", "0");
        }
    }

    /** How many entries of each stream are in the reply to a request, as {@code a3 b1}. */
    private String counts(String request) {
        Reply reply = store.run(request.split(" "));
        StringBuilder text = new StringBuilder();
        for (Reply stream : TestClient.elements(reply)) {
            List<Reply> parts = TestClient.elements(stream);
            text.append(text.isEmpty() ? "" : " ")
                    .append(TestClient.text(parts.get(0)))
                    .append(TestClient.elements(parts.get(1)).size());
        }
        return text.toString();
    }

    @Test
    void maxcount_countsOverAllStreams() {
        assertThat(counts("XREAD MAXCOUNT 6 STREAMS a b c 0 0 0")).isEqualTo("a4 b2");
        assertThat(counts("XREAD COUNT 3 MAXCOUNT 7 STREAMS a b c 0 0 0")).isEqualTo("a3 b3 c1");
    }

    @Test
    void maxsize_isExceededByAtMostOneEntry() {
        assertThat(counts("XREAD MAXSIZE 1 STREAMS a b 0 0")).isEqualTo("a1");
        int whole = store.client().runRaw("XREAD", "STREAMS", "a", "b", "0", "0").length;
        assertThat(counts("XREAD MAXSIZE " + (whole / 2) + " STREAMS a b 0 0")).isEqualTo("a4");
        assertThat(counts("XREAD MAXSIZE " + (whole + 1) + " STREAMS a b 0 0")).isEqualTo("a4 b4");
    }

    @Test
    void group_whatDidNotFit_isNotDelivered() {
        assertThat(counts("XREADGROUP GROUP g me MAXCOUNT 5 STREAMS a b c > > >"))
                .isEqualTo("a4 b1");

        assertThat(counts("XREADGROUP GROUP g me STREAMS a b c > > >")).isEqualTo("b3 c4");
        assertThat(counts("XREADGROUP GROUP g me MAXCOUNT 5 STREAMS a b c 0 0 0"))
                .isEqualTo("a4 b1");
    }

    @Test
    void limitsThatAreNone_areRefused() {
        assertThat(store.run("XREAD", "MAXCOUNT", "0", "STREAMS", "a", "0"))
                .isError("ERR MAXCOUNT must be a positive integer");
        assertThat(store.run("XREAD", "MAXSIZE", "x", "STREAMS", "a", "0"))
                .isError("ERR MAXSIZE must be a positive integer");
        assertThat(store.run("XREAD", "COUNT", "3", "MAXCOUNT", "2", "STREAMS", "a", "0"))
                .isError("ERR MAXCOUNT must be greater than or equal to COUNT");
    }
}
