package onggi.systemtest.differential;

import java.util.List;
import onggi.systemtest.differential.Grammar.Argument;
import onggi.systemtest.differential.Grammar.Command;
import onggi.testkit.Gen;

/**
 * What the commands on sorted sets and places take beside keys: members and scores from small sets,
 * so that scores are equal and sets outgrow their compact form.
 */
final class ZsetArguments {

    private static final List<String> MEMBERS =
            List.of("m1", "m2", "m3", "m4", "m5", "m6", "m7", "m8", "12", "-7", "a", "");
    private static final List<String> ODD_MEMBERS =
            List.of("012", "\0\u00ff", "m\r\n", "n".repeat(64), "n".repeat(65));
    private static final List<String> SCORES =
            List.of("0", "1", "2", "3", "1", "2", "-1", "-2.5", "0.1", "1e17", "-0", "inf", "-inf");
    private static final List<String> ODD_SCORES =
            List.of("nan", "abc", "", " 1", "1 ", "1e400", "+inf", "0x10", "5e-324", "3.0e3");
    private static final List<String> BOUNDS =
            List.of("0", "1", "(1", "(2", "-1", "3", "inf", "-inf", "(inf", "(-inf", "2.5", "(");

    /** With a lower bound of these BYLEX is an error. */
    private static final List<String> LOWER =
            List.of("0", "1", "2", "-1", "-2", "-100", "-inf", "5", "x", "1e400", " 1");

    private static final List<String> UPPER =
            List.of("0", "1", "2", "-1", "-2", "100", "+inf", "inf", "(2", "3", "nan");
    private static final List<String> COUNTS = List.of("1", "2", "3", "0", "-1", "-3", "100", "x");
    private static final List<String> OPTIONAL = List.of("zrank", "zrevrank");

    private ZsetArguments() {}

    /** Returns whether an argument is drawn here. */
    static boolean has(Command command, Argument argument) {
        return List.of("sorted-set", "geo").contains(command.group())
                && !argument.type().equals("key")
                && !List.of("numkeys", "cursor", "pattern", "timeout").contains(argument.name());
    }

    /** Returns whether a command takes more arguments today than on the server compared with. */
    static boolean hasGrown(Command command) {
        return OPTIONAL.contains(command.name());
    }

    /** Draws an argument. */
    static String value(Gen gen, Command command, Argument argument) {
        boolean stores = command.name().equals("zrangestore");
        return switch (argument.name()) {
            case "score", "increment", "weight" -> gen.pick(gen.chance(96) ? SCORES : ODD_SCORES);
            case "longitude" ->
                    gen.chance(96)
                            ? Double.toString(13 + gen.fraction() * 4)
                            : gen.pick("180", "-181", "x", "-180");
            case "latitude" ->
                    gen.chance(96)
                            ? Double.toString(36 + gen.fraction() * 4)
                            : gen.pick("85.05112878", "-86", "x", "0");
            case "radius", "width", "height" ->
                    gen.chance(90)
                            ? Integer.toString(gen.between(0, 500))
                            : gen.pick("-1", "x", "1e9", "inf");
            case "min" -> gen.pick(stores ? LOWER : BOUNDS);
            case "max" -> gen.pick(stores ? UPPER : BOUNDS);
            case "start" -> gen.pick(LOWER);
            case "stop" -> gen.pick(UPPER);
            case "count", "offset", "limit" -> gen.pick(COUNTS);
            default -> gen.pick(gen.chance(94) ? MEMBERS : ODD_MEMBERS);
        };
    }
}
