package onggi.systemtest.sentinel;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import onggi.testkit.NeedsRedis;
import onggi.testkit.RealServer;
import onggi.testkit.RespClient;
import onggi.testkit.Wire;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Ours and the real sentinel, asked the same. */
@NeedsRedis
class SentinelComparisonTest {

    private static final String CONFIGURATION =
            "sentinel monitor mymaster 127.0.0.1 1 2\nsentinel deny-scripts-reconfig no\n";

    /** Commands whose answers do not depend on time or identity. */
    private static final List<String> COMMANDS =
            List.of(
                    "PING",
                    "ROLE",
                    "GET k",
                    "SET k v",
                    "MULTI",
                    "INFO nothing",
                    "PUBLISH other text",
                    "PUBLISH __sentinel__:hello nonsense",
                    "SENTINEL",
                    "SENTINEL NOTHING",
                    "SENTINEL MASTER",
                    "SENTINEL MASTER none",
                    "SENTINEL MASTERS x",
                    "SENTINEL REPLICAS none",
                    "SENTINEL SLAVES mymaster",
                    "SENTINEL SENTINELS mymaster",
                    "SENTINEL SENTINELS none",
                    "SENTINEL GET-MASTER-ADDR-BY-NAME mymaster",
                    "SENTINEL GET-MASTER-ADDR-BY-NAME none",
                    "SENTINEL CKQUORUM mymaster",
                    "SENTINEL CKQUORUM none",
                    "SENTINEL FAILOVER mymaster",
                    "SENTINEL FAILOVER none",
                    "SENTINEL IS-MASTER-DOWN-BY-ADDR 127.0.0.1 x 0 *",
                    "SENTINEL IS-MASTER-DOWN-BY-ADDR 127.0.0.1 1 x *",
                    "SENTINEL IS-MASTER-DOWN-BY-ADDR 127.0.0.1 2 0 *",
                    "SENTINEL IS-MASTER-DOWN-BY-ADDR 127.0.0.1 1 7 someone",
                    "SENTINEL IS-MASTER-DOWN-BY-ADDR 127.0.0.1 1 7 another",
                    "SENTINEL IS-MASTER-DOWN-BY-ADDR 127.0.0.1 1 6 another",
                    "SENTINEL MONITOR a 127.0.0.1 2 x",
                    "SENTINEL MONITOR a 127.0.0.1 x 1",
                    "SENTINEL MONITOR a 127.0.0.1 2 0",
                    "SENTINEL MONITOR a no.such.name 2 1",
                    "SENTINEL MONITOR a 127.0.0.1 99999 1",
                    "SENTINEL MONITOR mymaster 127.0.0.1 2 1",
                    "SENTINEL MONITOR second 127.0.0.1 2 1",
                    "SENTINEL SET none quorum 1",
                    "SENTINEL SET second quorum 0",
                    "SENTINEL SET second quorum x",
                    "SENTINEL SET second quorum 3 nothing 1",
                    "SENTINEL SET second quorum",
                    "SENTINEL SET second notification-script /no/such/file",
                    "SENTINEL SET second client-reconfig-script /no/such/file",
                    "SENTINEL SET second notification-script /bin/true",
                    "SENTINEL SET second rename-command CONFIG x",
                    "SENTINEL SET second rename-command CONFIG",
                    "SENTINEL SET second master-reboot-down-after-period -1",
                    "SENTINEL SET second auth-pass x auth-user y down-after-milliseconds 100",
                    "SENTINEL CONFIG SET announce-port 1234",
                    "SENTINEL CONFIG GET announce-port",
                    "SENTINEL CONFIG SET resolve-hostnames maybe",
                    "SENTINEL DEBUG info-period x",
                    "SENTINEL DEBUG nothing 1",
                    "SENTINEL DEBUG info-period 5000",
                    "SENTINEL DEBUG",
                    "SENTINEL SIMULATE-FAILURE help",
                    "SENTINEL SIMULATE-FAILURE crash-after-election",
                    "SENTINEL SIMULATE-FAILURE nothing",
                    "SENTINEL FLUSHCONFIG",
                    "SENTINEL RESET second",
                    "SENTINEL RESET none*",
                    "SENTINEL INFO-CACHE second none",
                    "SENTINEL REMOVE none",
                    "SENTINEL REMOVE second",
                    "SENTINEL REMOVE second",
                    "SUBSCRIBE +sdown");

    /** Differs on purpose: the newer forms take more. */
    private static final List<String> TOLERATED_ARITIES = List.of("sentinel|config");

    @Test
    void answers_areTheSame() {
        try (RealServer real = Sentinels.real(CONFIGURATION);
                RealServer ours = Sentinels.ours(CONFIGURATION)) {
            List<String> differences = new ArrayList<>();
            for (int protocol = 2; protocol <= 3; protocol++) {
                try (RespClient a = real.connect(protocol);
                        RespClient b = ours.connect(protocol)) {
                    for (String command : COMMANDS) {
                        String expected = a.call(command.split(" ", -1));
                        String actual = b.call(command.split(" ", -1));
                        if (!actual.equals(expected)) {
                            differences.add(command + ": " + expected + " but ours " + actual);
                        }
                    }
                }
            }
            assertThat(differences).isEmpty();
            assertThat(arities(ours)).containsAllEntriesOf(arities(real));
        }
    }

    private static Map<String, String> arities(RealServer sentinel) {
        Map<String, String> arities = new TreeMap<>();
        try (RespClient client = sentinel.connect()) {
            for (Wire.Value command : client.ask("COMMAND").parts()) {
                arity(arities, command);
                command.parts().get(9).parts().forEach(sub -> arity(arities, sub));
            }
        }
        return arities;
    }

    private static void arity(Map<String, String> arities, Wire.Value command) {
        String name = command.parts().get(0).text();
        if (!TOLERATED_ARITIES.contains(name)) {
            arities.put(name, command.parts().get(1).text() + " " + command.parts().get(6));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "port 1234\nsentinel monitor a 127.0.0.1 6379 0\n",
                "sentinel monitor a 127.0.0.1 6379 1\nsentinel auth-pass b x\n",
                "sentinel nonsense"
            })
    void rubbishConfiguration_getsTheSameFatalText(String configuration, @TempDir Path folder)
            throws IOException, InterruptedException {
        String expected = Sentinels.refusal(false, folder, configuration);
        String actual = Sentinels.refusal(true, folder, configuration);

        assertThat(withoutVersion(actual)).isEqualTo(withoutVersion(expected));
    }

    private static String withoutVersion(String text) {
        return text.replaceAll("Redis \\d+\\.\\d+\\.\\d+", "Redis");
    }
}
