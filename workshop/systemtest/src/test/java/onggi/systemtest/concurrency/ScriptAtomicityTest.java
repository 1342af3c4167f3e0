package onggi.systemtest.concurrency;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import onggi.testkit.Gen;
import onggi.testkit.RealServer;
import onggi.testkit.RespClient;
import onggi.testkit.Wire;
import org.junit.jupiter.api.Test;

/**
 * Scripts and functions happen as a whole, with four loops: whether they declare their keys, never
 * do, or do for a long time and then use another one.
 */
class ScriptAtomicityTest {

    private static final int ACCOUNTS = 24;
    private static final int OPENING = 1000;
    private static final int PAYMENTS = 1200;

    private static final String DECLARED =
            "redis.call('DECRBY',KEYS[1],ARGV[1]) return redis.call('INCRBY',KEYS[2],ARGV[1])";
    private static final String UNDECLARED =
            "redis.call('DECRBY',ARGV[2],ARGV[1]) return redis.call('INCRBY',ARGV[3],ARGV[1])";
    private static final String LIBRARY =
            "#!lua name=bank\nredis.register_function('pay', function(keys,args) "
                    + "redis.call('DECRBY',keys[1],args[1]) return redis.call('INCRBY',keys[2],args[1]) end)";

    @Test
    void money_movedByScripts_isNeverSeenMissing() throws InterruptedException {
        try (RealServer server = RealServer.onggi("--io-threads", "4");
                RespClient bank = server.connect()) {
            for (int i = 0; i < ACCOUNTS; i++) {
                bank.call("SET", account(i), Integer.toString(OPENING));
            }
            bank.call("FUNCTION", "LOAD", LIBRARY);
            AtomicBoolean paying = new AtomicBoolean(true);
            AtomicInteger looks = new AtomicInteger();
            List<String> wrong = new ArrayList<>();
            Thread auditor = Thread.ofPlatform().start(() -> audit(server, paying, looks, wrong));

            payAll(server);
            paying.set(false);
            auditor.join();

            assertThat(wrong).isEmpty();
            assertThat(looks).hasValueGreaterThan(50);
            assertThat(sum(bank)).isEqualTo((long) ACCOUNTS * OPENING);
        }
    }

    private static String account(int i) {
        return "account:" + i;
    }

    private static void payAll(RealServer server) throws InterruptedException {
        Gen gen = new Gen(Gen.firstSeed());
        List<Thread> payers = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            payers.add(payer(server, gen.split(), ScriptAtomicityTest::declared));
            payers.add(payer(server, gen.split(), ScriptAtomicityTest::function));
        }
        payers.add(payer(server, gen.split(), ScriptAtomicityTest::undeclared));
        payers.add(payer(server, gen.split(), new Breaker()::pay));
        for (Thread payer : payers) {
            payer.join();
        }
    }

    /** One payment. */
    private interface Payment {
        void pay(RespClient client, Gen gen);
    }

    private static Thread payer(RealServer server, Gen gen, Payment payment) {
        Consumer<RespClient> payments =
                client -> {
                    for (int i = 0; i < PAYMENTS; i++) {
                        payment.pay(client, gen);
                    }
                };
        return Thread.ofPlatform()
                .start(() -> {
                    try (RespClient client = server.connect()) {
                        payments.accept(client);
                    }
                });
    }

    private static void declared(RespClient client, Gen gen) {
        String from = account(gen.below(ACCOUNTS));
        String to = account(gen.below(ACCOUNTS));
        answered(client.call("EVAL", DECLARED, "2", from, to, amount(gen)));
    }

    private static void function(RespClient client, Gen gen) {
        String from = account(gen.below(ACCOUNTS));
        String to = account(gen.below(ACCOUNTS));
        answered(client.call("FCALL", "pay", "2", from, to, amount(gen)));
    }

    private static void undeclared(RespClient client, Gen gen) {
        String from = account(gen.below(ACCOUNTS));
        String to = account(gen.below(ACCOUNTS));
        answered(client.call("EVAL", UNDECLARED, "0", amount(gen), from, to));
    }

    private static String amount(Gen gen) {
        return Integer.toString(gen.between(1, 50));
    }

    private static void answered(String reply) {
        assertThat(reply).startsWith(":");
    }

    /** Its scripts keep to their keys for a while, and then take from one more. */
    private static final class Breaker {

        private int scripts;
        private int runs;

        void pay(RespClient client, Gen gen) {
            boolean breaks = runs++ % 25 == 24;
            String third = breaks ? account(gen.below(ACCOUNTS)) : "";
            answered(
                    client.call(
                            "EVAL",
                            script(),
                            "2",
                            account(gen.below(ACCOUNTS)),
                            account(gen.below(ACCOUNTS)),
                            amount(gen),
                            third));
            if (breaks) {
                scripts++;
            }
        }

        private String script() {
            return "redis.call('DECRBY',KEYS[1],ARGV[1]) "
                    + "if ARGV[2] ~= '' then redis.call('INCRBY',ARGV[2],5) redis.call('DECRBY',KEYS[1],5) end "
                    + "return redis.call('INCRBY',KEYS[2],ARGV[1]) -- "
                    + scripts;
        }
    }

    private static void audit(
            RealServer server, AtomicBoolean paying, AtomicInteger looks, List<String> wrong) {
        try (RespClient client = server.connect()) {
            while (paying.get()) {
                long sum = sum(client);
                if (sum != (long) ACCOUNTS * OPENING) {
                    wrong.add("sum is " + sum);
                }
                looks.incrementAndGet();
            }
        }
    }

    private static long sum(RespClient client) {
        List<String> command = new ArrayList<>(List.of("MGET"));
        IntStream.range(0, ACCOUNTS).forEach(i -> command.add(account(i)));
        return client.ask(command.toArray(String[]::new)).parts().stream()
                .map(Wire.Value::text)
                .mapToLong(Long::parseLong)
                .sum();
    }
}
