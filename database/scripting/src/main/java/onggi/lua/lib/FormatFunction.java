package onggi.lua.lib;

import java.nio.charset.StandardCharsets;
import onggi.lua.Arguments;
import onggi.lua.LuaString;

/** The function {@code string.format}. */
final class FormatFunction {

    /** A string this long is taken as it is, zero bytes included, unless a precision cuts it. */
    private static final int LONG_STRING = 100;

    private FormatFunction() {}

    static Object format(Arguments args) {
        LuaString format = args.string(0);
        Pieces result = new Pieces(args.thread());
        int argument = 0;
        int i = 0;
        while (i < format.length()) {
            int c = format.byteAt(i++);
            if (c != '%') {
                result.add(c);
            } else if (i < format.length() && format.byteAt(i) == '%') {
                result.add('%');
                i++;
            } else {
                argument++;
                if (argument >= args.count()) {
                    throw args.error(argument, "no value");
                }
                PrintSpec spec = PrintSpec.read(args, format, i);
                i = spec.end();
                addItem(args, argument, spec, result);
            }
        }
        return result.joined();
    }

    private static void addItem(Arguments args, int argument, PrintSpec spec, Pieces result) {
        switch (spec.conversion()) {
            case 'c' -> addCharacter(spec, args.number(argument), result);
            case 'd', 'i' -> add(result, spec.decimal(args.integer(argument)));
            case 'o', 'u', 'x', 'X' ->
                    add(result, spec.unsigned(toUnsigned(args.number(argument))));
            case 'e', 'E', 'f', 'g', 'G' ->
                    add(result, PrintedDouble.of(spec, args.number(argument)));
            case 'q' -> addQuoted(args.string(argument), result);
            case 's' -> addString(spec, args.string(argument), result);
            default -> throw args.error("invalid option '%" + spec.letter() + "' to 'format'");
        }
    }

    private static void add(Pieces result, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        result.add(bytes, 0, bytes.length);
    }

    /** What C's conversion to an unsigned long gives; what fits none depends on the processor. */
    private static long toUnsigned(double number) {
        if (number >= 0x1p63) {
            return Arguments.toInteger(number - 0x1p63) ^ Long.MIN_VALUE;
        }
        return Arguments.toInteger(number);
    }

    /** A zero byte ends what was printed, so it is never seen. */
    private static void addCharacter(PrintSpec spec, double number, Pieces result) {
        int value = number > -0x1p31 - 1 && number < 0x1p31 ? (int) number : Integer.MIN_VALUE;
        String c = String.valueOf((char) (value & 0xFF));
        String text = spec.padded(c);
        int zero = text.indexOf('\0');
        add(result, zero < 0 ? text : text.substring(0, zero));
    }

    private static void addString(PrintSpec spec, LuaString text, Pieces result) {
        if (!spec.hasPrecision() && (spec.isBare() || text.length() >= LONG_STRING)) {
            boolean whole = text.length() >= LONG_STRING;
            result.add(text.unsafeArray(), 0, whole ? text.length() : lengthInC(text));
            return;
        }
        String printed = text.substring(0, lengthInC(text)).toString();
        if (spec.hasPrecision() && spec.precision() < printed.length()) {
            printed = printed.substring(0, spec.precision());
        }
        add(result, spec.padded(printed));
    }

    private static int lengthInC(LuaString text) {
        byte[] bytes = text.unsafeArray();
        int n = 0;
        while (n < bytes.length && bytes[n] != 0) {
            n++;
        }
        return n;
    }

    /** As a string of Lua's source text. */
    private static void addQuoted(LuaString text, Pieces result) {
        result.add('"');
        for (int i = 0; i < text.length(); i++) {
            int c = text.byteAt(i);
            switch (c) {
                case '"', '\\', '\n' -> result.add('\\').add(c);
                case '\r' -> add(result, "\\r");
                case 0 -> add(result, "\\000");
                default -> result.add(c);
            }
        }
        result.add('"');
    }
}
