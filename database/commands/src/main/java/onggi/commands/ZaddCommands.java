package onggi.commands;

import static onggi.engine.CommandFlag.DENYOOM;
import static onggi.engine.CommandFlag.FAST;
import static onggi.engine.CommandFlag.WRITE;
import static onggi.engine.KeyFlag.ACCESS;
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
import onggi.types.ValueType;
import onggi.types.ZsetValue;

/** Commands that give members of a sorted set their scores. */
public final class ZaddCommands {

    private static final CommandFamily ZADDS = CommandFamily.of(Group.SORTED_SET);

    private static final CommandError XX_AND_NX =
            CommandError.of("ERR XX and NX options at the same time are not compatible");
    private static final CommandError GT_LT_NX =
            CommandError.of("ERR GT, LT, and/or NX options at the same time are not compatible");
    private static final CommandError ONE_PAIR =
            CommandError.of("ERR INCR option supports a single increment-element pair");
    private static final CommandError RESULT_IS_NAN =
            CommandError.of("ERR resulting score is not a number (NaN)");

    private static final int NX = 1;
    private static final int XX = 2;
    private static final int GT = 4;
    private static final int LT = 8;
    private static final int CH = 16;
    private static final int INCR = 32;

    private ZaddCommands() {}

    /** Returns the commands of this file. */
    public static CommandFamily family() {
        return ZADDS;
    }

    static final Command ZADD =
            ZADDS.command("ZADD", ZaddCommands::zadd)
                    .syntax("key [NX | XX] [GT | LT] [CH] [INCR] score member [score member ...]")
                    .key(1, RW, UPDATE)
                    .flags(WRITE, DENYOOM, FAST)
                    .since("1.2.0")
                    .changed("2.4.0", "Several members can be given.")
                    .changed("3.0.2", "The options XX, NX, CH and INCR.")
                    .changed("6.2.0", "The options GT and LT.")
                    .summary("Gives members of a sorted set their scores, adding absent ones.")
                    .complexity("O(log(N)) a member for N members of the set.")
                    .declare();

    @HotPath
    private static void zadd(Call call) {
        add(call, 0);
    }

    static final Command ZINCRBY =
            ZADDS.command("ZINCRBY", ZaddCommands::zincrby)
                    .syntax("key increment member")
                    .key(1, RW, ACCESS, UPDATE)
                    .flags(WRITE, DENYOOM, FAST)
                    .since("1.2.0")
                    .summary("Adds to the score of a member, an absent one counting as 0.")
                    .complexity("O(log(N)) for N members of the set.")
                    .declare();

    @HotPath
    private static void zincrby(Call call) {
        add(call, INCR);
    }

    @HotPath
    private static void add(Call call, int given) {
        int options = given;
        int first = 2;
        for (int option = option(call, first); option != 0; option = option(call, first)) {
            options |= option;
            first++;
        }
        double last = check(call, options, first);
        Entry entry = call.writable(1);
        boolean exists = entry.existsAs(ValueType.ZSET);
        if (!exists && (options & XX) != 0) {
            reply(call, options, 0, 0, Double.NaN);
            return;
        }

        ZsetValue zset = entry.zsetOrNew();
        if (!exists) {
            zset.makeRoomFor(call.length(first + 1));
        }
        add(call, zset, options, first, last);
    }

    /** Returns the option that an argument is, or 0. */
    @HotPath
    private static int option(Call call, int i) {
        if (i >= call.argc() || call.length(i) < 2 || call.length(i) > 4) {
            return 0;
        }
        if (call.is(i, "NX")) {
            return NX;
        }
        if (call.is(i, "XX")) {
            return XX;
        }
        if (call.is(i, "GT")) {
            return GT;
        }
        if (call.is(i, "LT")) {
            return LT;
        }
        if (call.is(i, "CH")) {
            return CH;
        }
        return call.is(i, "INCR") ? INCR : 0;
    }

    /** Checks everything before the first change; returns the last score. */
    @HotPath
    private static double check(Call call, int options, int first) {
        int rest = call.argc() - first;
        if (rest % 2 != 0 || rest == 0) {
            throw CommandError.SYNTAX.raise();
        }
        if ((options & NX) != 0 && (options & XX) != 0) {
            throw XX_AND_NX.raise();
        }
        if (Integer.bitCount(options & (NX | GT | LT)) > 1) {
            throw GT_LT_NX.raise();
        }
        if ((options & INCR) != 0 && rest > 2) {
            throw ONE_PAIR.raise();
        }
        double last = 0;
        for (int i = first; i < call.argc(); i += 2) {
            last = Zsets.score(call, i);
        }
        return last;
    }

    @HotPath
    private static void add(Call call, ZsetValue zset, int options, int first, double last) {
        byte[] buffer = call.buffer();
        long added = 0;
        long updated = 0;
        double result = Double.NaN;
        for (int i = first; i < call.argc(); i += 2) {
            double score = i + 2 == call.argc() ? last : Zsets.score(call, i);
            int offset = call.offset(i + 1);
            int length = call.length(i + 1);
            if (!zset.find(buffer, offset, length)) {
                if ((options & XX) == 0) {
                    zset.add(buffer, offset, length, score);
                    added++;
                    result = score;
                }
                continue;
            }
            if ((options & NX) != 0) {
                continue;
            }
            double before = zset.score();
            double after = (options & INCR) == 0 ? score : sum(before, score);
            if (isWanted(options, before, after)) {
                result = after;
                if (before != after) {
                    zset.rescore(after);
                    updated++;
                }
            }
        }
        call.changed(1, (options & INCR) == 0 ? KeyEvent.ZADD : KeyEvent.ZINCR, added + updated);
        reply(call, options, added, updated, result);
    }

    @HotPath
    private static double sum(double score, double increment) {
        double sum = score + increment;
        if (Double.isNaN(sum)) {
            throw RESULT_IS_NAN.raise();
        }
        return sum;
    }

    @HotPath
    private static boolean isWanted(int options, double before, double after) {
        return ((options & LT) == 0 || after < before) && ((options & GT) == 0 || after > before);
    }

    @HotPath
    private static void reply(Call call, int options, long added, long updated, double result) {
        if ((options & INCR) == 0) {
            call.reply().integer((options & CH) == 0 ? added : added + updated);
        } else if (Double.isNaN(result)) {
            call.reply().nullBulk();
        } else {
            call.reply().doubleValue(result);
        }
    }
}
