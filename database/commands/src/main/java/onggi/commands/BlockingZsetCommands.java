package onggi.commands;

import static onggi.engine.CommandFlag.BLOCKING;
import static onggi.engine.CommandFlag.FAST;
import static onggi.engine.CommandFlag.NOSCRIPT;
import static onggi.engine.CommandFlag.WRITE;
import static onggi.engine.KeyFlag.ACCESS;
import static onggi.engine.KeyFlag.DELETE;
import static onggi.engine.KeyFlag.RW;

import onggi.engine.Call;
import onggi.engine.Command;
import onggi.engine.CommandFamily;
import onggi.engine.Entry;
import onggi.engine.Group;
import onggi.types.ValueType;

/**
 * Commands that take members out of sorted sets and wait while there are none. In the effect stream
 * stands what they did.
 */
public final class BlockingZsetCommands {

    private static final CommandFamily BLOCKING_ZSETS = CommandFamily.of(Group.SORTED_SET);

    private BlockingZsetCommands() {}

    /** Returns the commands of this file. */
    public static CommandFamily family() {
        return BLOCKING_ZSETS;
    }

    static final Command BZPOPMIN =
            BLOCKING_ZSETS
                    .command("BZPOPMIN", BlockingZsetCommands::bzpopmin)
                    .syntax("key [key ...] timeout")
                    .keys(1, -2, 1, RW, ACCESS, DELETE)
                    .flags(WRITE, NOSCRIPT, BLOCKING, FAST)
                    .since("5.0.0")
                    .changed("6.0.0", "The timeout may have decimals.")
                    .summary(
                            "Removes the member with the lowest score of the first sorted set that has any, or waits.")
                    .complexity("O(log(N)) for N members of the set.")
                    .declare();

    private static void bzpopmin(Call call) {
        popOne(call, false);
    }

    static final Command BZPOPMAX =
            BLOCKING_ZSETS
                    .command("BZPOPMAX", BlockingZsetCommands::bzpopmax)
                    .syntax("key [key ...] timeout")
                    .keys(1, -2, 1, RW, ACCESS, DELETE)
                    .flags(WRITE, NOSCRIPT, BLOCKING, FAST)
                    .since("5.0.0")
                    .changed("6.0.0", "The timeout may have decimals.")
                    .summary(
                            "Removes the member with the highest score of the first sorted set that has any, or waits.")
                    .complexity("O(log(N)) for N members of the set.")
                    .declare();

    private static void bzpopmax(Call call) {
        popOne(call, true);
    }

    private static void popOne(Call call, boolean max) {
        int keys = call.argc() - 2;
        long timeoutMs = BlockingTimeout.seconds(call, call.argc() - 1);
        for (int key = 1; key <= keys; key++) {
            Entry entry = call.writable(key);
            if (entry.existsAs(ValueType.ZSET)) {
                call.reply().arrayHeader(3);
                call.reply().bulk(call.buffer(), call.offset(key), call.length(key));
                Zpop.effect(call, key, max);
                Zpop.pop(call, key, entry, max, 1, false);
                return;
            }
        }
        if (call.block(1, keys, ValueType.ZSET, timeoutMs) == null) {
            call.reply().nullArray();
        }
    }

    static final Command BZMPOP =
            BLOCKING_ZSETS
                    .command("BZMPOP", BlockingZsetCommands::bzmpop)
                    .syntax("timeout numkeys key [key ...] <MIN | MAX> [COUNT count]")
                    .keyCount(2, RW, ACCESS, DELETE)
                    .flags(WRITE, BLOCKING)
                    .since("7.0.0")
                    .summary(
                            "Removes the first or last members of the first sorted set that has any, or waits.")
                    .complexity(
                            "O(K) + O(M*log(N)) for K keys, N members of the set and M that are taken.")
                    .declare();

    private static void bzmpop(Call call) {
        Zpop request = new Zpop(call, 2);
        long timeoutMs = BlockingTimeout.seconds(call, 1);
        if (!request.popFromFirst(call)
                && call.block(
                                request.firstKey,
                                request.lastKey - request.firstKey + 1,
                                ValueType.ZSET,
                                timeoutMs)
                        == null) {
            call.reply().nullArray();
        }
    }
}
