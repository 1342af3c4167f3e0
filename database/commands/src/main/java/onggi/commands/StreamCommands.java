package onggi.commands;

import static onggi.engine.CommandFlag.FAST;
import static onggi.engine.CommandFlag.READONLY;
import static onggi.engine.CommandFlag.WRITE;
import static onggi.engine.KeyFlag.ACCESS;
import static onggi.engine.KeyFlag.DELETE;
import static onggi.engine.KeyFlag.RO;
import static onggi.engine.KeyFlag.RW;

import onggi.bytes.HotPath;
import onggi.engine.Call;
import onggi.engine.Command;
import onggi.engine.CommandError;
import onggi.engine.CommandFamily;
import onggi.engine.Entry;
import onggi.engine.Group;
import onggi.engine.KeyEvent;
import onggi.engine.LongReply;
import onggi.types.StreamEntries;
import onggi.types.StreamIds;
import onggi.types.StreamValue;
import onggi.types.ValueType;

/** Commands on the entries of a stream. */
public final class StreamCommands {

    private static final CommandFamily STREAM = CommandFamily.of(Group.STREAM);

    private static final CommandError BAD_START =
            CommandError.of("ERR invalid start ID for the interval");
    private static final CommandError BAD_END =
            CommandError.of("ERR invalid end ID for the interval");

    private static final long ALL = -1;

    private StreamCommands() {}

    /** Returns the commands of this file. */
    public static CommandFamily family() {
        return STREAM;
    }

    static final Command XLEN =
            STREAM.command("XLEN", StreamCommands::xlen)
                    .syntax("key")
                    .key(1, RO)
                    .flags(READONLY, FAST)
                    .since("5.0.0")
                    .summary("Returns how many entries a stream has.")
                    .complexity("O(1)")
                    .declare();

    @HotPath
    private static void xlen(Call call) {
        Entry entry = call.readable(1);
        call.reply().integer(entry.existsAs(ValueType.STREAM) ? entry.stream().size() : 0);
    }

    static final Command XRANGE =
            STREAM.command("XRANGE", StreamCommands::xrange)
                    .syntax("key start end [COUNT count]")
                    .key(1, RO, ACCESS)
                    .flags(READONLY)
                    .since("5.0.0")
                    .changed("6.2.0", "Added exclusive ranges.")
                    .summary("Returns the entries of a stream between two ids.")
                    .complexity("O(log N + M) for M entries returned of N.")
                    .declare();

    private static void xrange(Call call) {
        range(call, 2, 3, false);
    }

    static final Command XREVRANGE =
            STREAM.command("XREVRANGE", StreamCommands::xrevrange)
                    .syntax("key end start [COUNT count]")
                    .key(1, RO, ACCESS)
                    .flags(READONLY)
                    .since("5.0.0")
                    .changed("6.2.0", "Added exclusive ranges.")
                    .summary("Returns the entries of a stream between two ids, the latest first.")
                    .complexity("O(log N + M) for M entries returned of N.")
                    .declare();

    private static void xrevrange(Call call) {
        range(call, 3, 2, true);
    }

    @HotPath
    private static void range(Call call, int start, int end, boolean backwards) {
        checkInterval(call, start, end);
        long count = count(call, 4);
        Entry entry = call.readable(1);
        if (!entry.existsAs(ValueType.STREAM)) {
            call.reply().arrayHeader(0);
            return;
        }
        if (count == 0) {
            call.reply().nullArray();
            return;
        }
        StreamValue stream = entry.stream();
        long fromMs = startMs(call, start);
        long fromSeq = startSeq(call, start);
        long toMs = endMs(call, end);
        long toSeq = endSeq(call, end);

        StreamEntries walk =
                backwards
                        ? stream.rangeBack(toMs, toSeq, fromMs, fromSeq)
                        : stream.range(fromMs, fromSeq, toMs, toSeq);
        int mark = call.reply().position();
        long most = count == ALL ? Long.MAX_VALUE : count;
        int atOnce = (int) Math.min(most, LongReply.MOST_AT_ONCE);
        StreamReplies.entries(call.reply(), stream, walk, atOnce);
        if (most > atOnce && walk.next()) {
            call.reply().truncate(mark);
            call.reply(
                    entry,
                    backwards
                            ? new StreamPieces(true, toMs, toSeq, fromMs, fromSeq, most)
                            : new StreamPieces(false, fromMs, fromSeq, toMs, toSeq, most));
        }
    }

