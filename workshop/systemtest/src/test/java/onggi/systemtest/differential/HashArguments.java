package onggi.systemtest.differential;

import java.util.List;
import onggi.systemtest.differential.Grammar.Argument;
import onggi.systemtest.differential.Grammar.Command;
import onggi.testkit.Gen;

/**
 * What the commands on hashes take beside keys: names of fields from a small set, more of them than
 * fit into a small hash, and now and then a text too long for one.
 */
final class HashArguments {

    private static final List<String> FIELDS =
            List.of("f1", "f2", "f3", "f4", "f5", "f6", "f7", "f8", "12", "-7", "name", "");
    private static final List<String> ODD_FIELDS =
            List.of("012", "\0\u00ff", "f\r\n", "n".repeat(64), "n".repeat(65));
    private static final List<String> PATTERNS = List.of("*", "f*", "f?", "*[1-3]", "nothing", "");
    private static final List<String> COUNTS = List.of("1", "3", "10", "0", "-1", "-4", "100");

    private HashArguments() {}

    /** Returns whether an argument is drawn here. */
    static boolean has(Command command, Argument argument) {
        return command.group().equals("hash")
                && switch (argument.name()) {
                    case "field", "value", "pattern", "increment" -> true;
                    case "count" -> command.name().equals("hrandfield");
                    default -> false;
                };
    }

    /** Draws an argument. */
    static String value(Gen gen, Command command, Argument argument) {
        return switch (argument.name()) {
            case "field" -> gen.pick(gen.chance(94) ? FIELDS : ODD_FIELDS);
            case "pattern" -> gen.pick(PATTERNS);
            case "count" -> gen.pick(COUNTS);
            case "increment" ->
                    gen.pick(command.name().endsWith("float") ? Alphabet.FLOATS : Alphabet.NUMBERS);
            default -> text(gen);
        };
    }

    private static String text(Gen gen) {
        return switch (gen.below(12)) {
            case 0, 1, 2, 3 -> gen.pick(Alphabet.NUMBERS);
            case 4, 5 -> gen.pick(Alphabet.FLOATS);
            case 6 -> gen.pick(Alphabet.NO_NUMBERS);
            case 7 -> "v".repeat(gen.between(62, 66));
            default -> gen.pick(Alphabet.VALUES);
        };
    }
}
