package onggi.systemtest.sentinel;

import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import onggi.testkit.Await;
import onggi.testkit.NeedsRedis;
import onggi.testkit.RealServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.RedisSentinelClient;
import redis.clients.jedis.exceptions.JedisException;

/** A primary is killed; one replica takes its place, everyone learns where, and clients follow. */
@NeedsRedis
class SentinelFailoverTest {

    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final List<RealServer> servers = new ArrayList<>();
    private final List<RealServer> sentinels = new ArrayList<>();

    @AfterEach
    void stop() {
        sentinels.forEach(RealServer::close);
        servers.forEach(RealServer::close);
    }

    private void startServers(boolean ours) {
        for (int i = 0; i < 3; i++) {
            String[] options =
                    i == 0
                            ? new String[] {"--repl-diskless-sync-delay", "0"}
                            : new String[] {
                                "--replicaof",
                                "127.0.0.1 " + servers.getFirst().port(),
                                "--repl-diskless-sync-delay",
                                "0"
                            };
            servers.add(ours ? RealServer.onggi(options) : RealServer.redis(options));
        }
    }

    private void startSentinels(int real) {
        String configuration = Sentinels.watching(servers.getFirst());
        for (int i = 0; i < 3; i++) {
            RealServer sentinel =
                    i < real ? Sentinels.real(configuration) : Sentinels.ours(configuration);
            sentinels.add(sentinel);
            Sentinels.hurry(sentinel);
        }
        for (RealServer sentinel : sentinels) {
            Await.until(
                    "everyone is known",
                    LIMIT,
                    () -> Sentinels.isSettled(sentinel, servers.size() - 1, 2));
        }
    }

    private RealServer killThePrimary() {
        RealServer old = servers.getFirst();
        old.kill();
        for (RealServer sentinel : sentinels) {
            Await.until(
                    "the sentinel believes in another primary: " + sentinel.log(),
                    LIMIT,
                    () -> Sentinels.primaryPort(sentinel) != old.port());
        }
        Set<Integer> believed =
                sentinels.stream().map(Sentinels::primaryPort).collect(Collectors.toSet());
        assertThat(believed).hasSize(1);
        List<RealServer> primaries =
                servers.stream().filter(s -> s != old).filter(Sentinels::isPrimary).toList();
        assertThat(primaries).hasSize(1);
        assertThat(believed).containsExactly(primaries.getFirst().port());
        return primaries.getFirst();
    }

    @Test
    void primaryKilled_oneReplicaTakesOverAndClientsFollow() throws IOException {
        startServers(true);
        startSentinels(0);
        Set<HostAndPort> addresses =
                sentinels.stream()
                        .map(sentinel -> new HostAndPort("127.0.0.1", sentinel.port()))
                        .collect(Collectors.toSet());
        RedisURI.Builder uri = RedisURI.builder().withSentinelMasterId(Sentinels.NAME);
        sentinels.forEach(sentinel -> uri.withSentinel("127.0.0.1", sentinel.port()));
        try (Jedis direct = new Jedis("127.0.0.1", servers.getFirst().port())) {
            assertThat(direct.set("before", "1")).isEqualTo("OK");
            assertThat(direct.waitReplicas(2, 5000)).isEqualTo(2);
        }
        try (RedisSentinelClient jedis =
                        RedisSentinelClient.builder()
                                .masterName(Sentinels.NAME)
                                .sentinels(addresses)
                                .build();
                RedisClient lettuce = RedisClient.create();
                StatefulRedisConnection<String, String> connection = lettuce.connect(uri.build())) {
            assertThat(jedis.get("before")).isEqualTo("1");
            assertThat(connection.sync().get("before")).isEqualTo("1");

            RealServer next = killThePrimary();

            Await.until("Jedis writes to the new primary", LIMIT, () -> jedisWrites(jedis));
            Await.until("Lettuce does too", LIMIT, () -> lettuceWrites(connection));
            try (Jedis direct = new Jedis("127.0.0.1", next.port())) {
                assertThat(direct.mget("before", "jedis", "lettuce"))
                        .containsExactly("1", "1", "1");
            }
            theOldOneReturns(next);
        }
        for (RealServer sentinel : sentinels) {
            String file = Files.readString(sentinel.folder().resolve("sentinel.conf"));
            assertThat(file)
                    .contains(
                            "sentinel monitor mymaster 127.0.0.1 "
                                    + Sentinels.primaryPort(sentinel)
                                    + " 2")
                    .contains("sentinel known-replica mymaster 127.0.0.1 ")
                    .contains("sentinel current-epoch ");
        }
    }

    private void theOldOneReturns(RealServer next) {
        servers.getFirst().startAgain();
        Await.until(
                "the old primary follows the new one",
                LIMIT,
                () -> {
                    try (var client = servers.getFirst().connect()) {
                        return client.call("ROLE").contains(Integer.toString(next.port()));
                    }
                });
    }

    private static boolean jedisWrites(RedisSentinelClient jedis) {
        try {
            return jedis.set("jedis", "1").equals("OK");
        } catch (JedisException e) {
            return false;
        }
    }

    private static boolean lettuceWrites(StatefulRedisConnection<String, String> connection) {
        try {
            return connection.sync().set("lettuce", "1").equals("OK");
        } catch (RedisException e) {
            return false;
        }
    }

    /** Two of ours and a real one agree, over servers of either kind. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void mixedSentinels_agree(boolean ourServers) {
        startServers(ourServers);
        startSentinels(1);

        killThePrimary();
    }

    /** Two real ones and one of ours. */
    @Test
    void realMajority_agreesWithOurs() {
        startServers(false);
        startSentinels(2);

        killThePrimary();
    }
}
