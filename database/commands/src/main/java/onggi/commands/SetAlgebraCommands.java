package onggi.commands;

import static onggi.engine.CommandFlag.DENYOOM;
import static onggi.engine.CommandFlag.READONLY;
import static onggi.engine.CommandFlag.WRITE;
import static onggi.engine.KeyFlag.ACCESS;
import static onggi.engine.KeyFlag.OW;
import static onggi.engine.KeyFlag.RO;
import static onggi.engine.KeyFlag.RW;
import static onggi.engine.KeyFlag.UPDATE;

import onggi.commands.SetAlgebra.Kind;
import onggi.engine.Call;
import onggi.engine.Command;
import onggi.engine.CommandFamily;
import onggi.engine.Entry;
import onggi.engine.Group;
import onggi.engine.KeyEvent;
import onggi.resp.ReplyWriter;
import onggi.types.Encoding;
import onggi.types.SetValue;

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
        SetAlgebra sets = new SetAlgebra(call, 1, call.argc());
        Entry home = call.peek(1);
        ReplyWriter reply = call.reply();
        int mark = reply.startArray();
        long count = sets.run(kind, 0, home, (text, length) -> reply.bulk(text, 0, length));
        reply.endSet(mark, (int) count);
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
        SetAlgebra sets = new SetAlgebra(call, 2, call.argc());
        Entry target = call.peek(1);
        try (SetScratch scratch = new SetScratch(target)) {
            SetValue result = scratch.set();
            if (isBegunAsPack(kind, sets.smallest())) {
                result.initPack();
            } else {
                result.init();
            }
            long count = sets.run(kind, 0, target, (text, length) -> result.add(text, 0, length));
            if (count > 0) {
                result.toIntegers();
                scratch.moveTo(target);
                call.changed(1, event);
            } else if (target.exists()) {
                target.remove();
                call.changed(1, KeyEvent.DEL);
            }
            call.reply().integer(count);
        }
    }

    /** An intersection whose smallest set is no IntSet may stay a list pack of integers. */
    private static boolean isBegunAsPack(
            Kind kind, @org.jspecify.annotations.Nullable SetValue smallest) {
        return kind == Kind.INTERSECTION
                && smallest != null
                && smallest.cell().encoding() != Encoding.INTSET;
    }
}
