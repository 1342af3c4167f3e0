package onggi.commands;

import static onggi.engine.CommandFlag.READONLY;
import static onggi.engine.CommandFlag.WRITE;
import static onggi.engine.KeyFlag.ACCESS;
import static onggi.engine.KeyFlag.DELETE;
import static onggi.engine.KeyFlag.RO;
import static onggi.engine.KeyFlag.RW;

import onggi.engine.Call;
import onggi.engine.Command;
import onggi.engine.CommandError;
import onggi.engine.CommandFamily;
import onggi.engine.Entry;
import onggi.engine.Group;
import onggi.engine.KeyEvent;
import onggi.engine.LongReply;
import onggi.engine.LongWork;
import onggi.resp.ReplyWriter;
import onggi.types.ListValue;
import onggi.types.ValueType;

/** Commands on a part of a list, by index or by text. */
public final class ListRangeCommands {

    private static final CommandFamily RANGES = CommandFamily.of(Group.LIST);

    private static final CommandError ZERO_RANK =
            CommandError.of(
                    "ERR RANK can't be zero: use 1 to start from the first match, 2 from the"
                            + " second ... or use negative to start from the end of the list");
    private static final CommandError NEGATIVE_COUNT =
            CommandError.of("ERR COUNT can't be negative");
    private static final CommandError NEGATIVE_LENGTH =
            CommandError.of("ERR MAXLEN can't be negative");

    private static final int NO_COUNT = -1;

    /** In place of how many elements were removed: a list that is not large was not searched. */
    private static final long NOT_LARGE = -1;

    private ListRangeCommands() {}

    /** Returns the commands of this file. */
    public static CommandFamily family() {
        return RANGES;
    }

    static final Command LRANGE =
            RANGES.command("LRANGE", ListRangeCommands::lrange)
                    .syntax("key start stop")
                    .key(1, RO, ACCESS)
                    .flags(READONLY)
                    .since("1.0.0")
                    .summary("Returns the elements between two indexes, both included.")
                    .complexity("O(S+N) for S nodes to the first of N elements.")
                    .declare();

    private static void lrange(Call call) {
        long start = call.integer(2);
        long stop = call.integer(3);
        Entry entry = call.readable(1);
        if (!entry.existsAs(ValueType.LIST)) {
            call.reply().arrayHeader(0);
            return;
        }
        ListValue list = entry.list();
        long size = list.size();
        long first = Math.max(0, fromHead(start, size));
        long last = Math.min(fromHead(stop, size), size - 1);
        if (first > last) {
            call.reply().arrayHeader(0);
            return;
        }
        replyRange(call, entry, first, last - first + 1);
    }

    private static void replyRange(Call call, Entry entry, long first, long count) {
        ReplyWriter reply = call.reply();
        reply.arrayHeader(Math.toIntExact(count));
        if (count > LongReply.MOST_AT_ONCE) {
            call.reply(entry, new ListPieces(first, count, false));
            return;
        }
        ListValue list = entry.list();
        boolean there = list.seek(first);
        for (long i = 0; i < count && there; i++) {
            Lists.reply(reply, list);
            there = list.next();
        }
    }

    /** An index that may count from the end as one from the head, which may be negative. */
    private static long fromHead(long index, long size) {
        return index < 0 ? index + size : index;
    }

    static final Command LTRIM =
            RANGES.command("LTRIM", ListRangeCommands::ltrim)
                    .syntax("key start stop")
                    .key(1, RW, DELETE)
                    .flags(WRITE)
                    .since("1.0.0")
                    .summary("Removes all elements but those between two indexes.")
                    .complexity("O(N) for N nodes that are removed.")
                    .declare();

    private static void ltrim(Call call) {
        long start = call.integer(2);
        long stop = call.integer(3);
        Entry entry = call.writable(1);
        if (!entry.existsAs(ValueType.LIST)) {
            call.reply().ok();
            return;
        }
        ListValue list = entry.list();
        long size = list.size();
        long first = Math.max(0, fromHead(start, size));
        long last = Math.min(fromHead(stop, size), size - 1);
        long removed = first > last ? size : first + (size - 1 - last);
        if (removed < size) {
            list.removeRange(last + 1, size - 1 - last);
            list.removeRange(0, first);
            list.settle();
        }
        call.changedIn(call.session().database(), 1, KeyEvent.LTRIM, removed);
        if (removed == size) {
            call.removeEmpty(1, entry);
        }
        call.reply().ok();
    }

