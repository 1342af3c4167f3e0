package onggi.systemtest.robustness;

import static onggi.systemtest.robustness.BigClient.MB;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import onggi.testkit.Await;
import onggi.testkit.RealServer;
import org.junit.jupiter.api.Test;

/**
 * Strings of hundreds of megabytes: they pass from the socket to their place and back without the
 * Java heap, which is smaller than any of them here.
 */
class BigValuesTest {

    /** A long string is copied once for a reply, as Redis does, and that takes its time. */
    private static final Duration LONGEST = Duration.ofSeconds(8);

    private static final long MOST_HEAP = 64L * MB;

    private static RealServer server(String... options) {
        assumeTrue(RealServer.canStartOnggi(), "onggi.server.Main is not on the class path");
        return RealServer.onggi(List.of("-Xmx64m"), options);
    }

    @Test
    void string_sixHundredMegabytes_isStoredAndReadWithASmallHeap() {
        int megabytes = 600;
        try (var server = server();
                var bystander = new Bystander(server);
                var observer = server.connect();
                var client = new BigClient(server)) {
            assertThat(client.call("CONFIG", "SET", "proto-max-bulk-len", "1gb")).isEqualTo("+OK");
            long before = server.residentBytes();

            client.sendWithBig(megabytes, "SET", "big");
            assertThat(client.line()).isEqualTo("+OK");

            assertThat(client.call("STRLEN", "big")).isEqualTo(":" + (long) megabytes * MB);
            assertThat(server.residentBytes() - before)
                    .as("copies of the value held")
                    .isBetween((long) megabytes * MB, (megabytes + 60L) * MB);
            client.command("GET", "big");
            client.readBig(megabytes);
            assertThat(server.residentBytes() - before).isLessThan((megabytes + 60L) * MB);
            assertThat(Servers.info(observer, "heap_committed")).isLessThanOrEqualTo(MOST_HEAP);
            assertThat(client.call("DEL", "big")).isEqualTo(":1");
            Await.until("the memory", () -> server.residentBytes() - before < 60L * MB);
            bystander.assertUndisturbed(LONGEST);
        }
    }

    @Test
    void transaction_withBigArguments_keepsThemOutsideTheHeapToo() {
        int megabytes = 100;
        try (var server = server();
                var client = new BigClient(server)) {
            long before = server.residentBytes();
            client.call("MULTI");
            for (String key : List.of("a", "b")) {
                client.sendWithBig(megabytes, "SET", key);
                assertThat(client.line()).isEqualTo("+QUEUED");
            }
            client.command("GET", "b");
            assertThat(client.line()).isEqualTo("+QUEUED");
            client.command("EXEC");
            assertThat(client.line()).isEqualTo("*3");
            assertThat(client.line()).isEqualTo("+OK");
            assertThat(client.line()).isEqualTo("+OK");
            client.readBig(megabytes);

            client.call("MULTI");
            client.sendWithBig(megabytes, "SET", "c");
            assertThat(client.line()).isEqualTo("+QUEUED");
            assertThat(client.call("DISCARD")).isEqualTo("+OK");
            assertThat(client.call("DEL", "a", "b", "c")).isEqualTo(":2");

            Await.until("the memory", () -> server.residentBytes() - before < 60L * MB);
        }
    }

    /** What stands in the file is not what the client sent: SETEX becomes SET with PXAT. */
    @Test
    void string_thatExpires_isLoggedAndLoadedWithASmallHeap() {
        int megabytes = 80;
        try (var server = server("--appendonly", "yes")) {
            try (var client = new BigClient(server)) {
                client.sendWithBig(megabytes, "SETEX", "big", "1000");
                assertThat(client.line()).isEqualTo("+OK");
                client.call("MULTI");
                client.sendWithBig(megabytes, "GETSET", "other");
                assertThat(client.line()).isEqualTo("+QUEUED");
                client.call("SET", "behind", "it");
                assertThat(client.call("EXEC")).isEqualTo("*2");
            }
            server.kill();
            server.startAgain();
            try (var client = new BigClient(server)) {
                String length = ":" + (long) megabytes * MB;
                assertThat(client.call("STRLEN", "big")).isEqualTo(length);
                assertThat(client.call("STRLEN", "other")).isEqualTo(length);
                assertThat(client.call("STRLEN", "behind")).isEqualTo(":2");
            }
        }
    }

