package onggi.systemtest.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class VerdictTest {

    private static final Reasons NONE = new Reasons(List.of());

    private static FileResult file(TestResult... tests) {
        return new FileResult("unit/x", List.of(tests), List.of(), 1000);
    }

    private static TestResult passed(String name) {
        return new TestResult(name, Outcome.PASSED, 1, "");
    }

    private static TestResult failed(String name) {
        return new TestResult(name, Outcome.FAILED, 0, "why");
    }

    @Test
    void of_aTestWithoutAResult_isNotRun() {
        Verdict verdict = Verdict.of(file(passed("a")), file(passed("a"), passed("b")), NONE);

        assertThat(verdict.passed()).isEqualTo(1);
        assertThat(verdict.notRun()).isEqualTo(1);
        assertThat(verdict.good()).isFalse();
    }

    @Test
    void of_whatTheRealServerFails_doesNotCount() {
        Verdict verdict =
                Verdict.of(file(failed("a"), passed("b")), file(failed("a"), passed("b")), NONE);

        assertThat(verdict.passed()).isEqualTo(1);
        assertThat(verdict.good()).isTrue();
    }

    @Test
    void of_testsOfOneName_areTakenInOrder() {
        Verdict verdict =
                Verdict.of(
                        file(passed("port 71"), failed("port 72")),
                        file(passed("port 1"), passed("port 2"), passed("port 3")),
                        NONE);

        assertThat(verdict.passed()).isEqualTo(1);
        assertThat(verdict.failed()).isEqualTo(1);
        assertThat(verdict.notRun()).isEqualTo(1);
    }

    @Test
    void of_aTestWithAReason_isCountedApart_andNamedWhenItPasses() {
        Reasons reasons =
                new Reasons(
                        List.of(
                                new Reasons.Row(Reasons.Kind.LATER, "unit/x", "save*", "RDB"),
                                new Reasons.Row(Reasons.Kind.NEVER, "unit/x", "fork", "no fork")));

        Verdict verdict =
                Verdict.of(
                        file(failed("save it"), passed("fork")),
                        file(passed("save it"), passed("fork")),
                        reasons);

        assertThat(verdict.good()).isTrue();
        assertThat(verdict.later()).isEqualTo(1);
        assertThat(verdict.never()).isEqualTo(1);
        assertThat(verdict.needless()).containsExactly("fork");
    }
}
