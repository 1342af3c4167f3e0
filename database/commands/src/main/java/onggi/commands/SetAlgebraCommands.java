package onggi.commands;

import static onggi.engine.CommandFlag.DENYOOM;
import static onggi.engine.CommandFlag.READONLY;
import static onggi.engine.CommandFlag.WRITE;
import static onggi.engine.KeyFlag.ACCESS;
import static onggi.engine.KeyFlag.OW;
import static onggi.engine.KeyFlag.RO;
import static onggi.engine.KeyFlag.RW;
import static onggi.engine.KeyFlag.UPDATE;

import onggi.commands.SetAlgebra.Form;
import onggi.commands.SetAlgebra.Kind;
import onggi.engine.Call;
import onggi.engine.Command;
import onggi.engine.CommandFamily;
import onggi.engine.Entry;
import onggi.engine.Group;
import onggi.engine.KeyEvent;
import onggi.engine.LongWork;

/**
 * Commands that combine several sets into one. How many members it has: {@link SetCountCommands}.
 */
public final class SetAlgebraCommands {

    private static final CommandFamily SET_ALGEBRA = CommandFamily.of(Group.SET);

    private SetAlgebraCommands() {}

    /** Returns the commands of this file. */
    public static CommandFamily family() {
        return SET_ALGEBRA;
    }

    static final Command SINTER =
            SET_ALGEBRA
                    .command("SINTER", call -> reply(call, Kind.INTERSECTION))
                    .syntax("key [key ...]")
                    .keys(1, -1, 1, RO, ACCESS)
                    .flags(READONLY)
                    .tips("nondeterministic_output_order")
                    .since("1.0.0")
                    .summary("Returns the members that all of several sets have.")
                    .complexity("O(N*M) for N members of the smallest of M sets.")
                    .declare();

    static final Command SUNION =
            SET_ALGEBRA
                    .command("SUNION", call -> reply(call, Kind.UNION))
                    .syntax("key [key ...]")
                    .keys(1, -1, 1, RO, ACCESS)
                    .flags(READONLY)
                    .tips("nondeterministic_output_order")
                    .since("1.0.0")
                    .summary("Returns the members that any of several sets has.")
                    .complexity("O(N) for N members of all sets.")
                    .declare();

    static final Command SDIFF =
            SET_ALGEBRA
                    .command("SDIFF", call -> reply(call, Kind.DIFFERENCE))
                    .syntax("key [key ...]")
                    .keys(1, -1, 1, RO, ACCESS)
                    .flags(READONLY)
                    .tips("nondeterministic_output_order")
                    .since("1.0.0")
                    .summary("Returns the members of a set that several others do not have.")
                    .complexity("O(N) for N members of all sets.")
                    .declare();

    private static void reply(Call call, Kind kind) {
        try (SetAlgebra sets = done(call, kind, Form.REPLY, 1)) {
            sets.reply().endSet(call, sets.count());
        }
    }

    private static SetAlgebra done(Call call, Kind kind, Form form, int from) {
        return LongWork.done(
                call,
                SetAlgebra.class,
                () -> new SetAlgebra(call, kind, form, from, call.argc(), 0));
    }

    static final Command SINTERSTORE =
            SET_ALGEBRA
                    .command(
                            "SINTERSTORE",
                            call -> store(call, Kind.INTERSECTION, KeyEvent.SINTERSTORE))
                    .syntax("destination key [key ...]")
                    .key(1, RW, UPDATE)
                    .keys(2, -1, 1, RO, ACCESS)
                    .flags(WRITE, DENYOOM)
                    .since("1.0.0")
                    .summary("Stores the members that all of several sets have.")
                    .complexity("O(N*M) for N members of the smallest of M sets.")
                    .declare();

    static final Command SUNIONSTORE =
            SET_ALGEBRA
                    .command("SUNIONSTORE", call -> store(call, Kind.UNION, KeyEvent.SUNIONSTORE))
                    .syntax("destination key [key ...]")
                    .key(1, OW, UPDATE)
                    .keys(2, -1, 1, RO, ACCESS)
                    .flags(WRITE, DENYOOM)
                    .since("1.0.0")
                    .summary("Stores the members that any of several sets has.")
                    .complexity("O(N) for N members of all sets.")
                    .declare();

    static final Command SDIFFSTORE =
            SET_ALGEBRA
                    .command(
                            "SDIFFSTORE", call -> store(call, Kind.DIFFERENCE, KeyEvent.SDIFFSTORE))
                    .syntax("destination key [key ...]")
                    .key(1, OW, UPDATE)
                    .keys(2, -1, 1, RO, ACCESS)
                    .flags(WRITE, DENYOOM)
                    .since("1.0.0")
                    .summary("Stores the members of a set that several others do not have.")
                    .complexity("O(N) for N members of all sets.")
                    .declare();

    private static void store(Call call, Kind kind, KeyEvent event) {
        call.peek(1); // whoever reads it is waited for first
        try (SetAlgebra sets = done(call, kind, Form.STORE, 2)) {
            Entry target = call.peek(1);
            if (sets.count() > 0) {
                sets.stored().set().toIntegers();
                sets.stored().moveTo(target);
                call.changed(1, event);
            } else if (target.exists()) {
                target.remove();
                call.changed(1, KeyEvent.DEL);
            }
            call.reply().integer(sets.count());
        }
    }
}
