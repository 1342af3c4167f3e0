package onggi.systemtest.clients;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import onggi.testkit.Await;
import onggi.testkit.NeedsPrograms;
import onggi.testkit.NeedsRedis;
import onggi.testkit.Program;
import onggi.testkit.RealServer;
import onggi.testkit.RespClient;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Node programs as people write them: the life cycle of node-redis in an Express server, a cache in
 * front of a web service, and ioredis. The programs are unchanged but for hosts; preload.js moves
 * their fixed port out of the way.
 */
@NeedsRedis
@NeedsPrograms(
        value = {"node", "npm"},
        install = "apt-get install nodejs npm (Node 20 or newer)")
class NodeProgramsTest {

    private static final String PASSWORD = "redis!1234";
    private static final String READY = "Redis 클라이언트의 명령 처리 준비 완료되었습니다.";

    @SuppressWarnings("NullAway.Init")
    private static NpmFolder folder;

    @BeforeAll
    static void install() throws IOException {
        folder = NpmFolder.install("npm");
    }

    private static Program node(String program, Map<String, String> environment) {
        return folder.node(environment, "--require", "./preload.js", program);
    }

    private static Map<String, String> environment(RealServer server, String password) {
        return Map.of(
                "REDIS_PORT",
                Integer.toString(server.port()),
                "REDIS_HOST",
                "127.0.0.1",
                "REDIS_PASSWORD",
                password);
    }

    @ParameterizedTest
    @EnumSource
    void nodeRedis_lifeCycleWithALostConnection_logsEveryEvent(Subject subject) {
        try (var server = subject.start("--requirepass", PASSWORD);
                var program = node("server.js", environment(server, PASSWORD));
                var client = authenticated(server)) {
            program.awaitLine(1, READY);
            assertThat(client.call("SET", "somebody:else", "1")).isEqualTo("+OK\r\n");

            assertThat(client.call("CLIENT", "KILL", "TYPE", "normal")).isEqualTo(":1\r\n");
            program.awaitLine(2, READY);
            program.interrupt();

            assertThat(program.awaitExit()).isZero();
            assertThat(program.lines())
                    .filteredOn(line -> !line.startsWith(" ") && !line.startsWith("◇"))
                    .filteredOn(line -> !line.startsWith("listening on port"))
                    .containsExactly(
                            "server start 3000",
                            "Redis 서버와 연결되었습니다.",
                            READY,
                            "Redis 클라이언트의 에러가 발생하였습니다."
                                    + " SocketClosedUnexpectedlyError: Socket closed unexpectedly",
                            "Redis 서버와 재연결 중입니다. undefined",
                            "Redis 서버와 연결되었습니다.",
                            READY,
                            "서버가 SIGINT 신호를 수신하여 종료합니다...",
                            "데이터 모두 삭제:  OK",
                            "Redis 클라이언트가 종료되었습니다.",
                            "레디스 연결 종료:  OK",
                            "서버 종료됨.",
                            "서버가 다음 코드와 함께 종료되었습니다... -> 0");
            assertThat(client.call("DBSIZE")).isEqualTo(":0\r\n");
        }
    }

