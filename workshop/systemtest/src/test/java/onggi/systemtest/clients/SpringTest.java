package onggi.systemtest.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ConcurrentModificationException;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Lock;
import onggi.testkit.Await;
import onggi.testkit.NeedsRedis;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.core.RedisTemplate;
import org.springframework.data.redis.listener.PatternTopic;
import org.springframework.data.redis.listener.RedisMessageListenerContainer;
import org.springframework.data.redis.serializer.RedisSerializer;
import org.springframework.integration.redis.util.RedisLockRegistry;
import org.springframework.integration.redis.util.RedisLockRegistry.RedisLockType;
import org.springframework.session.Session;
import org.springframework.session.SessionRepository;
import org.springframework.session.data.redis.RedisIndexedSessionRepository;
import org.springframework.session.data.redis.RedisSessionRepository;

/** Spring's locks and sessions with their own defaults. */
@NeedsRedis
@SuppressWarnings("LockNotBeforeTry") // what locks do is the subject
class SpringTest {

    private static final String NAME = RedisIndexedSessionRepository.PRINCIPAL_NAME_INDEX_NAME;

    private static LettuceConnectionFactory connections(int port) {
        var connections = new LettuceConnectionFactory("127.0.0.1", port);
        connections.afterPropertiesSet();
        connections.start();
        return connections;
    }

    private static <T> T onAnotherThread(Callable<T> work) throws Exception {
        try (var thread = Executors.newSingleThreadExecutor()) {
            return thread.submit(work).get(20, TimeUnit.SECONDS);
        }
    }

    @ParameterizedTest
    @EnumSource
    void lockRegistry_twoPrograms_excludeEachOther(Subject subject) throws Exception {
        try (var server = subject.start()) {
            LettuceConnectionFactory connections = connections(server.port());
            for (RedisLockType type : RedisLockType.values()) {
                var one = new RedisLockRegistry(connections, "locks-" + type);
                var two = new RedisLockRegistry(connections, "locks-" + type);
                one.setRedisLockType(type);
                two.setRedisLockType(type);

                excludesOthers(one.obtain("a"), two.obtain("a"));
                assertThat(mostAtOnce(one, two)).isEqualTo(1);
                var hasty = new RedisLockRegistry(connections, "locks-" + type, 100);
                hasty.setRedisLockType(type);
                losesItsTime(hasty, two);
                hasty.destroy();
                one.destroy();
                two.destroy();
            }
            connections.destroy();
        }
    }

    private static void excludesOthers(Lock lock, Lock same) throws Exception {
        lock.lock();
        assertThat(lock.tryLock()).isTrue();
        assertThat(onAnotherThread(() -> same.tryLock(100, TimeUnit.MILLISECONDS))).isFalse();
        lock.unlock();
        assertThat(onAnotherThread(() -> same.tryLock())).isFalse();
        lock.unlock();
        assertThat(same.tryLock(20, TimeUnit.SECONDS)).isTrue();
        same.unlock();
    }

    private static int mostAtOnce(RedisLockRegistry one, RedisLockRegistry two) throws Exception {
        var inside = new AtomicInteger();
        var most = new AtomicInteger();
        try (var threads = Executors.newFixedThreadPool(4)) {
            for (int i = 0; i < 4; i++) {
                Lock lock = (i % 2 == 0 ? one : two).obtain("b");
                var _ =
                        threads.submit(() -> {
                            for (int n = 0; n < 3; n++) {
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

    private static void losesItsTime(RedisLockRegistry hasty, RedisLockRegistry other) {
        Lock lock = hasty.obtain("c");
        lock.lock();
        Lock same = other.obtain("c");
        Await.until("the lock's end", same::tryLock);
        assertThatThrownBy(lock::unlock).isInstanceOf(ConcurrentModificationException.class);
        same.unlock();
    }

    @ParameterizedTest
    @EnumSource
    void sessions_plain_liveAsLongAsTheyAreUsed(Subject subject) {
        try (var server = subject.start()) {
            LettuceConnectionFactory connections = connections(server.port());
            var repository = new RedisSessionRepository(template(connections));

            keepsWhatIsSet(repository);

            connections.destroy();
        }
    }

    private static RedisTemplate<String, Object> template(RedisConnectionFactory connections) {
        var template = new RedisTemplate<String, Object>();
        template.setConnectionFactory(connections);
        template.setKeySerializer(RedisSerializer.string());
        template.setHashKeySerializer(RedisSerializer.string());
        template.afterPropertiesSet();
        return template;
    }

    private static <S extends Session> S found(SessionRepository<S> repository, String id) {
        return Objects.requireNonNull(repository.findById(id));
    }

    private static <S extends Session> S keepsWhatIsSet(SessionRepository<S> repository) {
        S session = repository.createSession();
        session.setAttribute("cart", 3);
        session.setAttribute(NAME, "alice");
        repository.save(session);
        S same = found(repository, session.getId());
        assertThat(same.<Integer>getAttribute("cart")).isEqualTo(3);
        same.setAttribute("cart", 4);
        same.removeAttribute("none");
        String before = same.getId();
        same.changeSessionId();
        repository.save(same);
        assertThat(repository.findById(before)).isNull();
        assertThat(found(repository, same.getId()).<Integer>getAttribute("cart")).isEqualTo(4);
        S hasty = repository.createSession();
        hasty.setMaxInactiveInterval(Duration.ofSeconds(1));
        repository.save(hasty);
        Await.until("the session's end", () -> repository.findById(hasty.getId()) == null);
        repository.deleteById(same.getId());
        assertThat(repository.findById(same.getId())).isNull();
        return hasty;
    }

    /** The kind with an index by name, which listens to the events of its keys. */
    @ParameterizedTest
    @EnumSource
    void sessions_indexed_areFoundByNameAndToldOf(Subject subject) throws Exception {
        try (var server = subject.start("--notify-keyspace-events", "Egx")) {
            LettuceConnectionFactory connections = connections(server.port());
            var deaths = new AtomicInteger();
            var repository = new RedisIndexedSessionRepository(template(connections));
            repository.setApplicationEventPublisher(event -> {
                if (event.getClass().getSimpleName().matches("Session(Deleted|Expired)Event")) {
                    deaths.incrementAndGet();
                }
            });
            repository.afterPropertiesSet();
            var events = new RedisMessageListenerContainer();
            events.setConnectionFactory(connections);
            events.afterPropertiesSet();
            events.addMessageListener(repository, PatternTopic.of("__keyevent@*:del"));
            events.addMessageListener(repository, PatternTopic.of("__keyevent@*:expired"));
            events.start();

            keepsWhatIsSet(repository);
            assertThat(repository.findByPrincipalName("bob")).isEmpty();
            var session = repository.createSession();
            session.setAttribute(NAME, "bob");
            repository.save(session);
            assertThat(repository.findByPrincipalName("bob")).containsOnlyKeys(session.getId());
            Await.until("both ends", () -> deaths.get() == 2);

            repository.destroy();
            events.destroy();
            connections.destroy();
        }
    }
}
