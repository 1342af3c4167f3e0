package onggi.systemtest.conformance;

/**
 * How long one file may take.
 *
 * @param totalMs all of it, repetitions after a hang included
 * @param silenceMs without any report, after which a test counts as hung
 */
record Limits(long totalMs, long silenceMs) {

    /**
     * From the real server's own times, with room for a slower start and a loaded machine.
     *
     * @param fileMs the real server's time for the file
     * @param longestTestMs and for its longest test
     * @param leastSilenceMs the shortest silence that counts as a hang
     */
    static Limits fromBaseline(long fileMs, long longestTestMs, long leastSilenceMs) {
        return new Limits(
                Math.max(360_000, 5 * fileMs + 150_000),
                Math.max(leastSilenceMs, 6 * longestTestMs + leastSilenceMs / 2));
    }
}
