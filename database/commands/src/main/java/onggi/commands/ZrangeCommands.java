package onggi.commands;

import static onggi.engine.CommandFlag.DENYOOM;
import static onggi.engine.CommandFlag.READONLY;
import static onggi.engine.CommandFlag.WRITE;
import static onggi.engine.KeyFlag.ACCESS;
import static onggi.engine.KeyFlag.OW;
import static onggi.engine.KeyFlag.RO;
import static onggi.engine.KeyFlag.UPDATE;

import onggi.bytes.HotPath;
import onggi.engine.Call;
import onggi.engine.Command;
import onggi.engine.CommandError;
import onggi.engine.CommandFamily;
import onggi.engine.Entry;
import onggi.engine.Group;
import onggi.engine.KeyEvent;
import onggi.engine.LongWork;
import onggi.engine.PerCall;
import onggi.types.ValueType;
import onggi.types.ZsetValue;
import org.jspecify.annotations.Nullable;

/** Commands that return or store a range of a sorted set: ZRANGE and what came before it. */
public final class ZrangeCommands {

    private static final CommandFamily ZRANGES = CommandFamily.of(Group.SORTED_SET);

    private static final CommandError LIMIT_OF_RANKS =
            CommandError.of(
                    "ERR syntax error, LIMIT is only supported in combination with either BYSCORE"
                            + " or BYLEX");
    private static final CommandError SCORES_OF_LEX =
            CommandError.of("ERR syntax error, WITHSCORES not supported in combination with BYLEX");

    private static final String COST =
            "O(log(N)+M) for N members of the set and M that are returned.";

    private ZrangeCommands() {}

    /** Returns the commands of this file. */
    public static CommandFamily family() {
        return ZRANGES;
    }

    static final Command ZRANGE =
            ZRANGES.command("ZRANGE", ZrangeCommands::zrange)
                    .syntax(
                            "key start stop [BYSCORE | BYLEX] [REV] [LIMIT offset count] [WITHSCORES]")
                    .key(1, RO, ACCESS)
                    .flags(READONLY)
                    .since("1.2.0")
                    .changed("6.2.0", "The options REV, BYSCORE, BYLEX and LIMIT.")
                    .summary("Returns members of a sorted set by rank, score or text, in order.")
                    .complexity(COST)
                    .declare();

    private static void zrange(Call call) {
        reply(call, Request.of(call, 1, false, null, false));
    }

    static final Command ZREVRANGE =
            ZRANGES.command("ZREVRANGE", ZrangeCommands::zrevrange)
                    .syntax("key start stop [WITHSCORES]")
                    .key(1, RO, ACCESS)
                    .flags(READONLY)
                    .since("1.2.0")
                    .deprecated("6.2.0", "`ZRANGE` with the `REV` argument")
                    .summary("Returns members of a sorted set by rank, the last first.")
                    .complexity(COST)
                    .declare();

    private static void zrevrange(Call call) {
        reply(call, Request.of(call, 1, false, ZsetRange.By.RANK, true));
    }

    static final Command ZRANGEBYSCORE =
            ZRANGES.command("ZRANGEBYSCORE", ZrangeCommands::zrangebyscore)
                    .syntax("key min max [WITHSCORES] [LIMIT offset count]")
                    .key(1, RO, ACCESS)
                    .flags(READONLY)
                    .since("1.0.5")
                    .changed("2.0.0", "The option WITHSCORES.")
                    .deprecated("6.2.0", "`ZRANGE` with the `BYSCORE` argument")
                    .summary("Returns members of a sorted set by score, in order.")
                    .complexity(COST)
                    .declare();

    private static void zrangebyscore(Call call) {
        reply(call, Request.of(call, 1, false, ZsetRange.By.SCORE, false));
    }

    static final Command ZREVRANGEBYSCORE =
            ZRANGES.command("ZREVRANGEBYSCORE", ZrangeCommands::zrevrangebyscore)
                    .syntax("key max min [WITHSCORES] [LIMIT offset count]")
                    .key(1, RO, ACCESS)
                    .flags(READONLY)
                    .since("2.2.0")
                    .changed("2.1.6", "Bounds can be excluded.")
                    .deprecated("6.2.0", "`ZRANGE` with the `REV` and `BYSCORE` arguments")
                    .summary("Returns members of a sorted set by score, the last first.")
                    .complexity(COST)
                    .declare();

    private static void zrevrangebyscore(Call call) {
        reply(call, Request.of(call, 1, false, ZsetRange.By.SCORE, true));
    }

    static final Command ZRANGEBYLEX =
            ZRANGES.command("ZRANGEBYLEX", ZrangeCommands::zrangebylex)
                    .syntax("key min max [LIMIT offset count]")
                    .key(1, RO, ACCESS)
                    .flags(READONLY)
                    .since("2.8.9")
                    .deprecated("6.2.0", "`ZRANGE` with the `BYLEX` argument")
                    .summary("Returns members of a sorted set of equal scores by text.")
                    .complexity(COST)
                    .declare();

