package onggi.systemtest.clients;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import onggi.testkit.Await;
import onggi.testkit.NeedsRedis;
import onggi.testkit.RealServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.redisson.Redisson;
import org.redisson.api.RBatch;
import org.redisson.api.RLock;
import org.redisson.api.RMapCache;
import org.redisson.api.RPermitExpirableSemaphore;
import org.redisson.api.RRateLimiter;
import org.redisson.api.RReadWriteLock;
import org.redisson.api.RScript;
import org.redisson.api.RSemaphore;
import org.redisson.api.RTransaction;
import org.redisson.api.RateType;
import org.redisson.api.RedissonClient;
import org.redisson.api.TransactionOptions;
import org.redisson.api.map.event.EntryExpiredListener;
import org.redisson.api.options.LocalCachedMapOptions;
import org.redisson.client.codec.StringCodec;
import org.redisson.config.Config;

/** Redisson with its own defaults: what it builds of scripts, channels and blocking commands. */
@NeedsRedis
@SuppressWarnings("LockNotBeforeTry") // what locks do is the subject
class RedissonTest {

    private static final long LONG_S = 20;

    /** A server and two programs that use it. */
    private static final class World {

        private final RealServer server;
        private final RedissonClient one;
        private final RedissonClient two;

        World(Subject subject) {
            server = subject.start();
            one = connect();
            two = connect();
        }

        private RedissonClient connect() {
            Config config = new Config();
            config.setCodec(StringCodec.INSTANCE);
            config.useSingleServer().setAddress("redis://127.0.0.1:" + server.port());
            return Redisson.create(config);
        }

        void end() {
            one.shutdown(0, 1, TimeUnit.SECONDS);
            two.shutdown(0, 1, TimeUnit.SECONDS);
            server.close();
        }
    }

    private static final Map<Subject, World> WORLDS = new EnumMap<>(Subject.class);

    @AfterAll
    static void end() {
        WORLDS.values().forEach(World::end);
    }

    private static <T> T onAnotherThread(Callable<T> work) throws Exception {
        try (var thread = Executors.newSingleThreadExecutor()) {
            return thread.submit(work).get(LONG_S, TimeUnit.SECONDS);
        }
    }

    @ParameterizedTest
    @EnumSource
    void locks_ofTwoPrograms_excludeEachOther(Subject subject) throws Exception {
        World world = WORLDS.computeIfAbsent(subject, World::new);
        RLock lock = world.one.getLock("lock");
        RLock same = world.two.getLock("lock");
        lock.lock();
        lock.lock();
        assertThat(lock.getHoldCount()).isEqualTo(2);
        assertThat(lock.remainTimeToLive()).isGreaterThan(20_000);
        assertThat(onAnotherThread(() -> same.tryLock(50, TimeUnit.MILLISECONDS))).isFalse();
        lock.unlock();
        assertThat(same.isLocked()).isTrue();
        lock.unlock();
        assertThat(same.tryLock(LONG_S, 100, TimeUnit.SECONDS)).isTrue();
        same.unlock();

        assertThat(mostAtOnce(world, "lock")).isEqualTo(1);
        RLock fair = world.one.getFairLock("fair");
        fair.lock(100, TimeUnit.SECONDS);
        assertThat(onAnotherThread(() -> world.two.getFairLock("fair").tryLock())).isFalse();
        fair.unlock();
        RLock both = world.one.getMultiLock(world.one.getLock("a"), world.two.getLock("b"));
        both.lock();
        assertThat(onAnotherThread(() -> world.two.getLock("b").tryLock())).isFalse();
        both.unlock();
        readersAndWriters(world);
    }

    /**
     * Eight threads of two programs take a lock ten times each; returns how many had it at once.
     */
    private static int mostAtOnce(World world, String name) throws Exception {
        var inside = new AtomicInteger();
        var most = new AtomicInteger();
        try (var threads = Executors.newFixedThreadPool(8)) {
            for (int i = 0; i < 8; i++) {
                RLock lock = (i % 2 == 0 ? world.one : world.two).getLock(name);
                var _ =
                        threads.submit(() -> {
                            for (int n = 0; n < 10; n++) {
                                lock.lock();
                                most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                                inside.decrementAndGet();
                                lock.unlock();
                            }
                        });
            }
        }
        return most.get();
    }

