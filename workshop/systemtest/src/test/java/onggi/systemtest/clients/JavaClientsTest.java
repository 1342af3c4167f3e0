package onggi.systemtest.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SetArgs;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.protocol.ProtocolVersion;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import onggi.testkit.Await;
import onggi.testkit.NeedsRedis;
import onggi.testkit.RealServer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.JedisPubSub;
import redis.clients.jedis.RedisProtocol;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.params.SetParams;

/**
 * Jedis and Lettuce with both protocols: connect, authenticate, commands, pipeline, transaction,
 * messages, reconnect.
 */
@NeedsRedis
class JavaClientsTest {

    private static final String PASSWORD = "redis!1234";

    static Stream<Arguments> subjects() {
        return Stream.of(Subject.values())
                .flatMap(s -> Stream.of(Arguments.of(s, 2), Arguments.of(s, 3)));
    }

    private static Jedis jedis(RealServer server, int protocol) {
        var config =
                DefaultJedisClientConfig.builder()
                        .protocol(protocol == 2 ? RedisProtocol.RESP2 : RedisProtocol.RESP3)
                        .password(PASSWORD)
                        .clientName("jedis-test")
                        .database(1)
                        .build();
        return new Jedis(new HostAndPort("127.0.0.1", server.port()), config);
    }

    @ParameterizedTest
    @MethodSource("subjects")
    void jedis_everydayUse_works(Subject subject, int protocol) throws InterruptedException {
        try (var server = subject.start("--requirepass", PASSWORD);
                Jedis jedis = jedis(server, protocol)) {
            assertThat(jedis.ping()).isEqualTo("PONG");
            assertThat(jedis.set("k", "v", SetParams.setParams().ex(100).nx())).isEqualTo("OK");
            assertThat(jedis.set("k", "w", SetParams.setParams().nx())).isNull();
            assertThat(jedis.ttl("k")).isBetween(90L, 100L);
            assertThat(jedis.mget("k", "none")).containsExactly("v", null);
            assertThat(jedis.incrByFloat("f", 0.5)).isEqualTo(0.5);
            assertThat(jedis.keys("*")).containsExactlyInAnyOrder("k", "f");
            assertThat(jedis.scan("0").getResult()).containsExactlyInAnyOrder("k", "f");
            assertThat(jedis.clientGetname()).isEqualTo("jedis-test");
            assertThatThrownBy(() -> jedis.incr("k"))
                    .isInstanceOf(JedisDataException.class)
                    .hasMessage("ERR value is not an integer or out of range");

            var pipeline = jedis.pipelined();
            var counts = Stream.generate(() -> pipeline.incr("n")).limit(1000).toList();
            pipeline.sync();
            assertThat(counts.getLast().get()).isEqualTo(1000);

            var transaction = jedis.multi();
            transaction.set("t", "1");
            transaction.incr("t");
            assertThat(transaction.exec()).isEqualTo(List.of("OK", 2L));
            jedisMessages(server, protocol, jedis);
        }
    }

    private static void jedisMessages(RealServer server, int protocol, Jedis publisher)
            throws InterruptedException {
        BlockingQueue<String> messages = new LinkedBlockingQueue<>();
        var listener =
                new JedisPubSub() {
                    @Override
                    public void onPMessage(String pattern, String channel, String message) {
                        messages.add(pattern + " " + channel + " " + message);
                        punsubscribe();
                    }
                };
        try (Jedis subscriber = jedis(server, protocol)) {
            Thread thread = Thread.ofVirtual().start(() -> subscriber.psubscribe(listener, "ch:*"));
            Await.until("the subscription", () -> publisher.publish("ch:1", "hello") == 1);
            assertThat(messages.poll(5, TimeUnit.SECONDS)).isEqualTo("ch:* ch:1 hello");
            thread.join();
        }
    }

    @ParameterizedTest
    @MethodSource("subjects")
    void lettuce_everydayUse_works(Subject subject, int protocol) throws Exception {
        try (var server = subject.start("--requirepass", PASSWORD)) {
            RedisClient client = lettuce(server, protocol);
            try (StatefulRedisConnection<String, String> connection = client.connect()) {
                var sync = connection.sync();
                assertThat(sync.ping()).isEqualTo("PONG");
                assertThat(sync.set("k", "v", SetArgs.Builder.px(100_000).nx())).isEqualTo("OK");
                assertThat(sync.setGet("k", "w")).isEqualTo("v");
                assertThat(sync.getdel("k")).isEqualTo("w");
                assertThat(sync.incrby("n", 41)).isEqualTo(41);
                assertThat(sync.dbsize()).isEqualTo(1);
                assertThat(sync.clientList()).contains("resp=" + protocol);
                if (subject == Subject.ONGGI) { // Redis 7.0 does not know the name of a library yet
                    assertThat(sync.clientList()).contains("lib-name=Lettuce");
                }
                assertThatThrownBy(() -> sync.setrange("n", -1, "x"))
                        .isInstanceOf(RedisCommandExecutionException.class)
                        .hasMessage("ERR offset is out of range");

                sync.multi();
                sync.incr("n");
                assertThat(sync.exec().<Long>get(0)).isEqualTo(42);

                lettuceMessages(client, connection);
                lettuceReconnects(server, connection);
            } finally {
                client.shutdown(Duration.ZERO, Duration.ofSeconds(5));
            }
        }
    }

    private static RedisClient lettuce(RealServer server, int protocol) {
        RedisClient client =
                RedisClient.create(
                        RedisURI.builder()
                                .withHost("127.0.0.1")
                                .withPort(server.port())
                                .withPassword(PASSWORD.toCharArray())
                                .withDatabase(2)
                                .build());
        client.setOptions(
                ClientOptions.builder()
                        .protocolVersion(
                                protocol == 2 ? ProtocolVersion.RESP2 : ProtocolVersion.RESP3)
                        .build());
        return client;
    }

    private static void lettuceMessages(
            RedisClient client, StatefulRedisConnection<String, String> publisher)
            throws InterruptedException {
        BlockingQueue<String> messages = new LinkedBlockingQueue<>();
        try (var subscriber = client.connectPubSub()) {
            subscriber.addListener(
                    new RedisPubSubAdapter<>() {
                        @Override
                        public void message(String channel, String message) {
                            messages.add(channel + " " + message);
                        }
                    });
            subscriber.sync().subscribe("c");
            assertThat(publisher.sync().publish("c", "hello")).isEqualTo(1);
            assertThat(messages.poll(5, TimeUnit.SECONDS)).isEqualTo("c hello");
        }
    }

    /** After the server was killed and started again, the connection comes back by itself. */
    private static void lettuceReconnects(
            RealServer server, StatefulRedisConnection<String, String> connection) {
        server.kill();
        server.startAgain();
        Await.until(
                "the connection to come back",
                Duration.ofSeconds(20),
                () -> connection.sync().get("n") == null);
    }
}
