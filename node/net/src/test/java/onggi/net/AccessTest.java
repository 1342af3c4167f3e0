package onggi.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import onggi.testkit.RespClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Users and their connections, of one event loop and of several. */
class AccessTest {

    private static final String NO_COMMAND =
            "-NOPERM this user has no permissions to run the '%s' command\r\n";

    private TestServer server;
    private RespClient admin;

    @BeforeEach
    void start() throws IOException {
        start(1);
    }

    private void start(int loops) throws IOException {
        server = new TestServer(loops, 0);
        admin = RespClient.connect(server.port());
    }

    @AfterEach
    void stop() {
        admin.close();
        server.close();
    }

    private RespClient as(String user, String... rules) {
        String[] command = new String[rules.length + 5];
        System.arraycopy(new String[] {"ACL", "SETUSER", user, "on", "nopass"}, 0, command, 0, 5);
        System.arraycopy(rules, 0, command, 5, rules.length);
        assertThat(admin.call(command)).isEqualTo("+OK\r\n");
        RespClient client = RespClient.connect(server.port());
        assertThat(client.call("AUTH", user, "any")).isEqualTo("+OK\r\n");
        return client;
    }

    @Test
    void rightsTakenAway_countForTheNextCommand() {
        try (RespClient alice = as("alice", "+@all", "~*", "&*")) {
            assertThat(alice.call("PING")).isEqualTo("+PONG\r\n");

            admin.call("ACL", "SETUSER", "alice", "-ping");

            assertThat(alice.call("PING")).isEqualTo(NO_COMMAND.formatted("ping"));
        }
    }

    @Test
    void rightsTakenAwayByThePipelineItself_countForTheRestOfIt() {
        try (RespClient alice = as("alice", "+@all", "~*", "&*")) {
            String[] replies =
                    alice.pipeline(
                            new String[] {"PING"},
                            new String[] {"ACL", "SETUSER", "alice", "-ping"},
                            new String[] {"PING"});

            assertThat(replies)
                    .containsExactly("+PONG\r\n", "+OK\r\n", NO_COMMAND.formatted("ping"));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void deletedUser_losesTheConnectionsAndADifferentOneDoesNot(int loops) throws IOException {
        stop();
        start(loops);
        try (RespClient alice = as("alice", "+@all");
                RespClient second = as("alice", "+@all");
                RespClient bob = as("bob", "+@all")) {
            assertThat(admin.call("ACL", "DELUSER", "alice", "nobody")).isEqualTo(":1\r\n");

            assertThat(alice.readToEnd()).isEmpty();
            assertThat(second.readToEnd()).isEmpty();
            assertThat(bob.call("PING")).isEqualTo("+PONG\r\n");
        }
    }

    @Test
    void userWhoDeletesThemselves_getsTheReply() {
        try (RespClient alice = as("alice", "+@all")) {
            assertThat(alice.call("ACL", "DELUSER", "alice")).isEqualTo(":1\r\n");
            assertThat(alice.readToEnd()).isEmpty();
        }
    }

    @Test
    void stranger_mayDoNothingUntilAuthenticated() {
        admin.call("ACL", "SETUSER", "default", ">secret");
        try (RespClient stranger = RespClient.connect(server.port())) {
            assertThat(stranger.call("PING")).isEqualTo("-NOAUTH Authentication required.\r\n");
            assertThat(stranger.call("AUTH", "wrong")).startsWith("-WRONGPASS ");
            assertThat(stranger.call("HELLO", "3", "AUTH", "default", "secret")).startsWith("%7");
            assertThat(stranger.call("PING")).isEqualTo("+PONG\r\n");
        }
        assertThat(admin.call("PING")).isEqualTo("+PONG\r\n");
    }

    @Test
    void refusals_areInTheLogAndLikeOnesAreCounted() {
        try (RespClient alice = as("alice", "+@all", "-echo", "~a*")) {
            alice.call("ECHO", "x");
            alice.call("ECHO", "y");
            alice.call("GET", "b");

            assertThat(admin.call("ACL", "LOG"))
                    .contains("$5\r\ncount\r\n:1\r\n")
                    .contains("$6\r\nobject\r\n$1\r\nb\r\n")
                    .contains("$5\r\ncount\r\n:2\r\n")
                    .contains("cmd=echo user=alice");
            assertThat(admin.call("ACL", "LOG", "RESET")).isEqualTo("+OK\r\n");
            assertThat(admin.call("ACL", "LOG")).isEqualTo("*0\r\n");
        }
    }

    @Test
    void databases_areKeptApart() {
        try (RespClient alice = as("alice", "+@all", "~*", "&*", "db=0,2")) {
            assertThat(alice.call("SELECT", "1"))
                    .isEqualTo("-NOPERM No permissions to access database\r\n");
            assertThat(alice.call("SELECT", "2")).isEqualTo("+OK\r\n");
        }
    }
}
