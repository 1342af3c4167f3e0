package onggi.systemtest.differential;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import onggi.systemtest.differential.Grammar.Argument;
import onggi.systemtest.differential.Grammar.Command;
import onggi.testkit.Gen;

/** Draws the arguments of RESTORE: payloads that are whole, of another version, or damaged. */
final class DumpArguments {

    /** Of a text, an integer, a list, sets of integers and of one text, a hash, a sorted set. */
    private static final List<String> PAYLOADS =
            List.of(
                    payload("0006666f6f6261720a003b4c3cf6b7ee7bae"),
                    payload("00c139300a009d94ea2793fc08b9"),
                    payload("12010210100000000300816102010182626203ff0a00df0af310be9d9e9d"),
                    payload("0b1404000000030000000100000002000000701101000a0085d5c1065b1dd055"),
                    payload("020101780a00ffe880ba760c2f09"),
                    payload("101111000000040081660281760201010201ff0a001a4df2175e0bff9b"),
                    payload(
                            "111c1c000000060081610283312e3504816302030181620283696e6604ff0a00"
                                    + "b2579187c27041ce"));

    /** Relative ones are so far away that no key expires on the way. */
    private static final List<String> TIMES =
            List.of("0", "0", "0", "99999999", "88888888", "-1", "x");

    private static final List<String> IDLE_SECONDS = List.of("0", "1000", "16777215", "-1", "x");
    private static final List<String> USES = List.of("0", "7", "255", "256", "-1", "x");

    private DumpArguments() {}

    private static String payload(String hex) {
        return new String(HexFormat.of().parseHex(hex), StandardCharsets.ISO_8859_1);
    }

    /** Returns whether an argument is drawn here. */
    static boolean has(Command command, Argument argument) {
        return command.name().equals("restore")
                && List.of("serialized-value", "ttl", "seconds", "frequency")
                        .contains(argument.name());
    }

    /** Draws an argument. */
    static String value(Gen gen, Argument argument) {
        return switch (argument.name()) {
            case "ttl" -> gen.pick(TIMES);
            case "seconds" -> gen.pick(IDLE_SECONDS);
            case "frequency" -> gen.pick(USES);
            default -> serialized(gen);
        };
    }

    private static String serialized(Gen gen) {
        String payload = gen.pick(PAYLOADS);
        if (gen.chance(90)) {
            return payload;
        }
        int cut = gen.below(payload.length());
        return payload.substring(0, cut) + gen.pick("", "\0", "x") + payload.substring(cut);
    }
}
