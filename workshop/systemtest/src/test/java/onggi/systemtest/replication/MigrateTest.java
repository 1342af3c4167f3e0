package onggi.systemtest.replication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.ArrayList;
import java.util.List;
import onggi.testkit.Await;
import onggi.testkit.Gen;
import onggi.testkit.NeedsRedis;
import onggi.testkit.RealServer;
import onggi.testkit.RespClient;
import onggi.testkit.ValueSteps;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** MIGRATE with each of its options, from and to the real server, and its answers. */
@NeedsRedis
class MigrateTest {

    private static final Servers SERVERS = new Servers();
    private static RealServer onggi;
    private static RealServer redis;

    @BeforeAll
    static void start() {
        assumeTrue(RealServer.canStartOnggi(), "onggi.server.Main is not on the class path");
        onggi = SERVERS.start("onggi", "--io-threads", "2");
        redis = SERVERS.start("redis");
    }

    @AfterAll
    static void stop() {
        SERVERS.close();
    }

    @BeforeEach
    void empty() {
        for (RealServer server : List.of(onggi, redis)) {
            Servers.ask(server, "FLUSHALL");
            Servers.ask(server, "CONFIG", "SET", "requirepass", "");
        }
    }

    private static RealServer named(String kind) {
        return kind.equals("redis") ? redis : onggi;
    }

    private static RealServer other(String kind) {
        return kind.equals("redis") ? onggi : redis;
    }

    private static String migrate(RealServer from, RealServer to, String... rest) {
        List<String> words =
                new ArrayList<>(List.of("MIGRATE", "127.0.0.1", Integer.toString(to.port())));
        words.addAll(List.of(rest));
        try (RespClient client = from.connect(2)) {
            return client.call(words.toArray(String[]::new));
        }
    }

    private static String digest(RealServer server) {
        return Servers.ask(server, "DEBUG", "DIGEST");
    }

    @ParameterizedTest
    @CsvSource({"onggi", "redis"})
    void keys_ofEveryType_moveWithTheirExpiry(String from) {
        RealServer source = named(from);
        RealServer target = other(from);
        Gen gen = new Gen(Gen.firstSeed());
        List<String> command = new ArrayList<>(List.of("", "0", "5000", "KEYS"));
        try (RespClient client = source.connect(2)) {
            for (int i = 0; i < 60; i++) {
                String key = "k" + i;
                ValueSteps.of(gen.pick(ValueSteps.TYPES), key, gen)
                        .forEach(step -> client.call(step.toArray(String[]::new)));
                if (i % 3 == 0) {
                    client.call("PEXPIREAT", key, "99999999999999");
                }
                command.add(key);
            }
            client.call("SET", "stays", "x");
        }
        String before = digest(source);

        assertThat(migrate(source, target, command.toArray(String[]::new))).isEqualTo("+OK\r\n");

        assertThat(Servers.ask(source, "DBSIZE")).isEqualTo("1");
        Servers.ask(target, "SET", "stays", "x");
        assertThat(Servers.ask(target, "DBSIZE")).isEqualTo("61");
        assertThat(digest(target)).isEqualTo(before);
    }

