package onggi.systemtest.robustness;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import onggi.testkit.Await;
import onggi.testkit.RealServer;
import onggi.testkit.RespClient;
import org.junit.jupiter.api.Test;

/**
 * Memory of the process follows the data down. {@code -Dmemory.keys=5000000} makes it the large
 * run, in which the Java machine's own memory weighs little.
 */
class MemoryReturnTest {

    private static final int KEYS = Integer.getInteger("memory.keys", 1_000_000);
    private static final int BATCH = 1_000;
    private static final String VALUE = "v".repeat(200);

    @Test
    void memory_mostKeysDeleted_goesBackToTheSystem() {
        try (var server = Servers.start();
                var client = server.connect()) {
            long base = server.residentBytes();
            fill(client);
            long full = server.residentBytes();
            long used = Servers.info(client, "used_memory");

            delete(client);

            Await.until(
                    "process memory below 35 % of what the data added",
                    Duration.ofSeconds(60),
                    () -> server.residentBytes() - base < (full - base) * 35 / 100);
            report(server, base, full);
            assertThat(Servers.info(client, "used_memory")).isLessThan(used / 4);
            client.call("FLUSHALL");
            Await.until("the rest to go", () -> Servers.info(client, "used_memory") < used / 10);
        }
    }

    private static void fill(RespClient client) {
        for (int from = 0; from < KEYS; from += BATCH) {
            String[][] commands = new String[BATCH][];
            for (int i = 0; i < BATCH; i++) {
                commands[i] = new String[] {"SET", "key:" + (from + i), VALUE};
            }
            client.pipeline(commands);
        }
    }

    /** Keeps every twentieth key, so that what stays lies scattered among what goes. */
    private static void delete(RespClient client) {
        for (int from = 0; from < KEYS; from += BATCH) {
            String[] command = new String[1 + BATCH - BATCH / 20];
            command[0] = "DEL";
            for (int i = 0, at = 1; i < BATCH; i++) {
                if (i % 20 != 7) {
                    command[at++] = "key:" + (from + i);
                }
            }
            client.call(command);
        }
    }

    private static void report(RealServer server, long base, long full) {
        System.out.printf(
                "memory of the process: %,d MB empty, %,d MB with %,d keys, %,d MB with 5 %% of them%n",
                base >> 20, full >> 20, KEYS, server.residentBytes() >> 20);
    }
}
