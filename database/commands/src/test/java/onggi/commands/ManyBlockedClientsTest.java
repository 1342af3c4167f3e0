package onggi.commands;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A hundred thousand clients that wait. Anything that looked at all of them for each of them would
 * take minutes; the limits here are some fifty times of what is measured.
 */
class ManyBlockedClientsTest {

    private static final int CLIENTS = 100_000;
    private static final long MOST_BYTES_EACH = 1_000;
    private static final int SECONDS_FOR_ALL = 20;

    @RegisterExtension final TestStore store = new TestStore();

    private final List<TestClient> clients = new ArrayList<>();

    private void block(int keys, String timeout) {
        for (int i = 0; i < CLIENTS; i++) {
            clients.add(store.newClient());
        }
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long requests = allocatedByRequests(keys, timeout);
        long before = threads.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < CLIENTS; i++) {
            clients.get(i).waitFor("BLPOP", "key:" + i % keys, timeout);
        }
        long allocated = threads.getCurrentThreadAllocatedBytes() - before - requests;
        assertThat(store.engine().blockedClientCount()).isEqualTo(CLIENTS);
        assertThat(allocated / CLIENTS).isLessThan(MOST_BYTES_EACH);
    }

    /** What the test's own client allocates for such commands that do not wait. */
    private long allocatedByRequests(int keys, String timeout) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < CLIENTS; i++) {
            clients.get(i).runRaw("EXISTS", "key:" + i % keys, timeout);
        }
        return threads.getCurrentThreadAllocatedBytes() - before;
    }

    @AfterEach
    void nobodyWaits() {
        assertThat(store.engine().blockedClientCount()).isZero();
        assertThat(store.engine().blockingKeyCount()).isZero();
    }

    @ParameterizedTest
    @CsvSource({"1", "100000", "1000"})
    @Timeout(SECONDS_FOR_ALL)
    void pushes_serveThemInTheOrderOfWaiting(int keys) {
        block(keys, "0");

        for (int i = 0; i < CLIENTS; i++) {
            store.given("RPUSH", "key:" + i % keys, Integer.toString(i));
        }

        for (int i = 0; i < CLIENTS; i += 997) {
            assertThat(ReplyAssert.show(clients.get(i).answers().getFirst()))
                    .isEqualTo("[$key:" + i % keys + ", $" + i + "]");
        }
    }

    @Test
    @Timeout(SECONDS_FOR_ALL)
    void onePushOfEnough_servesThemAll() {
        block(1, "0");
        String[] push = new String[CLIENTS + 2];
        push[0] = "RPUSH";
        push[1] = "key:0";
        for (int i = 0; i < CLIENTS; i++) {
            push[i + 2] = Integer.toString(i);
        }

        store.given(push);

        assertThat(ReplyAssert.show(clients.getLast().answers().getFirst()))
                .isEqualTo("[$key:0, $" + (CLIENTS - 1) + "]");
        assertThat(ReplyAssert.show(store.run("EXISTS", "key:0"))).isEqualTo(":0");
    }

    @ParameterizedTest
    @CsvSource({"1", "100000"})
    @Timeout(SECONDS_FOR_ALL)
    void timeUp_answersThemAll(int keys) {
        block(keys, "5");

        store.clock().advanceMs(Duration.ofSeconds(5).toMillis());
        store.execution().blockedCalls().run(store.clock().nowMs());

        assertThat(ReplyAssert.show(clients.getLast().answers().getFirst())).isEqualTo("nil");
    }

    @ParameterizedTest
    @CsvSource({"1", "100000"})
    @Timeout(SECONDS_FOR_ALL)
    void disconnecting_takesEachOutOfItsQueue(int keys) {
        block(keys, "100");

        for (int i = CLIENTS - 1; i >= 0; i--) {
            store.execution().blockedCalls().forget(clients.get((i * 7919) % CLIENTS));
        }
        for (TestClient client : clients) {
            store.execution().blockedCalls().forget(client);
        }
    }

    @Test
    @Timeout(SECONDS_FOR_ALL)
    void oneClientOnAllKeys_isNoSquareOfThem() {
        String[] command = new String[CLIENTS + 2];
        command[0] = "BLPOP";
        for (int i = 0; i < CLIENTS; i++) {
            command[i + 1] = "key:" + i;
        }
        command[CLIENTS + 1] = "0";
        TestClient client = store.newClient();

        client.waitFor(command);
        assertThat(store.engine().blockingKeyCount()).isEqualTo(CLIENTS);
        store.given("RPUSH", "key:70000", "x");

        assertThat(ReplyAssert.show(client.answers().getFirst())).isEqualTo("[$key:70000, $x]");
    }
}
