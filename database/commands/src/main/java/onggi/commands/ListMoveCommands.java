package onggi.commands;

import static onggi.engine.CommandFlag.DENYOOM;
import static onggi.engine.CommandFlag.MOVABLEKEYS;
import static onggi.engine.CommandFlag.WRITE;
import static onggi.engine.KeyFlag.ACCESS;
import static onggi.engine.KeyFlag.DELETE;
import static onggi.engine.KeyFlag.INSERT;
import static onggi.engine.KeyFlag.RW;

import java.util.Arrays;
import onggi.bytes.HotPath;
import onggi.engine.Call;
import onggi.engine.Command;
import onggi.engine.CommandError;
import onggi.engine.CommandFamily;
import onggi.engine.Entry;
import onggi.engine.Group;
import onggi.engine.KeyEvent;
import onggi.resp.ReplyWriter;
import onggi.types.ListValue;
import onggi.types.ValueType;

/** Commands that take elements from one of several lists, or move them between two. */
public final class ListMoveCommands {

    private static final CommandFamily MOVES = CommandFamily.of(Group.LIST);

    private static final CommandError BAD_KEY_COUNT =
            CommandError.of("ERR numkeys should be greater than 0");
    static final CommandError BAD_COUNT = CommandError.of("ERR count should be greater than 0");

    private ListMoveCommands() {}

    /** Returns the commands of this file. */
    public static CommandFamily family() {
        return MOVES;
    }

    static final Command LMOVE =
            MOVES.command("LMOVE", ListMoveCommands::lmove)
                    .syntax("source destination <LEFT | RIGHT> <LEFT | RIGHT>")
                    .key(1, RW, ACCESS, DELETE)
                    .key(2, RW, INSERT)
                    .flags(WRITE, DENYOOM)
                    .since("6.2.0")
                    .summary("Moves an element from an end of a list to an end of another.")
                    .complexity("O(1)")
                    .declare();

    private static void lmove(Call call) {
        boolean fromLeft = Lists.isLeft(call, 3);
        boolean toLeft = Lists.isLeft(call, 4);
        moveOrNull(call, fromLeft, toLeft);
    }

    static final Command RPOPLPUSH =
            MOVES.command("RPOPLPUSH", ListMoveCommands::rpoplpush)
                    .syntax("source destination")
                    .key(1, RW, ACCESS, DELETE)
                    .key(2, RW, INSERT)
                    .flags(WRITE, DENYOOM)
                    .since("1.2.0")
                    .deprecated("6.2.0", "`LMOVE` with the `RIGHT` and `LEFT` arguments")
                    .summary("Moves the last element of a list to the head of another.")
                    .complexity("O(1)")
                    .declare();

    private static void rpoplpush(Call call) {
        moveOrNull(call, false, true);
    }

    private static void moveOrNull(Call call, boolean fromLeft, boolean toLeft) {
        Entry source = call.writable(1);
        if (source.existsAs(ValueType.LIST)) {
            move(call, source, fromLeft, toLeft);
        } else {
            call.reply().nullBulk();
        }
    }

    /** Moves an element of a list that has one to the list at argument 2, and replies it. */
    @HotPath
    static void move(Call call, Entry source, boolean fromLeft, boolean toLeft) {
        boolean same = isSameKey(call);
        Entry target = same ? source : call.writable(2);
        target.existsAs(ValueType.LIST);
        ListValue from = source.list();
        boolean there = fromLeft ? from.first() : from.last();
        assert there : "a list without elements";
        int length = from.length();
        byte[] text = TextBuffer.of(call, length);
        from.copyOut(text, 0);
        call.reply().bulk(text, 0, length);
        KeyEvent popped = fromLeft ? KeyEvent.LPOP : KeyEvent.RPOP;
        KeyEvent pushed = toLeft ? KeyEvent.LPUSH : KeyEvent.RPUSH;
        if (same) {
            from.removeForward();
            push(from, text, length, toLeft);
            from.settle();
            call.event(1, pushed);
            call.changed(1, popped);
            return;
        }
        push(target.listOrNew(), text, length, toLeft);
        if (fromLeft) {
            from.removeFirst();
        } else {
            from.removeLast();
        }
        call.changedIn(call.session().database(), 2, pushed, 0);
        Lists.removed(call, 1, source, popped, 1);
    }

    /** Puts a text at an end of a list. */
    @HotPath
    static void push(ListValue list, byte[] text, int length, boolean left) {
        list.prepareFor(length, 1);
        if (left) {
            list.pushFirst(text, 0, length);
        } else {
            list.pushLast(text, 0, length);
        }
    }

    /** Returns whether arguments 1 and 2 are one key. */
    @HotPath
    static boolean isSameKey(Call call) {
        byte[] buffer = call.buffer();
        int first = call.offset(1);
        int second = call.offset(2);
        return Arrays.equals(
                buffer, first, first + call.length(1), buffer, second, second + call.length(2));
    }

    static final Command LMPOP =
            MOVES.command("LMPOP", ListMoveCommands::lmpop)
                    .syntax("numkeys key [key ...] <LEFT | RIGHT> [COUNT count]")
                    .keyCount(1, RW, ACCESS, DELETE)
                    .flags(WRITE, MOVABLEKEYS)
                    .since("7.0.0")
                    .summary("Removes elements of the first of several lists that has any.")
                    .complexity("O(K+N) for K keys and N elements.")
                    .declare();

    private static void lmpop(Call call) {
        int keys = keyCount(call, 1);
        boolean left = side(call, 1, keys);
        long count = count(call, 1, keys);
        if (!popFrom(call, 2, keys, left, count)) {
            call.reply().nullArray();
        }
    }

    /** The number of keys, which stands in an argument. */
    static int keyCount(Call call, int at) {
        long keys = call.integer(at, 1, Long.MAX_VALUE, BAD_KEY_COUNT);
        if (keys >= call.argc() - at - 1) {
            throw CommandError.SYNTAX.raise();
        }
        return (int) keys;
    }

    /** The side behind the keys whose number stands in an argument. */
    static boolean side(Call call, int at, int keys) {
        return Lists.isLeft(call, at + keys + 1);
    }

    /** The count behind the side, or 1. */
    static long count(Call call, int at, int keys) {
        long count = 0;
        for (int i = at + keys + 2; i < call.argc(); i += 2) {
            if (count != 0 || !call.is(i, "COUNT") || i + 1 == call.argc()) {
                throw CommandError.SYNTAX.raise();
            }
            count = call.integer(i + 1, 1, Long.MAX_VALUE, BAD_COUNT);
        }
        return Math.max(1, count);
    }

    /**
     * Replies and removes elements of the first list that there is.
     *
     * @param first the first of the keys
     * @return false when there is none; nothing was replied
     */
    static boolean popFrom(Call call, int first, int keys, boolean left, long most) {
        for (int i = first; i < first + keys; i++) {
            Entry entry = call.writable(i);
            if (call.concerns(i) && entry.existsAs(ValueType.LIST)) {
                long count = Math.min(most, entry.list().size());
                ReplyWriter reply = call.reply();
                reply.arrayHeader(2);
                reply.bulk(call.buffer(), call.offset(i), call.length(i));
                Lists.pop(call, i, entry, left, count);
                Rewrites.pop(call, i, left, count);
                return true;
            }
        }
        return false;
    }
}
