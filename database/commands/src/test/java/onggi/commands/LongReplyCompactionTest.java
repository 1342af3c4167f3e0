package onggi.commands;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import onggi.bytes.Slab;
import onggi.engine.Compactor;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The reply of a list remembers the node that it has come to, so compaction must leave the list
 * alone while it is made, whether the walk has come to the list before or not.
 */
class LongReplyCompactionTest {

    private static final int ELEMENTS = 12_000;
    private static final int ELEMENT_BYTES = 200;
    private static final int MOST_RUNS = 5000;

    /** What a reading of the clock takes: a run of the compactor makes few steps then. */
    private static final long TICK_NS = 100_000;

    /** A piece ends when it seems to take longer. */
    private static final long PIECE_NS = 400_000;

    private static final List<String> KEYS = List.of("k", "x", "y", "z");

    private static void build(TestStore store) {
        fill(store, List.of("first", "x", "y", "z"), ELEMENTS / 4); // is what others are moved to
        fill(store, KEYS, ELEMENTS);
        store.given("DEL", "x", "y", "z");
    }

    /** Makes lists whose nodes lie side by side. */
    private static void fill(TestStore store, List<String> keys, int elements) {
        for (int at = 0; at < elements; at += 100) {
            for (String key : keys) {
                List<String> command = new ArrayList<>(List.of("RPUSH", key));
                for (int i = at; i < at + 100; i++) {
                    command.add(String.format("%0" + ELEMENT_BYTES + "d", i) + key);
                }
                store.given(command.toArray(String[]::new));
            }
        }
    }

    /** Runs a compactor so many times, or until there is nothing to do; returns how many times. */
    private static int compact(TestStore store, Compactor compactor, int most) {
        store.clock().tickNs(TICK_NS);
        int runs = 0;
        while (runs < most && runOnce(store, compactor)) {
            runs++;
        }
        store.clock().tickNs(0);
        return runs;
    }

    private static boolean runOnce(TestStore store, Compactor compactor) {
        store.clock().advanceMs(100);
        return compactor.run(store.clock().nowMs()) != Compactor.NOTHING_TO_DO;
    }

    private static long looseBytes(TestStore store) {
        Slab slab = store.engine().keyspace().shard(0).slab();
        return slab.looseBytes();
    }

    private static String list(byte[] reply) {
        return String.join(
                " ",
                TestClient.elements(TestClient.decode(reply).getFirst()).stream()
                        .map(TestClient::text)
                        .toList());
    }

    /** The first nodes are moved at once, the others later: the reply is at one or the other. */
    @ParameterizedTest
    @ValueSource(strings = {"0", "7000"})
    void list_isCompactedBeforeOrAfterItsReply_andNotMeanwhile(String first) {
        int wholeWalk = Integer.MAX_VALUE;
        for (int before = 0; before < wholeWalk; before++) {
            try (TestStore store = new TestStore()) {
                build(store);
                Compactor compactor = new Compactor(store.engine(), store.execution(), 0, 1);
                String expected = list(store.newClient().runRaw("LRANGE", "k", first, "-1"));
                int done = compact(store, compactor, before);
                if (done < before) {
                    wholeWalk = before;
                }
                TestClient client = store.newClient();
                client.takePieces();
                ByteArrayOutputStream got = new ByteArrayOutputStream();
                store.clock().tickNs(PIECE_NS);
                got.writeBytes(client.runRaw("LRANGE", "k", first, "-1"));
                store.clock().tickNs(0);
                assertThat(client.hasMore()).isTrue();
                long loose = looseBytes(store);

                compact(store, compactor, MOST_RUNS);

                if (before == 0) {
                    // What the others had is free by now.
                    assertThat(looseBytes(store)).isGreaterThan(loose);
                }
                // Overwrites what nodes would have been moved from.
                fill(store, List.of("u", "v", "w"), ELEMENTS);
                while (client.hasMore()) {
                    got.writeBytes(client.piece());
                }
                assertThat(list(got.toByteArray())).isEqualTo(expected);
                store.check();
            }
        }
        assertThat(wholeWalk).isGreaterThan(10);
    }
}
