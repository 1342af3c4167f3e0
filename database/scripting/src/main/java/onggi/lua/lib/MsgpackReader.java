package onggi.lua.lib;

import onggi.lua.Arguments;
import onggi.lua.LuaError;
import onggi.lua.LuaString;
import onggi.lua.LuaTable;
import org.jspecify.annotations.Nullable;

/** Reads values from MessagePack. */
@SuppressWarnings("ReferenceEquality") // a value that was opened is a marker
final class MsgpackReader {

    /** How much may lie on the stack of a built-in function, which bounds the nesting. */
    private static final int MAX_STACK = 8000;

    private static final int TABLE_BYTES = 56;
    private static final int VALUE_BYTES = 32;

    /** Stands for an array or a map of which the values are to come. */
    private static final Object OPENED = new Object();

    private final Arguments args;
    private final LuaString data;
    private int at;
    private @Nullable Level inner;
    private long heldBytes;

    MsgpackReader(Arguments args, LuaString data, int offset) {
        this.args = args;
        this.data = data;
        this.at = offset;
    }

    /** How many bytes were not read yet. */
    int left() {
        return data.length() - at;
    }

    /** An array or a map that is being read; the ones it lies in are linked: no recursion. */
    private static final class Level {
        final LuaTable table;
        final @Nullable Level outer;
        final boolean isMap;

        /** How much the original would have on its stack. */
        final int stack;

        /** How many values are to come: keys count too. */
        long left;

        double index;
        @Nullable Object key;

        Level(LuaTable table, @Nullable Level outer, boolean isMap, int stack, long left) {
            this.table = table;
            this.outer = outer;
            this.isMap = isMap;
            this.stack = stack;
            this.left = left;
        }

        boolean isAtKey() {
            return isMap && left % 2 == 0;
        }

        void put(@Nullable Object value) {
            if (isAtKey()) {
                key = value;
            } else if (isMap) {
                putMember(value);
            } else {
                index++;
                table.set(index, value);
            }
            left--;
        }

        private void putMember(@Nullable Object value) {
            if (key == null) {
                throw new LuaError("table index is nil");
            }
            if (key instanceof Double d && d.isNaN()) {
                throw new LuaError("table index is NaN");
            }
            table.set(key, value);
        }
    }

    /**
     * Reads a value.
     *
     * @param stack how much the original would have on its stack
     */
    @Nullable Object value(int stack) {
        Object value = next(stack);
        while (true) {
            Level level = inner;
            if (level == null) {
                return value;
            }
            if (value != OPENED) {
                hold(VALUE_BYTES + (value instanceof LuaString s ? s.length() : 0));
                level.put(value);
            }
            if (level.left == 0) {
                inner = level.outer;
                value = level.table;
            } else {
                value = next(level.stack + (level.isAtKey() ? 1 : 2));
            }
        }
    }

    private void hold(long bytes) {
        heldBytes += bytes;
        args.thread().budget().hold(bytes);
    }

    /** Ends reading: values refer to what was read, or nothing does. */
    void close() {
        args.thread().budget().release(heldBytes);
    }

    /** The next value; of an array and a map only the start. */
    private @Nullable Object next(int stack) {
        need(1);
        if (stack + 1 > MAX_STACK) {
            throw args.error(
                    "stack overflow (too many return values at once; "
                            + "use unpack_one or unpack_limit instead.)");
        }
        int mark = data.byteAt(at);
        return switch (mark) {
            case 0xC0 -> nothing(null);
            case 0xC2 -> nothing(false);
            case 0xC3 -> nothing(true);
            case 0xCA -> (double) Float.intBitsToFloat((int) unsigned(4));
            case 0xCB -> Double.longBitsToDouble(unsigned(8));
            case 0xCC, 0xCD, 0xCE -> (double) unsigned(1 << (mark - 0xCC));
            case 0xCF -> (double) unsigned(8);
            case 0xD0, 0xD1, 0xD2, 0xD3 -> (double) signed(1 << (mark - 0xD0));
            case 0xD9 -> string(unsigned(1));
            case 0xDA -> string(unsigned(2));
            case 0xDB -> string(unsigned(4));
            case 0xDC -> array(unsigned(2), stack);
            case 0xDD -> array(unsigned(4), stack);
            case 0xDE -> map(unsigned(2), stack);
            case 0xDF -> map(unsigned(4), stack);
            default -> inMark(mark, stack);
        };
    }

    /** A value, or a length, that lies in the first byte. */
    private @Nullable Object inMark(int mark, int stack) {
        if (mark < 0x80 || mark >= 0xE0) {
            at++;
            return (double) (byte) mark;
        }
        if (mark >= 0xC0) {
            throw args.error("Bad data format in input.");
        }
        at++;
        if (mark >= 0xA0) {
            return string(mark & 31);
        }
        return mark >= 0x90 ? array(mark & 15, stack) : map(mark & 15, stack);
    }

    private @Nullable Object nothing(@Nullable Object value) {
        at++;
        return value;
    }

    private void need(long count) {
        if (count > left()) {
            throw args.error("Missing bytes in input.");
        }
    }

    /** The number behind the mark; one of eight bytes has a sign, as in the original. */
    private long unsigned(int size) {
        need(1L + size);
        long n = 0;
        for (int i = 1; i <= size; i++) {
            n = n << 8 | data.byteAt(at + i);
        }
        at += 1 + size;
        return n;
    }

    private long signed(int size) {
        int unused = 64 - 8 * size;
        return unsigned(size) << unused >> unused;
    }

    private LuaString string(long length) {
        need(length);
        int from = at;
        at += (int) length;
        args.thread().budget().allocate(24 + length);
        return data.substring(from, at);
    }

    private Object array(long length, int stack) {
        if (stack + 2 > MAX_STACK) {
            throw args.error("stack overflow (in function mp_decode_to_lua_array)");
        }
        return open(false, length, stack);
    }

    private Object map(long length, int stack) {
        return open(true, 2 * length, stack);
    }

    private Object open(boolean isMap, long count, int stack) {
        args.thread().budget().check();
        hold(TABLE_BYTES);
        inner = new Level(args.state().newTable(), inner, isMap, stack, count);
        return OPENED;
    }
}
