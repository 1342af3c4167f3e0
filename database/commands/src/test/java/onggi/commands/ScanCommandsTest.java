package onggi.commands;

import static onggi.commands.ReplyAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import onggi.resp.Reply;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ScanCommandsTest {

    @RegisterExtension final TestStore store = new TestStore(4);

    private void fill(int count) {
        for (int i = 0; i < count; i++) {
            store.run("SET", "key:" + i, "v");
        }
    }

    /** Scans to the end, doing something between two calls. */
    private List<String> scan(Runnable between, String... options) {
        List<String> seen = new ArrayList<>();
        String cursor = "0";
        do {
            String[] command = new String[options.length + 2];
            command[0] = "SCAN";
            command[1] = cursor;
            System.arraycopy(options, 0, command, 2, options.length);
            List<Reply> parts = TestClient.elements(store.run(command));
            cursor = TestClient.text(parts.get(0));
            TestClient.elements(parts.get(1)).forEach(key -> seen.add(TestClient.text(key)));
            between.run();
        } while (!cursor.equals("0"));
        return seen;
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "10", "97", "100000", "9223372036854775807"})
    void scan_unchangedDatabase_seesEachKeyOnce(String count) {
        fill(3000);

        List<String> seen = scan(() -> {}, "COUNT", count);

        assertThat(seen).hasSize(3000).doesNotHaveDuplicates();
    }

    @Test
    void scan_whileTheTableGrows_seesAllThatWasThere() {
        fill(500);
        int[] next = {500};

        Set<String> seen =
                new TreeSet<>(
                        scan(() -> {
                            for (int i = 0; i < 200 && next[0] < 10_000; i++) {
                                store.run("SET", "key:" + next[0]++, "v");
                            }
                        }));

        for (int i = 0; i < 500; i++) {
            assertThat(seen).contains("key:" + i);
        }
    }

    @Test
    void scan_whileTheTableShrinks_seesAllThatStays() {
        fill(10_000);
        int[] next = {100};

        Set<String> seen =
                new TreeSet<>(
                        scan(() -> {
                            for (int i = 0; i < 200 && next[0] < 10_000; i++) {
                                store.run("DEL", "key:" + next[0]++);
                            }
                        }));

        for (int i = 0; i < 100; i++) {
            assertThat(seen).contains("key:" + i);
        }
    }

    @Test
    void scan_options_filter() {
        fill(100);
        store.run("SET", "other", "v");

        assertThat(scan(() -> {}, "MATCH", "oth*")).containsExactly("other");
        assertThat(scan(() -> {}, "TYPE", "STRING")).hasSize(101);
        assertThat(scan(() -> {}, "TYPE", "list")).isEmpty();
        assertThat(scan(() -> {}, "TYPE", "nonsense")).isEmpty();
    }

    @Test
    void scan_expiredKeys_areReaped() {
        store.run("DEBUG", "SET-ACTIVE-EXPIRE", "0");
        fill(50);
        store.run("SET", "gone", "v", "PX", "1");
        store.events();
        store.clock().advanceMs(1);

        assertThat(scan(() -> {})).hasSize(50);

        assertThat(store.events()).containsExactly("expired gone");
        assertThat(store.run("DBSIZE")).isInteger(50);
    }

    @ParameterizedTest
    @CsvSource({
        "x, ERR invalid cursor",
        "99999999999999999999, ERR invalid cursor",
        "-, ERR invalid cursor",
    })
    void scan_badCursor_isAnError(String cursor, String error) {
        assertThat(store.run("SCAN", cursor)).isError(error);
    }

    @ParameterizedTest
    @ValueSource(strings = {"18446744073709551615", "-1", "4611686018427387904", "12345678901"})
    void scan_inventedCursor_ends(String cursor) {
        fill(1000);

        for (int i = 0; i < 1000 && !cursor.equals("0"); i++) {
            List<Reply> parts = TestClient.elements(store.run("SCAN", cursor));
            cursor = TestClient.text(parts.get(0));
        }

        assertThat(cursor).isEqualTo("0");
    }

    @Test
    void keys_pattern_listsWhatMatchesAndLives() {
        store.run("MSET", "one", "1", "two", "2", "three", "3");
        store.run("SET", "ten", "v", "PX", "1");
        store.clock().advanceMs(1);

        assertThat(store.run("KEYS", "tw?")).isArray("$two");
        assertThat(TestClient.elements(store.run("KEYS", "*"))).hasSize(3);
        assertThat(store.run("KEYS", "nothing")).isArray();
    }
}
