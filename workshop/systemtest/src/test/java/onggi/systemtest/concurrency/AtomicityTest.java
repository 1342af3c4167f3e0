package onggi.systemtest.concurrency;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import onggi.testkit.Gen;
import onggi.testkit.RealServer;
import onggi.testkit.RespClient;
import onggi.testkit.Wire;
import org.junit.jupiter.api.Test;

/** Commands and transactions on keys of many shards happen as a whole, with four loops. */
class AtomicityTest {

    private static final int ACCOUNTS = 24;
    private static final int OPENING = 1000;
    private static final int PAYERS = 4;
    private static final int PAYMENTS = 1500;

    @Test
    void money_movedBetweenRandomAccounts_isNeverSeenMissing() throws InterruptedException {
        try (RealServer server = RealServer.onggi("--io-threads", "4");
                RespClient bank = server.connect()) {
            open(bank);
            AtomicBoolean paying = new AtomicBoolean(true);
            AtomicInteger looks = new AtomicInteger();
            List<String> wrong = new ArrayList<>();
            Thread auditor = auditor(server, paying, looks, wrong);
            Thread optimist = optimist(server, paying);

            payAll(server);
            paying.set(false);
            auditor.join();
            optimist.join();

            assertThat(wrong).isEmpty();
            assertThat(looks).hasValueGreaterThan(50);
            assertThat(sum(bank)).isEqualTo((long) ACCOUNTS * OPENING);
        }
    }

    private static void open(RespClient bank) {
        for (int i = 0; i < ACCOUNTS; i++) {
            bank.call("SET", "account:" + i, Integer.toString(OPENING));
        }
    }

    private static void payAll(RealServer server) throws InterruptedException {
        Gen gen = new Gen(Gen.firstSeed());
        List<Thread> payers = new ArrayList<>();
        for (int i = 0; i < PAYERS; i++) {
            Gen own = gen.split();
            payers.add(Thread.ofPlatform().start(() -> pay(server, own)));
        }
        for (Thread payer : payers) {
            payer.join();
        }
    }

    private static void pay(RealServer server, Gen gen) {
        try (RespClient client = server.connect()) {
            for (int i = 0; i < PAYMENTS; i++) {
                String amount = Integer.toString(gen.between(1, 50));
                String from = "account:" + gen.below(ACCOUNTS);
                String to = "account:" + gen.below(ACCOUNTS);
                client.pipeline(
                        new String[] {"MULTI"},
                        new String[] {"DECRBY", from, amount},
                        new String[] {"INCRBY", to, amount},
                        new String[] {"EXEC"});
            }
        }
    }

    /** Looks at all accounts at once, by one command or by a transaction. */
    private static Thread auditor(
            RealServer server, AtomicBoolean paying, AtomicInteger looks, List<String> wrong) {
        return Thread.ofPlatform()
                .start(() -> {
                    try (RespClient client = server.connect()) {
                        while (paying.get()) {
                            long sum = sum(client);
                            if (sum != (long) ACCOUNTS * OPENING) {
                                wrong.add("sum is " + sum);
                            }
                            looks.incrementAndGet();
                        }
                    }
                });
    }

    private static long sum(RespClient client) {
        List<String> command = new ArrayList<>(List.of("MGET"));
        IntStream.range(0, ACCOUNTS).forEach(i -> command.add("account:" + i));
        return client.ask(command.toArray(String[]::new)).parts().stream()
                .map(Wire.Value::text)
                .mapToLong(Long::parseLong)
                .sum();
    }

    /** Reads two accounts under WATCH and writes both by MSET; whoever came between wins. */
    private static Thread optimist(RealServer server, AtomicBoolean paying) {
        return Thread.ofPlatform()
                .start(() -> {
                    Gen gen = new Gen(7);
                    try (RespClient client = server.connect()) {
                        while (paying.get()) {
                            int one = gen.below(ACCOUNTS);
                            String from = "account:" + one;
                            String to = "account:" + (one + 1 + gen.below(ACCOUNTS - 1)) % ACCOUNTS;
                            client.call("WATCH", from, to);
                            long had = Long.parseLong(client.ask("GET", from).text());
                            long has = Long.parseLong(client.ask("GET", to).text());
                            client.call("MULTI");
                            client.call(
                                    "MSET",
                                    from,
                                    Long.toString(had - 7),
                                    to,
                                    Long.toString(has + 7));
                            client.call("EXEC");
                        }
                    }
                });
    }
}
