package onggi.commands;

import static onggi.engine.CommandFlag.BLOCKING;
import static onggi.engine.CommandFlag.DENYOOM;
import static onggi.engine.CommandFlag.MOVABLEKEYS;
import static onggi.engine.CommandFlag.NOSCRIPT;
import static onggi.engine.CommandFlag.WRITE;
import static onggi.engine.KeyFlag.ACCESS;
import static onggi.engine.KeyFlag.DELETE;
import static onggi.engine.KeyFlag.INSERT;
import static onggi.engine.KeyFlag.RW;

import onggi.engine.Call;
import onggi.engine.Command;
import onggi.engine.CommandFamily;
import onggi.engine.Entry;
import onggi.engine.Group;
import onggi.resp.ReplyWriter;
import onggi.resp.RequestWriter;
import onggi.types.ValueType;

/**
 * Commands on lists that wait for an element when there is none. In the effect stream stands what
 * they did.
 */
public final class BlockingListCommands {

    private static final CommandFamily BLOCKING_LISTS = CommandFamily.of(Group.LIST);

    private BlockingListCommands() {}

    /** Returns the commands of this file. */
    public static CommandFamily family() {
        return BLOCKING_LISTS;
    }

    static final Command BLPOP =
            BLOCKING_LISTS
                    .command("BLPOP", BlockingListCommands::blpop)
                    .syntax("key [key ...] timeout")
                    .keys(1, -2, 1, RW, ACCESS, DELETE)
                    .flags(WRITE, NOSCRIPT, BLOCKING)
                    .since("2.0.0")
                    .changed("6.0.0", "The timeout may have decimals.")
                    .summary("Removes the first element of the first list that has any, or waits.")
                    .complexity("O(K) for K keys.")
                    .declare();

    private static void blpop(Call call) {
        popOne(call, true);
    }

    static final Command BRPOP =
            BLOCKING_LISTS
                    .command("BRPOP", BlockingListCommands::brpop)
                    .syntax("key [key ...] timeout")
                    .keys(1, -2, 1, RW, ACCESS, DELETE)
                    .flags(WRITE, NOSCRIPT, BLOCKING)
                    .since("2.0.0")
                    .changed("6.0.0", "The timeout may have decimals.")
                    .summary("Removes the last element of the first list that has any, or waits.")
                    .complexity("O(K) for K keys.")
                    .declare();

    private static void brpop(Call call) {
        popOne(call, false);
    }

    private static void popOne(Call call, boolean left) {
        int keys = call.argc() - 2;
        long timeoutMs = BlockingTimeout.seconds(call, call.argc() - 1);
        for (int i = 1; i <= keys; i++) {
            Entry entry = call.writable(i);
            if (call.concerns(i) && entry.existsAs(ValueType.LIST)) {
                ReplyWriter reply = call.reply();
                reply.arrayHeader(2);
                reply.bulk(call.buffer(), call.offset(i), call.length(i));
                Lists.pop(call, i, entry, left);
                Rewrites.pop(call, i, left);
                return;
            }
        }
        if (call.block(1, keys, ValueType.LIST, timeoutMs) == null) {
            call.reply().nullArray();
        }
    }

    static final Command BLMPOP =
            BLOCKING_LISTS
                    .command("BLMPOP", BlockingListCommands::blmpop)
                    .syntax("timeout numkeys key [key ...] <LEFT | RIGHT> [COUNT count]")
                    .keyCount(2, RW, ACCESS, DELETE)
                    .flags(WRITE, BLOCKING, MOVABLEKEYS)
                    .since("7.0.0")
                    .summary("Removes elements of the first list that has any, or waits.")
                    .complexity("O(K+N) for K keys and N elements.")
                    .declare();

    private static void blmpop(Call call) {
        int keys = ListMoveCommands.keyCount(call, 2);
        boolean left = ListMoveCommands.side(call, 2, keys);
        long count = ListMoveCommands.count(call, 2, keys);
        long timeoutMs = BlockingTimeout.seconds(call, 1);
        if (!ListMoveCommands.popFrom(call, 3, keys, left, count)
                && call.block(3, keys, ValueType.LIST, timeoutMs) == null) {
            call.reply().nullArray();
        }
    }

    static final Command BLMOVE =
            BLOCKING_LISTS
                    .command("BLMOVE", BlockingListCommands::blmove)
                    .syntax("source destination <LEFT | RIGHT> <LEFT | RIGHT> timeout")
                    .key(1, RW, ACCESS, DELETE)
                    .key(2, RW, INSERT)
                    .flags(WRITE, DENYOOM, NOSCRIPT, BLOCKING)
                    .since("6.2.0")
                    .summary("Moves an element from an end of a list to that of another, or waits.")
                    .complexity("O(1)")
                    .declare();

    private static void blmove(Call call) {
        boolean fromLeft = Lists.isLeft(call, 3);
        boolean toLeft = Lists.isLeft(call, 4);
        long timeoutMs = BlockingTimeout.seconds(call, 5);
        if (moved(call, fromLeft, toLeft, timeoutMs) && call.hasEffects()) {
            effect(call, "LMOVE", 5);
        }
    }

    static final Command BRPOPLPUSH =
            BLOCKING_LISTS
                    .command("BRPOPLPUSH", BlockingListCommands::brpoplpush)
                    .syntax("source destination timeout")
                    .key(1, RW, ACCESS, DELETE)
                    .key(2, RW, INSERT)
                    .flags(WRITE, DENYOOM, NOSCRIPT, BLOCKING)
                    .since("2.2.0")
                    .changed("6.0.0", "The timeout may have decimals.")
                    .deprecated("6.2.0", "`BLMOVE` with the `RIGHT` and `LEFT` arguments")
                    .summary("Moves the last element of a list to the head of another, or waits.")
                    .complexity("O(1)")
                    .declare();

    private static void brpoplpush(Call call) {
        long timeoutMs = BlockingTimeout.seconds(call, 3);
        if (moved(call, false, true, timeoutMs) && call.hasEffects()) {
            effect(call, "RPOPLPUSH", 3);
        }
    }

    /** Moves an element, or waits; returns whether one was moved. */
    private static boolean moved(Call call, boolean fromLeft, boolean toLeft, long timeoutMs) {
        Entry source = call.writable(1);
        if (source.existsAs(ValueType.LIST)) {
            ListMoveCommands.move(call, source, fromLeft, toLeft);
            return true;
        }
        if (call.block(1, 1, ValueType.LIST, timeoutMs) == null) {
            call.reply().nullBulk();
        }
        return false;
    }

    /** The call under the name of the command that does not wait, without the timeout. */
    private static void effect(Call call, String name, int argc) {
        RequestWriter writer = call.beginEffect(argc);
        byte[] text = name.getBytes(java.nio.charset.StandardCharsets.US_ASCII);
        writer.argument(text, 0, text.length);
        for (int i = 1; i < argc; i++) {
            writer.argument(call.buffer(), call.offset(i), call.length(i));
        }
        call.endEffect(writer);
    }
}
