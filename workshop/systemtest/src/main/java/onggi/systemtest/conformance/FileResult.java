package onggi.systemtest.conformance;

import java.util.List;

/**
 * What running one file of the suite gave.
 *
 * @param file its name in the suite, as {@code unit/scan}
 * @param tests the tests that ran, in order
 * @param troubles what went wrong outside any test
 * @param tookMs its time, server starts included
 */
record FileResult(String file, List<TestResult> tests, List<String> troubles, long tookMs) {}
