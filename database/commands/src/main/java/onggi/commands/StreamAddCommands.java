package onggi.commands;

import static onggi.engine.CommandFlag.DENYOOM;
import static onggi.engine.CommandFlag.FAST;
import static onggi.engine.CommandFlag.WRITE;
import static onggi.engine.KeyFlag.DELETE;
import static onggi.engine.KeyFlag.RW;
import static onggi.engine.KeyFlag.UPDATE;

import onggi.bytes.HotPath;
import onggi.engine.Call;
import onggi.engine.Command;
import onggi.engine.CommandError;
import onggi.engine.CommandFamily;
import onggi.engine.Entry;
import onggi.engine.Group;
import onggi.engine.KeyEvent;
import onggi.types.StreamDraft;
import onggi.types.StreamIds;
import onggi.types.StreamValue;
import onggi.types.ValueType;
import org.jspecify.annotations.Nullable;

/** Commands that add entries to a stream, and remove old ones. */
public final class StreamAddCommands {

    private static final CommandFamily ADDING = CommandFamily.of(Group.STREAM);

    private static final CommandError ZERO_ID =
            CommandError.of("ERR The ID specified in XADD must be greater than 0-0");
    private static final CommandError SMALL_ID =
            CommandError.of(
                    "ERR The ID specified in XADD is equal or smaller than the target stream top item");
    private static final CommandError NO_MORE_IDS =
            CommandError.of(
                    "ERR The stream has exhausted the last possible ID, unable to add more items");
    private static final CommandError TOO_LARGE =
            CommandError.of("ERR Elements are too large to be stored");

    private StreamAddCommands() {}

    /** Returns the commands of this file. */
    public static CommandFamily family() {
        return ADDING;
    }

    static final Command XADD =
            ADDING.command("XADD", StreamAddCommands::xadd)
                    .syntax(
                            "key [NOMKSTREAM] [KEEPREF | DELREF | ACKED]"
                                    + " [IDMPAUTO producer-id | IDMP producer-id idempotent-id]"
                                    + " [<MAXLEN | MINID> [= | ~] threshold [LIMIT count]]"
                                    + " <* | id> field value [field value ...]")
                    .key(1, RW, UPDATE)
                    .note("UPDATE instead of INSERT because of the optional trimming feature")
                    .flags(WRITE, DENYOOM, FAST)
                    .tips("nondeterministic_output")
                    .since("5.0.0")
                    .changed(
                            "6.2.0",
                            "Added the `NOMKSTREAM` option, `MINID` trimming strategy and the `LIMIT` option.")
                    .changed("7.0.0", "Added support for the `<ms>-*` explicit ID form.")
                    .changed("8.2.0", "Added the `KEEPREF`, `DELREF` and `ACKED` options.")
                    .changed("8.6.0", "Added the `IDMP` and `IDMPAUTO` options.")
                    .summary("Appends an entry to a stream, and trims the stream if asked to.")
                    .complexity("O(1), and O(N) for N entries that are trimmed.")
                    .declare();

    @HotPath
    private static void xadd(Call call) {
        StreamTrimOptions options = call.is(2, "*") ? null : StreamTrimOptions.ofAdd(call);
        int idAt = options == null ? 2 : options.idAt();
        checkArguments(call, idAt);
        Entry entry = call.writable(1);
        boolean exists = entry.existsAs(ValueType.STREAM);
        if (!exists && options != null && options.createsNoStream()) {
            call.reply().nullBulk();
            return;
        }
        if (options != null && options.producerAt() > 0) {
            StreamProducerCommands.add(call, options, entry, exists);
            return;
        }
        long ms = nextMs(call, entry, exists, idAt);
        long seq = nextSeq(call, entry, exists, idAt);
        checkId(entry, exists, ms, seq);

        StreamValue stream = entry.streamOrNew();
        fill(call, stream, idAt + 1);
        stream.append(ms, seq);

        StreamReplies.id(call.reply(), stream, ms, seq);
        call.changed(1, KeyEvent.XADD);
        settle(call, entry, stream, options, idAt);
    }

