package onggi.commands;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import onggi.engine.Call;
import onggi.resp.ReplyWriter;
import onggi.types.StreamGroup;
import onggi.types.StreamPending;
import onggi.types.StreamValue;

/** What XREADGROUP with CLAIM takes over of what is pending for long. */
final class StreamIdleClaim {

    private static final Comparator<Idle> LONGEST_FIRST =
            Comparator.comparingLong(Idle::timeMs)
                    .thenComparing(Idle::ms, Long::compareUnsigned)
                    .thenComparing(Idle::seq, Long::compareUnsigned);

    /** A pending entry and when it was last delivered. */
    private record Idle(long timeMs, long ms, long seq) {}

    private final Call call;
    private final ReplyWriter reply;
    private final StreamValue stream;
    private final StreamReadOptions options;
    private final StreamGroup group;
    private final StreamPending pending;
    private final int keyAt;
    private final int consumer;
    private long earliestLeft;

    StreamIdleClaim(
            Call call, StreamValue stream, StreamReadOptions options, int keyAt, int consumer) {
        this.call = call;
        this.reply = call.reply();
        this.stream = stream;
        this.options = options;
        this.group = stream.group();
        this.pending = group.pending();
        this.keyAt = keyAt;
        this.consumer = consumer;
    }

    /** Writes and takes over the entries; returns how many were written. */
    int run() {
        int written = 0;
        boolean again = true;
        while (again && options.wants(written) && isDue(pending.earliestMs())) {
            int before = written;
            List<Idle> found = longestIdle();
            written = takeAll(found, written);
            again = written < before + found.size(); // some were gone from the stream
            pending.earliestMs(Math.min(earliestLeft, call.nowMs()));
        }
        if (written > 0) {
            group.consumer().setActiveMs(call.nowMs());
        }
        return written;
    }

    private int takeAll(List<Idle> found, int before) {
        int written = before;
        for (Idle idle : found) {
            if (!options.wants(written)) {
                earliestLeft = Math.min(earliestLeft, idle.timeMs);
                break;
            }
            if (take(idle)) {
                options.wrote();
                written++;
            }
        }
        return written;
    }

    private boolean isDue(long timeMs) {
        return call.nowMs() - timeMs >= options.claimMs() && timeMs != Long.MAX_VALUE;
    }

    /**
     * Finds the entries that are due, no more than are asked for. Looks at all that is pending, but
     * only when something may be due since the last look: the group knows a moment before which
     * nothing was delivered.
     */
    private List<Idle> longestIdle() {
        PriorityQueue<Idle> found = new PriorityQueue<>(LONGEST_FIRST.reversed());
        earliestLeft = Long.MAX_VALUE;
        for (boolean more = pending.seek(0, 0); more; more = pending.next()) {
            long timeMs = pending.timeMs();
            if (!isDue(timeMs)) {
                earliestLeft = Math.min(earliestLeft, timeMs);
                continue;
            }
            found.add(new Idle(timeMs, pending.ms(), pending.seq()));
            if (!options.wants(found.size() - 1)) {
                earliestLeft = Math.min(earliestLeft, found.remove().timeMs);
            }
        }
        List<Idle> order = new ArrayList<>(found);
        order.sort(LONGEST_FIRST);
        return order;
    }

    private boolean take(Idle idle) {
        pending.find(idle.ms, idle.seq);
        boolean exists = stream.contains(idle.ms, idle.seq);
        long deliveries = pending.deliveries();
        call.changedKeys(1);
        if (!exists) {
            StreamEffects.claim(call, keyAt, options.groupAt(), group, pending);
            pending.remove();
            return false;
        }
        pending.assign(consumer);
        pending.touch(call.nowMs(), deliveries == Long.MAX_VALUE ? deliveries : deliveries + 1);
        StreamEffects.claim(call, keyAt, options.groupAt(), group, pending);
        reply.arrayHeader(4);
        StreamReplies.id(reply, stream, idle.ms, idle.seq);
        StreamReplies.fields(reply, stream.walk());
        reply.integer(call.nowMs() - idle.timeMs);
        reply.integer(deliveries);
        return true;
    }
}
