package onggi.net;

import java.util.ArrayList;
import java.util.List;
import onggi.bytes.HotPath;
import onggi.bytes.LateLogger;

/** The tasks of one loop and when each is due. Few, so a list is searched. */
final class LoopTasks {

    private static final System.Logger LOG = LateLogger.of(LoopTasks.class);
    private static final long NANOS_PER_MS = 1_000_000;

    private static final class Entry {
        final LoopTask task;
        long dueNs;

        Entry(LoopTask task, long dueNs) {
            this.task = task;
            this.dueNs = dueNs;
        }
    }

    private final List<Entry> entries = new ArrayList<>();
    private long nextNs = Long.MAX_VALUE;

    void add(LoopTask task, long dueNs) {
        entries.add(new Entry(task, dueNs));
        nextNs = Math.min(nextNs, dueNs);
    }

    /** Returns how long to wait for the next task, rounded up. */
    @HotPath
    long waitMs(long nowNs, long mostMs) {
        if (entries.isEmpty()) {
            return mostMs;
        }
        long waitNs = nextNs - nowNs;
        return waitNs <= 0 ? 0 : Math.min(mostMs, (waitNs + NANOS_PER_MS - 1) / NANOS_PER_MS);
    }

    /** Runs what is due. */
    @HotPath
    void run(long nowNs, long nowMs) {
        if (nowNs >= nextNs) {
            runDue(nowNs, nowMs);
        }
    }

    private void runDue(long nowNs, long nowMs) {
        long next = Long.MAX_VALUE;
        for (int i = 0; i < entries.size(); ) {
            Entry entry = entries.get(i);
            if (nowNs >= entry.dueNs) {
                long waitMs = runOne(entry.task, nowMs);
                if (waitMs < 0) {
                    entries.remove(i);
                    continue;
                }
                entry.dueNs = nowNs + waitMs * NANOS_PER_MS;
            }
            next = Math.min(next, entry.dueNs);
            i++;
        }
        nextNs = next;
    }

    private static long runOne(LoopTask task, long nowMs) {
        try {
            return task.run(nowMs);
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, "a task of an event loop failed", e);
            return 1000;
        }
    }
}
