package onggi.commands;

import static onggi.engine.CommandFlag.DENYOOM;
import static onggi.engine.CommandFlag.FAST;
import static onggi.engine.CommandFlag.WRITE;
import static onggi.engine.KeyFlag.ACCESS;
import static onggi.engine.KeyFlag.DELETE;
import static onggi.engine.KeyFlag.INSERT;
import static onggi.engine.KeyFlag.OW;
import static onggi.engine.KeyFlag.RO;
import static onggi.engine.KeyFlag.RW;
import static onggi.engine.KeyFlag.UPDATE;

import java.util.Arrays;
import onggi.engine.Call;
import onggi.engine.Command;
import onggi.engine.CommandError;
import onggi.engine.CommandFamily;
import onggi.engine.Entry;
import onggi.engine.Group;
import onggi.engine.KeyEvent;
import onggi.engine.LongWork;

/** Commands that give a value another key or database. */
public final class KeyMoveCommands {

    private static final CommandFamily KEY = CommandFamily.of(Group.GENERIC);

    private KeyMoveCommands() {}

    /** Returns the commands of this file. */
    public static CommandFamily family() {
        return KEY;
    }

    static final Command COPY =
            KEY.command("COPY", KeyMoveCommands::copy)
                    .syntax("source destination [DB destination-db] [REPLACE]")
                    .key(1, RO, ACCESS)
                    .key(2, OW, UPDATE)
                    .flags(WRITE, DENYOOM)
                    .wholeValues()
                    .since("6.2.0")
                    .summary("Copies the value and the expiry of a key to another key.")
                    .complexity("O(N) for the N bytes of the value.")
                    .declare();

    private static void copy(Call call) {
        int from = call.session().database();
        int to = from;
        boolean replace = false;
        for (int i = 3; i < call.argc(); i++) {
            if (call.is(i, "REPLACE")) {
                replace = true;
            } else if (call.is(i, "DB") && i + 1 < call.argc()) {
                to = database(call, ++i, CommandError.NOT_INTEGER);
            } else {
                throw CommandError.SYNTAX.raise();
            }
        }
        if (from == to && sameKey(call)) {
            throw CommandError.SAME_OBJECT.raise();
        }

        if (!LongWork.isOpen(call) && !isLongCopy(call, to, replace)) {
            copy(call, call.readable(1), to, replace);
            return;
        }
        int database = to;
        try (CollectionCopy copy =
                LongWork.done(
                        call,
                        CollectionCopy.class,
                        () -> new CollectionCopy(call, call.lookup(2, database)))) {
            if (copy.isMade()) {
                take(call, copy, to, replace);
            } else {
                copy(call, call.peek(1), to, replace);
            }
        }
    }

    private static boolean isLongCopy(Call call, int to, boolean replace) {
        return CollectionCopy.isLarge(call.peek(1)) && (replace || !call.lookup(2, to).exists());
    }

    private static void copy(Call call, Entry source, int to, boolean replace) {
        if (!source.exists()) {
            call.reply().integer(0);
            return;
        }
        Entry target = call.lookup(2, to);
        if (target.exists() && !replace) {
            call.reply().integer(0);
            return;
        }
        target.copyFrom(source);
        copied(call, to);
    }

    private static void take(Call call, CollectionCopy copy, int to, boolean replace) {
        Entry target = call.lookup(2, to);
        if (target.exists() && !replace) {
            call.reply().integer(0);
            return;
        }
        if (target.exists()) {
            target.remove();
        }
        copy.moveTo(target);
        copied(call, to);
    }

    private static void copied(Call call, int to) {
        call.changedIn(to, 2, KeyEvent.COPY_TO, 1);
        call.reply().integer(1);
    }

    static final Command RENAME =
            KEY.command("RENAME", KeyMoveCommands::rename)
                    .syntax("key newkey")
                    .key(1, RW, ACCESS, DELETE)
                    .key(2, OW, UPDATE)
                    .flags(WRITE)
                    .wholeValues()
                    .since("1.0.0")
                    .summary("Gives a key another name; what had that name is deleted.")
                    .complexity("O(1), and O(N) for the N bytes of a value that is overwritten.")
                    .declare();

    private static void rename(Call call) {
        Entry source = call.writable(1);
        if (!source.exists()) {
            throw CommandError.NO_SUCH_KEY.raise();
        }
        if (!sameKey(call)) {
            Entry target = call.writable(2);
            moveTo(call, source, target);
        }
        call.reply().ok();
    }

    static final Command RENAMENX =
            KEY.command("RENAMENX", KeyMoveCommands::renamenx)
                    .syntax("key newkey")
                    .key(1, RW, ACCESS, DELETE)
                    .key(2, OW, INSERT)
                    .flags(WRITE, FAST)
                    .wholeValues()
                    .since("1.0.0")
                    .changed("3.2.0", "A key may be renamed to its own name.")
                    .summary("Gives a key another name unless that one is taken.")
                    .complexity("O(1)")
                    .declare();

    private static void renamenx(Call call) {
        Entry source = call.writable(1);
        if (!source.exists()) {
            throw CommandError.NO_SUCH_KEY.raise();
        }
        if (sameKey(call)) {
            call.reply().integer(0);
            return;
        }
        Entry target = call.writable(2);
        if (target.exists()) {
            call.reply().integer(0);
            return;
        }
        moveTo(call, source, target);
        call.reply().integer(1);
    }

    private static void moveTo(Call call, Entry source, Entry target) {
        int database = call.session().database();
        target.moveFrom(source);
        call.changedIn(database, 1, KeyEvent.RENAME_FROM, 1);
        call.changedIn(database, 2, KeyEvent.RENAME_TO, 0);
    }

    static final Command MOVE =
            KEY.command("MOVE", KeyMoveCommands::move)
                    .syntax("key db")
                    .key(1, RW, ACCESS, UPDATE)
                    .flags(WRITE, FAST)
                    .wholeValues()
                    .since("1.0.0")
                    .summary("Moves a key to another database unless it has that key already.")
                    .complexity("O(1)")
                    .declare();

    private static void move(Call call) {
        int from = call.session().database();
        int to = database(call, 2, CommandError.NOT_INTEGER);
        if (from == to) {
            throw CommandError.SAME_OBJECT.raise();
        }

        Entry source = call.writable(1);
        if (!source.exists()) {
            call.reply().integer(0);
            return;
        }
        Entry target = call.lookup(1, to);
        if (target.exists()) {
            call.reply().integer(0);
            return;
        }
        target.moveFrom(source);
        call.changedIn(from, 1, KeyEvent.MOVE_FROM, 1);
        call.changedIn(to, 1, KeyEvent.MOVE_TO, 0);
        call.reply().integer(1);
    }

    /** Returns the number of a database that an argument names. */
    static int database(Call call, int i, CommandError notInteger) {
        int number = call.int32(i, notInteger);
        if (number < 0 || number >= call.engine().keyspace().databases()) {
            throw CommandError.DB_OUT_OF_RANGE.raise();
        }
        return number;
    }

    private static boolean sameKey(Call call) {
        byte[] buffer = call.buffer();
        int first = call.offset(1);
        int second = call.offset(2);
        return Arrays.equals(
                buffer, first, first + call.length(1), buffer, second, second + call.length(2));
    }
}
