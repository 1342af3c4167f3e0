package onggi.lua.lib;

import onggi.lua.Arguments;
import onggi.lua.LuaFunction;
import onggi.lua.LuaState;
import onggi.lua.LuaString;
import onggi.lua.LuaTable;
import onggi.lua.LuaType;
import onggi.lua.Results;
import onggi.lua.Values;
import org.jspecify.annotations.Nullable;

/** The library {@code table}. */
final class TableLibrary {

    private static final int CHECK_TURNS = 1 << 12;

    private TableLibrary() {}

    static void open(LuaState state) {
        Library.of(state, "table")
                .add("concat", TableLibrary::concat)
                .add("foreach", TableLibrary::forEach)
                .add("foreachi", TableLibrary::forEachIndex)
                .add("getn", args -> (double) args.table(0).length())
                .add("maxn", TableLibrary::largestKey)
                .add("insert", TableLibrary::insert)
                .add("remove", TableLibrary::remove)
                .add("setn", TableLibrary::setLength)
                .add("sort", TableLibrary::sort);
    }

    private static Object concat(Arguments args) {
        LuaString separator = args.string(1, LuaString.EMPTY);
        LuaTable table = args.table(0);
        int from = (int) args.integer(2, 1);
        int to = args.isNoneOrNil(3) ? table.length() : (int) args.integer(3);
        Pieces result = new Pieces(args.thread());
        for (long i = from; i <= to; i++) {
            checkNowAndThen(args, i);
            LuaString text = Values.toText(table.get((double) i));
            if (text == null) {
                String kind = LuaType.name(table.get((double) i));
                throw args.error(
                        "invalid value (" + kind + ") at index " + i + " in table for 'concat'");
            }
            result.add(text);
            if (i < to) {
                result.add(separator);
            }
        }
        return result.joined();
    }

    private static void checkNowAndThen(Arguments args, long turn) {
        if (turn % CHECK_TURNS == 0) {
            args.thread().budget().check();
        }
    }

    // Walks.

    private static @Nullable Object forEach(Arguments args) {
        LuaTable table = args.table(0);
        LuaFunction function = args.function(1);
        Object key = null;
        while (true) {
            int position = table.positionOf(key);
            if (position < -1) {
                throw args.error("invalid key to 'next'");
            }
            position = table.next(position);
            if (position < 0) {
                return Results.NONE;
            }
            key = table.keyAt(position);
            Object result = args.thread().call(function, key, table.valueAt(position));
            if (Results.first(result) != null) {
                return Results.first(result);
            }
        }
    }

    private static @Nullable Object forEachIndex(Arguments args) {
        LuaTable table = args.table(0);
        int count = table.length();
        LuaFunction function = args.function(1);
        for (int i = 1; i <= count; i++) {
            double index = i;
            Object result = Results.first(args.thread().call(function, index, table.get(index)));
            if (result != null) {
                return result;
            }
        }
        return Results.NONE;
    }

    private static Object largestKey(Arguments args) {
        LuaTable table = args.table(0);
        double largest = 0;
        for (int p = table.next(-1); p >= 0; p = table.next(p)) {
            if (table.keyAt(p) instanceof Double key && key > largest) {
                largest = key;
            }
        }
        return largest;
    }

    // Changes.

    private static Object insert(Arguments args) {
        LuaTable table = args.table(0);
        int end = table.length() + 1;
        switch (args.count()) {
            case 2 -> put(args, table, end, args.value(1));
            case 3 -> insertAt(args, table, end);
            default -> throw args.error("wrong number of arguments to 'insert'");
        }
        return Results.NONE;
    }

    private static void insertAt(Arguments args, LuaTable table, int end) {
        int at = (int) args.integer(1);
        for (int i = Math.max(end, at); i > at; i--) {
            checkNowAndThen(args, i);
            put(args, table, i, table.get(i - 1.0));
        }
        put(args, table, at, args.value(2));
    }

    private static @Nullable Object remove(Arguments args) {
        LuaTable table = args.table(0);
        int end = table.length();
        int at = (int) args.integer(1, end);
        if (at < 1 || at > end) {
            return Results.NONE;
        }
        Object removed = table.get((double) at);
        for (int i = at; i < end; i++) {
            checkNowAndThen(args, i);
            put(args, table, i, table.get(i + 1.0));
        }
        put(args, table, end, null);
        return removed;
    }

    private static void put(Arguments args, LuaTable table, int index, @Nullable Object value) {
        if (table.isReadOnly()) {
            args.thread().rawSet(table, (double) index, value);
        }
        table.set((double) index, value);
    }

    private static Object setLength(Arguments args) {
        args.table(0);
        throw args.error("'setn' is obsolete");
    }

    private static Object sort(Arguments args) {
        LuaTable table = args.table(0);
        int length = table.length();
        LuaFunction order = args.isNoneOrNil(1) ? null : args.function(1);
        new TableSort(args, table, order).sort(1, length);
        return Results.NONE;
    }
}
