package onggi.lua.lib;

import onggi.lua.Arguments;
import onggi.lua.Builtin;
import onggi.lua.LuaState;
import onggi.lua.LuaString;
import onggi.lua.LuaTable;
import onggi.lua.Results;
import org.jspecify.annotations.Nullable;

/** The library {@code string}, which is also what strings look for their methods in. */
final class StringLibrary {

    /** How many values a built-in function may return. */
    private static final int MAX_RESULTS = 8000;

    private static final int CHECK_BYTES = 1 << 20;

    private StringLibrary() {}

    static void open(LuaState state) {
        Library string = Library.of(state, "string");
        string.add("byte", StringLibrary::toBytes)
                .add("char", StringLibrary::ofBytes)
                .add("format", FormatFunction::format)
                .add(
                        "len",
                        args -> (double) args.string(0).length(),
                        (thread, a) ->
                                a instanceof LuaString s ? (double) s.length() : Builtin.DECLINED)
                .add("lower", StringLibrary::lower)
                .add("rep", StringLibrary::repeat)
                .add("reverse", StringLibrary::reverse)
                .add("sub", StringLibrary::sub)
                .add("upper", StringLibrary::upper);
        PatternLibrary.addTo(string);
        LuaTable metatable = state.newTable(0, 1);
        metatable.set("__index", string.table());
        state.stringMetatable(metatable);
    }

    /** A position, of which a negative one counts from the end. */
    static long position(long position, int length) {
        long p = position < 0 ? position + length + 1 : position;
        return Math.max(p, 0);
    }

    private static @Nullable Object toBytes(Arguments args) {
        LuaString text = args.string(0);
        long from = position(args.integer(1, 1), text.length());
        long to = Math.min(position(args.integer(2, from), text.length()), text.length());
        from = Math.max(from, 1);
        if (from > to) {
            return Results.NONE;
        }
        if (to - from + 1 + args.count() > MAX_RESULTS) {
            throw args.error("stack overflow (string slice too long)");
        }
        @Nullable Object[] values = new @Nullable Object[(int) (to - from + 1)];
        for (int i = 0; i < values.length; i++) {
            values[i] = (double) text.byteAt((int) from - 1 + i);
        }
        return Results.of(values);
    }

    private static Object ofBytes(Arguments args) {
        byte[] bytes = new byte[args.count()];
        for (int i = 0; i < bytes.length; i++) {
            int value = (int) args.integer(i);
            if (value < 0 || value > 255) {
                throw args.error(i, "invalid value");
            }
            bytes[i] = (byte) value;
        }
        return LuaString.wrap(bytes);
    }

    private static Object lower(Arguments args) {
        byte[] bytes = copy(args);
        for (int i = 0; i < bytes.length; i++) {
            if (CharClasses.isUpper(bytes[i])) {
                bytes[i] |= 0x20;
            }
        }
        return LuaString.wrap(bytes);
    }

    private static Object upper(Arguments args) {
        byte[] bytes = copy(args);
        for (int i = 0; i < bytes.length; i++) {
            if (CharClasses.isLower(bytes[i])) {
                bytes[i] ^= 0x20;
            }
        }
        return LuaString.wrap(bytes);
    }

    private static Object reverse(Arguments args) {
        byte[] bytes = copy(args);
        for (int i = 0, k = bytes.length - 1; i < k; i++, k--) {
            byte b = bytes[i];
            bytes[i] = bytes[k];
            bytes[k] = b;
        }
        return LuaString.wrap(bytes);
    }

    private static byte[] copy(Arguments args) {
        LuaString text = args.string(0);
        args.thread().budget().allocate(24L + text.length());
        return text.unsafeArray().clone();
    }

    private static Object repeat(Arguments args) {
        LuaString text = args.string(0);
        int count = (int) args.integer(1);
        if (count <= 0 || text.length() == 0) {
            return LuaString.EMPTY;
        }
        long length = (long) text.length() * count;
        args.thread().budget().allocate(24L + length);
        if (length > Integer.MAX_VALUE - 16) {
            throw args.error("not enough memory");
        }
        byte[] bytes = new byte[(int) length];
        byte[] source = text.unsafeArray();
        System.arraycopy(source, 0, bytes, 0, source.length);
        int most = Math.max(CHECK_BYTES / source.length, 1) * source.length;
        int done = source.length;
        while (done < bytes.length) {
            int n = Math.min(Math.min(done, bytes.length - done), most);
            System.arraycopy(bytes, 0, bytes, done, n);
            done += n;
            args.thread().budget().check();
        }
        return LuaString.wrap(bytes);
    }

    private static Object sub(Arguments args) {
        LuaString text = args.string(0);
        long from = Math.max(position(args.integer(1), text.length()), 1);
        long to = Math.min(position(args.integer(2, -1), text.length()), text.length());
        if (from > to) {
            return LuaString.EMPTY;
        }
        args.thread().budget().allocate(25 + to - from);
        return text.substring((int) from - 1, (int) to);
    }
}
