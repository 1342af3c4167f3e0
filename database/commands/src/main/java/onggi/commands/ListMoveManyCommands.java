package onggi.commands;

import static onggi.engine.CommandFlag.BLOCKING;
import static onggi.engine.CommandFlag.DENYOOM;
import static onggi.engine.CommandFlag.WRITE;
import static onggi.engine.KeyFlag.ACCESS;
import static onggi.engine.KeyFlag.DELETE;
import static onggi.engine.KeyFlag.INSERT;
import static onggi.engine.KeyFlag.RW;

import onggi.engine.Call;
import onggi.engine.Command;
import onggi.engine.CommandError;
import onggi.engine.CommandFamily;
import onggi.engine.Entry;
import onggi.engine.Group;
import onggi.engine.KeyEvent;
import onggi.resp.ReplyWriter;
import onggi.resp.RequestWriter;
import onggi.types.ListValue;
import onggi.types.ValueType;

/** Commands that move several elements from one list to another. */
public final class ListMoveManyCommands {

    private static final CommandFamily MANY = CommandFamily.of(Group.LIST);

    private static final String SIDES = "source destination <LEFT | RIGHT> <LEFT | RIGHT>";
    private static final String HOW_MANY = " [<COUNT count | EXACTLY exactly> <OBO | BULK>]";

    private ListMoveManyCommands() {}

    /** Returns the commands of this file. */
    public static CommandFamily family() {
        return MANY;
    }

    /**
     * What is to be moved.
     *
     * @param count how many elements at most
     * @param exactly whether it must be so many
     * @param oneByOne whether each element is put before the next one is taken, which turns their
     *     order around between two equal ends; else they keep the order that they have
     */
    private record Move(
            boolean fromLeft, boolean toLeft, long count, boolean exactly, boolean oneByOne) {

        /** Reads the sides at argument 3, and how many from an argument on. */
        static Move of(Call call, int at) {
            boolean fromLeft = Lists.isLeft(call, 3);
            boolean toLeft = Lists.isLeft(call, 4);
            if (call.argc() == at) {
                return new Move(fromLeft, toLeft, 1, false, false);
            }
            boolean exactly = call.is(at, "EXACTLY");
            if (call.argc() != at + 3 || !(exactly || call.is(at, "COUNT"))) {
                throw CommandError.SYNTAX.raise();
            }
            long count = call.integer(at + 1, 1, Long.MAX_VALUE, ListMoveCommands.BAD_COUNT);
            boolean oneByOne = call.is(at + 2, "OBO");
            if (!oneByOne && !call.is(at + 2, "BULK")) {
                throw CommandError.SYNTAX.raise();
            }
            return new Move(fromLeft, toLeft, count, exactly, oneByOne);
        }

        /** Returns how many elements of a list of this length to move. */
        long of(long size) {
            return count <= size ? count : exactly ? 0 : size;
        }

        /** Returns whether the elements come to stand in the opposite order. */
        boolean reverses() {
            return oneByOne && fromLeft == toLeft;
        }
    }

    static final Command LMOVEM =
            MANY.command("LMOVEM", ListMoveManyCommands::lmovem)
                    .syntax(SIDES + HOW_MANY)
                    .key(1, RW, ACCESS, DELETE)
                    .key(2, RW, INSERT)
                    .flags(WRITE, DENYOOM)
                    .since("8.10.0")
                    .summary("Moves several elements from an end of a list to an end of another.")
                    .complexity("O(N) for N elements.")
                    .declare();

    private static void lmovem(Call call) {
        Move move = Move.of(call, 5);
        if (moved(call, move) > 0) {
            return;
        }
        if (move.exactly) {
            call.reply().nullArray();
        } else {
            call.reply().arrayHeader(0);
        }
    }

