package onggi.commands;

import static onggi.engine.CommandFlag.READONLY;
import static onggi.engine.KeyFlag.ACCESS;
import static onggi.engine.KeyFlag.RO;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import onggi.bytes.Doubles;
import onggi.bytes.Glob;
import onggi.bytes.RandomSource;
import onggi.engine.Call;
import onggi.engine.Command;
import onggi.engine.CommandError;
import onggi.engine.CommandFamily;
import onggi.engine.Entry;
import onggi.engine.Group;
import onggi.resp.ReplyWriter;
import onggi.types.ValueType;
import onggi.types.ZsetValue;

/** Commands that return some members of a sorted set: by chance, or part after part. */
public final class ZsetWalkCommands {

    private static final CommandFamily WALKS = CommandFamily.of(Group.SORTED_SET);

    private static final CommandError COUNT_OUT_OF_RANGE =
            CommandError.of(
                    "ERR value is out of range, value must between -9223372036854775807 and"
                            + " 9223372036854775807");

    private static final int DEFAULT_COUNT = 10;

    /** The most members that one ZSCAN looks at, so that no call lasts long. */
    private static final int MAX_COUNT = 1 << 20;

    private ZsetWalkCommands() {}

    /** Returns the commands of this file. */
    public static CommandFamily family() {
        return WALKS;
    }

    static final Command ZRANDMEMBER =
            WALKS.command("ZRANDMEMBER", ZsetWalkCommands::zrandmember)
                    .syntax("key [count [WITHSCORES]]")
                    .key(1, RO, ACCESS)
                    .flags(READONLY)
                    .tips("nondeterministic_output")
                    .since("6.2.0")
                    .summary("Returns members of a sorted set chosen by chance.")
                    .complexity("O(log(N)) for each of those that are returned.")
                    .declare();

    private static void zrandmember(Call call) {
        if (call.argc() > 2) {
            zrandmemberWithCount(call);
            return;
        }
        Entry entry = call.readable(1);
        if (!entry.existsAs(ValueType.ZSET)) {
            call.reply().nullBulk();
            return;
        }
        ZsetValue zset = entry.zset();
        zset.seek(call.engine().random().nextLong(zset.size()));
        Zsets.reply(call.reply(), zset.member());
    }

    private static void zrandmemberWithCount(Call call) {
        long count = call.integer(2);
        if (count == Long.MIN_VALUE) {
            throw COUNT_OUT_OF_RANGE.raise();
        }
        boolean withScores = call.argc() == 4 && call.is(3, "WITHSCORES");
        if (call.argc() > 4 || (call.argc() == 4 && !withScores)) {
            throw CommandError.SYNTAX.raise();
        }
        if (withScores && (count < -(Long.MAX_VALUE / 2) || count > Long.MAX_VALUE / 2)) {
            throw CommandError.OUT_OF_RANGE.raise();
        }
        Entry entry = call.readable(1);
        if (!entry.existsAs(ValueType.ZSET) || count == 0) {
            call.reply().arrayHeader(0);
            return;
        }
        if (count < 0) {
            replyAny(call, entry.zset(), -count, withScores);
        } else {
            replyDifferent(call, entry.zset(), count, withScores);
        }
    }

    private static void replyAny(Call call, ZsetValue zset, long count, boolean withScores) {
        RandomSource random = call.engine().random();
        ReplyWriter reply = call.reply();
        Zsets.begin(reply, count, withScores);
        for (long i = 0; i < count && !reply.overflowed(); i++) {
            zset.seek(random.nextLong(zset.size()));
            Zsets.reply(reply, zset, withScores);
        }
    }

    /**
     * Replies so many different ones: a rank is taken with the chance that is fair for the rest.
     */
    private static void replyDifferent(Call call, ZsetValue zset, long count, boolean withScores) {
        RandomSource random = call.engine().random();
        ReplyWriter reply = call.reply();
        long size = zset.size();
        long wanted = Math.min(count, size);
        Zsets.begin(reply, wanted, withScores);
        if (wanted * 16 < size) {
            for (long rank : ZsetSample.of(random, size, (int) wanted)) {
                zset.seek(rank);
                Zsets.reply(reply, zset, withScores);
            }
            return;
        }
        zset.seek(0);
        for (long rest = size; wanted > 0; rest--) {
            if (random.nextLong(rest) < wanted) {
                Zsets.reply(reply, zset, withScores);
                wanted--;
            }
            zset.next();
        }
    }

    static final Command ZSCAN =
            WALKS.command("ZSCAN", ZsetWalkCommands::zscan)
                    .syntax("key cursor [MATCH pattern] [COUNT count]")
                    .key(1, RO, ACCESS)
                    .flags(READONLY)
                    .tips("nondeterministic_output")
                    .since("2.8.0")
                    .summary("Returns some members with their scores, and where to go on.")
                    .complexity("O(1) a call, O(N) for all N members of the set.")
                    .declare();

    private static void zscan(Call call) {
        long cursor = ScanCommands.cursor(call, 2);
        Entry entry = call.readable(1);
        ReplyWriter reply = call.reply();
        if (!entry.existsAs(ValueType.ZSET)) {
            reply.arrayHeader(2);
            reply.bulk("0");
            reply.arrayHeader(0);
            return;
        }
        Walk walk = new Walk(call);
        long next = entry.zset().scan(cursor, walk.count, walk);
        reply.arrayHeader(2);
        reply.bulk(Long.toString(next));
        reply.arrayHeader(walk.found.size());
        for (byte[] text : walk.found) {
            reply.bulk(text);
        }
    }

    /** Gathers members that match, each with the text of its score behind it. */
    private static final class Walk implements ZsetValue.Visitor {

        private int count = DEFAULT_COUNT;
        private byte[] pattern = {'*'};
        private final List<byte[]> found = new ArrayList<>();
        private final byte[] text = new byte[Doubles.MAX_TEXT_LENGTH];

        Walk(Call call) {
            for (int i = 3; i < call.argc(); i += 2) {
                if (i + 1 == call.argc()) {
                    throw CommandError.SYNTAX.raise();
                } else if (call.is(i, "COUNT")) {
                    long wanted = call.integer(i + 1);
                    if (wanted < 1) {
                        throw CommandError.SYNTAX.raise();
                    }
                    count = (int) Math.min(wanted, MAX_COUNT);
                } else if (call.is(i, "MATCH")) {
                    pattern = call.copy(i + 1);
                } else {
                    throw CommandError.SYNTAX.raise();
                }
            }
        }

        @Override
        public void visit(ZsetValue zset) {
            byte[] member = zset.member().copy();
            boolean all = pattern.length == 1 && pattern[0] == '*';
            if (all || Glob.matches(pattern, member, false)) {
                found.add(member);
                found.add(Arrays.copyOf(text, write(zset)));
            }
        }

        /** Redis writes the score as it is kept: an integer in small sets has all its digits. */
        private int write(ZsetValue zset) {
            return zset.isTree()
                    ? Doubles.write(zset.score(), text, 0)
                    : Doubles.writePlain(zset.score(), text, 0);
        }
    }
}
