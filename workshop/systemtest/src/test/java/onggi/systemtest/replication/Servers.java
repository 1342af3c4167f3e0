package onggi.systemtest.replication;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import onggi.testkit.Await;
import onggi.testkit.RealServer;
import onggi.testkit.RespClient;

/** Servers of a test that follow one another, and what can be asked of them. */
final class Servers implements AutoCloseable {

    static final Duration LIMIT = Duration.ofSeconds(30);

    private final List<RealServer> all = new ArrayList<>();

    RealServer start(String kind, String... options) {
        List<String> words =
                new ArrayList<>(
                        List.of(
                                "--enable-debug-command",
                                "yes",
                                "--repl-diskless-sync-delay",
                                "0",
                                "--repl-ping-replica-period",
                                "1"));
        words.addAll(List.of(options));
        String[] array = words.toArray(String[]::new);
        RealServer server =
                kind.equals("redis") ? RealServer.redis(array) : RealServer.onggi(array);
        all.add(server);
        return server;
    }

    RealServer follow(String kind, RealServer primary, String... options) {
        List<String> words = new ArrayList<>(List.of(options));
        words.addAll(List.of("--replicaof", "127.0.0.1 " + primary.port()));
        RealServer replica = start(kind, words.toArray(String[]::new));
        awaitLink(replica);
        return replica;
    }

    static void awaitLink(RealServer replica) {
        awaitField(replica, "master_link_status", "up");
    }

    static void awaitField(RealServer server, String name, String value) {
        Await.until(name + " of " + server.port(), LIMIT, () -> field(server, name).equals(value));
    }

    static void awaitReply(RealServer server, String reply, String... command) {
        Await.until(
                String.join(" ", command) + " of " + server.port(),
                LIMIT,
                () -> ask(server, command).equals(reply));
    }

    static String ask(RealServer server, String... command) {
        try (RespClient client = server.connect(2)) {
            return client.ask(command).text();
        }
    }

    static String field(RealServer server, String name) {
        for (String line : ask(server, "INFO", "everything").split("\r\n")) {
            if (line.startsWith(name + ":")) {
                return line.substring(name.length() + 1);
            }
        }
        return "";
    }

    static void assertSameData(RealServer one, RealServer other) {
        Await.until(
                "data of " + other.port(),
                LIMIT,
                () -> ask(one, "DEBUG", "DIGEST").equals(ask(other, "DEBUG", "DIGEST")));
        assertThat(field(other, "master_replid")).isEqualTo(field(one, "master_replid"));
    }

    /** Stops a process, or lets it go on; it answers nothing meanwhile. */
    static void stop(RealServer server, boolean stopped) {
        try {
            Process kill =
                    new ProcessBuilder(
                                    "kill",
                                    stopped ? "-STOP" : "-CONT",
                                    Long.toString(server.pid()))
                            .start();
            assertThat(kill.waitFor()).isZero();
        } catch (IOException e) {
            throw new AssertionError("no signal can be sent", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        all.forEach(RealServer::close);
    }
}
