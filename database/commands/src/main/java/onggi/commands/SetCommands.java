package onggi.commands;

import static onggi.engine.CommandFlag.DENYOOM;
import static onggi.engine.CommandFlag.FAST;
import static onggi.engine.CommandFlag.READONLY;
import static onggi.engine.CommandFlag.WRITE;
import static onggi.engine.KeyFlag.ACCESS;
import static onggi.engine.KeyFlag.DELETE;
import static onggi.engine.KeyFlag.INSERT;
import static onggi.engine.KeyFlag.RO;
import static onggi.engine.KeyFlag.RW;

import java.util.Arrays;
import onggi.bytes.HotPath;
import onggi.engine.Call;
import onggi.engine.Command;
import onggi.engine.CommandFamily;
import onggi.engine.Entry;
import onggi.engine.Group;
import onggi.engine.KeyEvent;
import onggi.engine.LongReply;
import onggi.types.SetValue;
import onggi.types.ValueType;

/**
 * Commands on one set, and SMOVE. Members by chance: {@link SetRandomCommands}; several sets:
 * {@link SetAlgebraCommands}.
 */
public final class SetCommands {

    private static final CommandFamily SET = CommandFamily.of(Group.SET);

    private SetCommands() {}

    /** Returns the commands of this file. */
    public static CommandFamily family() {
        return SET;
    }

    static final Command SADD =
            SET.command("SADD", SetCommands::sadd)
                    .syntax("key member [member ...]")
                    .key(1, RW, INSERT)
                    .flags(WRITE, DENYOOM, FAST)
                    .since("1.0.0")
                    .changed("2.4.0", "More than one member.")
                    .summary("Adds members to a set, and makes the set if there is none.")
                    .complexity("O(1) for a member.")
                    .declare();

    @HotPath
    private static void sadd(Call call) {
        SetValue set = call.writable(1).setOrNew();
        set.expect(call.buffer(), call.offset(2), call.length(2), call.argc() - 2);
        int added = 0;
        for (int i = 2; i < call.argc(); i++) {
            if (set.add(call.buffer(), call.offset(i), call.length(i))) {
                added++;
            }
        }
        call.changed(1, KeyEvent.SADD, added);
        call.reply().integer(added);
    }

    static final Command SREM =
            SET.command("SREM", SetCommands::srem)
                    .syntax("key member [member ...]")
                    .key(1, RW, DELETE)
                    .flags(WRITE, FAST)
                    .since("1.0.0")
                    .changed("2.4.0", "More than one member.")
                    .summary("Removes members from a set; a set without members is gone.")
                    .complexity("O(N) for N members to remove.")
                    .declare();

    @HotPath
    private static void srem(Call call) {
        Entry entry = call.writable(1);
        if (!entry.existsAs(ValueType.SET)) {
            call.reply().integer(0);
            return;
        }
        SetValue set = entry.set();
        int removed = 0;
        for (int i = 2; i < call.argc() && set.size() > 0; i++) {
            if (set.remove(call.buffer(), call.offset(i), call.length(i))) {
                removed++;
            }
        }
        call.changed(1, KeyEvent.SREM, removed);
        if (set.size() == 0) {
            call.removeEmpty(1, entry);
        }
        call.reply().integer(removed);
    }

    static final Command SCARD =
            SET.command("SCARD", SetCommands::scard)
                    .syntax("key")
                    .key(1, RO)
                    .flags(READONLY, FAST)
                    .since("1.0.0")
                    .summary("Returns how many members a set has.")
                    .complexity("O(1)")
                    .declare();

    @HotPath
    private static void scard(Call call) {
        Entry entry = call.readable(1);
        call.reply().integer(entry.existsAs(ValueType.SET) ? entry.set().size() : 0);
    }

    static final Command SISMEMBER =
            SET.command("SISMEMBER", SetCommands::sismember)
                    .syntax("key member")
                    .key(1, RO)
                    .flags(READONLY, FAST)
                    .since("1.0.0")
                    .summary("Tells whether something is a member of a set.")
                    .complexity("O(1)")
                    .declare();

    @HotPath
    private static void sismember(Call call) {
        Entry entry = call.readable(1);
        boolean is = entry.existsAs(ValueType.SET) && contains(call, entry.set(), 2);
        call.reply().integer(is ? 1 : 0);
    }

    @HotPath
    private static boolean contains(Call call, SetValue set, int i) {
        return set.contains(call.buffer(), call.offset(i), call.length(i));
    }

    static final Command SMISMEMBER =
            SET.command("SMISMEMBER", SetCommands::smismember)
                    .syntax("key member [member ...]")
                    .key(1, RO, ACCESS)
                    .flags(READONLY, FAST)
                    .since("6.2.0")
                    .summary("Tells of several things whether they are members of a set.")
                    .complexity("O(N) for N things.")
                    .declare();

    @HotPath
    private static void smismember(Call call) {
        Entry entry = call.readable(1);
        boolean exists = entry.existsAs(ValueType.SET);
        call.reply().arrayHeader(call.argc() - 2);
        for (int i = 2; i < call.argc(); i++) {
            call.reply().integer(exists && contains(call, entry.set(), i) ? 1 : 0);
        }
    }

    static final Command SMEMBERS =
            SET.command("SMEMBERS", SetCommands::smembers)
                    .syntax("key")
                    .key(1, RO, ACCESS)
                    .flags(READONLY)
                    .tips("nondeterministic_output_order")
                    .since("1.0.0")
                    .summary("Returns all members of a set.")
                    .complexity("O(N) for N members.")
                    .declare();

    private static void smembers(Call call) {
        Entry entry = call.readable(1);
        if (!entry.existsAs(ValueType.SET)) {
            call.reply().setHeader(0);
            return;
        }
        long size = entry.set().size();
        call.reply().setHeader((int) size);
        if (size > LongReply.MOST_AT_ONCE) {
            call.reply(entry, new SetPieces());
        } else {
            entry.set().forEach(new MemberReply(call.reply()));
        }
    }

    static final Command SMOVE =
            SET.command("SMOVE", SetCommands::smove)
                    .syntax("source destination member")
                    .key(1, RW, ACCESS, DELETE)
                    .key(2, RW, INSERT)
                    .flags(WRITE, FAST)
                    .since("1.0.0")
                    .summary("Moves a member from a set to another one.")
                    .complexity("O(1)")
                    .declare();

    private static void smove(Call call) {
        Entry source = call.writable(1);
        Entry target = call.writable(2);
        if (!source.exists()) {
            call.reply().integer(0);
            return;
        }
        source.existsAs(ValueType.SET);
        target.existsAs(ValueType.SET);

        if (sameKey(call)) {
            call.reply().integer(contains(call, source.set(), 3) ? 1 : 0);
            return;
        }
        if (!source.set().remove(call.buffer(), call.offset(3), call.length(3))) {
            call.reply().integer(0);
            return;
        }
        call.changed(1, KeyEvent.SREM);
        if (source.set().size() == 0) {
            call.removeEmpty(1, source);
        }
        SetValue set = target.setOrNew();
        if (set.add(call.buffer(), call.offset(3), call.length(3))) {
            call.changed(2, KeyEvent.SADD);
        }
        call.reply().integer(1);
    }

    private static boolean sameKey(Call call) {
        int first = call.offset(1);
        int second = call.offset(2);
        return Arrays.equals(
                call.buffer(),
                first,
                first + call.length(1),
                call.buffer(),
                second,
                second + call.length(2));
    }
}
