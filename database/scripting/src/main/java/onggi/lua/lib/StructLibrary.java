package onggi.lua.lib;

import java.util.ArrayList;
import java.util.List;
import onggi.lua.Arguments;
import onggi.lua.LuaState;
import onggi.lua.LuaString;
import onggi.lua.Results;
import onggi.lua.Values;
import org.jspecify.annotations.Nullable;

/** The library {@code struct}: values as the bytes of C's types. */
final class StructLibrary {

    /** How many values a built-in function may return. */
    private static final int MAX_RESULTS = 8000;

    private static final int CHECK_ITEMS = 1 << 10;

    private StructLibrary() {}

    static void open(LuaState state) {
        Library.of(state, "struct")
                .add("pack", StructLibrary::pack)
                .add("unpack", StructLibrary::unpack)
                .add("size", StructLibrary::size);
    }

    // Packing.

    private static Object pack(Arguments args) {
        StructFormat format = new StructFormat(args);
        Pieces bytes = new Pieces(args.thread());
        int argument = 1;
        while (format.next()) {
            if (argument % CHECK_ITEMS == 0) {
                args.thread().budget().check();
            }
            for (int i = format.padding(bytes.length()); i > 0; i--) {
                bytes.add(0);
            }
            if (format.isInteger()) {
                addInteger(format, toLong(number(args, argument++)), bytes);
                continue;
            }
            switch (format.option()) {
                case 'x' -> bytes.add(0);
                case 'f' -> {
                    int bits = Float.floatToRawIntBits((float) number(args, argument++));
                    addInteger(format, bits, bytes);
                }
                case 'd' -> {
                    long bits = Double.doubleToRawLongBits(number(args, argument++));
                    addInteger(format, bits, bytes);
                }
                case 'c', 's' -> addString(args, argument++, format, bytes);
                default -> format.control();
            }
        }
        return bytes.joined();
    }

    private static double number(Arguments args, int index) {
        if (index == args.count()) {
            throw args.error(index, "number expected, got nil");
        }
        return args.number(index);
    }

    private static long toLong(double number) {
        return number >= 0x1p63
                ? Arguments.toInteger(number - 0x1p63) ^ Long.MIN_VALUE
                : Arguments.toInteger(number);
    }

    private static void addInteger(StructFormat format, long value, Pieces bytes) {
        int size = format.size();
        for (int i = 0; i < size; i++) {
            int place = format.isBigEndian() ? size - 1 - i : i;
            bytes.add(place < 8 ? (int) (value >>> (8 * place)) : 0);
        }
    }

    private static void addString(Arguments args, int index, StructFormat format, Pieces bytes) {
        if (index == args.count()) {
            throw args.error(index, "string expected, got nil");
        }
        LuaString text = args.string(index);
        int size = format.size() == 0 ? text.length() : format.size();
        if (text.length() < size) {
            throw args.error(index + 1, "string too short");
        }
        bytes.add(text.unsafeArray(), 0, size);
        if (format.option() == 's') {
            bytes.add(0);
        }
    }

    // Unpacking.

    private static @Nullable Object unpack(Arguments args) {
        StructFormat format = new StructFormat(args);
        LuaString data = args.string(1);
        long position = args.integer(2, 1) - 1;
        if (position == -1) {
            throw args.error(2, "offset must be 1 or greater");
        }
        List<@Nullable Object> values = new ArrayList<>();
        int known = Math.max(args.count(), 2);
        while (format.next()) {
            position += format.padding(position);
            int size = format.size();
            checkRoom(args, data, position, size);
            if (known + values.size() + 2 > MAX_RESULTS) {
                throw args.error("stack overflow (too many results)");
            }
            int at = (int) position;
            if (format.isInteger()) {
                values.add(integer(format, data, at));
            } else {
                size = addOther(args, format, data, at, values);
            }
            position += size;
        }
        values.add(position + 1.0);
        return Results.of(values.toArray());
    }

    private static void checkRoom(Arguments args, LuaString data, long position, long size) {
        boolean fits = size >= 0 && position >= 0 && position <= data.length() - size;
        if (!fits) {
            throw args.error(1, "data string too short");
        }
    }

    /** Reads what is no integer, and gives the bytes it takes. */
    private static int addOther(
            Arguments args,
            StructFormat format,
            LuaString data,
            int at,
            List<@Nullable Object> values) {
        switch (format.option()) {
            case 'x' -> {}
            case 'f' -> values.add((double) Float.intBitsToFloat((int) bits(format, data, at)));
            case 'd' -> values.add(Double.longBitsToDouble(bits(format, data, at)));
            case 'c' -> {
                int size = format.size() == 0 ? sizeBefore(args, values) : format.size();
                checkRoom(args, data, at, size);
                values.add(data.substring(at, at + size));
                return size;
            }
            case 's' -> {
                int end = zeroAt(args, data, at);
                values.add(data.substring(at, end));
                return end - at + 1;
            }
            default -> format.control();
        }
        return format.size();
    }

    /** Takes the last value back: the size of the string that follows. */
    private static int sizeBefore(Arguments args, List<@Nullable Object> values) {
        Double size = values.isEmpty() ? null : Values.toNumber(values.getLast());
        if (size == null) {
            throw args.error("format 'c0' needs a previous size");
        }
        values.removeLast();
        long n = toLong(size);
        return n < 0 || n > Integer.MAX_VALUE ? -1 : (int) n;
    }

    private static int zeroAt(Arguments args, LuaString data, int from) {
        for (int i = from; i < data.length(); i++) {
            if (data.byteAt(i) == 0) {
                return i;
            }
        }
        throw args.error("unfinished string in data");
    }

    private static long bits(StructFormat format, LuaString data, int at) {
        int size = format.size();
        long value = 0;
        for (int i = 0; i < size; i++) {
            int index = format.isBigEndian() ? at + i : at + size - 1 - i;
            value = value << 8 | data.byteAt(index);
        }
        return value;
    }

    /** An integer of any size; of more than eight bytes the lowest count, as the original does. */
    private static Object integer(StructFormat format, LuaString data, int at) {
        long value = bits(format, data, at);
        if (!CharClasses.isLower(format.option())) {
            return value >= 0 ? (double) value : unsigned(value);
        }
        long signBits = -1L << (format.size() * 8 - 1);
        return (double) ((value & signBits) != 0 ? value | signBits : value);
    }

    /** Rounded once, as C does: the lowest bit that is shifted out stays visible. */
    private static double unsigned(long value) {
        return (double) (value >>> 1 | (value & 1)) * 2;
    }

    // Size.

    private static Object size(Arguments args) {
        StructFormat format = new StructFormat(args);
        long position = 0;
        while (format.next()) {
            int option = format.option();
            position += format.padding(position);
            if (option == 's') {
                throw args.error(0, "option 's' has no fixed size");
            }
            if (option == 'c' && format.size() == 0) {
                throw args.error(0, "option 'c0' has no fixed size");
            }
            if (!CharClasses.isAlpha(option) && !CharClasses.isDigit(option)) {
                format.control();
            }
            position += format.size();
        }
        return (double) position;
    }
}
