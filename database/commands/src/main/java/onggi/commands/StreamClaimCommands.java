package onggi.commands;

import static onggi.engine.CommandFlag.FAST;
import static onggi.engine.CommandFlag.WRITE;
import static onggi.engine.KeyFlag.DELETE;
import static onggi.engine.KeyFlag.RW;
import static onggi.engine.KeyFlag.UPDATE;

import onggi.engine.Call;
import onggi.engine.Command;
import onggi.engine.CommandError;
import onggi.engine.CommandFamily;
import onggi.engine.Entry;
import onggi.engine.Group;
import onggi.engine.KeyEvent;
import onggi.types.StreamGroup;
import onggi.types.StreamIds;
import onggi.types.StreamPending;
import onggi.types.StreamValue;
import onggi.types.ValueType;

/** Commands that make a consumer responsible for entries that are pending at another one. */
public final class StreamClaimCommands {

    private static final CommandFamily CLAIMS = CommandFamily.of(Group.STREAM);

    private static final CommandError BAD_IDLE_TIME =
            CommandError.of("ERR Invalid min-idle-time argument for XCLAIM");
    private static final CommandError BAD_IDLE =
            CommandError.of("ERR Invalid IDLE option argument for XCLAIM");
    private static final CommandError BAD_TIME =
            CommandError.of("ERR Invalid TIME option argument for XCLAIM");
    private static final CommandError BAD_COUNT =
            CommandError.of("ERR Invalid RETRYCOUNT option argument for XCLAIM");

    private static final long NOT_GIVEN = -1;

    private StreamClaimCommands() {}

    /** Returns the commands of this file. */
    public static CommandFamily family() {
        return CLAIMS;
    }

    static final Command XCLAIM =
            CLAIMS.command("XCLAIM", StreamClaimCommands::xclaim)
                    .syntax(
                            "key group consumer min-idle-time id [id ...] [IDLE ms]"
                                    + " [TIME unix-time-milliseconds] [RETRYCOUNT count] [FORCE] [JUSTID] [LASTID lastid]")
                    .key(1, RW, UPDATE)
                    .flags(WRITE, FAST)
                    .tips("nondeterministic_output")
                    .since("5.0.0")
                    .summary("Makes a consumer the owner of pending entries.")
                    .complexity("O(log N) for each id.")
                    .declare();

    private static void xclaim(Call call) {
        call.suppressEffect();
        Entry entry = call.readable(1);
        if (!entry.existsAs(ValueType.STREAM)
                || !entry.stream().findGroup(call.buffer(), call.offset(2), call.length(2))) {
            throw StreamReplies.noGroup(call, 1, 2);
        }
        Claim claim = new Claim(call, entry.stream());

        claim.run();
    }

    /** Goes to the consumer of the call, who is made if needed; returns who it is. */
    static int findConsumer(Call call, StreamGroup group) {
        if (!group.findConsumer(call.buffer(), call.offset(3), call.length(3))) {
            group.createConsumer(call.buffer(), call.offset(3), call.length(3), call.nowMs());
            call.changedKeys(1);
            call.event(1, KeyEvent.XGROUP_CREATECONSUMER);
        }
        group.consumer().setSeenMs(call.nowMs());
        return group.consumer().reference();
    }

    /** One XCLAIM. */
    private static final class Claim {

        private final Call call;
        private final StreamValue stream;
        private final StreamGroup group;
        private final StreamPending pending;
        private final long minIdleMs;
        private int idsEnd;
        private long timeMs = NOT_GIVEN;
        private long deliveries = NOT_GIVEN;
        private boolean forces;
        private boolean justIds;
        private int lastIdAt;
        private int written;

        Claim(Call call, StreamValue stream) {
            this.call = call;
            this.stream = stream;
            this.group = stream.group();
            this.pending = group.pending();
            this.minIdleMs = Math.max(0, call.integer(4, BAD_IDLE_TIME));
            this.idsEnd = 5;
            while (idsEnd < call.argc() && StreamId.isId(call, idsEnd)) {
                idsEnd++;
            }
            for (int i = idsEnd; i < call.argc(); i++) {
                i = option(i);
            }
        }

