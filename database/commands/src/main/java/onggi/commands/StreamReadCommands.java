package onggi.commands;

import static onggi.engine.CommandFlag.BLOCKING;
import static onggi.engine.CommandFlag.READONLY;
import static onggi.engine.CommandFlag.WRITE;
import static onggi.engine.KeyFlag.ACCESS;
import static onggi.engine.KeyFlag.RO;

import java.nio.charset.StandardCharsets;
import onggi.engine.BlockedCall;
import onggi.engine.Call;
import onggi.engine.Command;
import onggi.engine.CommandError;
import onggi.engine.CommandFamily;
import onggi.engine.Entry;
import onggi.engine.Group;
import onggi.engine.KeySpec;
import onggi.engine.LongReply;
import onggi.engine.LongWork;
import onggi.types.StreamEntries;
import onggi.types.StreamIds;
import onggi.types.StreamValue;
import onggi.types.ValueType;

/** XREAD and XREADGROUP: what is new in several streams. */
public final class StreamReadCommands {

    private static final CommandFamily READING = CommandFamily.of(Group.STREAM);

    private static final CommandError END_OF_GROUP =
            CommandError.of(
                    "ERR The $ ID is meaningless in the context of XREADGROUP: you want to read the history of this consumer by"
                            + " specifying a proper ID, or use the > ID to get new messages. The $ ID would just return an empty result set.");
    private static final CommandError LAST_OF_GROUP =
            CommandError.of(
                    "ERR The + ID is meaningless in the context of XREADGROUP: you want to read the history of this consumer by"
                            + " specifying a proper ID, or use the > ID to get new messages. The + ID would just return an empty result set.");
    private static final CommandError NEW_WITHOUT_GROUP =
            CommandError.of(
                    "ERR The > ID can be specified only when calling XREADGROUP using the GROUP <group> <consumer> option.");

    private static final CommandError KEY_GONE =
            CommandError.of("UNBLOCKED the stream key no longer exists");
    private static final CommandError GROUP_GONE =
            CommandError.of(
                    "NOGROUP the consumer group this client was blocked on no longer exists");

    private StreamReadCommands() {}

    /** Returns the commands of this file. */
    public static CommandFamily family() {
        return READING;
    }

    static final Command XREAD =
            READING.command("XREAD", StreamReadCommands::xread)
                    .syntax(
                            "[COUNT count] [MAXCOUNT maxcount] [MAXSIZE maxsize] [BLOCK milliseconds]"
                                    + " STREAMS key [key ...] id [id ...]")
                    .keys(
                            new KeySpec.Begin.Keyword("STREAMS", 1),
                            new KeySpec.Find.Range(-1, 1, 2),
                            RO,
                            ACCESS)
                    .flags(READONLY, BLOCKING)
                    .since("5.0.0")
                    .changed("7.4.0", "Added the `+` id.")
                    .changed("8.10.0", "Added the `MAXCOUNT` and `MAXSIZE` options.")
                    .summary(
                            "Returns the entries of streams behind given ids, and waits for some if there are none.")
                    .complexity("O(log N + M) for each stream, for M entries returned of N.")
                    .declare();

    private static void xread(Call call) {
        StreamReadOptions options = StreamReadOptions.of(call, false);
        if (LongWork.isOpen(call)) {
            readInTurns(call, options);
            return;
        }
        int streams = options.streams();
        for (int i = 0; i < streams; i++) {
            if (call.concerns(options.keyAt(i))) {
                checkId(call, call.readable(options.keyAt(i)), options.idAt(i));
            }
        }

        int mark = call.reply().startArray();
        int served = 0;
        for (int i = 0; i < streams; i++) {
            int keyAt = options.keyAt(i);
            if (!call.concerns(keyAt)) {
                continue;
            }
            Entry entry = call.readable(keyAt);
            if (options.wants(0) && entry.exists() && serve(call, entry, options, i)) {
                served++;
            }
            if (options.isMuch()) {
                call.reply().truncate(mark);
                readInTurns(call, options);
                return;
            }
        }
        if (served > 0) {
            end(call, mark, served);
        } else {
            call.reply().truncate(mark);
            waitOrGiveUp(call, options);
        }
    }