    private static void readersAndWriters(World world) throws Exception {
        RReadWriteLock mine = world.one.getReadWriteLock("rw");
        RReadWriteLock theirs = world.two.getReadWriteLock("rw");
        mine.readLock().lock();
        assertThat(
                        onAnotherThread(() -> {
                            boolean read = theirs.readLock().tryLock();
                            theirs.readLock().unlock();
                            return read;
                        }))
                .isTrue();
        assertThat(onAnotherThread(() -> theirs.writeLock().tryLock())).isFalse();
        mine.readLock().unlock();
        mine.writeLock().lock();
        assertThat(onAnotherThread(() -> theirs.readLock().tryLock())).isFalse();
        mine.writeLock().unlock();
        assertThat(world.one.getKeys().countExists("rw")).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void countersAndTopics_ofTwoPrograms_areTheSame(Subject subject) throws Exception {
        World world = WORLDS.computeIfAbsent(subject, World::new);
        RSemaphore semaphore = world.one.getSemaphore("semaphore");
        assertThat(semaphore.trySetPermits(3)).isTrue();
        assertThat(semaphore.tryAcquire(2)).isTrue();
        RSemaphore same = world.two.getSemaphore("semaphore");
        assertThat(same.tryAcquire(2)).isFalse();
        var waiting = same.tryAcquireAsync(2, Duration.ofSeconds(LONG_S)).toCompletableFuture();
        semaphore.release();
        assertThat(waiting.get(LONG_S, TimeUnit.SECONDS)).isTrue();

        RPermitExpirableSemaphore leased = world.one.getPermitExpirableSemaphore("leased");
        leased.trySetPermits(1);
        assertThat(leased.acquire(100, TimeUnit.MILLISECONDS)).isNotNull();
        String permit =
                world.two
                        .getPermitExpirableSemaphore("leased")
                        .tryAcquire(LONG_S, 100, TimeUnit.SECONDS);
        assertThat(permit).isNotNull();
        world.two.getPermitExpirableSemaphore("leased").release(permit);

        var latch = world.one.getCountDownLatch("latch");
        latch.trySetCount(2);
        world.two.getCountDownLatch("latch").countDown();
        world.two.getCountDownLatch("latch").countDown();
        assertThat(latch.await(LONG_S, TimeUnit.SECONDS)).isTrue();

        RRateLimiter limiter = world.one.getRateLimiter("rate");
        limiter.trySetRate(RateType.OVERALL, 5, Duration.ofSeconds(60));
        assertThat(limiter.tryAcquire(3)).isTrue();
        assertThat(world.two.getRateLimiter("rate").tryAcquire(3)).isFalse();
        assertThat(world.two.getRateLimiter("rate").tryAcquire(2)).isTrue();
        assertThat(limiter.availablePermits()).isZero();
        topics(world);
    }

    private static void topics(World world) throws InterruptedException {
        BlockingQueue<String> heard = new LinkedBlockingQueue<>();
        var ready = new CountDownLatch(1);
        world.one
                .getTopic("news")
                .addListener(String.class, (channel, text) -> heard.add(channel + text));
        world.one
                .getPatternTopic("n*")
                .addListener(String.class, (pattern, channel, text) -> heard.add(pattern + text));
        var reliable = world.one.getReliableTopic("reliable");
        reliable.addListener(String.class, (channel, text) -> ready.countDown());
        assertThat(world.two.getTopic("news").publish("!")).isEqualTo(2);
        assertThat(List.of(take(heard), take(heard))).containsExactlyInAnyOrder("news!", "n*!");
        assertThat(world.two.getReliableTopic("reliable").publish("late")).isEqualTo(1);
        assertThat(ready.await(LONG_S, TimeUnit.SECONDS)).isTrue();
        reliable.removeAllListeners();
    }

    private static String take(BlockingQueue<String> queue) throws InterruptedException {
        return String.valueOf(queue.poll(LONG_S, TimeUnit.SECONDS));
    }

    @ParameterizedTest
    @EnumSource
    void collections_withTimeOfTheirEntries_keepThemAsLong(Subject subject) throws Exception {
        World world = WORLDS.computeIfAbsent(subject, World::new);
        RMapCache<String, String> cache = world.one.getMapCache("cache");
        var expired = new LinkedBlockingQueue<String>();
        cache.addListener(
                (EntryExpiredListener<String, String>) event -> expired.add(event.getKey()));
        cache.put("short", "1", 200, TimeUnit.MILLISECONDS);
        cache.put("idle", "2", 100, TimeUnit.SECONDS, 100, TimeUnit.SECONDS);
        assertThat(cache.putIfAbsent("idle", "3")).isEqualTo("2");
        assertThat(cache.putIfAbsent("stays", "3")).isNull();
        assertThat(cache.remainTimeToLive("idle")).isBetween(90_000L, 100_000L);
        RMapCache<String, String> same = world.two.getMapCache("cache");
        Await.until("the entry's end", () -> same.get("short") == null);
        assertThat(same.readAllMap()).isEqualTo(Map.of("idle", "2", "stays", "3"));
        assertThat(same.replace("stays", "3", "4")).isTrue();
        assertThat(same.fastRemove("idle", "none")).isEqualTo(1);

        var set = world.one.<String>getSetCache("set");
        set.add("a", 100, TimeUnit.MILLISECONDS);
        set.add("b");
        Await.until("the member's end", () -> !set.contains("a"));
        assertThat(set.readAll()).containsExactly("b");

        var queue = world.one.<String>getBlockingQueue("queue");
        var taken =
                world.two
                        .<String>getBlockingQueue("queue")
                        .pollAsync(LONG_S, TimeUnit.SECONDS)
                        .toCompletableFuture();
        queue.put("x");
        assertThat(taken.get(LONG_S, TimeUnit.SECONDS)).isEqualTo("x");
        var sorted = world.one.getLexSortedSet("lex");
        sorted.addAll(List.of("b", "a", "c"));
        assertThat(sorted.range("a", false, "c", true)).containsExactly("b", "c");
        local(world);
    }

    private static void local(World world) {
        var options = LocalCachedMapOptions.<String, String>name("local");
        var mine = world.one.getLocalCachedMap(options);
        var theirs = world.two.getLocalCachedMap(options);
        mine.put("k", "1");
        assertThat(theirs.get("k")).isEqualTo("1");
        mine.put("k", "2");
        Await.until("the invalidation", () -> "2".equals(theirs.get("k")));
    }

    @ParameterizedTest
    @EnumSource
    void batchesAndTransactions_areAtomic(Subject subject) throws Exception {
        World world = WORLDS.computeIfAbsent(subject, World::new);
        RBatch batch = world.one.createBatch();
        for (int i = 0; i < 1000; i++) {
            var _ = batch.getAtomicLong("n").incrementAndGetAsync();
        }
        assertThat(batch.execute().getResponses()).hasSize(1000).last().isEqualTo(1000L);
        RTransaction transaction = world.one.createTransaction(TransactionOptions.defaults());
        var map = transaction.<String, String>getMap("map");
        map.put("a", "1");
        transaction.<String>getBucket("bucket").set("2");
        assertThat(world.two.getMap("map").isExists()).isFalse();
        transaction.commit();
        assertThat(world.two.getMap("map").get("a")).isEqualTo("1");
        assertThat(world.two.<String>getBucket("bucket").getAndDelete()).isEqualTo("2");

        var bucket = world.one.<String>getBucket("cas");
        assertThat(bucket.compareAndSet(null, "a")).isTrue();
        assertThat(bucket.compareAndSet("b", "c")).isFalse();
        assertThat(bucket.compareAndSet("a", "b")).isTrue();
        assertThat(world.one.getIdGenerator("ids").nextId()).isEqualTo(1);
        assertThat(
                        world.two
                                .getScript(StringCodec.INSTANCE)
                                .<Long>eval(
                                        RScript.Mode.READ_ONLY,
                                        "return #redis.call('get', KEYS[1])",
                                        RScript.ReturnType.LONG,
                                        List.of("cas")))
                .isEqualTo(1);
    }
}
