package onggi.sentinel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Lines of a configuration, good and bad, and the file with the lines of the present state. */
class DirectivesTest {

    private static final String MONITOR = "monitor m 127.0.0.1 6379 2";

    private final SimulatedNetwork net = new SimulatedNetwork(1);
    private final Sentinel sentinel = net.watcher(7000).sentinel;

    private void take(String line) throws RefusedException {
        sentinel.directives().take(List.of(line.split(" ", -1)), net.nowMs);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "monitor n 127.0.0.1 6379 0 | Quorum must be 1 or greater.",
                "monitor n 127.0.0.1 66666 1 | Invalid port number.",
                "monitor n example.org 6379 1 | Can't resolve instance hostname.",
                "monitor m 127.0.0.1 6379 1 | Duplicate master name.",
                "down-after-milliseconds m 0 | negative or zero time parameter.",
                "down-after-milliseconds x 100 | No such master with specified name.",
                "failover-timeout m -1 | negative or zero time parameter.",
                "notification-script m /missing | Notification script seems non existing or non"
                        + " executable.",
                "client-reconfig-script m /missing | Client reconfiguration script seems non"
                        + " existing or non executable.",
                "myid abc | Malformed Sentinel id in myid option.",
                "resolve-hostnames maybe | Please specify yes or no for the resolve-hostnames"
                        + " option.",
                "announce-hostnames 1 | Please specify yes or no for the announce-hostnames"
                        + " option.",
                "deny-scripts-reconfig x | Please specify yes or no for the deny-scripts-reconfig"
                        + " options.",
                "master-reboot-down-after-period m -1 | negative time parameter.",
                "nonsense m 1 | Unrecognized sentinel configuration statement.",
                "monitor m | Unrecognized sentinel configuration statement."
            })
    void badLine_isRefusedByRedissText(String line, String reason) throws RefusedException {
        take(MONITOR);

        assertThatThrownBy(() -> take(line))
                .isInstanceOfSatisfying(
                        RefusedException.class, e -> assertThat(e.reason()).isEqualTo(reason));
    }

    @Test
    void commandRenamedTwice_isRefused() throws RefusedException {
        take(MONITOR);
        take("rename-command m CONFIG abc");

        assertThatThrownBy(() -> take("rename-command m config def"))
                .hasMessageContaining("Same command renamed multiple times");
    }

    @Test
    void everyDirective_comesBackInTheLines() throws RefusedException {
        List<String> lines =
                List.of(
                        "deny-scripts-reconfig no",
                        "resolve-hostnames yes",
                        "announce-hostnames yes",
                        "current-epoch 7",
                        "announce-ip 1.2.3.4",
                        "announce-port 1234",
                        "sentinel-user u",
                        "sentinel-pass p",
                        MONITOR,
                        "down-after-milliseconds m 5",
                        "failover-timeout m 6",
                        "parallel-syncs m 3",
                        "notification-script m /bin/a",
                        "client-reconfig-script m /bin/b",
                        "auth-pass m x",
                        "auth-user m y",
                        "master-reboot-down-after-period m 9",
                        "config-epoch m 4",
                        "leader-epoch m 5",
                        "known-replica m 127.0.0.1 6380",
                        "known-sentinel m 127.0.0.1 26380 " + SimulatedNetwork.id("s"),
                        "rename-command m CONFIG abc");
        for (String line : lines) {
            take(line);
        }

        assertThat(sentinel.lines())
                .containsAll(lines.stream().map(line -> "sentinel " + line).toList());
    }

    @Test
    void merge_replacesLinesWhereTheyStandAndAddsTheRest() {
        String text =
                """
                port 1
                sentinel monitor m 127.0.0.1 1 2
                # sentinel monitor is explained here
                SENTINEL known-slave m 127.0.0.1 2
                sentinel known-slave m 127.0.0.1 3
                dir /tmp
                """;

        String merged =
                Lines.merge(
                        text,
                        List.of(
                                "sentinel myid x",
                                "sentinel monitor m 127.0.0.1 2 2",
                                "sentinel known-replica m 127.0.0.1 1"));

        assertThat(merged)
                .isEqualTo(
                        """
                        port 1
                        sentinel monitor m 127.0.0.1 2 2
                        # sentinel monitor is explained here
                        sentinel known-replica m 127.0.0.1 1
                        dir /tmp
                        # Generated by CONFIG REWRITE
                        sentinel myid x
                        """);
        assertThat(Lines.merge(merged, List.of("sentinel myid x"))).doesNotContain("monitor m");
    }
}
