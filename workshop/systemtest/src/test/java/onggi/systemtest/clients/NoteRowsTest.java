package onggi.systemtest.clients;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import onggi.testkit.Await;
import onggi.testkit.NeedsRedis;
import onggi.testkit.RealServer;
import onggi.testkit.RespClient;
import onggi.testkit.Wire;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What tutorials say of connections, databases, keys and strings, over both protocols. */
@NeedsRedis
class NoteRowsTest {

    private static final Map<Subject, RealServer> SERVERS = new EnumMap<>(Subject.class);
    private final List<RespClient> open = new ArrayList<>();

    static Stream<Arguments> subjects() {
        return Stream.of(Subject.values())
                .flatMap(s -> Stream.of(Arguments.of(s, 2), Arguments.of(s, 3)));
    }

    private static RealServer server(Subject subject) {
        RealServer server = SERVERS.get(subject);
        if (server == null) {
            server = subject.start();
            SERVERS.put(subject, server);
        }
        return server;
    }

    @AfterAll
    static void stop() {
        SERVERS.values().forEach(RealServer::close);
        SERVERS.clear();
    }

    @BeforeEach
    void empty() {
        for (RealServer server : SERVERS.values()) {
            try (var client = server.connect()) {
                client.call("FLUSHALL");
            }
        }
    }

    @AfterEach
    void closeClients() {
        open.forEach(RespClient::close);
    }

    private RespClient connect(Subject subject, int protocol) {
        RespClient client = server(subject).connect(protocol);
        open.add(client);
        return client;
    }

    @ParameterizedTest
    @MethodSource("subjects")
    void info_server_hasWhatClientsParse(Subject subject, int protocol) {
        String info = connect(subject, protocol).ask("INFO", "server").text();

        assertThat(info)
                .containsPattern("redis_version:7\\.\\d+\\.\\d+\r\n")
                .contains("redis_mode:standalone\r\n")
                .contains("tcp_port:" + server(subject).port() + "\r\n")
                .contains("process_id:" + server(subject).pid() + "\r\n")
                .containsPattern("uptime_in_seconds:\\d+\r\n");
    }

    @ParameterizedTest
    @MethodSource("subjects")
    void value_everyByte_comesBack(Subject subject, int protocol) {
        var client = connect(subject, protocol);
        var all = new StringBuilder();
        for (char c = 0; c < 256; c++) {
            all.append(c);
        }

        assertThat(client.call("SET", "bin", all.toString())).isEqualTo("+OK\r\n");
        assertThat(client.call("GET", "bin")).isEqualTo("$256\r\n" + all + "\r\n");
        assertThat(client.ask("CONFIG", "GET", "proto-max-bulk-len").parts().get(1).text())
                .isEqualTo("536870912");
    }

    @ParameterizedTest
    @MethodSource("subjects")
    void commandDocs_get_tellsSummaryGroupAndArguments(Subject subject, int protocol) {
        var client = connect(subject, protocol);

        assertThat(client.call("COMMAND", "COUNT")).matches(":\\d{2,3}\r\n");
        String docs = client.ask("COMMAND", "DOCS", "GET").toString();
        assertThat(docs)
                .contains(
                        "\"summary\"",
                        "\"since\", \"1.0.0\"",
                        "\"group\", \"string\"",
                        "\"arguments\"",
                        "\"key\"");
    }

    @ParameterizedTest
    @MethodSource("subjects")
    void select_databases_areSeparate(Subject subject, int protocol) {
        var client = connect(subject, protocol);

        assertThat(client.call("SELECT", "1")).isEqualTo("+OK\r\n");
        client.call("SET", "only-here", "1");
        assertThat(client.call("SELECT", "0")).isEqualTo("+OK\r\n");
        assertThat(client.call("EXISTS", "only-here")).isEqualTo(":0\r\n");
        assertThat(client.call("SELECT", "16")).isEqualTo("-ERR DB index is out of range\r\n");
        assertThat(client.call("DBSIZE")).isEqualTo(":0\r\n");
    }

