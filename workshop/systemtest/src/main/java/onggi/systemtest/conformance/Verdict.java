package onggi.systemtest.conformance;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One file's results held against the real server's. What the real server passes, we must pass,
 * unless a reason is written down. Tests of the same name are taken in order; names that hold
 * numbers of the run are matched with the digits left out.
 */
final class Verdict {

    /** A test that should have passed. */
    record Miss(String test, String what, String detail) {}

    private final FileResult ours;
    private final List<Miss> failed = new ArrayList<>();
    private final List<Miss> notRun = new ArrayList<>();
    private final List<String> needless = new ArrayList<>();
    private int passed;
    private int later;
    private int never;

    static Verdict of(FileResult ours, FileResult real, Reasons reasons) {
        Verdict verdict = new Verdict(ours);
        Map<String, Deque<TestResult>> results = new HashMap<>();
        for (TestResult test : ours.tests()) {
            results.computeIfAbsent(key(test.name()), k -> new ArrayDeque<>()).add(test);
        }
        for (TestResult expected : real.tests()) {
            if (expected.passed()) {
                Deque<TestResult> found =
                        results.getOrDefault(key(expected.name()), new ArrayDeque<>());
                verdict.judge(
                        expected,
                        Optional.ofNullable(found.poll()),
                        reasons.about(ours.file(), Baseline.plain(expected.name())));
            }
        }
        return verdict;
    }

    private static String key(String name) {
        return Baseline.plain(name).replaceAll("[0-9]+", "#");
    }

    private Verdict(FileResult ours) {
        this.ours = ours;
    }

    private void judge(
            TestResult expected, Optional<TestResult> result, Optional<Reasons.Row> reason) {
        boolean good = result.map(TestResult::passed).orElse(false);
        String name = Baseline.plain(expected.name());
        if (reason.isPresent()) {
            if (good) {
                needless.add(name);
            }
            switch (reason.get().kind()) {
                case LATER, SPOILS, PREPARES -> later++;
                case NEVER -> never++;
            }
        } else if (good) {
            passed++;
        } else if (result.isPresent()) {
            boolean hung = result.get().outcome() == Outcome.HUNG;
            failed.add(new Miss(name, hung ? "hung" : "failed", result.get().detail()));
        } else {
            notRun.add(new Miss(name, "not run", ""));
        }
    }

    String file() {
        return ours.file();
    }

    int passed() {
        return passed;
    }

    int failed() {
        return failed.size();
    }

    int notRun() {
        return notRun.size();
    }

    /** How many tests wait for a later part. */
    int later() {
        return later;
    }

    /** How many tests do not apply. */
    int never() {
        return never;
    }

    /** All tests that should have passed and did not. */
    List<Miss> misses() {
        List<Miss> all = new ArrayList<>(failed);
        all.addAll(notRun);
        return all;
    }

    /** Tests that pass though a reason not to is written down. */
    List<String> needless() {
        return List.copyOf(needless);
    }

    boolean good() {
        return failed.isEmpty() && notRun.isEmpty();
    }

    String summary() {
        return "%s: %d passed, %d failed, %d not run (%d later, %d never; %d s)"
                .formatted(file(), passed, failed(), notRun(), later, never, ours.tookMs() / 1000);
    }

    List<String> troubles() {
        return ours.troubles();
    }
}
