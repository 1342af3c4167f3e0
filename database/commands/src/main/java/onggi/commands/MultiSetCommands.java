package onggi.commands;

import static onggi.engine.CommandFlag.DENYOOM;
import static onggi.engine.CommandFlag.WRITE;
import static onggi.engine.KeyFlag.INSERT;
import static onggi.engine.KeyFlag.OW;
import static onggi.engine.KeyFlag.UPDATE;

import onggi.bytes.HotPath;
import onggi.engine.Call;
import onggi.engine.Command;
import onggi.engine.CommandError;
import onggi.engine.CommandFamily;
import onggi.engine.Entry;
import onggi.engine.Group;
import onggi.engine.KeyEvent;
import onggi.engine.KeySpec;

/** Commands that set several keys at once. */
public final class MultiSetCommands {

    private static final CommandFamily MULTI_SET = CommandFamily.of(Group.STRING);

    private static final CommandError INVALID_EXPIRE_MSETEX = CommandError.invalidExpire("msetex");
    private static final CommandError INVALID_NUMKEYS =
            CommandError.of("ERR invalid numkeys value");
    private static final CommandError WRONG_PAIRS =
            CommandError.of("ERR wrong number of key-value pairs");

    private MultiSetCommands() {}

    /** Returns the commands of this file. */
    public static CommandFamily family() {
        return MULTI_SET;
    }

    static final Command MSET =
            MULTI_SET
                    .command("MSET", MultiSetCommands::mset)
                    .syntax("key value [key value ...]")
                    .keys(1, -1, 2, OW, UPDATE)
                    .loose(2, 2)
                    .flags(WRITE, DENYOOM)
                    .wholeValues()
                    .tips("request_policy:multi_shard", "response_policy:all_succeeded")
                    .since("1.0.1")
                    .summary("Sets several keys to strings, all in one step.")
                    .complexity("O(N) for N keys.")
                    .declare();

    @HotPath
    private static void mset(Call call) {
        requirePairs(call);

        setPairs(call, 1, call.argc(), Entry.NO_EXPIRY);

        call.reply().ok();
    }

    static final Command MSETNX =
            MULTI_SET
                    .command("MSETNX", MultiSetCommands::msetnx)
                    .syntax("key value [key value ...]")
                    .keys(1, -1, 2, OW, INSERT)
                    .loose(2, 2)
                    .flags(WRITE, DENYOOM)
                    .tips("request_policy:multi_shard", "response_policy:agg_min")
                    .since("1.0.1")
                    .summary("Sets several keys to strings in one step, unless one of them exists.")
                    .complexity("O(N) for N keys.")
                    .declare();

    private static void msetnx(Call call) {
        requirePairs(call);
        if (anyIs(true, call, 1, call.argc())) {
            call.reply().integer(0);
            return;
        }

        setPairs(call, 1, call.argc(), Entry.NO_EXPIRY);

        call.reply().integer(1);
    }

    static final Command MSETEX =
            MULTI_SET
                    .command("MSETEX", MultiSetCommands::msetex)
                    .syntax(
                            "numkeys key value [key value ...] [NX | XX]"
                                    + " [EX seconds | PX milliseconds | EXAT unix-time-seconds | PXAT unix-time-milliseconds | KEEPTTL]")
                    .keys(
                            new KeySpec.Begin.Index(1),
                            new KeySpec.Find.KeyCount(0, 1, 2),
                            OW,
                            UPDATE)
                    .loose(3, 2)
                    .flags(WRITE, DENYOOM)
                    .tips("request_policy:multi_shard", "response_policy:all_succeeded")
                    .since("8.4.0")
                    .summary(
                            "Sets several keys to strings with one expiry, all in one step, if all or none of them exist when asked so.")
                    .complexity("O(N) for N keys.")
                    .declare();

    private static void msetex(Call call) {
        long pairs = call.integer(1, 1, Integer.MAX_VALUE, INVALID_NUMKEYS);
        if (pairs > (call.argc() - 2) / 2) {
            throw WRONG_PAIRS.raise();
        }
        int end = 2 + 2 * (int) pairs;
        long options = StringOptions.parse(call, end, StringOptions.OF_MSETEX);
        long expiryMs = StringOptions.expiryMs(call, options, INVALID_EXPIRE_MSETEX);
        if (!permits(call, end, options)) {
            call.reply().integer(0);
            return;
        }

        setPairs(call, 2, end, expiryMs);

        if (StringOptions.has(options, StringOptions.TIMES)) {
            Rewrites.until(call, end, expiryMs);
        }
        call.reply().integer(1);
    }

    private static boolean permits(Call call, int end, long options) {
        if (StringOptions.has(options, StringOptions.NX)) {
            return !anyIs(true, call, 2, end);
        }
        return !StringOptions.has(options, StringOptions.XX) || !anyIs(false, call, 2, end);
    }

    private static void requirePairs(Call call) {
        if (call.argc() % 2 == 0) {
            throw CommandError.wrongArity(call.command()).raise();
        }
    }

    /**
     * Returns whether one of the keys at every second argument exists, or with false, does not;
     * looks no further than that one.
     */
    private static boolean anyIs(boolean existing, Call call, int from, int end) {
        for (int i = from; i < end; i += 2) {
            if (call.writable(i).exists() == existing) {
                return true;
            }
        }
        return false;
    }

    @HotPath
    private static void setPairs(Call call, int from, int end, long expiryMs) {
        for (int i = from; i < end; i += 2) {
            Entry entry = call.writable(i);
            StoredArgument.set(call, i + 1, entry, expiryMs);
            call.changed(i, KeyEvent.SET);
            if (expiryMs >= 0) {
                call.event(i, KeyEvent.EXPIRE);
            }
        }
    }
}
