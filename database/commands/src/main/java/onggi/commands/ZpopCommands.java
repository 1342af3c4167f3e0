package onggi.commands;

import static onggi.engine.CommandFlag.FAST;
import static onggi.engine.CommandFlag.WRITE;
import static onggi.engine.KeyFlag.ACCESS;
import static onggi.engine.KeyFlag.DELETE;
import static onggi.engine.KeyFlag.RW;

import onggi.bytes.HotPath;
import onggi.engine.Call;
import onggi.engine.Command;
import onggi.engine.CommandError;
import onggi.engine.CommandFamily;
import onggi.engine.Entry;
import onggi.engine.Group;
import onggi.types.ValueType;

/** Commands that take the first or last members out of a sorted set. */
public final class ZpopCommands {

    private static final CommandFamily ZPOPS = CommandFamily.of(Group.SORTED_SET);

    private ZpopCommands() {}

    /** Returns the commands of this file. */
    public static CommandFamily family() {
        return ZPOPS;
    }

    static final Command ZPOPMIN =
            ZPOPS.command("ZPOPMIN", ZpopCommands::zpopmin)
                    .syntax("key [count]")
                    .key(1, RW, ACCESS, DELETE)
                    .flags(WRITE, FAST)
                    .since("5.0.0")
                    .summary("Removes and returns the members with the lowest scores.")
                    .complexity("O(log(N)*M) for N members of the set and M that are taken.")
                    .declare();

    @HotPath
    private static void zpopmin(Call call) {
        pop(call, false);
    }

    static final Command ZPOPMAX =
            ZPOPS.command("ZPOPMAX", ZpopCommands::zpopmax)
                    .syntax("key [count]")
                    .key(1, RW, ACCESS, DELETE)
                    .flags(WRITE, FAST)
                    .since("5.0.0")
                    .summary("Removes and returns the members with the highest scores.")
                    .complexity("O(log(N)*M) for N members of the set and M that are taken.")
                    .declare();

    @HotPath
    private static void zpopmax(Call call) {
        pop(call, true);
    }

    @HotPath
    private static void pop(Call call, boolean max) {
        if (call.argc() > 3) {
            throw CommandError.SYNTAX.raise();
        }
        boolean counted = call.argc() == 3;
        long count = counted ? Zpop.positive(call, 2, 0, CommandError.NOT_POSITIVE) : 1;
        Entry entry = call.writable(1);
        if (!entry.existsAs(ValueType.ZSET) || count == 0) {
            call.reply().arrayHeader(0);
            return;
        }

        long taken = Math.min(count, entry.zset().size());
        if (counted) {
            Zsets.begin(call.reply(), taken, true);
        } else {
            call.reply().arrayHeader(2);
        }
        Zpop.pop(call, 1, entry, max, taken, counted && call.reply().protocol() == 3);
    }

    static final Command ZMPOP =
            ZPOPS.command("ZMPOP", ZpopCommands::zmpop)
                    .syntax("numkeys key [key ...] <MIN | MAX> [COUNT count]")
                    .keyCount(1, RW, ACCESS, DELETE)
                    .flags(WRITE)
                    .since("7.0.0")
                    .summary(
                            "Removes and returns the first or last members of the first sorted set that has any.")
                    .complexity(
                            "O(K) + O(M*log(N)) for K keys, N members of the set and M that are taken.")
                    .declare();

    private static void zmpop(Call call) {
        if (!new Zpop(call, 1).popFromFirst(call)) {
            call.reply().nullArray();
        }
    }
}