    /** Checks the shape of the arguments from the id on. */
    @HotPath
    static void checkArguments(Call call, int idAt) {
        int items = call.argc() - idAt - 1;
        if (items < 2 || (items & 1) != 0) {
            throw CommandError.wrongArity(call.command()).raise();
        }
        if (!call.is(idAt, "*")
                && !StreamId.isOpen(call, idAt)
                && StreamId.ms(call, idAt) == 0
                && StreamId.seq(call, idAt, 0) == 0) {
            throw ZERO_ID.raise();
        }
    }

    /** Returns the first half of the id of the new entry. */
    @HotPath
    static long nextMs(Call call, Entry entry, boolean exists, int idAt) {
        if (!call.is(idAt, "*")) {
            return StreamId.ms(call, idAt);
        }
        long nowMs = call.nowMs();
        if (!exists || Long.compareUnsigned(entry.stream().lastMs(), nowMs) < 0) {
            return nowMs;
        }
        return entry.stream().lastMs() + (entry.stream().lastSeq() == -1 ? 1 : 0);
    }

    /** Returns the second half of the id of the new entry. */
    @HotPath
    static long nextSeq(Call call, Entry entry, boolean exists, int idAt) {
        long lastMs = exists ? entry.stream().lastMs() : 0;
        long lastSeq = exists ? entry.stream().lastSeq() : 0;
        if (call.is(idAt, "*")) {
            return Long.compareUnsigned(lastMs, call.nowMs()) < 0 ? 0 : lastSeq + 1;
        }
        if (!StreamId.isOpen(call, idAt)) {
            return StreamId.seq(call, idAt, 0);
        }
        if (StreamId.ms(call, idAt) != lastMs) {
            return 0;
        }
        // At the end of the sequence this is the last id again, which is refused.
        return lastSeq == -1 ? -1 : lastSeq + 1;
    }

    @HotPath
    static void checkId(Entry entry, boolean exists, long ms, long seq) {
        if (!exists) {
            return;
        }
        StreamValue stream = entry.stream();
        if (stream.lastMs() == -1 && stream.lastSeq() == -1) {
            throw NO_MORE_IDS.raise();
        }
        if (StreamIds.compare(ms, seq, stream.lastMs(), stream.lastSeq()) <= 0) {
            throw SMALL_ID.raise();
        }
    }

    /** Puts the arguments from an index on into the draft of the next entry. */
    @HotPath
    static StreamDraft fill(Call call, StreamValue stream, int from) {
        long length = 0;
        for (int i = from; i < call.argc(); i++) {
            length += call.length(i);
        }
        if (length > StreamValue.MAX_ENTRY_BYTES) {
            throw TOO_LARGE.raise();
        }
        StreamDraft draft = stream.draft();
        for (int i = from; i < call.argc(); i++) {
            draft.add(call.buffer(), call.offset(i), call.length(i));
        }
        return draft;
    }

    /** Trims the stream, and puts into the effect stream what does not depend on time and nodes. */
    @HotPath
    static void settle(
            Call call,
            Entry entry,
            StreamValue stream,
            @Nullable StreamTrimOptions options,
            int idAt) {
        if (options == null) {
            StreamEffects.added(call, stream, idAt);
            return;
        }
        if (options.isGiven() && entry.trimStream(options.trim(entry.limits())) > 0) {
            call.event(1, KeyEvent.XTRIM);
        }
        StreamEffects.trimmed(call, stream, options, idAt);
    }

    static final Command XTRIM =
            ADDING.command("XTRIM", StreamAddCommands::xtrim)
                    .syntax(
                            "key <MAXLEN | MINID> [= | ~] threshold [LIMIT count]"
                                    + " [KEEPREF | DELREF | ACKED]")
                    .key(1, RW, DELETE)
                    .flags(WRITE)
                    .tips("nondeterministic_output")
                    .since("5.0.0")
                    .changed("6.2.0", "Added the `MINID` trimming strategy and the `LIMIT` option.")
                    .changed("8.2.0", "Added the `KEEPREF`, `DELREF` and `ACKED` options.")
                    .summary("Removes the oldest entries of a stream.")
                    .complexity(
                            "O(N) for N entries that are removed, by whole nodes where possible.")
                    .declare();

