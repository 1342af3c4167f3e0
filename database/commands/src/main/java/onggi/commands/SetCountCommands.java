package onggi.commands;

import static onggi.engine.CommandFlag.READONLY;
import static onggi.engine.KeyFlag.ACCESS;
import static onggi.engine.KeyFlag.RO;

import onggi.commands.SetAlgebra.Form;
import onggi.commands.SetAlgebra.Kind;
import onggi.engine.Call;
import onggi.engine.Command;
import onggi.engine.CommandError;
import onggi.engine.CommandFamily;
import onggi.engine.Group;
import onggi.engine.LongWork;

/** Commands that tell how many members a combination of several sets has. */
public final class SetCountCommands {

    private static final CommandFamily SET_COUNT = CommandFamily.of(Group.SET);

    private static final CommandError NUMKEYS =
            CommandError.of("ERR numkeys should be greater than 0");
    private static final CommandError TOO_MANY_KEYS =
            CommandError.of("ERR Number of keys can't be greater than number of args");
    private static final CommandError NEGATIVE_LIMIT =
            CommandError.of("ERR LIMIT can't be negative");

    private static final int FIRST_KEY = 2;

    private SetCountCommands() {}

    /** Returns the commands of this file. */
    public static CommandFamily family() {
        return SET_COUNT;
    }

    static final Command SINTERCARD =
            SET_COUNT
                    .command("SINTERCARD", call -> count(call, Kind.INTERSECTION))
                    .syntax("numkeys key [key ...] [LIMIT limit]")
                    .keyCount(1, RO, ACCESS)
                    .flags(READONLY)
                    .since("7.0.0")
                    .summary("Returns how many members all of several sets have.")
                    .complexity("O(N*M) for N members of the smallest of M sets.")
                    .declare();

    static final Command SUNIONCARD =
            SET_COUNT
                    .command("SUNIONCARD", call -> count(call, Kind.UNION))
                    .syntax("numkeys key [key ...] [APPROX] [LIMIT limit]")
                    .keyCount(1, RO, ACCESS)
                    .flags(READONLY)
                    .since("8.10.0")
                    .summary("Returns how many members any of several sets has.")
                    .complexity("O(N) for N members of all sets.")
                    .declare();

    static final Command SDIFFCARD =
            SET_COUNT
                    .command("SDIFFCARD", call -> count(call, Kind.DIFFERENCE))
                    .syntax("numkeys key [key ...] [LIMIT limit]")
                    .keyCount(1, RO, ACCESS)
                    .flags(READONLY)
                    .since("8.10.0")
                    .summary("Returns how many members of a set several others do not have.")
                    .complexity("O(N) for N members of all sets.")
                    .declare();

    /** An estimate may be exact, so that APPROX changes nothing. */
    private static void count(Call call, Kind kind) {
        long keys = call.integer(1, 1, Integer.MAX_VALUE, NUMKEYS);
        if (keys > call.argc() - FIRST_KEY) {
            throw TOO_MANY_KEYS.raise();
        }
        int end = FIRST_KEY + (int) keys;
        long limit = 0;
        for (int i = end; i < call.argc(); i++) {
            if (call.is(i, "LIMIT") && i + 1 < call.argc()) {
                limit = call.integer(++i, 0, Long.MAX_VALUE, NEGATIVE_LIMIT);
            } else if (kind != Kind.UNION || !call.is(i, "APPROX")) {
                throw CommandError.SYNTAX.raise();
            }
        }

        long enough = limit;
        try (SetAlgebra sets =
                LongWork.done(
                        call,
                        SetAlgebra.class,
                        () -> new SetAlgebra(call, kind, Form.COUNT, FIRST_KEY, end, enough))) {
            call.reply().integer(sets.count());
        }
    }
}
