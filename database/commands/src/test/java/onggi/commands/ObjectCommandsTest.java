package onggi.commands;

import static onggi.commands.ReplyAssert.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class ObjectCommandsTest {

    private static final String SWITCHING =
            " Please note that when switching between policies at runtime LRU and LFU data will"
                    + " take some time to adjust.";

    @RegisterExtension final TestStore store = new TestStore();

    @Test
    void timedKeys_haveAnIdleTimeAndNoFrequency() {
        store.given("SET", "k", "v");
        store.clock().advanceMs(9_000);

        assertThat(store.run("OBJECT", "IDLETIME", "k")).isInteger(9);
        assertThat(store.run("OBJECT", "FREQ", "k"))
                .isError(
                        "ERR An LFU maxmemory policy is not selected, access frequency not tracked."
                                + SWITCHING);
        assertThat(store.run("OBJECT", "FREQ", "absent")).isNil();
    }

    @Test
    void countedKeys_haveAFrequencyThatGrowsAndFalls() {
        store.engine().accessClock().countsUses(true);
        store.engine().accessClock().logFactor(0);
        store.given("SET", "k", "v");
        assertThat(store.run("OBJECT", "FREQ", "k")).isInteger(5);

        store.given("GET", "k");
        store.given("MGET", "k", "k");
        assertThat(store.run("OBJECT", "FREQ", "k")).isInteger(8);

        store.clock().advanceMs(120_000);
        assertThat(store.run("OBJECT", "FREQ", "k")).isInteger(6);
        assertThat(store.run("OBJECT", "IDLETIME", "k"))
                .isError(
                        "ERR An LFU maxmemory policy is selected, idle time not tracked."
                                + SWITCHING);
    }
}
