package onggi.net;

import java.util.List;

/** What LATENCY DOCTOR and LATENCY GRAPH say to people. */
final class LatencyText {

    private static final int ROWS = 4;
    private static final long MS_PER_SECOND = 1000;

    private LatencyText() {}

    static String report(long thresholdMs, List<LatencyMonitor.Latest> events) {
        if (thresholdMs <= 0) {
            return "Latency monitoring is off. \"CONFIG SET latency-monitor-threshold <milliseconds>\""
                    + " turns it on.\n";
        }
        if (events.isEmpty()) {
            return "No event took " + thresholdMs + " ms or more.\n";
        }
        StringBuilder text =
                new StringBuilder("Events that took " + thresholdMs + " ms or more:\n");
        int number = 1;
        for (LatencyMonitor.Latest event : events) {
            text.append(number++).append(". ").append(event.event());
            text.append(": last ").append(event.last().latencyMs());
            text.append(" ms, longest ").append(event.maxMs()).append(" ms\n");
        }
        if (events.stream().anyMatch(event -> event.event().equals("command"))) {
            text.append("\"SLOWLOG GET\" names commands that took long.\n");
        }
        return text.toString();
    }

    /** Draws one column a sample, oldest first, with its age below. */
    static String graph(String event, List<LatencyMonitor.Sample> samples, long nowMs) {
        long high = samples.stream().mapToLong(LatencyMonitor.Sample::latencyMs).max().orElse(0);
        long low = samples.stream().mapToLong(LatencyMonitor.Sample::latencyMs).min().orElse(0);
        StringBuilder text = new StringBuilder();
        text.append(event).append(" - high ").append(high).append(" ms, low ").append(low);
        text.append(" ms (all time high ").append(high).append(" ms)\n");
        text.append("-".repeat(80)).append('\n');
        for (int row = ROWS; row > 0; row--) {
            for (LatencyMonitor.Sample sample : samples) {
                text.append(mark(sample.latencyMs(), low, high, row));
            }
            text.append('\n');
        }
        text.append('\n').append("The oldest sample is ");
        text.append(nowMs / MS_PER_SECOND - samples.getFirst().timeSeconds()).append(" s old.\n");
        return text.toString();
    }

    private static char mark(long ms, long low, long high, int row) {
        long height = high == low ? 1 : 1 + (ms - low) * (ROWS - 1) / (high - low);
        if (height == row) {
            return '#';
        }
        return height > row ? '|' : ' ';
    }
}
