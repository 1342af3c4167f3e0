package onggi.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AofGatheringTest {

    private static final long SYNC_NS = 4_000_000;

    private final AofGathering gathering = new AofGathering();

    @Test
    void aClientThatIsAlone_isNotWaitedFor() {
        for (int i = 0; i < 10; i++) {
            gathering.synced(SYNC_NS, 40, 0);

            assertThat(gathering.enoughBytes()).isLessThanOrEqualTo(40);
        }
    }

    @Test
    void halvesThatTakeTurns_becomeOne() {
        int clients = 50;
        int size = 40;
        int synced = 20;
        for (int i = 0; i < 3; i++) {
            int waiting = clients - synced;
            gathering.synced(SYNC_NS, (long) synced * size, (long) waiting * size);
            synced = Math.max(waiting, (int) Math.ceilDiv(gathering.enoughBytes(), size));

            assertThat(synced).isBetween(clients * 3 / 4, clients);
        }
    }

    @Test
    void theWait_isAPartOfASync_andNoneWhereSyncsAreFast() {
        assertThat(gathering.mostNs()).isZero();
        gathering.synced(SYNC_NS, 40, 40);

        assertThat(gathering.mostNs()).isEqualTo(SYNC_NS / 8);

        for (int i = 0; i < 100; i++) {
            gathering.synced(100_000, 40, 40);
        }
        assertThat(gathering.mostNs()).isZero();
    }
}
