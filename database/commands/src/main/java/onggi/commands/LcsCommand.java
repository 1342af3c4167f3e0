package onggi.commands;

import static onggi.engine.CommandFlag.READONLY;
import static onggi.engine.KeyFlag.ACCESS;
import static onggi.engine.KeyFlag.RO;

import onggi.engine.Call;
import onggi.engine.Command;
import onggi.engine.CommandError;
import onggi.engine.CommandFamily;
import onggi.engine.Entry;
import onggi.engine.Group;
import onggi.resp.ReplyWriter;
import onggi.types.Cell;
import onggi.types.CommonSubsequence;
import onggi.types.StringValue;
import onggi.types.ValueType;
import org.jspecify.annotations.Nullable;

/** The command LCS: the longest common subsequence of two strings. */
public final class LcsCommand {

    private static final CommandFamily LCS_ONLY = CommandFamily.of(Group.STRING);

    private static final CommandError NOT_STRINGS =
            CommandError.of("ERR The specified keys must contain string values");
    private static final CommandError LEN_AND_IDX =
            CommandError.of("ERR If you want both the length and indexes, please just use IDX.");
    private static final CommandError TOO_LARGE =
            CommandError.of(
                    "ERR Insufficient memory, transient memory for LCS exceeds proto-max-bulk-len");
    private static final CommandError NO_MEMORY =
            CommandError.of("ERR Insufficient memory, failed allocating transient memory for LCS");

    private LcsCommand() {}

    /** Returns the commands of this file. */
    public static CommandFamily family() {
        return LCS_ONLY;
    }

    static final Command LCS =
            LCS_ONLY.command("LCS", LcsCommand::lcs)
                    .syntax("key1 key2 [LEN] [IDX] [MINMATCHLEN min-match-len] [WITHMATCHLEN]")
                    .keys(1, 2, 1, RO, ACCESS)
                    .flags(READONLY)
                    .since("7.0.0")
                    .summary(
                            "Finds the longest common subsequence of two strings: itself, its length, or where its parts match.")
                    .complexity("O(N*M) for strings of N and M bytes.")
                    .declare();

    private static void lcs(Call call) {
        Entry first = call.readable(1);
        Entry second = call.readable(2);
        requireString(first);
        requireString(second);
        Options options = Options.of(call);
        requireRoom(call, first, second);

        try (var lcs =
                new CommonSubsequence(
                        call.engine().keyspace().shard(0).memory(), cell(first), cell(second))) {
            if (options.indexes()) {
                writeMatches(call.reply(), lcs, options);
            } else if (options.length()) {
                call.reply().integer(lcs.length());
            } else {
                call.reply()
                        .bulk(call.engine().keyspace().shard(0).memory(), lcs.text(), lcs.length());
            }
        } catch (OutOfMemoryError e) {
            throw NO_MEMORY.raise();
        }
    }

    /** What the words behind the keys ask for. */
    private record Options(boolean indexes, boolean length, boolean matchLengths, long leastMatch) {

        static Options of(Call call) {
            boolean indexes = false;
            boolean length = false;
            boolean matchLengths = false;
            long leastMatch = 0;
            for (int i = 3; i < call.argc(); i++) {
                if (call.is(i, "IDX")) {
                    indexes = true;
                } else if (call.is(i, "LEN")) {
                    length = true;
                } else if (call.is(i, "WITHMATCHLEN")) {
                    matchLengths = true;
                } else if (call.is(i, "MINMATCHLEN") && i + 1 < call.argc()) {
                    leastMatch = call.integer(++i);
                } else {
                    throw CommandError.SYNTAX.raise();
                }
            }
            if (indexes && length) {
                throw LEN_AND_IDX.raise();
            }
            return new Options(indexes, length, matchLengths, leastMatch);
        }
    }

    private static void requireString(Entry entry) {
        if (entry.exists() && entry.type() != ValueType.STRING) {
            throw NOT_STRINGS.raise();
        }
    }

    private static void requireRoom(Call call, Entry first, Entry second) {
        long bytes = CommonSubsequence.tableBytes(length(first), length(second));
        if (bytes > call.engine().settings().maxBulkBytes()) {
            throw TOO_LARGE.raise();
        }
    }

    private static int length(Entry entry) {
        return entry.exists() ? StringValue.length(entry) : 0;
    }

    private static @Nullable Cell cell(Entry entry) {
        return entry.exists() ? entry : null;
    }

    private static void writeMatches(ReplyWriter reply, CommonSubsequence lcs, Options options) {
        reply.mapHeader(2);
        reply.bulk("matches");
        int mark = reply.startArray();
        int matches = 0;
        while (lcs.previous()) {
            if (lcs.endA() - lcs.startA() + 1 >= options.leastMatch()) {
                writeMatch(reply, lcs, options);
                matches++;
            }
        }
        reply.endArray(mark, matches);
        reply.bulk("len");
        reply.integer(lcs.length());
    }

    private static void writeMatch(ReplyWriter reply, CommonSubsequence lcs, Options options) {
        reply.arrayHeader(options.matchLengths() ? 3 : 2);
        writeRange(reply, lcs.startA(), lcs.endA());
        writeRange(reply, lcs.startB(), lcs.endB());
        if (options.matchLengths()) {
            reply.integer(lcs.endA() - lcs.startA() + 1);
        }
    }

    private static void writeRange(ReplyWriter reply, int first, int last) {
        reply.arrayHeader(2);
        reply.integer(first);
        reply.integer(last);
    }
}
