package onggi.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import onggi.testkit.History.Operation;
import onggi.testkit.History.Outcome;
import org.junit.jupiter.api.Test;

class HistoryTest {

    private final List<Operation<String>> operations = new ArrayList<>();

    /** A register: "get" or the new value. */
    private static Outcome<String> register(String state, String what) {
        return what.equals("get") ? new Outcome<>(state, state) : new Outcome<>("ok", what);
    }

    private void did(String what, String reply, long from, long to) {
        operations.add(new Operation<>(what, reply, from, to));
    }

    private boolean isLinearizable() {
        return new History<>(HistoryTest::register, operations).isLinearizable("0");
    }

    @Test
    void readDuringAWrite_mayGiveOldOrNewValue() {
        did("1", "ok", 0, 10);
        did("get", "0", 2, 4);
        did("get", "1", 5, 7);

        assertThat(isLinearizable()).isTrue();
    }

    @Test
    void oldValueAfterTheNewOneWasRead_isAViolation() {
        did("1", "ok", 0, 10);
        did("get", "1", 2, 4);
        did("get", "0", 5, 7);

        assertThat(isLinearizable()).isFalse();
    }

    @Test
    void oldValueAfterTheWriteReturned_isAViolation() {
        did("1", "ok", 0, 1);
        did("get", "0", 2, 3);

        assertThat(isLinearizable()).isFalse();
    }

    @Test
    void overlappingWrites_needTheOrderThatLaterReadsShow() {
        did("1", "ok", 0, 10);
        did("2", "ok", 0, 10);
        did("3", "ok", 0, 10);
        did("get", "2", 11, 12);
        did("get", "2", 13, 14);

        assertThat(isLinearizable()).isTrue();

        did("get", "3", 15, 16);

        assertThat(isLinearizable()).isFalse();
    }
}