    private static void zrangebylex(Call call) {
        reply(call, Request.of(call, 1, false, ZsetRange.By.LEX, false));
    }

    static final Command ZREVRANGEBYLEX =
            ZRANGES.command("ZREVRANGEBYLEX", ZrangeCommands::zrevrangebylex)
                    .syntax("key max min [LIMIT offset count]")
                    .key(1, RO, ACCESS)
                    .flags(READONLY)
                    .since("2.8.9")
                    .deprecated("6.2.0", "`ZRANGE` with the `REV` and `BYLEX` arguments")
                    .summary(
                            "Returns members of a sorted set of equal scores by text, the last first.")
                    .complexity(COST)
                    .declare();

    private static void zrevrangebylex(Call call) {
        reply(call, Request.of(call, 1, false, ZsetRange.By.LEX, true));
    }

    static final Command ZRANGESTORE =
            ZRANGES.command("ZRANGESTORE", ZrangeCommands::zrangestore)
                    .syntax("dst src min max [BYSCORE | BYLEX] [REV] [LIMIT offset count]")
                    .key(1, OW, UPDATE)
                    .key(2, RO, ACCESS)
                    .flags(WRITE, DENYOOM)
                    .since("6.2.0")
                    .summary("Stores a range of a sorted set at another key.")
                    .complexity("O(log(N)+M) for N members of the set and M that are stored.")
                    .declare();

    private static void zrangestore(Call call) {
        Request request = Request.of(call, 2, true, null, false);
        call.peek(1); // whoever reads it is waited for first
        try (ZsetRangeCopy copy =
                LongWork.done(
                        call,
                        ZsetRangeCopy.class,
                        () -> new ZsetRangeCopy(call, 2, 1, request::select, request.reverse))) {
            copy.draft().store(call, 1, call.writable(1), KeyEvent.ZRANGESTORE);
        }
    }

    @HotPath
    private static void reply(Call call, Request request) {
        Entry entry = call.readable(1);
        if (!entry.existsAs(ValueType.ZSET)) {
            call.reply().arrayHeader(0);
            return;
        }
        ZsetValue zset = entry.zset();
        ZsetRange range = request.select(zset);
        long count = range.count();
        long first = request.reverse ? range.begin() + count - 1 : range.begin();
        Zsets.reply(call, entry, first, count, request.reverse, request.withScores);
    }

    /** What the arguments of a range command say. */
    private static final class Request {

        private static final PerCall<Request> REQUESTS = PerCall.of(Request::new);

        final ZsetRange range = new ZsetRange();
        boolean reverse;
        boolean withScores;
        private long offset;
        private long count;

        private Request() {}

        /**
         * Reads the arguments.
         *
         * @param key where the key of the source stands
         * @param by what the bounds are, or null when options say so
         * @param reverse whether the last come first; without {@code by} options may say so
         */
        @HotPath
        static Request of(
                Call call, int key, boolean stores, ZsetRange.@Nullable By by, boolean reverse) {
            Request request = REQUESTS.of(call);
            request.read(call, key, stores, by, reverse);
            return request;
        }

        @HotPath
        private void read(
                Call call, int key, boolean stores, ZsetRange.@Nullable By by, boolean reverse) {
            boolean open = by == null;
            ZsetRange.By chosen = by;
            this.reverse = reverse;
            withScores = false;
            offset = 0;
            count = -1;
            for (int i = key + 3; i < call.argc(); i++) {
                if (!stores && call.is(i, "WITHSCORES")) {
                    withScores = true;
                } else if (call.is(i, "LIMIT") && i + 2 < call.argc()) {
                    offset = call.integer(i + 1);
                    count = call.integer(i + 2);
                    i += 2;
                } else if (open && !this.reverse && call.is(i, "REV")) {
                    this.reverse = true;
                } else if (chosen == null && call.is(i, "BYLEX")) {
                    chosen = ZsetRange.By.LEX;
                } else if (chosen == null && call.is(i, "BYSCORE")) {
                    chosen = ZsetRange.By.SCORE;
                } else {
                    throw CommandError.SYNTAX.raise();
                }
            }
            finish(call, key, chosen == null ? ZsetRange.By.RANK : chosen);
        }

        private void finish(Call call, int key, ZsetRange.By by) {
            if (count != -1 && by == ZsetRange.By.RANK) {
                throw LIMIT_OF_RANKS.raise();
            }
            if (withScores && by == ZsetRange.By.LEX) {
                throw SCORES_OF_LEX.raise();
            }
            boolean swapped = reverse && by != ZsetRange.By.RANK;
            range.parse(call, by, swapped ? key + 2 : key + 1, swapped ? key + 1 : key + 2);
        }

        @HotPath
        ZsetRange select(ZsetValue zset) {
            range.selectIn(zset, reverse);
            if (!range.isByRank()) {
                range.limit(offset, count, reverse);
            }
            return range;
        }
    }
}
