package onggi.systemtest.robustness;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import onggi.testkit.RespClient;
import onggi.testkit.Wire.Value;
import org.junit.jupiter.api.Test;

/** Commands that look at every key, with {@code -Dkeyspace.keys=} of them. */
class WholeKeyspaceTest {

    private static final int KEYS = Integer.getInteger("keyspace.keys", 1_000_000);
    private static final int BATCH = 1_000;
    private static final int ROUNDS = 5;

    /** KEYS of a million takes 70 ms of processor time; the rest is for a busy machine. */
    private static final Duration LONGEST = Duration.ofSeconds(5);

    @Test
    void keys_ofAMillion_holdsOthersUpForABoundedTime() {
        try (var server = Servers.start();
                var client = server.connect().timeout(Duration.ofSeconds(60))) {
            fill(client);
            try (var bystander = new Bystander(server);
                    var reader = new BigClient(server)) {
                long start = System.nanoTime();
                for (int i = 0; i < ROUNDS; i++) {
                    long count = Long.parseLong(reader.call("KEYS", "*").substring(1));
                    assertThat(count).isGreaterThanOrEqualTo(KEYS);
                    reader.skipLines(2 * count);
                }
                System.out.printf(
                        "KEYS of %,d keys: %,d ms each%n",
                        KEYS, (System.nanoTime() - start) / 1_000_000 / ROUNDS);
                bystander.assertUndisturbed(LONGEST);
            }
        }
    }

    @Test
    void scan_whileOthersComeAndGo_returnsEveryKeyThatStayed() {
        try (var server = Servers.start();
                var client = server.connect().timeout(Duration.ofSeconds(60));
                var other = server.connect()) {
            fill(client);
            Set<String> seen = new HashSet<>();
            String cursor = "0";
            int changes = 0;
            do {
                List<Value> reply = client.ask("SCAN", cursor, "COUNT", "5000").parts();
                cursor = reply.get(0).text();
                reply.get(1).parts().forEach(key -> seen.add(key.text()));
                for (int i = 0; i < 20; i++, changes++) {
                    other.call("SET", "new:" + changes, "v");
                    other.call("DEL", key(10 * (changes % (KEYS / 10))));
                }
            } while (!cursor.equals("0"));

            for (int i = 0; i < KEYS; i++) {
                if (i % 10 != 0) {
                    assertThat(seen.contains(key(i))).as(key(i)).isTrue();
                }
            }
        }
    }

    private static String key(int i) {
        return "key:" + i;
    }

    private static void fill(RespClient client) {
        for (int from = 0; from < KEYS; from += BATCH) {
            String[][] commands = new String[BATCH][];
            for (int i = 0; i < BATCH; i++) {
                commands[i] = new String[] {"SET", key(from + i), "v"};
            }
            client.pipeline(commands);
        }
    }
}