    static final Command BLMOVEM =
            MANY.command("BLMOVEM", ListMoveManyCommands::blmovem)
                    .syntax(SIDES + " timeout" + HOW_MANY)
                    .key(1, RW, ACCESS, DELETE)
                    .key(2, RW, INSERT)
                    .flags(WRITE, DENYOOM, BLOCKING)
                    .since("8.10.0")
                    .summary(
                            "Moves several elements of a list to another, or waits until they are there.")
                    .complexity("O(N) for N elements.")
                    .declare();

    private static void blmovem(Call call) {
        Move move = Move.of(call, 6);
        long timeoutMs = BlockingTimeout.seconds(call, 5);
        long count = moved(call, move);
        if (count > 0) {
            effect(call, count, move.oneByOne);
        } else if (call.block(1, 1, ValueType.LIST, timeoutMs) == null) {
            call.reply().nullArray();
        }
    }

    /** Moves the elements and replies them; returns how many, or 0 without a reply. */
    private static long moved(Call call, Move move) {
        Entry source = call.writable(1);
        long count = source.existsAs(ValueType.LIST) ? move.of(source.list().size()) : 0;
        if (count == 0) {
            return 0;
        }
        boolean same = ListMoveCommands.isSameKey(call);
        Entry target = same ? source : call.writable(2);
        target.existsAs(ValueType.LIST);
        KeyEvent popped = move.fromLeft ? KeyEvent.LPOP : KeyEvent.RPOP;
        KeyEvent pushed = move.toLeft ? KeyEvent.LPUSH : KeyEvent.RPUSH;
        ListValue from = source.list();
        long first = move.fromLeft ? 0 : from.size() - count;
        reply(call.reply(), from, first, count, move.reverses());
        if (same) {
            turn(from, first, count, move);
            call.event(1, pushed);
            call.changed(1, popped, count);
        } else {
            append(call, from, first, count, target.listOrNew(), move);
            from.removeRange(first, count);
            call.changedIn(call.session().database(), 2, pushed, 0);
            Lists.removed(call, 1, source, popped, count);
        }
        return count;
    }

    private static void reply(
            ReplyWriter reply, ListValue list, long first, long count, boolean backwards) {
        reply.arrayHeader(Math.toIntExact(count));
        boolean there = list.seek(backwards ? first + count - 1 : first);
        for (long i = 0; i < count && there; i++) {
            Lists.reply(reply, list);
            there = backwards ? list.previous() : list.next();
        }
    }

    /** Puts copies of the elements at an end of another list, in the order of pushing. */
    private static void append(
            Call call, ListValue from, long first, long count, ListValue to, Move move) {
        boolean backwards = move.reverses() != move.toLeft;
        boolean there = from.seek(backwards ? first + count - 1 : first);
        for (long i = 0; i < count && there; i++) {
            int length = from.length();
            byte[] text = TextBuffer.of(call, length);
            from.copyOut(text, 0);
            ListMoveCommands.push(to, text, length, move.toLeft);
            there = backwards ? from.previous() : from.next();
        }
    }

    /** Takes the elements out of a list and puts them back at an end. */
    private static void turn(ListValue list, long first, long count, Move move) {
        byte[][] texts = new byte[Math.toIntExact(count)][];
        boolean backwards = move.reverses() != move.toLeft;
        boolean there = list.seek(backwards ? first + count - 1 : first);
        for (int i = 0; i < count && there; i++) {
            texts[i] = list.copy();
            there = backwards ? list.previous() : list.next();
        }
        list.removeRange(first, count);
        for (byte[] text : texts) {
            ListMoveCommands.push(list, text, text.length, move.toLeft);
        }
        list.settle();
    }

    /** The call as one that does not wait, for exactly what was moved. */
    private static void effect(Call call, long count, boolean oneByOne) {
        if (!call.hasEffects()) {
            return;
        }
        RequestWriter writer = call.beginEffect(8);
        writer.argument("LMOVEM");
        for (int i = 1; i <= 4; i++) {
            writer.argument(call.buffer(), call.offset(i), call.length(i));
        }
        writer.argument("EXACTLY");
        writer.argument(count);
        writer.argument(oneByOne ? "OBO" : "BULK");
        call.endEffect(writer);
    }
}
