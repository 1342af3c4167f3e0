package onggi.commands;

import static onggi.engine.CommandFlag.DENYOOM;
import static onggi.engine.CommandFlag.READONLY;
import static onggi.engine.CommandFlag.WRITE;
import static onggi.engine.KeyFlag.ACCESS;
import static onggi.engine.KeyFlag.OW;
import static onggi.engine.KeyFlag.RO;
import static onggi.engine.KeyFlag.UPDATE;

import onggi.engine.Call;
import onggi.engine.Command;
import onggi.engine.CommandFamily;
import onggi.engine.Group;
import onggi.engine.KeyEvent;
import onggi.engine.LongWork;

/** Commands that join, intersect and subtract sorted sets and sets. */
public final class ZsetAlgebraCommands {

    private static final CommandFamily ALGEBRA = CommandFamily.of(Group.SORTED_SET);

    private static final String INPUT =
            "numkeys key [key ...] [WEIGHTS weight [weight ...]] [AGGREGATE <SUM | MIN | MAX | COUNT>]";
    private static final String JOINED =
            "O(N)+O(M*log(M)) for N members of all sets and M of the result.";
    private static final String INTERSECTED =
            "O(N*K)+O(M*log(M)) for N members of the smallest of K sets and M of the result.";
    private static final String SUBTRACTED =
            "O(N*K)+O(M*log(M)) for N members of the first of K sets and M of the result.";
    private static final String COUNT_AGGREGATE = "The aggregate COUNT.";

    private ZsetAlgebraCommands() {}

    /** Returns the commands of this file. */
    public static CommandFamily family() {
        return ALGEBRA;
    }

    static final Command ZUNION =
            ALGEBRA.command("ZUNION", ZsetAlgebraCommands::zunion)
                    .syntax(INPUT + " [WITHSCORES]")
                    .keyCount(1, RO, ACCESS)
                    .flags(READONLY)
                    .since("6.2.0")
                    .changed("8.8.0", COUNT_AGGREGATE)
                    .summary("Returns the members of several sorted sets.")
                    .complexity(JOINED)
                    .declare();

    private static void zunion(Call call) {
        reply(call, ZsetAlgebra.Operation.UNION);
    }

    static final Command ZINTER =
            ALGEBRA.command("ZINTER", ZsetAlgebraCommands::zinter)
                    .syntax(INPUT + " [WITHSCORES]")
                    .keyCount(1, RO, ACCESS)
                    .flags(READONLY)
                    .since("6.2.0")
                    .changed("8.8.0", COUNT_AGGREGATE)
                    .summary("Returns the members that are in all of several sorted sets.")
                    .complexity(INTERSECTED)
                    .declare();

    private static void zinter(Call call) {
        reply(call, ZsetAlgebra.Operation.INTERSECTION);
    }

    static final Command ZDIFF =
            ALGEBRA.command("ZDIFF", ZsetAlgebraCommands::zdiff)
                    .syntax("numkeys key [key ...] [WITHSCORES]")
                    .keyCount(1, RO, ACCESS)
                    .flags(READONLY)
                    .since("6.2.0")
                    .summary("Returns the members of a sorted set that are in none of the others.")
                    .complexity(SUBTRACTED)
                    .declare();

    private static void zdiff(Call call) {
        reply(call, ZsetAlgebra.Operation.DIFFERENCE);
    }

    private static void reply(Call call, ZsetAlgebra.Operation operation) {
        try (ZsetAlgebra algebra = done(call, operation, 1, ZsetAlgebra.Form.REPLY)) {
            algebra.reply(call);
        }
    }

    private static ZsetAlgebra done(
            Call call, ZsetAlgebra.Operation operation, int numkeys, ZsetAlgebra.Form form) {
        return LongWork.done(
                call, ZsetAlgebra.class, () -> new ZsetAlgebra(call, operation, numkeys, form));
    }

    static final Command ZUNIONSTORE =
            ALGEBRA.command("ZUNIONSTORE", ZsetAlgebraCommands::zunionstore)
                    .syntax("destination " + INPUT)
                    .key(1, OW, UPDATE)
                    .keyCount(2, RO, ACCESS)
                    .flags(WRITE, DENYOOM)
                    .since("2.0.0")
                    .changed("8.8.0", COUNT_AGGREGATE)
                    .summary("Stores the members of several sorted sets at a key.")
                    .complexity(JOINED)
                    .declare();

    private static void zunionstore(Call call) {
        store(call, ZsetAlgebra.Operation.UNION, KeyEvent.ZUNIONSTORE);
    }

    static final Command ZINTERSTORE =
            ALGEBRA.command("ZINTERSTORE", ZsetAlgebraCommands::zinterstore)
                    .syntax("destination " + INPUT)
                    .key(1, OW, UPDATE)
                    .keyCount(2, RO, ACCESS)
                    .flags(WRITE, DENYOOM)
                    .since("2.0.0")
                    .changed("8.8.0", COUNT_AGGREGATE)
                    .summary("Stores the members that are in all of several sorted sets at a key.")
                    .complexity(INTERSECTED)
                    .declare();

    private static void zinterstore(Call call) {
        store(call, ZsetAlgebra.Operation.INTERSECTION, KeyEvent.ZINTERSTORE);
    }

    static final Command ZDIFFSTORE =
            ALGEBRA.command("ZDIFFSTORE", ZsetAlgebraCommands::zdiffstore)
                    .syntax("destination numkeys key [key ...]")
                    .key(1, OW, UPDATE)
                    .keyCount(2, RO, ACCESS)
                    .flags(WRITE, DENYOOM)
                    .since("6.2.0")
                    .summary(
                            "Stores the members of a sorted set that are in none of the others at a key.")
                    .complexity(SUBTRACTED)
                    .declare();

    private static void zdiffstore(Call call) {
        store(call, ZsetAlgebra.Operation.DIFFERENCE, KeyEvent.ZDIFFSTORE);
    }

    private static void store(Call call, ZsetAlgebra.Operation operation, KeyEvent event) {
        ZsetAlgebra.keys(call, 2); // without their number the target's key is not known either
        call.peek(1); // whoever reads it is waited for first
        try (ZsetAlgebra algebra = done(call, operation, 2, ZsetAlgebra.Form.STORE)) {
            algebra.draft().storeSettled(call, 1, call.writable(1), event);
        }
    }

    static final Command ZINTERCARD =
            ALGEBRA.command("ZINTERCARD", ZsetAlgebraCommands::zintercard)
                    .syntax("numkeys key [key ...] [LIMIT limit]")
                    .keyCount(1, RO, ACCESS)
                    .flags(READONLY)
                    .since("7.0.0")
                    .summary("Counts the members that are in all of several sorted sets.")
                    .complexity("O(N*K) for N members of the smallest of K sets.")
                    .declare();

    private static void zintercard(Call call) {
        try (ZsetAlgebra algebra =
                done(call, ZsetAlgebra.Operation.INTERSECTION, 1, ZsetAlgebra.Form.CARDINALITY)) {
            call.reply().integer(algebra.cardinality());
        }
    }
}
