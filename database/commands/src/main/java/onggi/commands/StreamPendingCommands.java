package onggi.commands;

import static onggi.engine.CommandFlag.FAST;
import static onggi.engine.CommandFlag.READONLY;
import static onggi.engine.CommandFlag.WRITE;
import static onggi.engine.KeyFlag.ACCESS;
import static onggi.engine.KeyFlag.RO;
import static onggi.engine.KeyFlag.RW;
import static onggi.engine.KeyFlag.UPDATE;

import onggi.bytes.HotPath;
import onggi.engine.Call;
import onggi.engine.Command;
import onggi.engine.CommandError;
import onggi.engine.CommandFamily;
import onggi.engine.Entry;
import onggi.engine.Group;
import onggi.resp.ReplyWriter;
import onggi.types.StreamConsumer;
import onggi.types.StreamGroup;
import onggi.types.StreamIds;
import onggi.types.StreamPending;
import onggi.types.StreamValue;
import onggi.types.ValueType;

/** Commands on the entries that a group delivered and that are not acknowledged. */
public final class StreamPendingCommands {

    private static final CommandFamily PENDING = CommandFamily.of(Group.STREAM);

    private StreamPendingCommands() {}

    /** Returns the commands of this file. */
    public static CommandFamily family() {
        return PENDING;
    }

    static final Command XACK =
            PENDING.command("XACK", StreamPendingCommands::xack)
                    .syntax("key group id [id ...]")
                    .key(1, RW, UPDATE)
                    .flags(WRITE, FAST)
                    .since("5.0.0")
                    .summary("Acknowledges entries that were delivered to a group.")
                    .complexity("O(log N) for each id.")
                    .declare();

    @HotPath
    private static void xack(Call call) {
        Entry entry = call.readable(1);
        if (!entry.existsAs(ValueType.STREAM)
                || !entry.stream().findGroup(call.buffer(), call.offset(2), call.length(2))) {
            call.reply().integer(0);
            return;
        }
        for (int i = 3; i < call.argc(); i++) {
            StreamId.check(call, i);
        }
        StreamPending pending = entry.stream().group().pending();

        int acknowledged = 0;
        for (int i = 3; i < call.argc(); i++) {
            if (pending.find(StreamId.ms(call, i), StreamId.seq(call, i, 0))) {
                pending.remove();
                acknowledged++;
            }
        }

        call.changedKeys(acknowledged);
        call.reply().integer(acknowledged);
    }

    static final Command XPENDING =
            PENDING.command("XPENDING", StreamPendingCommands::xpending)
                    .syntax("key group [[IDLE min-idle-time] start end count [consumer]]")
                    .key(1, RO, ACCESS)
                    .flags(READONLY)
                    .tips("nondeterministic_output")
                    .since("5.0.0")
                    .changed("6.2.0", "Added the `IDLE` option and exclusive range intervals.")
                    .summary("Tells which entries a group has not acknowledged.")
                    .complexity("O(log N + M) for M of N entries, O(1) for the summary.")
                    .declare();

    private static void xpending(Call call) {
        int argc = call.argc();
        if (argc != 3 && (argc < 6 || argc > 9)) {
            throw CommandError.SYNTAX.raise();
        }
        int from = 3;
        long minIdleMs = 0;
        long count = 0;
        if (argc > 3) {
            if (call.is(3, "IDLE")) {
                minIdleMs = call.integer(4);
                from = 5;
                if (argc < 8) {
                    throw CommandError.SYNTAX.raise();
                }
            }
            count = Math.max(0, call.integer(from + 2));
            StreamCommands.checkInterval(call, from, from + 1);
        }
        Entry entry = call.readable(1);
        if (!entry.existsAs(ValueType.STREAM)
                || !entry.stream().findGroup(call.buffer(), call.offset(2), call.length(2))) {
            throw StreamReplies.noGroup(call, 1, 2);
        }
        StreamValue stream = entry.stream();
        if (argc == 3) {
            summary(call.reply(), stream);
        } else {
            new Listing(call, stream, minIdleMs, from).write(count, from + 3);
        }
    }

    private static void summary(ReplyWriter reply, StreamValue stream) {
        StreamGroup group = stream.group();
        StreamPending pending = group.pending();
        reply.arrayHeader(4);
        reply.integer(group.pendingCount());
        if (!pending.seek(0, 0)) {
            reply.nullBulk();
            reply.nullBulk();
            reply.nullArray();
            return;
        }
        StreamReplies.id(reply, stream, pending.ms(), pending.seq());
        pending.last();
        StreamReplies.id(reply, stream, pending.ms(), pending.seq());
        int mark = reply.startArray();
        int written = 0;
        for (int i = 0, count = group.consumerCount(); i < count; i++) {
            StreamConsumer consumer = group.consumerAt(i);
            if (consumer.pendingCount() > 0) {
                reply.arrayHeader(2);
                StreamReplies.name(reply, group, consumer);
                reply.bulkLong(consumer.pendingCount());
                written++;
            }
        }
        reply.endArray(mark, written);
    }

    /** The long form of XPENDING. */
    private static final class Listing {

        private final Call call;
        private final ReplyWriter reply;
        private final StreamValue stream;
        private final StreamGroup group;
        private final StreamPending pending;
        private final long minIdleMs;
        private final long fromMs;
        private final long fromSeq;
        private final long toMs;
        private final long toSeq;
        private int written;

        Listing(Call call, StreamValue stream, long minIdleMs, int start) {
            this.call = call;
            this.reply = call.reply();
            this.stream = stream;
            this.group = stream.group();
            this.pending = group.pending();
            this.minIdleMs = minIdleMs;
            this.fromMs = StreamCommands.startMs(call, start);
            this.fromSeq = StreamCommands.startSeq(call, start);
            this.toMs = StreamCommands.endMs(call, start + 1);
            this.toSeq = StreamCommands.endSeq(call, start + 1);
        }

        void write(long count, int consumerAt) {
            int mark = reply.startArray();
            if (consumerAt >= call.argc()) {
                ofGroup(count);
            } else if (group.findConsumer(
                    call.buffer(), call.offset(consumerAt), call.length(consumerAt))) {
                ofConsumer(count);
            }
            reply.endArray(mark, written);
        }

        private void ofGroup(long count) {
            boolean more = pending.seek(fromMs, fromSeq);
            while (more && written < count && isInside(pending.ms(), pending.seq())) {
                entry();
                more = pending.next();
            }
        }

        private void ofConsumer(long count) {
            StreamConsumer consumer = group.consumer();
            boolean more = consumer.seekPending(fromMs, fromSeq);
            while (more
                    && written < count
                    && isInside(consumer.pendingMs(), consumer.pendingSeq())) {
                if (pending.find(consumer.pendingMs(), consumer.pendingSeq())) {
                    entry();
                }
                more = consumer.nextPending();
            }
        }

        private boolean isInside(long ms, long seq) {
            return StreamIds.compare(ms, seq, toMs, toSeq) <= 0;
        }

        private void entry() {
            long idleMs = call.nowMs() - pending.timeMs();
            if (minIdleMs != 0 && idleMs < minIdleMs) {
                return;
            }
            written++;
            reply.arrayHeader(4);
            StreamReplies.id(reply, stream, pending.ms(), pending.seq());
            if (pending.consumer() == StreamPending.NOBODY) {
                reply.bulk("");
                reply.integer(-1);
            } else {
                StreamReplies.name(reply, group, group.owner(pending.consumer()));
                reply.integer(Math.max(0, idleMs));
            }
            reply.integer(pending.deliveries());
        }
    }
}
