package onggi.systemtest.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResultPageTest {

    private static final Reasons NONE = new Reasons(List.of());
    private static final FileResult REAL = file(Outcome.PASSED, "a*", "b|c", "d");

    @TempDir private Path folder;

    private static FileResult file(Outcome outcome, String... names) {
        List<TestResult> tests =
                Arrays.stream(names).map(name -> new TestResult(name, outcome, 1, "")).toList();
        return new FileResult("unit/x", tests, List.of(), 1000);
    }

    private ResultPage recorded(Verdict verdict) throws IOException {
        Path path = folder.resolve("page.md");
        ResultPage page = ResultPage.read(path);
        page.put(verdict);
        page.write(NONE);
        return ResultPage.read(path);
    }

    @Test
    void regressions_missesOnThePage_areNone() throws IOException {
        Verdict twoFail = Verdict.of(file(Outcome.FAILED, "a*", "b|c"), REAL, NONE);

        assertThat(recorded(twoFail).regressions(twoFail)).isEmpty();
    }

    @Test
    void regressions_aNewMiss_isOne() throws IOException {
        ResultPage page = recorded(Verdict.of(file(Outcome.FAILED, "a*"), REAL, NONE));
        Verdict other = Verdict.of(file(Outcome.HUNG, "a*", "b|c"), REAL, NONE);
        ResultPage good = recorded(Verdict.of(file(Outcome.PASSED, "a*", "b|c", "d"), REAL, NONE));

        assertThat(page.regressions(other)).isEmpty();
        assertThat(good.regressions(other))
                .containsExactly("unit/x: hung: a*", "unit/x: hung: b|c", "unit/x: not run: d");
    }

    @Test
    void regressions_aTestThatIsExcusedNow_isOne() throws IOException {
        Verdict all = Verdict.of(file(Outcome.PASSED, "a*", "b|c", "d"), REAL, NONE);
        Reasons excuse =
                new Reasons(List.of(new Reasons.Row(Reasons.Kind.LATER, "unit/x", "d", "RDB")));
        Verdict fewer = Verdict.of(file(Outcome.PASSED, "a*", "b|c"), REAL, excuse);

        assertThat(recorded(all).regressions(fewer))
                .containsExactly("unit/x: 2 passed, recorded are 3");
    }
}