    private static void readInTurns(Call call, StreamReadOptions options) {
        try (StreamReading reading =
                LongWork.done(call, StreamReading.class, () -> new StreamReading(call, options))) {
            if (reading.hasFound()) {
                reading.reply(call);
            } else {
                waitOrGiveUp(call, options); // all went while it was at work
            }
        }
    }

    private static void waitOrGiveUp(Call call, StreamReadOptions options) {
        BlockedCall blocked = null;
        if (options.waitMs() != StreamReadOptions.NO_WAIT) {
            blocked =
                    call.block(
                            options.keyAt(0),
                            options.streams(),
                            ValueType.STREAM,
                            options.waitMs());
        }
        if (blocked == null) {
            call.reply().nullArray();
            return;
        }
        for (int i = 0; i < options.streams(); i++) {
            if (call.is(options.idAt(i), "$")) {
                blocked.argument(options.idAt(i), lastId(call.peek(options.keyAt(i))));
            }
        }
    }

    /** Returns the text of the last id of a stream, which may not exist. */
    private static byte[] lastId(Entry entry) {
        boolean exists = entry.exists();
        long ms = exists ? entry.stream().lastMs() : 0;
        long seq = exists ? entry.stream().lastSeq() : 0;
        return StreamIds.text(ms, seq).getBytes(StandardCharsets.US_ASCII);
    }

    private static void checkId(Call call, Entry entry, int idAt) {
        entry.existsAs(ValueType.STREAM);
        if (call.is(idAt, "$") || call.is(idAt, "+")) {
            return;
        }
        if (call.is(idAt, ">")) {
            throw NEW_WITHOUT_GROUP.raise();
        }
        StreamId.check(call, idAt);
    }

    /** Writes what one stream has behind an id, if anything; returns whether there was any. */
    private static boolean serve(Call call, Entry entry, StreamReadOptions options, int i) {
        StreamValue stream = entry.stream();
        int idAt = options.idAt(i);
        if (call.is(idAt, "$")) {
            return false;
        }
        boolean lastOnly = call.is(idAt, "+");
        long ms = lastOnly ? 0 : StreamId.ms(call, idAt);
        long seq = lastOnly ? 0 : StreamId.seq(call, idAt, 0);
        if (!lastOnly && StreamIds.compare(ms, seq, stream.lastMs(), stream.lastSeq()) >= 0) {
            return false;
        }
        long fromMs = seq == -1 ? ms + 1 : ms;
        StreamEntries walk =
                lastOnly ? stream.rangeBack(-1, -1, 0, 0) : stream.range(fromMs, seq + 1, -1, -1);
        if (!walk.next()) {
            return false;
        }
        beginStream(call, options.keyAt(i));
        int mark = call.reply().startArray();
        int written = 0;
        boolean more = true;
        while (more) {
            if (written == LongReply.MOST_AT_ONCE && options.isOfOneStream()) {
                call.reply().truncate(mark);
                long most = options.mostOfStream();
                call.reply(entry, new StreamPieces(false, fromMs, seq + 1, -1, -1, most));
                return true;
            }
            StreamReplies.entry(call.reply(), stream, walk);
            options.wrote();
            written++;
            more = !lastOnly && options.wants(written) && !options.isMuch() && walk.next();
        }
        call.reply().endArray(mark, written);
        return true;
    }

    static void beginStream(Call call, int keyAt) {
        if (call.reply().protocol() == 2) {
            call.reply().arrayHeader(2);
        }
        call.reply().bulk(call.buffer(), call.offset(keyAt), call.length(keyAt));
    }