    @ParameterizedTest
    @CsvSource({"onggi", "redis"})
    void options_doTheSame(String from) {
        RealServer source = named(from);
        RealServer target = other(from);
        Servers.ask(source, "SET", "a", "1");
        Servers.ask(target, "CONFIG", "SET", "requirepass", "secret");
        try (RespClient client = target.connect(2)) { // connections of before need no password
            client.call("AUTH", "secret");
            client.call("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes");
            Await.until(
                    "the end of the others",
                    Servers.LIMIT,
                    () -> client.call("CLIENT", "LIST").split("id=").length == 2);
        }

        assertThat(migrate(source, target, "none", "0", "5000")).isEqualTo("+NOKEY\r\n");
        assertThat(migrate(source, target, "a", "0", "5000"))
                .startsWith("-ERR Target instance replied with error: NOAUTH");
        assertThat(migrate(source, target, "a", "0", "5000", "AUTH", "wrong"))
                .startsWith("-ERR Target instance replied with error: WRONGPASS");
        assertThat(migrate(source, target, "a", "0", "5000", "COPY", "AUTH", "secret"))
                .isEqualTo("+OK\r\n");
        assertThat(Servers.ask(source, "GET", "a")).isEqualTo("1");
        assertThat(migrate(source, target, "a", "0", "5000", "AUTH2", "default", "secret"))
                .isEqualTo(
                        "-ERR Target instance replied with error: BUSYKEY Target key name already"
                                + " exists.\r\n");
        Servers.ask(source, "SET", "a", "2");
        assertThat(
                        migrate(
                                source, target, "a", "3", "5000", "REPLACE", "AUTH2", "default",
                                "secret"))
                .isEqualTo("+OK\r\n");
        assertThat(Servers.ask(source, "EXISTS", "a")).isEqualTo("0");
        try (RespClient client = target.connect(2)) {
            client.call("AUTH", "secret");
            assertThat(client.call("GET", "a")).isEqualTo("$1\r\n1\r\n");
            client.call("SELECT", "3");
            assertThat(client.call("GET", "a")).isEqualTo("$1\r\n2\r\n");
            client.call("CONFIG", "SET", "requirepass", "");
        }
        assertThat(migrate(source, target, "a", "0", "x")).startsWith("-ERR value is not an");
        assertThat(migrate(source, target, "a", "0", "1", "KEYS", "b"))
                .startsWith("-ERR When using MIGRATE KEYS option");
    }

    @Test
    void target_thatIsNotThere_isAnError() {
        Servers.ask(onggi, "SET", "a", "1");
        try (RespClient client = onggi.connect(2)) {
            assertThat(client.call("MIGRATE", "127.0.0.1", "1", "a", "0", "500"))
                    .isEqualTo("-IOERR error or timeout connecting to the client\r\n");
            Servers.stop(redis, true);
            assertThat(migrate(onggi, redis, "a", "0", "200"))
                    .isEqualTo("-IOERR error or timeout reading from target instance\r\n");
        } finally {
            Servers.stop(redis, false);
        }
        assertThat(Servers.ask(onggi, "GET", "a")).isEqualTo("1");
    }

    @Test
    void move_insideOfATransactionAndAScript_isOfTheirUnit() {
        Servers.ask(onggi, "SET", "a", "1");
        Servers.ask(onggi, "SET", "b", "2");
        String port = Integer.toString(redis.port());
        try (RespClient client = onggi.connect(2)) {
            client.call("MULTI");
            client.call("MIGRATE", "127.0.0.1", port, "a", "0", "5000");
            client.call("EXISTS", "a");
            assertThat(client.call("EXEC")).isEqualTo("*2\r\n+OK\r\n:0\r\n");
            assertThat(
                            client.call(
                                    "EVAL",
                                    "return redis.call('migrate','127.0.0.1',ARGV[1],KEYS[1],0,5000)",
                                    "1",
                                    "b",
                                    port))
                    .isEqualTo("+OK\r\n");
        }
        assertThat(Servers.ask(redis, "DBSIZE")).isEqualTo("2");
        assertThat(Servers.ask(onggi, "DBSIZE")).isEqualTo("0");
    }

    @Test
    void connections_areKeptForTheNextMove_andMadeAnewWhenTheyAreGone() {
        Servers.ask(redis, "CONFIG", "RESETSTAT");
        for (int i = 0; i < 3; i++) {
            Servers.ask(onggi, "SET", "k" + i, "1");
            assertThat(migrate(onggi, redis, "k" + i, "0", "5000")).isEqualTo("+OK\r\n");
        }
        assertThat(Servers.field(onggi, "migrate_cached_sockets")).isEqualTo("1");
        long before = Long.parseLong(Servers.field(redis, "total_connections_received"));
        Servers.ask(redis, "CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes");
        Servers.ask(onggi, "SET", "k3", "1");

        assertThat(migrate(onggi, redis, "k3", "0", "5000")).isEqualTo("+OK\r\n");

        assertThat(Servers.ask(redis, "DBSIZE")).isEqualTo("4");
        long connections = Long.parseLong(Servers.field(redis, "total_connections_received"));
        assertThat(connections - before).isEqualTo(4); // with those of this test
        assertThat(Servers.field(onggi, "migrate_cached_sockets")).isEqualTo("1");
    }
}