    @ParameterizedTest
    @EnumSource
    void nodeRedis_commandsWhenReady_areSeenByAnotherClient(Subject subject) {
        try (var server = subject.start("--requirepass", PASSWORD);
                var program = node("server-ready.js", environment(server, PASSWORD));
                var client = authenticated(server)) {
            program.awaitLine(1, "john1234");

            assertThat(program.lines()).containsSubsequence(READY, "OK", "john1234");
            assertThat(
                            Program.run(
                                    Duration.ofSeconds(10),
                                    folder.path(),
                                    "redis-cli",
                                    "-p",
                                    Integer.toString(server.port()),
                                    "-a",
                                    PASSWORD,
                                    "--no-auth-warning",
                                    "--no-raw",
                                    "get",
                                    "user:example-data:1"))
                    .isEqualTo("\"john1234\"");
            assertThat(client.call("CLIENT", "LIST")).contains("resp=3");
            if (subject == Subject.ONGGI) { // Redis 7.0 does not know the name of a library yet
                assertThat(client.call("CLIENT", "LIST")).contains("lib-name=node-redis");
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void nodeRedis_wrongPassword_isRejected(Subject subject) {
        try (var server = subject.start("--requirepass", PASSWORD);
                var program = node("server.js", environment(server, "wrong"))) {
            Await.until(
                    "the error in the output",
                    () ->
                            program.output()
                                    .contains(
                                            "WRONGPASS invalid username-password pair or user is"
                                                    + " disabled."));
        }
    }

    @ParameterizedTest
    @EnumSource
    void expressCache_secondRequest_isAnsweredWithoutTheUpstream(Subject subject)
            throws IOException, InterruptedException {
        var asked = new AtomicInteger();
        HttpServer upstream = upstream(asked);
        try (var server = subject.start();
                var program = node("app.js", cacheEnvironment(server, upstream));
                var client = server.connect();
                var http = HttpClient.newHttpClient()) {
            String port = program.awaitLine(1, "listening on port").replaceAll("\\D", "");
            program.awaitLine(1, "listening");
            var request =
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/redis/2"))
                            .build();

            HttpResponse<String> miss = http.send(request, HttpResponse.BodyHandlers.ofString());
            Await.until(
                    "the value in the cache", () -> client.call("EXISTS", "2").equals(":1\r\n"));
            HttpResponse<String> hit = http.send(request, HttpResponse.BodyHandlers.ofString());

            assertThat(List.of(miss.statusCode(), hit.statusCode())).containsExactly(200, 200);
            assertThat(hit.body()).isEqualTo(miss.body()).isEqualTo("{\"data\":{\"id\":2}}");
            assertThat(asked).hasValue(1);
            assertThat(client.call("GET", "2")).isEqualTo("$17\r\n{\"data\":{\"id\":2}}\r\n");
            assertThat(client.call("TTL", "2")).isEqualTo(":-1\r\n");
        } finally {
            upstream.stop(0);
        }
    }

    private static HttpServer upstream(AtomicInteger asked) throws IOException {
        var upstream =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 8);
        upstream.createContext(
                "/api/product/2",
                exchange -> {
                    asked.incrementAndGet();
                    byte[] body = "{\"data\":{\"id\":2}}".getBytes(StandardCharsets.UTF_8);
                    exchange.getResponseHeaders().add("Content-Type", "application/json");
                    exchange.sendResponseHeaders(200, body.length);
                    exchange.getResponseBody().write(body);
                    exchange.close();
                });
        upstream.start();
        return upstream;
    }

    private static Map<String, String> cacheEnvironment(RealServer server, HttpServer upstream) {
        return Map.of(
                "REDIS_URL", "redis://127.0.0.1:" + server.port(),
                "UPSTREAM", "http://127.0.0.1:" + upstream.getAddress().getPort());
    }

    @ParameterizedTest
    @EnumSource
    void ioredis_subscribePublishAndCommands_callBack(Subject subject) {
        try (var server = subject.start();
                var client = server.connect();
                var program = node("single.js", environment(server, ""))) {
            assertThat(program.awaitExit()).isZero();

            boolean hashes = !client.call("COMMAND", "INFO", "HGET").equals("*1\r\n*-1\r\n");
            List<String> expected = new ArrayList<>();
            expected.addAll(List.of("connect", "ready", "psubscribe null 1"));
            expected.add("pmessage ch:* ch:message {\"room\":1,\"text\":\"hello\"}");
            expected.add("publish true");
            if (hashes) {
                expected.add("hget null null");
            }
            expected.addAll(List.of("get null null", "expire 1"));
            assertThat(program.lines())
                    .filteredOn(line -> hashes || !line.startsWith("hget"))
                    .containsExactlyInAnyOrderElementsOf(expected);
        }
    }

    private static RespClient authenticated(RealServer server) {
        RespClient client = server.connect();
        assertThat(client.call("AUTH", PASSWORD)).isEqualTo("+OK\r\n");
        return client;
    }
}