    /** Writes how many streams there are; with one the header takes the room that was left. */
    private static void end(Call call, int mark, int served) {
        if (call.reply().protocol() == 2) {
            call.reply().endArray(mark, served);
        } else {
            call.reply().endMap(mark, served);
        }
    }

    static final Command XREADGROUP =
            READING.command("XREADGROUP", StreamReadCommands::xreadgroup)
                    .syntax(
                            "GROUP group consumer [COUNT count] [MAXCOUNT maxcount]"
                                    + " [MAXSIZE maxsize] [BLOCK milliseconds]"
                                    + " [CLAIM min-idle-time] [NOACK] STREAMS key [key ...] id [id ...]")
                    .keys(
                            new KeySpec.Begin.Keyword("STREAMS", 4),
                            new KeySpec.Find.Range(-1, 1, 2),
                            RO,
                            ACCESS)
                    .flags(WRITE, BLOCKING)
                    .since("5.0.0")
                    .changed("8.4.0", "Added the `CLAIM` option.")
                    .changed("8.10.0", "Added the `MAXCOUNT` and `MAXSIZE` options.")
                    .summary(
                            "Returns entries that a group has not read yet, or that are pending at a consumer.")
                    .complexity("O(log N) for each entry returned.")
                    .declare();

    private static void xreadgroup(Call call) {
        call.suppressEffect();
        StreamReadOptions options = StreamReadOptions.of(call, true);
        int streams = options.streams();
        for (int i = 0; i < streams; i++) {
            if (call.concerns(options.keyAt(i))) {
                checkGroup(call, options, i);
            }
        }

        int mark = call.reply().startArray();
        int served = 0;
        for (int i = 0; i < streams; i++) {
            int keyAt = options.keyAt(i);
            if (call.concerns(keyAt)
                    && options.wants(0)
                    && StreamDelivery.of(call, call.readable(keyAt).stream(), options, i).serve()) {
                call.changedKeys(1);
                served++;
            }
        }
        if (served > 0) {
            end(call, mark, served);
            return;
        }
        call.reply().truncate(mark);
        boolean waits =
                options.waitMs() != StreamReadOptions.NO_WAIT
                        && call.blockAlsoWhenGone(
                                        options.keyAt(0),
                                        streams,
                                        ValueType.STREAM,
                                        options.waitMs())
                                != null;
        if (!waits) {
            call.reply().nullArray();
        }
    }

    private static void checkGroup(Call call, StreamReadOptions options, int i) {
        Entry entry = call.readable(options.keyAt(i));
        int groupAt = options.groupAt();
        if (call.isAgain()) {
            checkStillThere(call, entry, groupAt);
        }
        if (!entry.existsAs(ValueType.STREAM)
                || !entry.stream()
                        .findGroup(call.buffer(), call.offset(groupAt), call.length(groupAt))) {
            throw noGroup(call, options.keyAt(i), groupAt);
        }
        int idAt = options.idAt(i);
        if (call.is(idAt, "$")) {
            throw END_OF_GROUP.raise();
        }
        if (call.is(idAt, "+")) {
            throw LAST_OF_GROUP.raise();
        }
        if (!call.is(idAt, ">")) {
            StreamId.check(call, idAt);
        }
    }

    /** What happened while the call waited has texts of its own. */
    private static void checkStillThere(Call call, Entry entry, int groupAt) {
        if (!entry.exists() || entry.type() != ValueType.STREAM) {
            throw KEY_GONE.raise();
        }
        if (!entry.stream().findGroup(call.buffer(), call.offset(groupAt), call.length(groupAt))) {
            throw GROUP_GONE.raise();
        }
    }

    private static RuntimeException noGroup(Call call, int keyAt, int groupAt) {
        return CommandError.of(
                        "NOGROUP No such key '"
                                + call.word(keyAt)
                                + "' or consumer group '"
                                + call.word(groupAt)
                                + "' in XREADGROUP with GROUP option")
                .raise();
    }
}
