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
import onggi.types.StreamDeletion;
import onggi.types.StreamPending;
import onggi.types.StreamValue;
import onggi.types.ValueType;
import org.jspecify.annotations.Nullable;

/** Commands that remove or release entries with regard to what is pending in groups. */
public final class StreamReleaseCommands {

    private static final CommandFamily RELEASING = CommandFamily.of(Group.STREAM);

    private static final CommandError BAD_NUMBER =
            CommandError.of("ERR Number of IDs must be a positive integer");
    private static final CommandError OTHER_NUMBER =
            CommandError.of("ERR The `numids` parameter must match the number of arguments");
    private static final CommandError BAD_COUNT = CommandError.of("ERR RETRYCOUNT must be >= 0");

    private static final int ABSENT = -1;
    private static final int DELETED = 1;
    private static final int REFERENCED = 2;

    private StreamReleaseCommands() {}

    /** Returns the commands of this file. */
    public static CommandFamily family() {
        return RELEASING;
    }

    /** The ids that IDS names, and the options around them. */
    private static final class Ids {

        private final Call call;
        private StreamDeletion deletion = StreamDeletion.KEEP_REFERENCES;
        private int first;
        private int count;
        private boolean forces;
        private long deliveries = -1;

        Ids(Call call, int from, boolean releases) {
            this.call = call;
            for (int i = from; i < call.argc(); i++) {
                i = option(i, releases);
            }
            if (first == 0) {
                throw CommandError.SYNTAX.raise();
            }
            for (int i = 0; i < count; i++) {
                StreamId.check(call, first + i);
            }
        }

        /** Reads an option; returns its last argument. */
        private int option(int at, boolean releases) {
            int more = call.argc() - at - 1;
            if (first == 0 && more > 1 && call.is(at, "IDS")) {
                count = (int) call.integer(at + 1, 1, Integer.MAX_VALUE, BAD_NUMBER);
                first = at + 2;
                if (count > more - 1) {
                    throw OTHER_NUMBER.raise();
                }
                return at + 1 + count;
            }
            if (!releases) {
                deletion = known(StreamTrimOptions.deletion(call, at));
                return at;
            }
            if (more > 0 && call.is(at, "RETRYCOUNT")) {
                deliveries = call.integer(at + 1, 0, Long.MAX_VALUE, BAD_COUNT);
                return at + 1;
            }
            if (!call.is(at, "FORCE")) {
                throw CommandError.SYNTAX.raise();
            }
            forces = true;
            return at;
        }

        private static StreamDeletion known(@Nullable StreamDeletion deletion) {
            if (deletion == null) {
                throw CommandError.SYNTAX.raise();
            }
            return deletion;
        }

        long ms(int i) {
            return StreamId.ms(call, first + i);
        }

        long seq(int i) {
            return StreamId.seq(call, first + i, 0);
        }

        void answerAbsent() {
            call.reply().arrayHeader(count);
            for (int i = 0; i < count; i++) {
                call.reply().integer(ABSENT);
            }
        }
    }

    static final Command XDELEX =
            RELEASING
                    .command("XDELEX", StreamReleaseCommands::xdelex)
                    .syntax("key [KEEPREF | DELREF | ACKED] IDS numids id [id ...]")
                    .key(1, RW, DELETE)
                    .flags(WRITE, FAST)
                    .since("8.2.0")
                    .summary("Removes entries from a stream with regard to consumer groups.")
                    .complexity("O(log N) for each id and group.")
                    .declare();

    private static void xdelex(Call call) {
        Ids ids = new Ids(call, 2, false);
        Entry entry = call.writable(1);
        if (!entry.existsAs(ValueType.STREAM)) {
            ids.answerAbsent();
            return;
        }
        StreamValue stream = entry.stream();

        int deleted = 0;
        int changed = 0;
        call.reply().arrayHeader(ids.count);
        for (int i = 0; i < ids.count; i++) {
            int result = ABSENT;
            if (ids.deletion == StreamDeletion.DELETE_REFERENCES) {
                changed += stream.dropReferences(ids.ms(i), ids.seq(i));
            }
            if (stream.contains(ids.ms(i), ids.seq(i))) {
                result = delete(stream, ids, i);
            }
            deleted += result == DELETED ? 1 : 0;
            call.reply().integer(result);
        }

        report(call, stream, deleted, changed);
    }