    static final Command LREM =
            RANGES.command("LREM", ListRangeCommands::lrem)
                    .syntax("key count element")
                    .key(1, RW, DELETE)
                    .flags(WRITE)
                    .since("1.0.0")
                    .summary(
                            "Removes elements with some text: the first or last few, or all for 0.")
                    .complexity("O(N) for N elements looked at.")
                    .declare();

    private static void lrem(Call call) {
        long count = call.integer(2);
        Entry entry = call.writable(1);
        long most = count == 0 || count == Long.MIN_VALUE ? Long.MAX_VALUE : Math.abs(count);
        long removed = NOT_LARGE;
        if (LongWork.isOpen(call) || ListSearch.isLarge(entry)) {
            removed = searchAndRemove(call, entry, count >= 0, most);
        }
        if (removed == NOT_LARGE && entry.existsAs(ValueType.LIST)) {
            ListValue list = entry.list();
            list.search(call.buffer(), call.offset(3), call.length(3));
            boolean there = count >= 0 ? list.first() : list.last();
            removed = remove(list, there, count >= 0, most);
        }
        removed = Math.max(removed, 0);
        if (removed > 0) {
            Lists.removed(call, 1, entry, KeyEvent.LREM, removed);
        }
        call.reply().integer(removed);
    }

    /** Does the work over some turns; the list may have become small since it began. */
    private static long searchAndRemove(Call call, Entry entry, boolean forward, long most) {
        try (ListSearch search =
                LongWork.done(
                        call, ListSearch.class, () -> new ListSearch(call, 3, forward, most))) {
            return search.isMade() ? search.remove(entry.list()) : NOT_LARGE;
        }
    }

    /** Removes the next elements with the text that is looked for; returns how many. */
    static long remove(ListValue list, boolean isThere, boolean forward, long most) {
        long removed = 0;
        boolean there = isThere;
        while (there && removed < most) {
            if (list.matches()) {
                removed++;
                there = forward ? list.removeForward() : list.removeBackward();
            } else {
                there = forward ? list.next() : list.previous();
            }
        }
        return removed;
    }

    static final Command LPOS =
            RANGES.command("LPOS", ListRangeCommands::lpos)
                    .syntax("key element [RANK rank] [COUNT num-matches] [MAXLEN len]")
                    .key(1, RO, ACCESS)
                    .flags(READONLY)
                    .since("6.0.6")
                    .summary("Returns at which indexes a list has elements with some text.")
                    .complexity("O(N) for N elements looked at.")
                    .declare();

    private static void lpos(Call call) {
        long rank = 1;
        long count = NO_COUNT;
        long most = 0;
        for (int i = 3; i < call.argc(); i += 2) {
            if (i + 1 == call.argc()) {
                throw CommandError.SYNTAX.raise();
            } else if (call.is(i, "RANK")) {
                rank = call.integer(i + 1);
                if (rank == 0) {
                    throw ZERO_RANK.raise();
                }
            } else if (call.is(i, "COUNT")) {
                count = call.integer(i + 1, 0, Long.MAX_VALUE, NEGATIVE_COUNT);
            } else if (call.is(i, "MAXLEN")) {
                most = call.integer(i + 1, 0, Long.MAX_VALUE, NEGATIVE_LENGTH);
            } else {
                throw CommandError.SYNTAX.raise();
            }
        }

        Entry entry = call.readable(1);
        if (entry.existsAs(ValueType.LIST)) {
            ListValue list = entry.list();
            list.search(call.buffer(), call.offset(2), call.length(2));
            replyPositions(call.reply(), list, rank, count, most == 0 ? Long.MAX_VALUE : most);
        } else if (count == NO_COUNT) {
            call.reply().nullBulk();
        } else {
            call.reply().arrayHeader(0);
        }
    }

    /** Replies one index, or with a count an array of them. */
    private static void replyPositions(
            ReplyWriter reply, ListValue list, long rank, long count, long most) {
        boolean forward = rank > 0;
        long skipped = rank == Long.MIN_VALUE ? 0 : Math.abs(rank) - 1;
        long wanted = count == NO_COUNT ? 1 : count == 0 ? Long.MAX_VALUE : count;
        int mark = count == NO_COUNT ? 0 : reply.startArray();
        long size = list.size();
        int found = 0;
        boolean there = forward ? list.first() : list.last();
        for (long i = 0; there && i < most && found < wanted; i++) {
            if (list.matches() && skipped-- <= 0) {
                reply.integer(forward ? i : size - 1 - i);
                found++;
            }
            there = forward ? list.next() : list.previous();
        }
        if (count != NO_COUNT) {
            reply.endArray(mark, found);
        } else if (found == 0) {
            reply.nullBulk();
        }
    }
}
