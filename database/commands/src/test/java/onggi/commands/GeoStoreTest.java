package onggi.commands;

import static org.assertj.core.api.Assertions.assertThat;

import onggi.resp.Reply;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Where searches for places store what they find. */
class GeoStoreTest {

    @RegisterExtension final TestStore store = new TestStore(16);

    @Test
    void georadius_severalTargets_storesAtTheLast() {
        store.given("GEOADD", "places", "1", "1", "here");

        for (int i = 0; i < 50; i++) {
            String last = "last" + i;
            String[] command = {
                "GEORADIUS", "places", "1", "1", "9", "km", "STORE", "one", "STOREDIST", last
            };
            assertThat(store.run(command)).isEqualTo(new Reply.Int(1));
            command[8] = "STORE";
            assertThat(store.run(command)).isEqualTo(new Reply.Int(1));
            assertThat(store.run("ZCARD", last)).isEqualTo(new Reply.Int(1));
        }
        assertThat(store.run("EXISTS", "one")).isEqualTo(new Reply.Int(0));
    }

    @Test
    void georadiusbymember_severalTargets_storesAtTheLast() {
        store.given("GEOADD", "places", "1", "1", "here");

        assertThat(
                        store.run(
                                "GEORADIUSBYMEMBER",
                                "places",
                                "here",
                                "9",
                                "km",
                                "STORE",
                                "a",
                                "STORE",
                                "b",
                                "STORE",
                                "c"))
                .isEqualTo(new Reply.Int(1));
        assertThat(store.run("EXISTS", "a", "b")).isEqualTo(new Reply.Int(0));
        assertThat(store.run("ZCARD", "c")).isEqualTo(new Reply.Int(1));
    }
}
