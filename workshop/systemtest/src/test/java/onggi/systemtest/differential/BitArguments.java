package onggi.systemtest.differential;

import java.util.List;
import onggi.systemtest.differential.Grammar.Argument;
import onggi.systemtest.differential.Grammar.Command;
import onggi.testkit.Gen;

/** What the commands on bits take beside keys. */
final class BitArguments {

    private static final List<String> OFFSETS =
            List.of(
                    ("0 1 2 7 8 9 15 63 64 100 511 5000 -1 -8 -64 -5000 8388600 8388607 8388608"
                                    + " 4294967295 9223372036854775807 -9223372036854775808")
                            .split(" "));
    private static final List<String> COUNTED =
            List.of("#0 #1 #2 #5 #17 # #-1 #x ##1 #131071 #131072 #2305843009213693952".split(" "));
    private static final List<String> TYPES =
            List.of(
                    ("u1 u2 u5 u8 u16 u31 u32 u33 u63 i1 i2 i5 i8 i16 i32 i33 i63 i64 u8 i8 u64 i65 u0"
                                    + " i0 i-1 U8 8 u u08 u+8 u8x x8")
                            .split(" "));
    private static final List<String> NUMBERS =
            List.of(
                    ("0 1 -1 2 7 10 100 127 128 255 256 -128 -129 65535 -32768 2147483647"
                                    + " -2147483648 4294967296 9223372036854775807"
                                    + " -9223372036854775808 4611686018427387904")
                            .split(" "));
    private static final List<String> OPERATIONS =
            List.of("AND OR XOR NOT and Or xor not NAND".split(" "));

    private BitArguments() {}

    /** Returns whether an argument is drawn here. */
    static boolean has(Command command, Argument argument) {
        return command.group().equals("bitmap") && !argument.type().equals("key");
    }

    /** Draws an argument. */
    static String value(Gen gen, Command command, Argument argument) {
        if (gen.chance(3)) {
            return gen.pick(Alphabet.NO_NUMBERS);
        }
        return switch (argument.name()) {
            case "encoding" -> gen.pick(TYPES);
            case "operation" -> gen.pick(OPERATIONS);
            case "increment" -> gen.pick(NUMBERS);
            case "bit" -> bit(gen);
            case "value" -> command.name().equals("setbit") ? bit(gen) : gen.pick(NUMBERS);
            default -> gen.pick(gen.chance(80) ? OFFSETS : COUNTED);
        };
    }

    private static String bit(Gen gen) {
        return gen.pick("0", "1", "1", "0", "2");
    }
}
