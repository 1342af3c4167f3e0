package onggi.commands;

import static onggi.engine.CommandFlag.READONLY;
import static onggi.engine.KeyFlag.ACCESS;
import static onggi.engine.KeyFlag.RO;

import onggi.bytes.Doubles;
import onggi.bytes.RandomSource;
import onggi.engine.Call;
import onggi.engine.Command;
import onggi.engine.CommandError;
import onggi.engine.CommandFamily;
import onggi.engine.Entry;
import onggi.engine.Group;
import onggi.engine.LongReply;
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
            replyAny(call, entry, -count, withScores);
        } else {
            replyDifferent(call, entry.zset(), count, withScores);
        }
    }

    private static void replyAny(Call call, Entry entry, long count, boolean withScores) {
        RandomSource random = call.engine().random();
        Zsets.begin(call.reply(), count, withScores);
        if (count > LongReply.MOST_AT_ONCE) {
            DrawPieces.Draw draw = (value, to) -> draw(to, value.zset(), random, withScores);
            call.reply(entry, new DrawPieces(count, draw));
            return;
        }
        ZsetValue zset = entry.zset();
        for (long i = 0; i < count; i++) {
            draw(call.reply(), zset, random, withScores);
        }
    }

    private static void draw(
            ReplyWriter reply, ZsetValue zset, RandomSource random, boolean withScores) {
        zset.seek(random.nextLong(zset.size()));
        Zsets.reply(reply, zset, withScores);
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
                    .syntax("key cursor [MATCH pattern] [COUNT count] [NOSCORES]")
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
        Walk walk = new Walk(ScanOptions.parse(call, 3, ValueType.ZSET));
        long next = entry.zset().scan(cursor, walk.options.count(), walk);
        reply.arrayHeader(2);
        reply.bulk(Long.toString(next));
        walk.found.writeTo(reply);
    }

    /** Gathers members that are wanted, each with the text of its score behind it. */
    private static final class Walk implements ZsetValue.Visitor {

        private final ScanOptions options;
        private final TextList found = new TextList();
        private final byte[] text = new byte[Doubles.MAX_TEXT_LENGTH];

        Walk(ScanOptions options) {
            this.options = options;
        }

        @Override
        public void visit(ZsetValue zset) {
            byte[] member = zset.member().copy();
            if (options.passes(member, member.length)) {
                found.add(member, member.length);
                if (options.values()) {
                    found.add(text, write(zset));
                }
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
