package onggi.commands;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
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
        for (Idle idle : idle()) {
            if (!options.wants(written)) {
                break;
            }
            if (take(idle)) {
                options.wrote();
                written++;
            }
        }
        if (written > 0) {
            group.consumer().setActiveMs(call.nowMs());
        }
        return written;
    }

    private List<Idle> idle() {
        List<Idle> found = new ArrayList<>();
        for (boolean more = pending.seek(0, 0); more; more = pending.next()) {
            if (call.nowMs() - pending.timeMs() >= options.claimMs()) {
                found.add(new Idle(pending.timeMs(), pending.ms(), pending.seq()));
            }
        }
        found.sort(LONGEST_FIRST);
        return found;
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
