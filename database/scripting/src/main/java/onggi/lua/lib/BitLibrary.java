package onggi.lua.lib;

import java.util.function.IntBinaryOperator;
import onggi.lua.Arguments;
import onggi.lua.Builtin;
import onggi.lua.LuaState;
import onggi.lua.LuaString;

/** The library {@code bit}: operations on 32-bit integers. */
final class BitLibrary {

    /** Added to a number it moves the bits of its integer to the low end of the mantissa. */
    private static final double ALIGNER = 0x1.8p52;

    private BitLibrary() {}

    static void open(LuaState state) {
        Library bit = Library.of(state, "bit");
        bit.add("tobit", args -> (double) bits(args, 0))
                .add("bnot", args -> (double) ~bits(args, 0))
                .add("bswap", args -> (double) Integer.reverseBytes(bits(args, 0)))
                .add("tohex", BitLibrary::hexadecimal);
        addOfAll(bit, "band", (a, b) -> a & b);
        addOfAll(bit, "bor", (a, b) -> a | b);
        addOfAll(bit, "bxor", (a, b) -> a ^ b);
        addShift(bit, "lshift", (a, n) -> a << n);
        addShift(bit, "rshift", (a, n) -> a >>> n);
        addShift(bit, "arshift", (a, n) -> a >> n);
        addShift(bit, "rol", Integer::rotateLeft);
        addShift(bit, "ror", Integer::rotateRight);
    }

    private static void addOfAll(Library bit, String name, IntBinaryOperator operation) {
        bit.add(
                name,
                args -> {
                    int result = bits(args, 0);
                    for (int i = args.count() - 1; i > 0; i--) {
                        result = operation.applyAsInt(result, bits(args, i));
                    }
                    return (double) result;
                },
                (thread, a, b) ->
                        a instanceof Double x && b instanceof Double y
                                ? (double) operation.applyAsInt(bits(x), bits(y))
                                : Builtin.DECLINED);
    }

    private static void addShift(Library bit, String name, IntBinaryOperator operation) {
        bit.add(
                name,
                args -> (double) operation.applyAsInt(bits(args, 0), bits(args, 1)),
                (thread, a, b) ->
                        a instanceof Double x && b instanceof Double y
                                ? (double) operation.applyAsInt(bits(x), bits(y))
                                : Builtin.DECLINED);
    }

    private static int bits(Arguments args, int index) {
        return bits(args.number(index));
    }

    private static int bits(double number) {
        return (int) Double.doubleToRawLongBits(number + ALIGNER);
    }

    private static Object hexadecimal(Arguments args) {
        int value = bits(args, 0);
        int digits = args.isNone(1) ? 8 : bits(args, 1);
        boolean capital = digits < 0;
        int count = digits == Integer.MIN_VALUE ? 8 : Math.min(Math.abs(digits), 8);
        byte[] text = new byte[count];
        for (int i = count - 1; i >= 0; i--) {
            text[i] = (byte) (capital ? "0123456789ABCDEF" : "0123456789abcdef").charAt(value & 15);
            value >>>= 4;
        }
        return LuaString.wrap(text);
    }
}
