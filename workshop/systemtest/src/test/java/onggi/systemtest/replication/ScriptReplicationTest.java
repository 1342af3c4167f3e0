package onggi.systemtest.replication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import onggi.testkit.NeedsRedis;
import onggi.testkit.RealServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a script changes goes to the log, to replicas, or to nobody, as it says. */
@NeedsRedis
class ScriptReplicationTest {

    private static final String SCRIPT =
            """
            redis.set_repl(redis.REPL_AOF)
            redis.call('set', 'log', 1)
            redis.set_repl(redis.REPL_REPLICA)
            redis.call('set', 'replica', 1)
            redis.call('incrbyfloat', 'replica', 1)
            redis.set_repl(redis.REPL_NONE)
            redis.call('set', 'none', 1)
            redis.set_repl(redis.REPL_ALL)
            redis.call('set', 'all', 1)
            """;

    private final Servers servers = new Servers();

    @BeforeEach
    void needsOnggi() {
        assumeTrue(RealServer.canStartOnggi(), "onggi.server.Main is not on the class path");
    }

    @AfterEach
    void stop() {
        servers.close();
    }

    private static String values(RealServer server) {
        StringBuilder values = new StringBuilder();
        for (String key : new String[] {"log", "replica", "none", "all"}) {
            values.append(key).append('=').append(Servers.ask(server, "GET", key)).append(' ');
        }
        return values.toString();
    }

    @ParameterizedTest
    @ValueSource(strings = {"onggi", "redis"})
    void setRepl_decidesWhoHears(String kind) {
        RealServer primary = servers.start(kind, "--appendonly", "yes", "--appendfsync", "always");
        RealServer replica = servers.follow("onggi", primary);
        String nobody = values(primary).split(" ")[0].substring("log=".length());

        Servers.ask(primary, "EVAL", SCRIPT, "0");
        Servers.awaitReply(replica, "1", "GET", "all");

        assertThat(values(primary)).isEqualTo("log=1 replica=2 none=1 all=1 ");
        assertThat(values(replica))
                .isEqualTo("log=" + nobody + " replica=2 none=" + nobody + " all=1 ");
        primary.kill();
        primary.startAgain();
        assertThat(values(primary))
                .isEqualTo("log=1 replica=" + nobody + " none=" + nobody + " all=1 ");
    }
}