    @Test
    void arguments_manyHalfSent_takeWhatTheySentAndAreCounted() {
        int clients = 20;
        int sent = 4;
        try (var server = server();
                var observer = server.connect()) {
            long before = server.residentBytes();
            List<BigClient> half = new ArrayList<>();
            for (int i = 0; i < clients; i++) {
                BigClient client = new BigClient(server);
                half.add(client);
                client.begin(512, "SET", "key");
                client.send(new byte[sent * MB]);
            }

            Await.until(
                    "all that was sent to be counted",
                    () ->
                            Servers.info(observer, "mem_clients_normal")
                                    >= (long) clients * sent * MB);
            assertThat(server.residentBytes() - before)
                    .isLessThan((long) clients * sent * MB + 60L * MB);
            assertThat(Servers.info(observer, "used_memory"))
                    .isGreaterThanOrEqualTo((long) clients * sent * MB);

            half.forEach(BigClient::close);
            Await.until("the memory", () -> server.residentBytes() - before < 40L * MB);
            assertThat(Servers.info(observer, "mem_clients_normal")).isLessThan(MB);
        }
    }

    @Test
    void argument_beyondTheQueryBufferLimit_closesTheClientWithRedisText() {
        try (var server = server("--client-query-buffer-limit", "2mb");
                var observer = server.connect();
                var client = new BigClient(server)) {
            client.begin(512, "SET", "key");
            int sent = 0;
            try {
                for (; sent < 100; sent++) {
                    client.send(new byte[MB]);
                }
            } catch (UncheckedIOException closed) {
                // as it should be
            }

            assertThat(client.isClosedByServer()).isTrue();
            assertThat(sent).isLessThan(60);
            Await.until(
                    "the log",
                    () ->
                            server.log()
                                    .contains(
                                            "Closing client that reached max query buffer length"));
            assertThat(Servers.info(observer, "client_query_buffer_limit_disconnections"))
                    .isEqualTo(1);
            assertThat(Servers.info(observer, "mem_clients_normal")).isLessThan(MB);
        }
    }

    @Test
    void reply_readLate_isTheValueOfItsTime() {
        int megabytes = 50;
        try (var server = server();
                var client = new BigClient(server);
                var late = new BigClient(server, 16 * 1024)) {
            client.sendWithBig(megabytes, "SET", "big");
            client.line();

            late.command("GET", "big");
            Await.until("the reply to wait", () -> omem(server) > (megabytes - 20L) * MB);
            assertThat(client.call("SETRANGE", "big", "0", "changed")).startsWith(":");
            assertThat(client.call("DEL", "big")).isEqualTo(":1");

            late.readBig(megabytes);
            assertThat(late.call("PING")).isEqualTo("+PONG");
        }
    }

    private static long omem(RealServer server) {
        try (var observer = server.connect()) {
            long most = 0;
            for (String field : observer.ask("CLIENT", "LIST").text().split("[ \n]")) {
                if (field.startsWith("omem=")) {
                    most = Math.max(most, Long.parseLong(field.substring("omem=".length())));
                }
            }
            return most;
        }
    }

    @Test
    void reply_beyondTheOutputBufferLimit_closesTheClient() {
        try (var server = server("--client-output-buffer-limit", "normal 30mb 0 0");
                var client = new BigClient(server);
                var late = new BigClient(server, 16 * 1024)) {
            client.sendWithBig(50, "SET", "big");
            client.line();

            late.command("GET", "big");

            Await.until(
                    "the log", () -> server.log().contains("overcoming of output buffer limits"));
            assertThat(late.isClosedByServer()).isTrue();
            assertThat(client.call("PING")).isEqualTo("+PONG");
        }
    }

    @Test
    void replies_pipelinedByOneThatReadsSlowly_areMadeOneAfterAnother() {
        int megabytes = 40;
        int count = 30;
        try (var server = server();
                var client = new BigClient(server)) {
            client.sendWithBig(megabytes, "SET", "big");
            client.line();
            long before = server.residentBytes();

            for (int i = 0; i < count; i++) {
                client.command("GET", "big");
            }
            for (int i = 0; i < count; i++) {
                client.readBig(megabytes);
                assertThat(server.residentBytes() - before).isLessThan(3L * megabytes * MB);
            }
        }
    }
}