    @ParameterizedTest
    @MethodSource("subjects")
    void keys_globs_findTheSame(Subject subject, int protocol) {
        var client = connect(subject, protocol);
        for (String key :
                List.of("hello", "hallo", "hbllo", "hxllo", "h?llo", "my:index:1", "hllo")) {
            client.call("SET", key, "1");
        }

        assertThat(keys(client, "h?llo"))
                .containsExactlyInAnyOrder("hello", "hallo", "hbllo", "hxllo", "h?llo");
        assertThat(keys(client, "h[ae]llo")).containsExactlyInAnyOrder("hello", "hallo");
        assertThat(keys(client, "h[^e]llo"))
                .containsExactlyInAnyOrder("hallo", "hbllo", "hxllo", "h?llo");
        assertThat(keys(client, "h[a-b]llo")).containsExactlyInAnyOrder("hallo", "hbllo");
        assertThat(keys(client, "h\\?llo")).containsExactly("h?llo");
        assertThat(keys(client, "h*llo")).hasSize(6);
        assertThat(keys(client, "*index*")).containsExactly("my:index:1");
    }

    private static Set<String> keys(RespClient client, String pattern) {
        Set<String> found = new HashSet<>();
        client.ask("KEYS", pattern).parts().forEach(part -> found.add(part.text()));
        return found;
    }

    @ParameterizedTest
    @MethodSource("subjects")
    void expire_key_goesAfterItsTime(Subject subject, int protocol) {
        var client = connect(subject, protocol);
        client.call("SET", "k", "v");
        assertThat(client.call("TTL", "k")).isEqualTo(":-1\r\n");

        assertThat(client.call("EXPIRE", "k", "1")).isEqualTo(":1\r\n");

        assertThat(client.call("TTL", "k")).isEqualTo(":1\r\n");
        Await.until("the key to go", () -> client.call("EXISTS", "k").equals(":0\r\n"));
        assertThat(client.call("GET", "k")).isEqualTo(protocol == 2 ? "$-1\r\n" : "_\r\n");
        assertThat(client.call("TTL", "k")).isEqualTo(":-2\r\n");
        assertThat(client.call("DBSIZE")).isEqualTo(":0\r\n");
    }

    @ParameterizedTest
    @MethodSource("subjects")
    void incr_eightClientsAtOnce_loseNothing(Subject subject, int protocol)
            throws InterruptedException {
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            var client = connect(subject, protocol);
            boolean inTransactions = i % 2 == 0;
            threads.add(Thread.ofPlatform().start(() -> increment(client, 10_000, inTransactions)));
        }
        for (Thread thread : threads) {
            thread.join();
        }

