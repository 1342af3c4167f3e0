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
import onggi.engine.CommandFamily;
import onggi.engine.Entry;
import onggi.engine.Group;
import onggi.engine.KeyEvent;
import onggi.engine.LongWork;
import onggi.engine.PerCall;
import onggi.types.ValueType;
import onggi.types.ZsetValue;

/** Commands that count or remove a range of a sorted set. */
public final class ZsetRangeCommands {

    private static final CommandFamily RANGES = CommandFamily.of(Group.SORTED_SET);

    private static final PerCall<ZsetRange> RANGE = PerCall.of(ZsetRange::new);

    private ZsetRangeCommands() {}

    /** Returns the commands of this file. */
    public static CommandFamily family() {
        return RANGES;
    }

    static final Command ZCOUNT =
            RANGES.command("ZCOUNT", ZsetRangeCommands::zcount)
                    .syntax("key min max")
                    .key(1, RO, ACCESS)
                    .flags(READONLY, FAST)
                    .since("2.0.0")
                    .summary("Counts the members of a sorted set with scores in a range.")
                    .complexity("O(log(N)) for N members of the set.")
                    .declare();

    @HotPath
    private static void zcount(Call call) {
        count(call, ZsetRange.By.SCORE);
    }

    static final Command ZLEXCOUNT =
            RANGES.command("ZLEXCOUNT", ZsetRangeCommands::zlexcount)
                    .syntax("key min max")
                    .key(1, RO, ACCESS)
                    .flags(READONLY, FAST)
                    .since("2.8.9")
                    .summary(
                            "Counts the members of a sorted set of equal scores between two texts.")
                    .complexity("O(log(N)) for N members of the set.")
                    .declare();

    @HotPath
    private static void zlexcount(Call call) {
        count(call, ZsetRange.By.LEX);
    }

    @HotPath
    private static void count(Call call, ZsetRange.By by) {
        ZsetRange range = RANGE.of(call);
        range.parse(call, by, 2, 3);
        Entry entry = call.readable(1);
        if (!entry.existsAs(ValueType.ZSET)) {
            call.reply().integer(0);
            return;
        }

        range.selectIn(entry.zset(), false);
        call.reply().integer(range.count());
    }

    static final Command ZREMRANGEBYRANK =
            RANGES.command("ZREMRANGEBYRANK", ZsetRangeCommands::zremrangebyrank)
                    .syntax("key start stop")
                    .key(1, RW, DELETE)
                    .flags(WRITE)
                    .since("2.0.0")
                    .summary("Removes the members of a sorted set between two ranks.")
                    .complexity("O(log(N)+M) for N members of the set of which M are removed.")
                    .declare();

    private static void zremrangebyrank(Call call) {
        remove(call, ZsetRange.By.RANK, KeyEvent.ZREMRANGEBYRANK);
    }

    static final Command ZREMRANGEBYSCORE =
            RANGES.command("ZREMRANGEBYSCORE", ZsetRangeCommands::zremrangebyscore)
                    .syntax("key min max")
                    .key(1, RW, DELETE)
                    .flags(WRITE)
                    .since("1.2.0")
                    .summary("Removes the members of a sorted set with scores in a range.")
                    .complexity("O(log(N)+M) for N members of the set of which M are removed.")
                    .declare();

    private static void zremrangebyscore(Call call) {
        remove(call, ZsetRange.By.SCORE, KeyEvent.ZREMRANGEBYSCORE);
    }

    static final Command ZREMRANGEBYLEX =
            RANGES.command("ZREMRANGEBYLEX", ZsetRangeCommands::zremrangebylex)
                    .syntax("key min max")
                    .key(1, RW, DELETE)
                    .flags(WRITE)
                    .since("2.8.9")
                    .summary(
                            "Removes the members of a sorted set of equal scores between two texts.")
                    .complexity("O(log(N)+M) for N members of the set of which M are removed.")
                    .declare();

    private static void zremrangebylex(Call call) {
        remove(call, ZsetRange.By.LEX, KeyEvent.ZREMRANGEBYLEX);
    }

    private static void remove(Call call, ZsetRange.By by, KeyEvent event) {
        ZsetRange range = RANGE.of(call);
        range.parse(call, by, 2, 3);
        Entry entry = call.writable(1);
        long removed = LongWork.isOpen(call) ? removeMany(call, entry, range) : 0;
        boolean all = false;
        if (removed == 0 && entry.existsAs(ValueType.ZSET)) {
            range.selectIn(entry.zset(), false);
            all = range.count() == entry.zset().size();
            removed = all ? range.count() : removeSome(call, entry, range);
        }
        call.changed(1, event, removed);
        if (all) {
            call.removeEmpty(1, entry);
        }
        call.reply().integer(removed);
    }

    private static long removeSome(Call call, Entry entry, ZsetRange range) {
        ZsetValue zset = entry.zset();
        long count = range.count();
        if (ZsetRest.isWorthIt(count, zset.size())) {
            return removeMany(call, entry, range);
        }
        zset.removeRange(range.begin(), count);
        return count;
    }

    /** Removes a large part, over some turns; returns how many, or 0 when it is not that large. */
    private static long removeMany(Call call, Entry entry, ZsetRange range) {
        try (ZsetRest rest = LongWork.done(call, ZsetRest.class, () -> new ZsetRest(call, range))) {
            return rest.moveTo(entry);
        }
    }
}
