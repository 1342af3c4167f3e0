package onggi.net;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Events that took longer than {@code latency-monitor-threshold}. Thread-safe. */
public final class LatencyMonitor {

    /** How many samples of an event are kept. */
    static final int MAX_SAMPLES = 160;

    /** The longest time of an event within one second. */
    record Sample(long timeSeconds, long latencyMs) {}

    /** An event with its last and its longest sample. */
    record Latest(String event, Sample last, long maxMs) {}

    private static final class Series {
        final ArrayDeque<Sample> samples = new ArrayDeque<>();
        long maxMs;
    }

    private final Map<String, Series> events = new TreeMap<>();

    LatencyMonitor() {}

    /** Adds a sample; within one second only the longest counts. */
    public synchronized void add(String event, long nowMs, long latencyMs) {
        Series series = events.computeIfAbsent(event, e -> new Series());
        series.maxMs = Math.max(series.maxMs, latencyMs);
        long second = nowMs / 1000;
        Sample last = series.samples.peekLast();
        if (last != null && last.timeSeconds == second) {
            if (latencyMs > last.latencyMs) {
                series.samples.removeLast();
                series.samples.addLast(new Sample(second, latencyMs));
            }
            return;
        }
        if (series.samples.size() == MAX_SAMPLES) {
            series.samples.removeFirst();
        }
        series.samples.addLast(new Sample(second, latencyMs));
    }

    synchronized List<Latest> latest() {
        List<Latest> latest = new ArrayList<>();
        events.forEach((event, series) ->
                latest.add(new Latest(event, series.samples.getLast(), series.maxMs)));
        return latest;
    }

    synchronized List<Sample> history(String event) {
        Series series = events.get(event);
        return series == null ? List.of() : List.copyOf(series.samples);
    }

    synchronized boolean forget(String event) {
        return events.remove(event) != null;
    }

    synchronized int forgetAll() {
        int count = events.size();
        events.clear();
        return count;
    }
}
