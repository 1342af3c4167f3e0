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
import onggi.resp.ReplyWriter;
import onggi.types.ValueType;
import onggi.types.ZsetValue;

/**
 * Commands on single members of a sorted set. Scores are given by {@link ZaddCommands}; ranges are
 * read by {@link ZrangeCommands}, counted and removed by {@link ZsetRangeCommands}.
 */
public final class ZsetCommands {

    private static final CommandFamily ZSET = CommandFamily.of(Group.SORTED_SET);

    private ZsetCommands() {}

    /** Returns the commands of this file. */
    public static CommandFamily family() {
        return ZSET;
    }

    static final Command ZREM =
            ZSET.command("ZREM", ZsetCommands::zrem)
                    .syntax("key member [member ...]")
                    .key(1, RW, DELETE)
                    .flags(WRITE, FAST)
                    .since("1.2.0")
                    .changed("2.4.0", "Several members can be given.")
                    .summary("Removes members from a sorted set, and the key with the last one.")
                    .complexity("O(log(N)) a member for N members of the set.")
                    .declare();

    @HotPath
    private static void zrem(Call call) {
        Entry entry = call.writable(1);
        if (!entry.existsAs(ValueType.ZSET)) {
            call.reply().integer(0);
            return;
        }

        ZsetValue zset = entry.zset();
        long removed = 0;
        for (int i = 2; i < call.argc() && zset.size() > 0; i++) {
            if (zset.find(call.buffer(), call.offset(i), call.length(i))) {
                zset.remove();
                removed++;
            }
        }

        Zsets.removed(call, 1, entry, KeyEvent.ZREM, removed);
        call.reply().integer(removed);
    }

    static final Command ZCARD =
            ZSET.command("ZCARD", ZsetCommands::zcard)
                    .syntax("key")
                    .key(1, RO)
                    .flags(READONLY, FAST)
                    .since("1.2.0")
                    .summary("Returns how many members a sorted set has.")
                    .complexity("O(1)")
                    .declare();

    @HotPath
    private static void zcard(Call call) {
        Entry entry = call.readable(1);

        call.reply().integer(entry.existsAs(ValueType.ZSET) ? entry.zset().size() : 0);
    }

    static final Command ZSCORE =
            ZSET.command("ZSCORE", ZsetCommands::zscore)
                    .syntax("key member")
                    .key(1, RO, ACCESS)
                    .flags(READONLY, FAST)
                    .since("1.2.0")
                    .summary("Returns the score of a member of a sorted set.")
                    .complexity("O(1)")
                    .declare();

    @HotPath
    private static void zscore(Call call) {
        Entry entry = call.readable(1);

        replyScore(call, entry.existsAs(ValueType.ZSET), entry, 2);
    }

    @HotPath
    private static void replyScore(Call call, boolean exists, Entry entry, int i) {
        if (exists && entry.zset().find(call.buffer(), call.offset(i), call.length(i))) {
            call.reply().doubleValue(entry.zset().score());
        } else {
            call.reply().nullBulk();
        }
    }

    static final Command ZMSCORE =
            ZSET.command("ZMSCORE", ZsetCommands::zmscore)
                    .syntax("key member [member ...]")
                    .key(1, RO, ACCESS)
                    .flags(READONLY, FAST)
                    .since("6.2.0")
                    .summary("Returns the scores of members of a sorted set.")
                    .complexity("O(1) a member.")
                    .declare();

    @HotPath
    private static void zmscore(Call call) {
        Entry entry = call.readable(1);
        boolean exists = entry.existsAs(ValueType.ZSET);

        call.reply().arrayHeader(call.argc() - 2);
        for (int i = 2; i < call.argc(); i++) {
            replyScore(call, exists, entry, i);
        }
    }

    static final Command ZRANK =
            ZSET.command("ZRANK", ZsetCommands::zrank)
                    .syntax("key member [WITHSCORE]")
                    .key(1, RO, ACCESS)
                    .flags(READONLY, FAST)
                    .since("2.0.0")
                    .changed("7.2.0", "The option WITHSCORE.")
                    .summary("Returns how many members come before one in a sorted set.")
                    .complexity("O(log(N)) for N members of the set.")
                    .declare();

    @HotPath
    private static void zrank(Call call) {
        rank(call, false);
    }

    static final Command ZREVRANK =
            ZSET.command("ZREVRANK", ZsetCommands::zrevrank)
                    .syntax("key member [WITHSCORE]")
                    .key(1, RO, ACCESS)
                    .flags(READONLY, FAST)
                    .since("2.0.0")
                    .changed("7.2.0", "The option WITHSCORE.")
                    .summary("Returns how many members come behind one in a sorted set.")
                    .complexity("O(log(N)) for N members of the set.")
                    .declare();

    @HotPath
    private static void zrevrank(Call call) {
        rank(call, true);
    }

    @HotPath
    private static void rank(Call call, boolean reverse) {
        boolean withScore = call.argc() > 3;
        if (call.argc() > 4) {
            throw CommandError.wrongArity(call.command()).raise();
        }
        if (withScore && !call.is(3, "WITHSCORE")) {
            throw CommandError.SYNTAX.raise();
        }
        Entry entry = call.readable(1);
        ReplyWriter reply = call.reply();
        if (!entry.existsAs(ValueType.ZSET)
                || !entry.zset().find(call.buffer(), call.offset(2), call.length(2))) {
            if (withScore) {
                reply.nullArray();
            } else {
                reply.nullBulk();
            }
            return;
        }

        ZsetValue zset = entry.zset();
        long rank = reverse ? zset.size() - 1 - zset.rank() : zset.rank();
        if (withScore) {
            reply.arrayHeader(2);
        }
        reply.integer(rank);
        if (withScore) {
            reply.doubleValue(zset.score());
        }
    }
}