    private static void xtrim(Call call) {
        StreamTrimOptions options = StreamTrimOptions.ofTrim(call);
        Entry entry = call.writable(1);
        if (!entry.existsAs(ValueType.STREAM)) {
            call.reply().integer(0);
            return;
        }
        StreamValue stream = entry.stream();

        long removed = entry.trimStream(options.trim(entry.limits()));

        if (removed > 0) {
            call.changed(1, KeyEvent.XTRIM, removed);
            StreamEffects.trimmed(call, stream, options, 0);
        }
        call.reply().integer(removed);
    }

    static final Command XSETID =
            ADDING.command("XSETID", StreamAddCommands::xsetid)
                    .syntax(
                            "key last-id [ENTRIESADDED entries-added] [MAXDELETEDID max-deleted-id]")
                    .key(1, RW, UPDATE)
                    .flags(WRITE, DENYOOM, FAST)
                    .since("5.0.0")
                    .changed(
                            "7.0.0",
                            "Added the `entries_added` and `max_deleted_entry_id` arguments.")
                    .summary("Sets the last id of a stream, as replication needs it.")
                    .complexity("O(1)")
                    .declare();

    private static final CommandError NEGATIVE_ADDED =
            CommandError.of("ERR entries_added must be positive");
    private static final CommandError BELOW_GIVEN_DELETED =
            CommandError.of(
                    "ERR The ID specified in XSETID is smaller than the provided max_deleted_entry_id");
    private static final CommandError BELOW_TOP =
            CommandError.of(
                    "ERR The ID specified in XSETID is smaller than the target stream top item");
    private static final CommandError BELOW_LENGTH =
            CommandError.of(
                    "ERR The entries_added specified in XSETID is smaller than the target stream length");

    private static void xsetid(Call call) {
        StreamId.check(call, 2);
        long ms = StreamId.ms(call, 2);
        long seq = StreamId.seq(call, 2, 0);
        long added = -1;
        int deletedAt = 0;
        for (int i = 3; i < call.argc(); i += 2) {
            boolean more = i + 1 < call.argc();
            if (more && call.is(i, "ENTRIESADDED")) {
                added = call.integer(i + 1);
                if (added < 0) {
                    throw NEGATIVE_ADDED.raise();
                }
            } else if (more && call.is(i, "MAXDELETEDID")) {
                StreamId.check(call, i + 1);
                deletedAt = i + 1;
                checkAbove(call, i + 1, ms, seq);
            } else {
                throw CommandError.SYNTAX.raise();
            }
        }
        Entry entry = call.writable(1);
        if (!entry.existsAs(ValueType.STREAM)) {
            throw CommandError.NO_SUCH_KEY.raise();
        }
        StreamValue stream = entry.stream();
        checkSetId(stream, ms, seq, added);

        stream.setLast(ms, seq);
        if (added >= 0) {
            stream.setAdded(added);
        }
        if (deletedAt > 0) {
            setMaxDeleted(call, stream, deletedAt);
        }

        call.changedKeys(1);
        call.event(1, KeyEvent.XSETID);
        call.reply().ok();
    }

    private static void checkAbove(Call call, int deletedAt, long ms, long seq) {
        if (StreamIds.compare(
                        ms, seq, StreamId.ms(call, deletedAt), StreamId.seq(call, deletedAt, 0))
                < 0) {
            throw BELOW_GIVEN_DELETED.raise();
        }
    }

    private static void checkSetId(StreamValue stream, long ms, long seq, long added) {
        if (stream.size() == 0) {
            return;
        }
        var last = stream.rangeBack(-1, -1, 0, 0);
        if (last.next() && StreamIds.compare(ms, seq, last.ms(), last.seq()) < 0) {
            throw BELOW_TOP.raise();
        }
        if (added >= 0 && stream.size() > added) {
            throw BELOW_LENGTH.raise();
        }
    }

    private static void setMaxDeleted(Call call, StreamValue stream, int at) {
        long ms = StreamId.ms(call, at);
        long seq = StreamId.seq(call, at, 0);
        if (ms != 0 || seq != 0) {
            stream.setMaxDeleted(ms, seq);
        }
    }
}
