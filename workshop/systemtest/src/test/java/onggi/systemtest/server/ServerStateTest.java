package onggi.systemtest.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import onggi.testkit.RealServer;
import onggi.testkit.RespClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the configuration does to commands, seen by a client of the whole server. */
class ServerStateTest {

    @TempDir private Path folder;

    private Program start(int port, String... directives) throws IOException {
        String[] arguments = new String[directives.length + 2];
        arguments[0] = "--port";
        arguments[1] = Integer.toString(port);
        System.arraycopy(directives, 0, arguments, 2, directives.length);
        Program server = Program.start(folder, arguments);
        server.awaitOutput("Ready to accept connections tcp");
        return server;
    }

    @Test
    void exec_ofAWriteOverTheMemoryLimit_isRefused() throws IOException {
        int port = RealServer.freePort();
        try (Program server = start(port);
                RespClient client = RespClient.connect(port);
                RespClient other = RespClient.connect(port)) {
            client.call("SET", "b", "x".repeat(100));
            client.call("MULTI");
            client.call("SET", "a", "1");
            other.call("MULTI");
            other.call("GET", "a");
            try (RespClient operator = RespClient.connect(port)) {
                assertThat(operator.call("CONFIG", "SET", "maxmemory", "1")).isEqualTo("+OK\r\n");
            }

            assertThat(client.call("EXEC")).startsWith("-EXECABORT").contains("OOM");
            assertThat(other.call("EXEC")).isEqualTo("*1\r\n$-1\r\n");
            assertThat(server.pid()).isPositive();
        }
    }

    @Test
    void renamedCommand_hasItsNewNameOnly() throws IOException {
        int port = RealServer.freePort();
        try (Program server = start(port, "--rename-command", "FLUSHDB", "badger");
                RespClient client = RespClient.connect(port)) {
            assertThat(client.call("FLUSHDB")).startsWith("-ERR unknown command 'FLUSHDB'");
            assertThat(client.call("BADGER")).isEqualTo("+OK\r\n");
            assertThat(server.pid()).isPositive();
        }
    }

    @Test
    void resetstat_forgetsErrors() throws IOException {
        int port = RealServer.freePort();
        try (Program server = start(port);
                RespClient client = RespClient.connect(port)) {
            client.call("NOSUCH");
            assertThat(client.call("INFO", "errorstats")).contains("errorstat_ERR:count=1");

            client.call("CONFIG", "RESETSTAT");

            assertThat(client.call("INFO", "errorstats")).doesNotContain("errorstat_ERR");
            assertThat(server.pid()).isPositive();
        }
    }

    @Test
    void infoDebug_hasTheLongestTurn_andIsShownOnlyWhenNamed() throws IOException {
        int port = RealServer.freePort();
        try (Program server = start(port, "--enable-debug-command", "yes");
                RespClient client = RespClient.connect(port)) {
            client.call("DEBUG", "SLEEP", "0.05");

            assertThat(number(client.call("INFO", "debug"), "eventloop_duration_max"))
                    .isGreaterThanOrEqualTo(50_000);
            assertThat(number(client.call("INFO", "stats"), "eventloop_duration_cmd_sum"))
                    .isGreaterThanOrEqualTo(50_000);
            assertThat(client.call("INFO", "everything")).doesNotContain("eventloop_duration_max");
            assertThat(server.pid()).isPositive();
        }
    }

    private static long number(String info, String field) {
        String rest = info.substring(info.indexOf(field + ":") + field.length() + 1);
        return Long.parseLong(rest.substring(0, rest.indexOf('\r')));
    }
}
