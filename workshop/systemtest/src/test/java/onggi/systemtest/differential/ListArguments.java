package onggi.systemtest.differential;

import java.util.List;
import onggi.systemtest.differential.Grammar.Argument;
import onggi.systemtest.differential.Grammar.Command;
import onggi.testkit.Gen;

/**
 * What the commands on lists take beside keys: elements from a small pool, so that searches find
 * some, and a few so long that a list leaves its compact form and has nodes to itself.
 */
final class ListArguments {

    private static final List<String> ELEMENTS =
            List.of("x y z 1 2 3 -1 300 70000 -5000000000 01 -0 9223372036854775808".split(" "));
    private static final List<String> ODD_ELEMENTS =
            List.of("", "\0\u00ff", "e\r\n", "n".repeat(63), "n".repeat(64), "n".repeat(200));
    private static final List<String> LONG_ELEMENTS =
            List.of("l".repeat(3_000), "m".repeat(4_096), "o".repeat(8_190), "p".repeat(20_000));
    private static final List<String> INDEXES =
            List.of(
                    ("0 0 1 2 3 5 8 20 -1 -1 -2 -3 -7 -30 2147483648 9223372036854775807"
                                    + " -9223372036854775808")
                            .split(" "));
    private static final List<String> COUNTS = List.of("1 1 2 3 10 100 0 -1 -2 -10".split(" "));

    private ListArguments() {}

    /** Returns whether an argument is drawn here. */
    static boolean has(Command command, Argument argument) {
        return command.group().equals("list")
                && switch (argument.name()) {
                    case "element",
                            "pivot",
                            "index",
                            "start",
                            "stop",
                            "count",
                            "rank",
                            "num-matches",
                            "len" ->
                            true;
                    default -> false;
                };
    }

    /** Draws an argument. */
    static String value(Gen gen, Argument argument) {
        return switch (argument.name()) {
            case "element", "pivot" -> element(gen);
            case "index", "start", "stop" ->
                    gen.pick(gen.chance(95) ? INDEXES : Alphabet.NO_NUMBERS);
            default -> gen.pick(gen.chance(95) ? COUNTS : Alphabet.NO_NUMBERS);
        };
    }

    private static String element(Gen gen) {
        if (gen.chance(5)) {
            return gen.pick(gen.chance(60) ? ODD_ELEMENTS : LONG_ELEMENTS);
        }
        return gen.pick(ELEMENTS);
    }
}