        /** Reads an option; returns its last argument. */
        private int option(int at) {
            boolean more = at + 1 < call.argc();
            if (call.is(at, "FORCE")) {
                forces = true;
                return at;
            }
            if (call.is(at, "JUSTID")) {
                justIds = true;
                return at;
            }
            if (more && call.is(at, "IDLE")) {
                timeMs = call.nowMs() - call.integer(at + 1, BAD_IDLE);
            } else if (more && call.is(at, "TIME")) {
                timeMs = call.integer(at + 1, BAD_TIME);
            } else if (more && call.is(at, "RETRYCOUNT")) {
                deliveries = call.integer(at + 1, BAD_COUNT);
            } else if (more && call.is(at, "LASTID")) {
                StreamId.check(call, at + 1);
                lastIdAt = at + 1;
            } else {
                throw CommandError.of("ERR Unrecognized XCLAIM option '" + call.word(at) + "'")
                        .raise();
            }
            return at + 1;
        }

        void run() {
            boolean movesLastId = moveLastId();
            if (timeMs < 0 || timeMs > call.nowMs()) {
                timeMs = call.nowMs();
            }
            long before = call.changes();
            int mark = call.reply().startArray();
            for (int i = 5; i < idsEnd; i++) {
                claim(StreamId.ms(call, i), StreamId.seq(call, i, 0));
            }
            if (movesLastId && call.changes() == before) {
                StreamEffects.lastId(call, 1, 2, group);
                call.changedKeys(1);
            }
            call.reply().endArray(mark, written);
        }

        private boolean moveLastId() {
            if (lastIdAt == 0) {
                return false;
            }
            long ms = StreamId.ms(call, lastIdAt);
            long seq = StreamId.seq(call, lastIdAt, 0);
            if (StreamIds.compare(ms, seq, group.lastMs(), group.lastSeq()) <= 0) {
                return false;
            }
            group.setLast(ms, seq);
            return true;
        }

        private void claim(long ms, long seq) {
            boolean isPending = pending.find(ms, seq);
            if (!stream.contains(ms, seq)) {
                if (isPending) {
                    StreamEffects.claim(call, 1, 2, group, pending);
                    call.changedKeys(1);
                    pending.remove();
                }
                return;
            }
            if (!isPending) {
                if (forces) {
                    pending.add(ms, seq, findConsumer(call, group), timeMs, 1);
                    take();
                }
                return;
            }
            boolean isOwned = pending.consumer() != StreamPending.NOBODY;
            if (!isOwned || minIdleMs == 0 || call.nowMs() - pending.timeMs() >= minIdleMs) {
                take();
            }
        }

        /** Gives the present pending entry, which the stream has, to the consumer. */
        private void take() {
            int consumer = findConsumer(call, group);
            long count = pending.deliveries();
            if (deliveries >= 0) {
                count = deliveries;
            } else if (!justIds) {
                count++;
            }
            pending.assign(consumer);
            pending.touch(timeMs, count);
            group.consumer().setActiveMs(call.nowMs());
            written++;
            if (justIds) {
                StreamReplies.id(call.reply(), stream, pending.ms(), pending.seq());
            } else {
                StreamReplies.presentEntry(call.reply(), stream);
            }
            StreamEffects.claim(call, 1, 2, group, pending);
            call.changedKeys(1);
        }
    }

    static final Command XAUTOCLAIM =
            CLAIMS.command("XAUTOCLAIM", StreamAutoclaim::run)
                    .syntax("key group consumer min-idle-time start [COUNT count] [JUSTID]")
                    .key(1, RW, DELETE)
                    .flags(WRITE, FAST)
                    .tips("nondeterministic_output")
                    .since("6.2.0")
                    .changed(
                            "7.0.0",
                            "Added an element to the reply array, containing deleted entries the command cleared from the PEL")
                    .summary("Makes a consumer the owner of entries that are pending for long.")
                    .complexity("O(1) for each entry looked at.")
                    .declare();
}
