package onggi.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

@NeedsRedis
class RealServerTest {

    @Test
    void redis_killedAndStartedAgain_answersOnTheSamePort() {
        try (var server = RealServer.redis("--databases", "4")) {
            try (var client = server.connect(3)) {
                assertThat(
                                client.pipeline(
                                        new String[] {"SET", "a", "1"},
                                        new String[] {"SELECT", "4"}))
                        .containsExactly("+OK\r\n", "-ERR DB index is out of range\r\n");
            }
            server.kill();
            server.startAgain();
            try (var client = server.connect()) {
                assertThat(client.call("GET", "a")).isEqualTo("$-1\r\n");
            }
            assertThat(server.residentBytes()).isPositive();
        }
    }
}
