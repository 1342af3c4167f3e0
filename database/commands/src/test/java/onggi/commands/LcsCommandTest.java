package onggi.commands;

import static onggi.commands.ReplyAssert.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class LcsCommandTest {

    @RegisterExtension final TestStore store = new TestStore(4);

    @Test
    void lcs_twoTexts_findsWhatTheyShareInOrder() {
        store.run("SET", "a", "ohmytext");
        store.run("SET", "b", "mynewtext");

        assertThat(store.run("LCS", "a", "b")).isText("mytext");
        assertThat(store.run("LCS", "a", "b", "LEN")).isInteger(6);
        assertThat(store.run("LCS", "a", "b", "IDX"))
                .isShown("[$matches, [[[:4, :7], [:5, :8]], [[:2, :3], [:0, :1]]], $len, :6]");
        assertThat(store.run("LCS", "a", "b", "IDX", "MINMATCHLEN", "4", "WITHMATCHLEN"))
                .isShown("[$matches, [[[:4, :7], [:5, :8], :4]], $len, :6]");
    }

    @Test
    void lcs_inResp3_answersAMap() {
        store.speak(3);
        store.run("SET", "a", "x");

        assertThat(store.run("LCS", "a", "a", "IDX"))
                .isShown("%[$matches, [[[:0, :0], [:0, :0]]], $len, :1]");
    }

    @Test
    void lcs_integersAndAbsentKeys_countAsTheirTexts() {
        store.run("SET", "a", "12345");
        store.run("SET", "b", "1x3x5");

        assertThat(store.run("LCS", "a", "b")).isText("135");
        assertThat(store.run("LCS", "a", "absent")).isText("");
        assertThat(store.run("LCS", "absent", "none", "IDX")).isShown("[$matches, [], $len, :0]");
    }

    @Test
    void lcs_tableLargerThanTheLongestString_isRefused() {
        store.engine().settings().maxBulkBytes(1_000);
        store.run("SET", "a", "x".repeat(100));
        store.run("SET", "b", "y".repeat(100));

        assertThat(store.run("LCS", "a", "b"))
                .isError(
                        "ERR Insufficient memory, transient memory for LCS exceeds proto-max-bulk-len");
    }
}
