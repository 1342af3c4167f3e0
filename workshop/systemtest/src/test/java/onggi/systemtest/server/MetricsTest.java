package onggi.systemtest.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.regex.Pattern;
import onggi.testkit.RealServer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.params.SetParams;

/** What those see who watch the server over HTTP. */
class MetricsTest {

    private static final Pattern LINE =
            Pattern.compile("[a-zA-Z_][a-zA-Z0-9_]*(\\{[^}]*})? [-+0-9.eEaNInf]+");

    @TempDir Path folder;

    @BeforeEach
    void canStart() {
        assumeTrue(RealServer.canStartOnggi(), "onggi.server.Main is not on the class path");
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private static HttpResponse<String> get(int port, String path) throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build(),
                    HttpResponse.BodyHandlers.ofString());
        }
    }

    @Test
    void metrics_areThoseOfInfo_inPrometheusText() throws Exception {
        int port = freePort();
        int watched = freePort();
        String[] arguments = {
            "--port",
            Integer.toString(port),
            "--metrics-port",
            Integer.toString(watched),
            "--save",
            ""
        };
        try (Program server = Program.start(folder, arguments)) {
            server.awaitOutput("Ready to accept connections tcp");
            try (Jedis jedis = new Jedis("127.0.0.1", port)) {
                jedis.set("a", "1");
                jedis.set("b", "2", SetParams.setParams().ex(100));
                jedis.get("none");
                try {
                    jedis.lpush("a", "x");
                } catch (JedisDataException e) {
                    assertThat(e).hasMessageStartingWith("WRONGTYPE");
                }
                HttpResponse<String> answer = get(watched, "/metrics");

                assertThat(answer.statusCode()).isEqualTo(200);
                assertThat(answer.headers().firstValue("Content-Type").orElse(""))
                        .startsWith("text/plain; version=0.0.4");
                assertThat(answer.body())
                        .contains("redis_up 1.0\n")
                        .contains("redis_connected_clients 1.0\n")
                        .contains("redis_db_keys{db=\"db0\"} 2.0\n")
                        .contains("redis_db_keys_expiring{db=\"db0\"} 1.0\n")
                        .contains("redis_keyspace_misses_total 1.0\n")
                        .contains("redis_commands_total{cmd=\"set\"} 2.0\n")
                        .contains("redis_commands_failed_calls_total{cmd=\"lpush\"} 1.0\n")
                        .contains("redis_errors_total{err=\"WRONGTYPE\"} 1.0\n")
                        .contains("redis_memory_used_bytes ")
                        .contains("onggi_slab_used_bytes ")
                        .contains("onggi_gc_pause_seconds_total{gc=")
                        .contains("redis_version=\"7.");
                assertThat(answer.body().lines().filter(line -> !line.startsWith("#")))
                        .hasSizeGreaterThan(60)
                        .allMatch(line -> LINE.matcher(line).matches());
            }
            assertThat(server.terminate()).isZero();
        }
    }

    @Test
    void port_movesWhileTheServerRuns() throws Exception {
        int port = freePort();
        int first = freePort();
        int second = freePort();
        String[] arguments = {"--port", Integer.toString(port), "--save", ""};
        try (Program server = Program.start(folder, arguments)) {
            server.awaitOutput("Ready to accept connections tcp");
            try (Jedis jedis = new Jedis("127.0.0.1", port)) {
                jedis.configSet("metrics-port", Integer.toString(first));
                assertThat(get(first, "/health/ready").body()).isEqualTo("yes\n");

                jedis.configSet("metrics-port", Integer.toString(second));
                assertThat(get(second, "/health/ready").body()).isEqualTo("yes\n");
                assertThatThrownBy(() -> get(first, "/health/ready"))
                        .isInstanceOf(IOException.class);

                assertThatThrownBy(() -> jedis.configSet("metrics-port", Integer.toString(port)))
                        .hasMessageContaining("Unable to listen on this port.");
                assertThat(get(second, "/health/ready").body()).isEqualTo("yes\n");

                jedis.configSet("metrics-port", "0");
                assertThatThrownBy(() -> get(second, "/health/ready"))
                        .isInstanceOf(IOException.class);
            }
        }
    }

    @Test
    void health_tellsOfALoopThatIsStuck() throws Exception {
        int port = freePort();
        int watched = freePort();
        String[] arguments = {
            "--port",
            Integer.toString(port),
            "--metrics-port",
            Integer.toString(watched),
            "--save",
            "",
            "--enable-debug-command",
            "yes",
            "--io-threads",
            "1"
        };
        try (Program server = Program.start(folder, arguments)) {
            server.awaitOutput("Ready to accept connections tcp");
            assertThat(get(watched, "/health/live").statusCode()).isEqualTo(200);
            assertThat(get(watched, "/health/ready").body()).isEqualTo("yes\n");
            assertThat(get(watched, "/nowhere").statusCode()).isEqualTo(404);

            try (Socket sleeper = new Socket(InetAddress.getLoopbackAddress(), port)) {
                sleeper.getOutputStream()
                        .write("DEBUG SLEEP 6\r\n".getBytes(StandardCharsets.US_ASCII));
                HttpResponse<String> live = get(watched, "/health/live");
                while (live.statusCode() == 200 && sleeper.getInputStream().available() == 0) {
                    live = get(watched, "/health/live");
                }
                assertThat(live.statusCode()).isEqualTo(503);
                assertThat(live.body()).isEqualTo("no\n");
            }
        }
    }
}
