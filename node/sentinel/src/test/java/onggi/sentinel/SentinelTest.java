package onggi.sentinel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A primary, two replicas and three sentinels, in a simulated network. */
class SentinelTest {

    private static final String NAME = "mymaster";
    private static final int PRIMARY = 6000;

    private SimulatedNetwork net = new SimulatedNetwork(1);
    private final List<SimulatedNetwork.Server> servers = new ArrayList<>();
    private final List<SimulatedNetwork.Watcher> watchers = new ArrayList<>();

    @BeforeEach
    void begin() {
        begin(1);
    }

    private void begin(long seed) {
        net = new SimulatedNetwork(seed);
        servers.clear();
        watchers.clear();
        for (int i = 0; i < 3; i++) {
            servers.add(net.server(PRIMARY + i, i == 0 ? 0 : PRIMARY));
        }
        for (int i = 0; i < 3; i++) {
            SimulatedNetwork.Watcher watcher = net.watcher(7000 + i);
            watchers.add(watcher);
            watcher.begin(directives());
        }
        net.run(15_000);
    }

    private static String[] directives() {
        return new String[] {
            "monitor mymaster 127.0.0.1 6000 2",
            "down-after-milliseconds mymaster 2000",
            "failover-timeout mymaster 10000"
        };
    }

    private Set<Integer> believed() {
        Set<Integer> ports = new HashSet<>();
        for (SimulatedNetwork.Watcher watcher : watchers) {
            if (watcher.alive) {
                ports.add(watcher.primary(NAME).address.port());
            }
        }
        return ports;
    }

    private List<Integer> primaries() {
        return servers.stream()
                .filter(server -> server.alive && server.isPrimary())
                .map(server -> server.port)
                .toList();
    }

    @Test
    void sentinels_findReplicasAndOneAnother() {
        for (SimulatedNetwork.Watcher watcher : watchers) {
            assertThat(watcher.primary(NAME).replicas).hasSize(2);
            assertThat(watcher.primary(NAME).sentinels).hasSize(2);
            assertThat(watcher.primary(NAME).isDown()).isFalse();
        }
    }

    @Test
    void primaryThatDies_isReplacedOnceAndEveryoneLearns() {
        servers.getFirst().kill();
        net.run(30_000);

        assertThat(primaries()).hasSize(1);
        assertThat(believed()).containsExactlyElementsOf(primaries());
        assertThat(net.promotions).hasSize(1);
        for (SimulatedNetwork.Watcher watcher : watchers) {
            assertThat(watcher.count("+switch-master")).isEqualTo(1);
        }
    }

    @Test
    void primaryThatReturns_becomesAReplica() {
        servers.getFirst().kill();
        net.run(30_000);
        servers.getFirst().alive = true;
        net.run(60_000);

        assertThat(primaries()).hasSize(1).doesNotContain(PRIMARY);
        assertThat(servers.getFirst().primaryPort).isEqualTo(primaries().getFirst());
        assertThat(watchers).anyMatch(watcher -> watcher.count("+convert-to-slave") > 0);
    }

    @Test
    void replicaWithMostData_isChosenAmongEqualPriorities() {
        servers.get(2).offset = 101;
        net.run(15_000);
        servers.getFirst().kill();
        net.run(30_000);

        assertThat(primaries()).containsExactly(PRIMARY + 2);
    }

    @Test
    void replicaOfLowerPriorityNumber_winsOverMoreData() {
        servers.get(1).priority = 10;
        servers.get(2).offset = 101;
        net.run(15_000);
        servers.getFirst().kill();
        net.run(30_000);

        assertThat(primaries()).containsExactly(PRIMARY + 1);
    }

    @Test
    void replicasOfPriorityZero_areNeverChosen() {
        servers.get(1).priority = 0;
        servers.get(2).priority = 0;
        net.run(15_000);
        servers.getFirst().kill();
        net.run(30_000);

        assertThat(primaries()).isEmpty();
        assertThat(watchers).anyMatch(w -> w.count("-failover-abort-no-good-slave") > 0);
    }

    @Test
    void minorityOfSentinels_doesNothing() {
        watchers.get(1).kill();
        watchers.get(2).kill();
        servers.getFirst().kill();
        net.run(60_000);

        assertThat(primaries()).isEmpty();
        assertThat(watchers.getFirst().count("+sdown master")).isEqualTo(1);
        assertThat(watchers.getFirst().count("+odown")).isZero();
    }

    @Test
    void quorumWithoutMajority_isNotElected() {
        watchers.get(1).kill();
        watchers.get(2).kill();
        watchers.getFirst().primary(NAME).quorum = 1;
        servers.getFirst().kill();
        net.run(60_000);

        assertThat(watchers.getFirst().count("+odown")).isPositive();
        assertThat(watchers.getFirst().count("-failover-abort-not-elected")).isPositive();
        assertThat(primaries()).isEmpty();
    }

    @Test
    void clockThatJumps_letsNothingHappenForAWhile() {
        SimulatedNetwork.Watcher watcher = watchers.getFirst();
        watcher.skew(60_000);
        net.run(1_000);

        assertThat(watcher.count("+tilt #tilt mode entered")).isEqualTo(1);
        assertThat(watcher.count("+sdown")).isZero();

        net.run(31_000);

        assertThat(watcher.count("-tilt #tilt mode exited")).isEqualTo(1);
    }

