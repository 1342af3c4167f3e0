package onggi.commands;

import static onggi.engine.CommandFlag.DENYOOM;
import static onggi.engine.CommandFlag.WRITE;
import static onggi.engine.KeyFlag.ACCESS;
import static onggi.engine.KeyFlag.OW;
import static onggi.engine.KeyFlag.RO;
import static onggi.engine.KeyFlag.UPDATE;

import java.util.Arrays;
import onggi.engine.Call;
import onggi.engine.Command;
import onggi.engine.CommandError;
import onggi.engine.CommandFamily;
import onggi.engine.Entry;
import onggi.engine.Group;
import onggi.engine.KeyEvent;
import onggi.types.BitmapOperation;
import onggi.types.Encoding;
import onggi.types.StringValue;
import onggi.types.ValueType;

/** BITOP: logical operations on several strings. */
public final class BitopCommand {

    private static final CommandFamily BITOPS = CommandFamily.of(Group.BITMAP);

    private static final int FIRST_SOURCE = 3;

    private static final CommandError ONE_SOURCE =
            CommandError.of("ERR BITOP NOT must be called with a single source key.");

    private BitopCommand() {}

    /** Returns the commands of this file. */
    public static CommandFamily family() {
        return BITOPS;
    }

    static final Command BITOP =
            BITOPS.command("BITOP", BitopCommand::bitop)
                    .syntax(
                            "<AND | OR | XOR | NOT | DIFF | DIFF1 | ANDOR | ONE> destkey key [key ...]")
                    .key(2, OW, UPDATE)
                    .keys(FIRST_SOURCE, -1, 1, RO, ACCESS)
                    .flags(WRITE, DENYOOM)
                    .since("2.6.0")
                    .changed("8.2.0", "Added DIFF, DIFF1, ANDOR and ONE.")
                    .summary(
                            "Stores the result of a logical operation on the bits of several strings.")
                    .complexity("O(N) for N bytes in all strings.")
                    .declare();

    private static void bitop(Call call) {
        BitmapOperation.Kind kind = kind(call);
        requireSources(kind, call.argc() - FIRST_SOURCE);

        int length = longest(call);
        if (length == 0) {
            remove(call);
        } else {
            store(call, kind, length);
        }
        call.reply().integer(length);
    }

    private static BitmapOperation.Kind kind(Call call) {
        for (BitmapOperation.Kind kind : BitmapOperation.Kind.values()) {
            if (call.is(1, kind.name())) {
                return kind;
            }
        }
        throw CommandError.SYNTAX.raise();
    }

    private static void requireSources(BitmapOperation.Kind kind, int sources) {
        if (kind == BitmapOperation.Kind.NOT && sources != 1) {
            throw ONE_SOURCE.raise();
        }
        if (kind.setsFirstApart() && sources < 2) {
            throw CommandError.of(
                            "ERR BITOP "
                                    + kind.name()
                                    + " must be called with at least two source keys.")
                    .raise();
        }
    }

    private static int longest(Call call) {
        int longest = 0;
        for (int i = FIRST_SOURCE; i < call.argc(); i++) {
            Entry source = call.readable(i);
            if (source.existsAs(ValueType.STRING)) {
                longest = Math.max(longest, StringValue.length(source));
            }
        }
        return longest;
    }

    private static void remove(Call call) {
        Entry target = call.writable(2);
        if (target.exists()) {
            target.remove();
            call.changed(2, KeyEvent.DEL);
        }
    }

    private static void store(Call call, BitmapOperation.Kind kind, int length) {
        Entry target = call.writable(2);
        if (isSource(call)) {
            BitmapCommands.extend(target, (long) length * Byte.SIZE - 1);
            target.persist();
        } else {
            target.place(ValueType.STRING, Encoding.RAW, length, Entry.NO_EXPIRY);
        }
        var operation = new BitmapOperation(kind);
        for (int i = FIRST_SOURCE; i < call.argc(); i++) {
            Entry source = call.peek(i);
            if (source.exists()) {
                operation.add(source);
            } else {
                operation.addEmpty(source.memory());
            }
        }
        operation.writeTo(call.peek(2));
        call.changed(2, KeyEvent.SET);
    }

    /** Returns whether the result replaces one of the strings it is made of. */
    private static boolean isSource(Call call) {
        byte[] buffer = call.buffer();
        int offset = call.offset(2);
        int end = offset + call.length(2);
        for (int i = FIRST_SOURCE; i < call.argc(); i++) {
            int from = call.offset(i);
            if (Arrays.equals(buffer, offset, end, buffer, from, from + call.length(i))) {
                return true;
            }
        }
        return false;
    }
}
