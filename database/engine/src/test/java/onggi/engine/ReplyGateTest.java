package onggi.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** A gate that holds nothing back, though another one was there before it. */
class ReplyGateTest {

    @Test
    void openGate_letsGoWhatAnotherHeldAtAnyPosition() {
        assertThat(ReplyGate.OPEN.safe()).isEqualTo(Long.MAX_VALUE);
        assertThat(ReplyGate.OPEN.end()).isLessThan(ReplyGate.OPEN.safe());
    }
}
