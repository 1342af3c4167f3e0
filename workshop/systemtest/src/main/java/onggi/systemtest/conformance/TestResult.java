package onggi.systemtest.conformance;

/**
 * How one test of the suite ended.
 *
 * @param name its name in the suite
 * @param outcome how it ended
 * @param tookMs its time; 0 when it failed
 * @param detail what the suite said about a failure, else empty
 */
record TestResult(String name, Outcome outcome, long tookMs, String detail) {

    boolean passed() {
        return outcome == Outcome.PASSED;
    }
}