    /** Checks the arguments of a range. */
    static void checkInterval(Call call, int start, int end) {
        checkStart(call, start);
        StreamId.checkInterval(call, end);
        if (StreamId.isExclusive(call, end)
                && StreamId.ms(call, end) == 0
                && StreamId.seq(call, end, -1) == 0) {
            throw BAD_END.raise();
        }
    }

    /** Checks the argument where a range begins. */
    static void checkStart(Call call, int start) {
        StreamId.checkInterval(call, start);
        if (StreamId.isExclusive(call, start)
                && StreamId.ms(call, start) == -1
                && StreamId.seq(call, start, 0) == -1) {
            throw BAD_START.raise();
        }
    }

    /** Returns the first half of the first id of a range. */
    static long startMs(Call call, int start) {
        boolean carries = StreamId.isExclusive(call, start) && StreamId.seq(call, start, 0) == -1;
        return StreamId.ms(call, start) + (carries ? 1 : 0);
    }

    /** Returns the second half of the first id of a range. */
    static long startSeq(Call call, int start) {
        return StreamId.seq(call, start, 0) + (StreamId.isExclusive(call, start) ? 1 : 0);
    }

    /** Returns the first half of the last id of a range. */
    static long endMs(Call call, int end) {
        boolean carries = StreamId.isExclusive(call, end) && StreamId.seq(call, end, -1) == 0;
        return StreamId.ms(call, end) - (carries ? 1 : 0);
    }

    /** Returns the second half of the last id of a range. */
    static long endSeq(Call call, int end) {
        return StreamId.seq(call, end, -1) - (StreamId.isExclusive(call, end) ? 1 : 0);
    }

    /** Returns the COUNT behind the other arguments, at least 0, or {@link #ALL}. */
    private static long count(Call call, int from) {
        long count = ALL;
        for (int i = from; i < call.argc(); i += 2) {
            if (!call.is(i, "COUNT") || i + 1 == call.argc()) {
                throw CommandError.SYNTAX.raise();
            }
            count = Math.max(0, call.integer(i + 1));
        }
        return count;
    }

    static final Command XDEL =
            STREAM.command("XDEL", StreamCommands::xdel)
                    .syntax("key id [id ...]")
                    .key(1, RW, DELETE)
                    .flags(WRITE, FAST)
                    .since("5.0.0")
                    .summary("Removes entries from a stream.")
                    .complexity("O(log N) for each id.")
                    .declare();

    private static void xdel(Call call) {
        Entry entry = call.writable(1);
        if (!entry.existsAs(ValueType.STREAM)) {
            call.reply().integer(0);
            return;
        }
        for (int i = 2; i < call.argc(); i++) {
            StreamId.check(call, i);
        }
        StreamValue stream = entry.stream();

        int deleted = 0;
        boolean first = false;
        for (int i = 2; i < call.argc(); i++) {
            long ms = StreamId.ms(call, i);
            long seq = StreamId.seq(call, i, 0);
            if (delete(stream, ms, seq)) {
                first |= ms == stream.firstMs() && seq == stream.firstSeq();
                deleted++;
            }
        }
        if (first) {
            stream.recordFirst();
        }

        call.changed(1, KeyEvent.XDEL, deleted);
        call.reply().integer(deleted);
    }

    /** Removes an entry and remembers the greatest id that was; returns whether there was one. */
    static boolean delete(StreamValue stream, long ms, long seq) {
        if (!stream.delete(ms, seq)) {
            return false;
        }
        if (StreamIds.compare(ms, seq, stream.maxDeletedMs(), stream.maxDeletedSeq()) > 0) {
            stream.setMaxDeleted(ms, seq);
        }
        return true;
    }
}