    /** Removes an entry that is there, if it may go. */
    private static int delete(StreamValue stream, Ids ids, int i) {
        if (ids.deletion == StreamDeletion.IF_ACKNOWLEDGED
                && (stream.groupCount() == 0 || stream.isReferenced(ids.ms(i), ids.seq(i)))) {
            return REFERENCED;
        }
        StreamCommands.delete(stream, ids.ms(i), ids.seq(i));
        return DELETED;
    }

    private static void report(Call call, StreamValue stream, int deleted, int changed) {
        if (deleted > 0) {
            stream.recordFirst();
            call.changed(1, KeyEvent.XDEL, deleted);
        }
        call.changedKeys(changed);
    }

    static final Command XACKDEL =
            RELEASING
                    .command("XACKDEL", StreamReleaseCommands::xackdel)
                    .syntax("key group [KEEPREF | DELREF | ACKED] IDS numids id [id ...]")
                    .key(1, RW, UPDATE, DELETE)
                    .flags(WRITE, FAST)
                    .since("8.2.0")
                    .summary("Acknowledges entries and removes them from the stream.")
                    .complexity("O(log N) for each id and group.")
                    .declare();

    private static void xackdel(Call call) {
        Ids ids = new Ids(call, 3, false);
        Entry entry = call.writable(1);
        if (!entry.existsAs(ValueType.STREAM)
                || !entry.stream().findGroup(call.buffer(), call.offset(2), call.length(2))) {
            ids.answerAbsent();
            return;
        }
        StreamValue stream = entry.stream();

        int deleted = 0;
        int acknowledged = 0;
        call.reply().arrayHeader(ids.count);
        for (int i = 0; i < ids.count; i++) {
            int result = acknowledge(call, stream, ids, i);
            acknowledged += result == ABSENT ? 0 : 1;
            deleted += result == DELETED ? 1 : 0;
            call.reply().integer(result);
        }

        report(call, stream, deleted, acknowledged);
    }

    private static int acknowledge(Call call, StreamValue stream, Ids ids, int i) {
        stream.findGroup(call.buffer(), call.offset(2), call.length(2));
        StreamPending pending = stream.group().pending();
        boolean wasPending = pending.find(ids.ms(i), ids.seq(i));
        if (wasPending) {
            pending.remove();
        }
        if (ids.deletion == StreamDeletion.DELETE_REFERENCES) {
            stream.dropReferences(ids.ms(i), ids.seq(i));
        }
        if (!wasPending) {
            return ABSENT;
        }
        return stream.contains(ids.ms(i), ids.seq(i)) ? delete(stream, ids, i) : DELETED;
    }

    static final Command XNACK =
            RELEASING
                    .command("XNACK", StreamReleaseCommands::xnack)
                    .syntax(
                            "key group <SILENT | FAIL | FATAL> IDS numids id [id ...]"
                                    + " [RETRYCOUNT count] [FORCE]")
                    .key(1, RW, UPDATE)
                    .flags(WRITE, FAST)
                    .since("8.8.0")
                    .summary("Gives pending entries back to the group, for anybody to claim.")
                    .complexity("O(log N) for each id.")
                    .declare();

    private static void xnack(Call call) {
        boolean silent = call.is(3, "SILENT");
        boolean fatal = call.is(3, "FATAL");
        if (!silent && !fatal && !call.is(3, "FAIL")) {
            throw CommandError.SYNTAX.raise();
        }
        Ids ids = new Ids(call, 4, true);
        Entry entry = call.writable(1);
        if (!entry.existsAs(ValueType.STREAM)
                || !entry.stream().findGroup(call.buffer(), call.offset(2), call.length(2))) {
            throw StreamReplies.noGroup(call, 1, 2);
        }
        StreamValue stream = entry.stream();
        StreamPending pending = stream.group().pending();

        int released = 0;
        for (int i = 0; i < ids.count; i++) {
            long ms = ids.ms(i);
            long seq = ids.seq(i);
            if (pending.find(ms, seq)) {
                long count = pending.deliveries();
                long next = fatal ? Long.MAX_VALUE : silent ? Math.max(0, count - 1) : count;
                pending.assign(StreamPending.NOBODY);
                pending.touch(0, ids.deliveries >= 0 ? ids.deliveries : next);
                released++;
            } else if (ids.forces && stream.contains(ms, seq)) {
                long first = fatal ? Long.MAX_VALUE : 0;
                long count = ids.deliveries >= 0 ? ids.deliveries : first;
                pending.add(ms, seq, StreamPending.NOBODY, 0, count);
                released++;
            }
        }

        call.changedKeys(released);
        call.reply().integer(released);
    }
}
