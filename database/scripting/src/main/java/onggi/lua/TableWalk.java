package onggi.lua;

import org.jspecify.annotations.Nullable;

/** The functions that walk tables; loops know them and need not call them. */
public final class TableWalk {

    /** {@code next}. */
    public static final Builtin NEXT = new Builtin("next", TableWalk::next, null, TableWalk::next);

    /** The step of {@code ipairs}. */
    public static final Builtin IPAIRS_STEP =
            new Builtin("ipairs", TableWalk::ipairsStep, null, TableWalk::ipairsStep);

    private TableWalk() {}

    private static @Nullable Object next(Arguments args) {
        return next(args.table(0), args.value(1));
    }

    private static @Nullable Object next(
            LuaThread thread, @Nullable Object table, @Nullable Object key) {
        return table instanceof LuaTable t ? next(t, key) : Builtin.DECLINED;
    }

    private static @Nullable Object next(LuaTable table, @Nullable Object key) {
        int position = table.positionOf(key);
        if (position < -1) {
            throw new LuaError("invalid key to 'next'");
        }
        position = table.next(position);
        return position < 0 ? null : Results.of(table.keyAt(position), table.valueAt(position));
    }

    /** Where a loop stands in a table. */
    static int position(Frame f, int site, LuaTable table, @Nullable Object key) {
        int position = table.positionOf(key);
        if (position < -1) {
            f.site = site;
            throw new LuaError("invalid key to 'next'");
        }
        return position;
    }

    private static Object ipairsStep(Arguments args) {
        int index = (int) args.integer(1) + 1;
        Object value = args.table(0).get((double) index);
        return value == null ? Results.NONE : Results.of((double) index, value);
    }

    private static @Nullable Object ipairsStep(
            LuaThread thread, @Nullable Object table, @Nullable Object index) {
        if (!(table instanceof LuaTable t) || !(index instanceof Double d)) {
            return Builtin.DECLINED;
        }
        double next = (int) d.doubleValue() + 1;
        Object value = t.get(next);
        return value == null ? Results.NONE : Results.of(next, value);
    }
}
