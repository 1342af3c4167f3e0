package onggi.systemtest.replication;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import onggi.testkit.Await;
import onggi.testkit.Gen;
import onggi.testkit.RealServer;
import onggi.testkit.RespClient;
import onggi.testkit.ValueSteps;

/** Clients that write without end, values of all types in several databases. */
final class Writers implements AutoCloseable {

    static final String LIBRARY =
            "#!lua name=lib\n"
                    + "redis.register_function{function_name='count', callback=function() return 1"
                    + " end, flags={'no-writes'}}";

    private static final int CLIENTS = 3;
    private static final int KEYS = 60;
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final List<Thread> threads = new ArrayList<>();
    private final AtomicLong rounds = new AtomicLong();
    private volatile boolean over;

    Writers(RealServer server) {
        for (int i = 0; i < CLIENTS; i++) {
            Gen gen = new Gen(Gen.firstSeed() + i);
            threads.add(Thread.ofPlatform().start(() -> write(server, gen)));
        }
    }

    private void write(RealServer server, Gen gen) {
        try (RespClient client = server.connect(2)) {
            while (!over) {
                round(client, gen);
                rounds.incrementAndGet();
            }
        }
    }

    private static void round(RespClient client, Gen gen) {
        String key = "key:" + gen.below(KEYS);
        switch (gen.below(8)) {
            case 0 -> client.call("SELECT", Integer.toString(gen.below(4)));
            case 1 ->
                    client.call(
                            "SET", key, gen.word(8), "PX", Integer.toString(gen.between(1, 200)));
            case 2 -> client.call("DEL", key);
            case 3 -> {
                client.call("MULTI");
                client.call("INCR", "counter");
                client.call("PUBLISH", "news", key);
                client.call("SET", key, gen.word(20));
                client.call("EXEC");
            }
            case 4 ->
                    client.call(
                            "EVAL",
                            "redis.call('incr', KEYS[1]) return redis.call('set', KEYS[2], ARGV[1])",
                            "2",
                            "scripted",
                            "text",
                            gen.word(5));
            case 5 -> client.call("SPOP", key, "2");
            case 6 -> client.call("PUBLISH", "news", gen.word(9));
            default -> {
                client.call("DEL", key);
                ValueSteps.of(gen.pick(ValueSteps.TYPES), key, gen)
                        .forEach(step -> client.call(step.toArray(String[]::new)));
            }
        }
    }

    /** Waits until they have written so many times more. */
    void awaitMore(long count) {
        long until = rounds.get() + count;
        Await.until("writes", LIMIT, () -> rounds.get() >= until);
    }

    @Override
    public void close() {
        over = true;
        for (Thread thread : threads) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
