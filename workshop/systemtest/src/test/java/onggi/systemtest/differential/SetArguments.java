package onggi.systemtest.differential;

import java.util.List;
import onggi.systemtest.differential.Grammar.Argument;
import onggi.systemtest.differential.Grammar.Command;
import onggi.testkit.Gen;

/**
 * What the commands on sets take beside keys: members from a small pool, half of them integers of
 * each width, so that every encoding is met, and a few that no compact form takes.
 */
final class SetArguments {

    private static final List<String> INTEGERS =
            List.of("0 1 2 3 4 5 6 7 8 -1 -2 100 32768 -32769 2147483648".split(" "));
    private static final List<String> TEXTS =
            List.of("m1 m2 m3 m4 m5 m6 m7 m8 01 -0 +1 9223372036854775808".split(" "));
    private static final List<String> ODD_TEXTS =
            List.of("", "\0\u00ff", "m\r\n", "n".repeat(64), "n".repeat(65), "n".repeat(300));
    private static final List<String> PATTERNS = List.of("*", "m*", "m?", "[0-3]", "nothing", "");
    private static final List<String> COUNTS = List.of("1", "3", "10", "0", "-1", "-4", "100");
    private static final List<String> LIMITS = List.of("0", "1", "2", "100", "-1");

    private SetArguments() {}

    /** Returns whether an argument is drawn here. */
    static boolean has(Command command, Argument argument) {
        return command.group().equals("set")
                && switch (argument.name()) {
                    case "member", "pattern", "limit" -> true;
                    case "count" -> command.name().equals("srandmember");
                    default -> false;
                };
    }

    /** Draws an argument. */
    static String value(Gen gen, Argument argument) {
        return switch (argument.name()) {
            case "pattern" -> gen.pick(PATTERNS);
            case "limit" -> gen.pick(gen.chance(90) ? LIMITS : Alphabet.NO_NUMBERS);
            case "count" -> gen.pick(gen.chance(90) ? COUNTS : Alphabet.NO_NUMBERS);
            default -> member(gen);
        };
    }

    private static String member(Gen gen) {
        if (gen.chance(3)) {
            return gen.pick(ODD_TEXTS);
        }
        return gen.pick(gen.chance(70) ? INTEGERS : TEXTS);
    }
}
