package onggi.systemtest.concurrency;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CyclicBarrier;
import onggi.testkit.Gen;
import onggi.testkit.History;
import onggi.testkit.History.Operation;
import onggi.testkit.RealServer;
import onggi.testkit.RespClient;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whatever clients on four loops see could have been seen with one command at a time. */
class LinearizabilityTest {

    private static final int CLIENTS = 6;
    private static final int ROUNDS = 150;
    private static final int REQUESTS = 12;

    private static RealServer server;

    enum Kind {
        STRINGS,
        LISTS,
        SORTED_SETS,
        TRANSACTIONS
    }

    @BeforeAll
    static void startWithFourLoops() {
        server = RealServer.onggi("--io-threads", "4");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @ParameterizedTest
    @EnumSource(
            value = Kind.class,
            names = {"STRINGS", "LISTS", "SORTED_SETS", "TRANSACTIONS"})
    void everyHistory_hasAnOrderThatExplainsIt(Kind kind) throws InterruptedException {
        Gen gen = new Gen(Gen.firstSeed());
        List<RespClient> clients = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            clients.add(server.connect());
        }

        for (int round = 0; round < ROUNDS; round++) {
            List<Operation<List<List<String>>>> history = run(kind, clients, gen);

            assertThat(new History<>(SmallRedis::apply, history).isLinearizable(Map.of()))
                    .as("round %s of seed %s: %s", round, gen.seed(), history)
                    .isTrue();
            clients.getFirst().call("FLUSHALL");
        }
        clients.forEach(RespClient::close);
    }

    @Test
    void replyThatNoOrderExplains_isFound() throws InterruptedException {
        List<RespClient> clients = List.of(server.connect(), server.connect());
        List<Operation<List<List<String>>>> history =
                new ArrayList<>(run(Kind.STRINGS, clients, new Gen(1)));
        clients.getFirst().call("FLUSHALL");
        long end = history.stream().mapToLong(Operation::returnedNs).max().orElseThrow();
        history.add(new Operation<>(List.of(List.of("GET", "a")), "$4\r\nlost\r\n", end, end + 1));

        assertThat(new History<>(SmallRedis::apply, history).isLinearizable(Map.of())).isFalse();
        clients.forEach(RespClient::close);
    }

    private static List<Operation<List<List<String>>>> run(
            Kind kind, List<RespClient> clients, Gen gen) throws InterruptedException {
        List<Operation<List<List<String>>>> history = new ArrayList<>();
        CyclicBarrier start = new CyclicBarrier(clients.size());
        List<Thread> threads = new ArrayList<>();
        for (RespClient client : clients) {
            Gen own = gen.split();
            threads.add(
                    Thread.ofPlatform()
                            .start(() -> {
                                List<Operation<List<List<String>>>> done =
                                        work(kind, client, own, start);
                                synchronized (history) {
                                    history.addAll(done);
                                }
                            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(history).hasSize(clients.size() * REQUESTS);
        return history;
    }

    private static List<Operation<List<List<String>>>> work(
            Kind kind, RespClient client, Gen gen, CyclicBarrier start) {
        List<Operation<List<List<String>>>> done = new ArrayList<>();
        try {
            start.await();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
        for (int i = 0; i < REQUESTS; i++) {
            List<List<String>> request = request(kind, gen, i);
            long before = System.nanoTime();
            String reply = ask(client, request);
            done.add(new Operation<>(request, reply, before, System.nanoTime()));
        }
        return done;
    }

    private static String ask(RespClient client, List<List<String>> request) {
        if (request.size() == 1) {
            return client.call(request.getFirst().toArray(String[]::new));
        }
        List<String[]> all = new ArrayList<>();
        all.add(new String[] {"MULTI"});
        request.forEach(command -> all.add(command.toArray(String[]::new)));
        all.add(new String[] {"EXEC"});
        return client.pipeline(all.toArray(String[][]::new))[all.size() - 1];
    }

    private static List<List<String>> request(Kind kind, Gen gen, int i) {
        return switch (kind) {
            case STRINGS -> List.of(string(gen, gen.pick("a", "b"), i));
            case LISTS -> List.of(list(gen, gen.pick("c", "d"), i));
            case SORTED_SETS -> List.of(scores(gen, gen.pick("e", "f")));
            case TRANSACTIONS ->
                    List.of(
                            string(gen, gen.pick("a", "b", "g"), i),
                            string(gen, gen.pick("a", "b", "g"), i),
                            list(gen, "c", i));
        };
    }

    private static List<String> string(Gen gen, String key, int i) {
        return switch (gen.below(5)) {
            case 0 -> List.of("SET", key, Integer.toString(gen.below(1000) * 100 + i));
            case 1 -> List.of("INCR", key);
            case 2 -> List.of("DEL", key);
            default -> List.of("GET", key);
        };
    }

    private static List<String> list(Gen gen, String key, int i) {
        String element = gen.word(3) + i;
        return switch (gen.below(6)) {
            case 0, 1 -> List.of(gen.pick("LPUSH", "RPUSH"), key, element);
            case 2, 3 -> List.of(gen.pick("LPOP", "RPOP"), key);
            default -> List.of("LRANGE", key, "0", "-1");
        };
    }

    private static List<String> scores(Gen gen, String key) {
        String member = gen.pick("x", "y", "z");
        return switch (gen.below(6)) {
            case 0, 1 -> List.of("ZINCRBY", key, Integer.toString(gen.between(-3, 5)), member);
            case 2 -> List.of("ZPOPMIN", key);
            case 3 -> List.of("ZSCORE", key, member);
            default -> List.of("ZRANGE", key, "0", "-1");
        };
    }
}