        assertThat(connect(subject, protocol).call("GET", "n")).isEqualTo("$5\r\n80000\r\n");
    }

    private static void increment(RespClient client, int times, boolean inTransactions) {
        String[] multi = {"MULTI"};
        String[] incr = {"INCR", "n"};
        String[] exec = {"EXEC"};
        for (int i = 0; i < times / 100; i++) {
            List<String[]> commands = new ArrayList<>();
            for (int j = 0; j < 100; j++) {
                commands.addAll(
                        inTransactions
                                ? List.of(multi, incr, exec)
                                : List.of(new String[][] {incr}));
            }
            client.pipeline(commands.toArray(String[][]::new));
        }
    }

    @ParameterizedTest
    @MethodSource("subjects")
    void integers_atTheirLimits_answerErrors(Subject subject, int protocol) {
        var client = connect(subject, protocol);
        client.call("SET", "n", "9223372036854775807");

        assertThat(client.call("INCR", "n"))
                .isEqualTo("-ERR increment or decrement would overflow\r\n");
        assertThat(client.call("MSET", "a", "1", "b"))
                .isEqualTo("-ERR wrong number of arguments for 'mset' command\r\n");
        assertThat(client.call("DECR", "m")).isEqualTo(":-1\r\n");
        assertThat(client.call("SET", "user:example-data:1", "john1234")).isEqualTo("+OK\r\n");
        assertThat(client.call("GET", "user:example-data:1")).isEqualTo("$8\r\njohn1234\r\n");
    }

    @ParameterizedTest
    @MethodSource("subjects")
    void flushall_syncAndAsync_emptyEveryDatabase(Subject subject, int protocol) {
        var client = connect(subject, protocol);
        for (String how : List.of("ASYNC", "SYNC")) {
            client.call("SET", "a", "1");
            client.call("SELECT", "3");
            client.call("MSET", "a", "1", "b", "2");

            assertThat(client.call("FLUSHALL", how)).isEqualTo("+OK\r\n");

            assertThat(client.call("DBSIZE")).isEqualTo(":0\r\n");
            client.call("SELECT", "0");
            assertThat(client.call("DBSIZE")).isEqualTo(":0\r\n");
        }
    }

    @ParameterizedTest
    @MethodSource("subjects")
    void subscriber_otherCommands_dependOnTheProtocol(Subject subject, int protocol) {
        var client = connect(subject, protocol);
        client.call("SUBSCRIBE", "c");

        String reply = client.call("GET", "x");

        assertThat(reply)
                .isEqualTo(
                        protocol == 3
                                ? "_\r\n"
                                : "-ERR Can't execute 'get': only (P|S)SUBSCRIBE / (P|S)UNSUBSCRIBE / PING / QUIT / RESET"
                                        + " are allowed in this context\r\n");
    }

    @ParameterizedTest
    @MethodSource("subjects")
    void message_channelAndPattern_isDeliveredTwiceAndNeverLater(Subject subject, int protocol) {
        var publisher = connect(subject, protocol);
        assertThat(publisher.call("PUBLISH", "ch:message", "lost")).isEqualTo(":0\r\n");
        var client = connect(subject, protocol);
        assertThat(client.ask("SUBSCRIBE", "ch:message").parts())
                .hasToString("[\"subscribe\", \"ch:message\", :1]");
        assertThat(client.ask("PSUBSCRIBE", "ch:*").parts())
                .hasToString("[\"psubscribe\", \"ch:*\", :2]");

        assertThat(publisher.call("PUBLISH", "ch:message", "{}")).isEqualTo(":2\r\n");

        assertThat(Wire.parse(client.frameBytes()).parts())
                .hasToString("[\"message\", \"ch:message\", \"{}\"]");
        assertThat(Wire.parse(client.frameBytes()).parts())
                .hasToString("[\"pmessage\", \"ch:*\", \"ch:message\", \"{}\"]");
        assertThat(publisher.ask("PUBSUB", "NUMSUB", "ch:message").parts())
                .hasToString("[\"ch:message\", :1]");
        assertThat(publisher.call("PUBSUB", "NUMPAT")).isEqualTo(":1\r\n");
    }

    @ParameterizedTest
    @MethodSource("subjects")
    void publish_thousandSubscribers_reachesAll(Subject subject, int protocol) {
        List<RespClient> subscribers = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            subscribers.add(connect(subject, protocol));
            subscribers.getLast().call("SUBSCRIBE", "all");
        }

        assertThat(connect(subject, protocol).call("PUBLISH", "all", "hello"))
                .isEqualTo(":1000\r\n");

        for (RespClient subscriber : subscribers) {
            assertThat(Wire.parse(subscriber.frameBytes()).parts())
                    .hasToString("[\"message\", \"all\", \"hello\"]");
        }
    }

    @ParameterizedTest
    @MethodSource("subjects")
    void messages_hundredThousandOfTwoPublishers_keepEachOnesOrder(Subject subject, int protocol)
            throws InterruptedException {
        var subscriber = connect(subject, protocol);
        subscriber.call("SUBSCRIBE", "ordered");
        int each = 50_000;
        List<Thread> publishers = new ArrayList<>();
        for (int p = 0; p < 2; p++) {
            var publisher = connect(subject, protocol);
            int number = p;
            publishers.add(Thread.ofPlatform().start(() -> publish(publisher, number, each)));
        }
        int[] next = new int[2];
        for (int i = 0; i < 2 * each; i++) {
            String[] message = Wire.parse(subscriber.frameBytes()).parts().get(2).text().split(" ");
            int publisher = Integer.parseInt(message[0]);

            assertThat(Integer.parseInt(message[1])).isEqualTo(next[publisher]++);
        }
        for (Thread publisher : publishers) {
            publisher.join();
        }
    }

    private static void publish(RespClient client, int number, int count) {
        int batch = 50;
        for (int i = 0; i < count; i += batch) {
            String[][] commands = new String[batch][];
            for (int j = 0; j < batch; j++) {
                commands[j] = new String[] {"PUBLISH", "ordered", number + " " + (i + j)};
            }
            client.pipeline(commands);
        }
    }
}
