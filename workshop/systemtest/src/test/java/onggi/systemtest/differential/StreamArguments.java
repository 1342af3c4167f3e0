package onggi.systemtest.differential;

import java.nio.charset.StandardCharsets;
import java.util.List;
import onggi.systemtest.differential.Grammar.Argument;
import onggi.systemtest.differential.Grammar.Command;
import onggi.testkit.Gen;

/**
 * What the commands on streams take beside keys. Ids are never left to the clock, and times are so
 * far apart that it does not matter when exactly a command runs.
 */
final class StreamArguments {

    private static final List<String> ODD_IDS =
            List.of(
                    ("0 0-0 1 3 0-1 2-1 5-2 9-9 20-0 - + $ > (5 (0-1 (20 ( 5- -5 5-5-5 abc 007-01 1-+1 1--1 +3 3-* 25-* *-1 0-*"
                                    + " 18446744073709551615 18446744073709551615-18446744073709551614"
                                    + " 18446744073709551616-1 1-18446744073709551615")
                            .split(" "));
    private static final List<String> GROUPS = List.of("g1", "g1", "g2", "g3", "", "gr\nup");
    private static final List<String> CONSUMERS = List.of("Alice", "Alice", "Bob", "c3", "");
    private static final List<String> FIELDS = List.of("f", "g", "field", "1", "");
    private static final List<String> COUNTS =
            List.of("1 2 5 10 100 0 -1 4294967296 9223372036854775807".split(" "));
    private static final List<String> LENGTHS = List.of("0 1 3 5 8 20 100 1000 -1".split(" "));
    private static final List<String> SINCE =
            List.of("0 0 0 50000 50000 1000000000000 -1 abc".split(" "));

    /** How many ids were drawn that ascend. */
    private int ids;

    /** Returns whether an argument is drawn here. */
    static boolean has(Command command, Argument argument) {
        return command.group().equals("stream") && !argument.type().equals("key");
    }

    /** Returns whether an argument makes a command wait. */
    static boolean waits(Command command, Argument argument) {
        return command.group().equals("stream") && argument.token().equalsIgnoreCase("BLOCK");
    }

    /** Draws an argument. */
    String value(Gen gen, Command command, Argument argument) {
        return switch (argument.name()) {
            case "group", "groupname" -> gen.pick(GROUPS);
            case "consumer", "consumername" -> gen.pick(CONSUMERS);
            case "field" -> gen.pick(FIELDS);
            case "value" -> gen.chance(50) ? gen.pick(Alphabet.VALUES) : gen.pick(Alphabet.NUMBERS);
            case "threshold" -> gen.chance(50) ? gen.pick(LENGTHS) : id(gen, command);
            case "count" -> gen.pick(command.name().equals("xtrim") ? LENGTHS : COUNTS);
            case "entries_read", "entries_added" -> gen.pick(COUNTS);
            case "min-idle-time" -> gen.pick(SINCE);
            case "ms" -> gen.pick("0", "100000", "10000000", "-1", "abc");
            case "unix-time-milliseconds" -> gen.pick("0", "1", "33177117420000", "-1", "x");
            default -> id(gen, command);
        };
    }

    private String id(Gen gen, Command command) {
        if (gen.chance(command.name().equals("xadd") ? 12 : 25)) {
            String id = gen.pick(ODD_IDS);
            // Redis 7.0 does not know the last entry by a plus.
            return id.equals("+") && command.name().startsWith("xread") ? "$" : id;
        }
        if (command.name().equals("xadd")) {
            ids += gen.pick(1, 1, 1, 2, 5, 300);
            return text(gen, ids);
        }
        return switch (gen.below(10)) {
            case 0, 1 -> "0";
            case 2 -> command.name().equals("xreadgroup") ? ">" : "-";
            case 3, 4, 5 ->
                    command.name().equals("xreadgroup") ? ">" : text(gen, gen.below(ids + 2));
            default -> text(gen, Math.max(0, ids - gen.below(30)));
        };
    }

    private static String text(Gen gen, int id) {
        return gen.chance(10) ? Integer.toString(id / 4 + 1) : (id / 4 + 1) + "-" + id % 4;
    }

    /** Puts something else in the place of what asks for an id by the clock. */
    static List<byte[]> withoutClock(List<byte[]> command) {
        if (!new String(command.getFirst(), StandardCharsets.ISO_8859_1).equalsIgnoreCase("xadd")) {
            return command;
        }
        return command.stream()
                .map(word -> word.length == 1 && word[0] == '*' ? new byte[] {'='} : word)
                .toList();
    }
}
