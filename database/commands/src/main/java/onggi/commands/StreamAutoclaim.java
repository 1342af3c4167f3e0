package onggi.commands;

import java.util.Arrays;
import onggi.engine.Call;
import onggi.engine.CommandError;
import onggi.engine.Entry;
import onggi.types.StreamGroup;
import onggi.types.StreamPending;
import onggi.types.StreamValue;
import onggi.types.ValueType;

/** One XAUTOCLAIM. */
final class StreamAutoclaim {

    private static final CommandError BAD_IDLE_TIME =
            CommandError.of("ERR Invalid min-idle-time argument for XAUTOCLAIM");
    private static final CommandError BAD_COUNT = CommandError.of("ERR COUNT must be > 0");

    private static final CommandError NO_MEMORY =
            CommandError.of(
                    "ERR Insufficient memory, failed allocating transient memory, COUNT too high.");

    private static final long DEFAULT_COUNT = 100;

    /** Entries that are looked at for one that may be claimed. */
    private static final long ATTEMPTS = 10;

    private static final long MOST = Long.MAX_VALUE / 16;

    /** Redis takes 16 bytes for each of COUNT, and no process has room for so many. */
    private static final long MOST_IN_MEMORY = 1L << 43;

    private final Call call;
    private final StreamValue stream;
    private final StreamGroup group;
    private final StreamPending pending;
    private final long minIdleMs;
    private final boolean justIds;
    private long[] deleted = new long[0];
    private int deletedHalves;
    private int written;

    private StreamAutoclaim(Call call, StreamValue stream, long minIdleMs, boolean justIds) {
        this.call = call;
        this.stream = stream;
        this.group = stream.group();
        this.pending = group.pending();
        this.minIdleMs = minIdleMs;
        this.justIds = justIds;
    }

    static void run(Call call) {
        call.suppressEffect();
        Entry entry = call.readable(1);
        long minIdleMs = Math.max(0, call.integer(4, BAD_IDLE_TIME));
        StreamCommands.checkStart(call, 5);
        long count = DEFAULT_COUNT;
        boolean justIds = false;
        for (int i = 6; i < call.argc(); i++) {
            if (call.is(i, "COUNT") && i + 1 < call.argc()) {
                count = call.integer(++i, 1, MOST, BAD_COUNT);
            } else if (call.is(i, "JUSTID")) {
                justIds = true;
            } else {
                throw CommandError.SYNTAX.raise();
            }
        }
        if (!entry.existsAs(ValueType.STREAM)
                || !entry.stream().findGroup(call.buffer(), call.offset(2), call.length(2))) {
            throw StreamReplies.noGroup(call, 1, 2);
        }
        if (count > MOST_IN_MEMORY) {
            throw NO_MEMORY.raise();
        }
        new StreamAutoclaim(call, entry.stream(), minIdleMs, justIds).claim(count);
    }

    private void claim(long count) {
        // The id to go on with comes first in the reply, so what follows it is written twice.
        call.reply().arrayHeader(3);
        int start = call.reply().position();
        int mark = call.reply().startArray();
        boolean more =
                pending.seek(StreamCommands.startMs(call, 5), StreamCommands.startSeq(call, 5));
        long attempts = count * ATTEMPTS;
        for (long left = count; more && left > 0 && attempts > 0; attempts--) {
            if (!stream.contains(pending.ms(), pending.seq())) {
                more = forget();
                left--;
                continue;
            }
            if (minIdleMs == 0 || call.nowMs() - pending.timeMs() >= minIdleMs) {
                take();
                left--;
            }
            more = pending.next();
        }
        call.reply().endArray(mark, written);
        int end = call.reply().position();
        byte[] entries = Arrays.copyOfRange(call.reply().array(), start, end);
        call.reply().truncate(start);
        StreamReplies.id(call.reply(), stream, more ? pending.ms() : 0, more ? pending.seq() : 0);
        call.reply().raw(entries);
        writeDeleted();
    }

    /** Removes the present entry, which the stream has not; returns whether another comes next. */
    private boolean forget() {
        long ms = pending.ms();
        long seq = pending.seq();
        StreamEffects.claim(call, 1, 2, group, pending);
        call.changedKeys(1);
        pending.remove();
        if (deletedHalves == deleted.length) {
            deleted = Arrays.copyOf(deleted, Math.max(16, 2 * deletedHalves));
        }
        deleted[deletedHalves++] = ms;
        deleted[deletedHalves++] = seq;
        return pending.seek(ms, seq);
    }

    private void take() {
        int consumer = StreamClaimCommands.findConsumer(call, group);
        long ms = pending.ms();
        long seq = pending.seq();
        pending.assign(consumer);
        pending.touch(call.nowMs(), pending.deliveries() + (justIds ? 0 : 1));
        group.consumer().setActiveMs(call.nowMs());
        written++;
        if (justIds) {
            StreamReplies.id(call.reply(), stream, ms, seq);
        } else {
            StreamReplies.presentEntry(call.reply(), stream);
        }
        StreamEffects.claim(call, 1, 2, group, pending);
        call.changedKeys(1);
    }

    private void writeDeleted() {
        call.reply().arrayHeader(deletedHalves / 2);
        for (int i = 0; i < deletedHalves; i += 2) {
            StreamReplies.id(call.reply(), stream, deleted[i], deleted[i + 1]);
        }
    }
}