    @Test
    void parallelSyncs_boundsHowManyReplicasTurnAtOnce() {
        for (int i = 3; i < 6; i++) {
            servers.add(net.server(PRIMARY + i, PRIMARY));
        }
        net.run(30_000);
        servers.getFirst().kill();
        net.run(60_000);

        List<Long> turned = new ArrayList<>();
        int next = primaries().getFirst();
        for (SimulatedNetwork.Server server : servers) {
            if (server.alive && server.port != next) {
                assertThat(server.primaryPort).isEqualTo(next);
                String line = server.history.getFirst();
                turned.add(Long.parseLong(line.substring(0, line.indexOf(' '))));
            }
        }
        assertThat(turned).doesNotHaveDuplicates();
    }

    @Test
    void vote_isOnDiskBeforeItIsTold() {
        SimulatedNetwork.Watcher watcher = watchers.getFirst();
        Election.Answer answer =
                watcher.sentinel.election.answer("127.0.0.1", PRIMARY, 5, "x", net.nowMs);

        assertThat(answer.leader()).isEqualTo("x");
        assertThat(watcher.saved)
                .contains("sentinel leader-epoch mymaster 5", "sentinel current-epoch 5");

        watcher.kill();
        watcher.begin();
        Election.Answer again =
                watcher.sentinel.election.answer("127.0.0.1", PRIMARY, 5, "y", net.nowMs);

        assertThat(again.leader()).isEqualTo(Election.NOBODY);
    }

    @Test
    void voteThatCannotBeSaved_isNotGiven() {
        SimulatedNetwork.Watcher watcher = watchers.getFirst();
        watcher.diskFull = true;

        Election.Answer answer =
                watcher.sentinel.election.answer("127.0.0.1", PRIMARY, 5, "x", net.nowMs);

        assertThat(answer.leader()).isEqualTo(Election.NOBODY);
    }

    @Test
    void lines_bringASentinelBack() {
        SimulatedNetwork.Watcher watcher = watchers.getFirst();
        List<String> before = watcher.sentinel.lines();
        watcher.saved = before;
        watcher.kill();
        watcher.begin();

        assertThat(watcher.sentinel.lines()).containsExactlyInAnyOrderElementsOf(before);
        assertThat(before)
                .contains(
                        "sentinel monitor mymaster 127.0.0.1 6000 2",
                        "sentinel known-replica mymaster 127.0.0.1 6001");
    }

    @Test
    void sentinelThatMoves_isKnownAtItsNewPlaceOnly() {
        SimulatedNetwork.Watcher old = watchers.get(2);
        old.kill();
        SimulatedNetwork.Watcher moved = net.watcher(7009);
        moved.saved = old.saved;
        moved.begin();
        net.run(10_000);

        Primary primary = watchers.getFirst().primary(NAME);
        assertThat(primary.sentinels).hasSize(2);
        OtherSentinel known = Objects.requireNonNull(primary.sentinels.get(old.sentinel.id()));
        assertThat(known.address.port()).isEqualTo(7009);
        assertThat(watchers.getFirst().count("+sentinel-address-switch")).isEqualTo(1);
    }

    @Test
    void failoverOfPrimaryThatIsUp_needsNoVotes() {
        SimulatedNetwork.Watcher watcher = watchers.getFirst();
        Primary primary = watcher.primary(NAME);
        watcher.sentinel.failover.start(primary, net.nowMs);
        primary.flags.add(Flag.FORCE_FAILOVER);
        net.run(30_000);

        assertThat(believed()).hasSize(1).doesNotContain(PRIMARY);
        assertThat(primaries()).containsExactlyElementsOf(believed());
    }

    @Test
    void crashOnPurpose_happensAfterTheElection() {
        watchers.forEach(watcher -> watcher.sentinel.state.crashesAfterElection = true);
        servers.getFirst().kill();
        net.run(10_000);

        assertThat(watchers).anyMatch(watcher -> watcher.count("crash") == 1);
        assertThat(primaries()).isEmpty();
    }

    /**
     * Servers and sentinels die, return, are cut off and joined again. No sentinel votes twice in
     * an epoch, no epoch sees two promotions, and in the end all agree.
     */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
    void whateverHappens_epochsHaveOnePromotionAndAllAgreeInTheEnd(int part) {
        for (int seed = part * 1000; seed < part * 1000 + 25; seed++) {
            begin(seed);
            for (int step = 0; step < 12; step++) {
                disturb();
                net.run(1 + net.random().nextLong(20_000));
            }
            heal();
            net.run(400_000);

            assertThat(believed()).as("seed %d", seed).hasSize(1);
            assertThat(primaries()).as("seed %d", seed).containsExactlyElementsOf(believed());
            List<String> epochs =
                    net.promotions.stream()
                            .map(text -> text.substring(text.lastIndexOf(' ')))
                            .toList();
            assertThat(epochs).as("seed %d", seed).doesNotHaveDuplicates();
        }
    }

    private void disturb() {
        int victim = net.random().nextInt(3);
        SimulatedNetwork.Server server = servers.get(victim);
        SimulatedNetwork.Watcher watcher = watchers.get(victim);
        switch (net.random().nextInt(7)) {
            case 0 -> server.kill();
            case 1 -> server.alive = true;
            case 2 -> watcher.kill();
            case 3 -> {
                if (!watcher.alive) {
                    watcher.begin();
                }
            }
            case 4 -> net.isolate(server.port, true);
            case 5 -> net.isolate(watcher.port, true);
            default -> {
                net.isolate(server.port, false);
                net.isolate(watcher.port, false);
            }
        }
    }

    private void heal() {
        for (int i = 0; i < 3; i++) {
            net.isolate(servers.get(i).port, false);
            net.isolate(watchers.get(i).port, false);
            servers.get(i).alive = true;
            if (!watchers.get(i).alive) {
                watchers.get(i).begin();
            }
        }
    }
}
