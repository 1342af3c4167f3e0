package onggi.net;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PauseStateTest {

    private final PauseState pause = new PauseState();

    @Test
    void end_ofOneReason_leavesTheOther() {
        pause.begin(PauseReason.COMMAND, 500, true);
        pause.begin(PauseReason.SHUTDOWN, Long.MAX_VALUE, false);
        assertThat(pause.stopsReads()).isTrue();

        assertThat(pause.end(PauseReason.COMMAND)).isTrue();

        assertThat(pause.isOn()).isTrue();
        assertThat(pause.stopsReads()).isFalse();
        assertThat(pause.end(PauseReason.FAILOVER)).isFalse();
        assertThat(pause.end(PauseReason.SHUTDOWN)).isTrue();
        assertThat(pause.isOn()).isFalse();
    }

    @Test
    void endDue_endsWhatIsOver() {
        pause.begin(PauseReason.COMMAND, 500, true);
        pause.begin(PauseReason.FAILOVER, 900, false);

        assertThat(pause.endDue(499)).isFalse();
        assertThat(pause.endDue(500)).isTrue();

        assertThat(pause.stopsReads()).isFalse();
        assertThat(pause.endMs()).isEqualTo(900);
    }

    @Test
    void begin_neverShortensNorWeakens() {
        pause.begin(PauseReason.COMMAND, 500, true);
        pause.begin(PauseReason.COMMAND, 300, false);

        assertThat(pause.endMs()).isEqualTo(500);
        assertThat(pause.stopsReads()).isTrue();
    }
}
