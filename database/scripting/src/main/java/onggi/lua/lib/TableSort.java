package onggi.lua.lib;

import onggi.lua.Arguments;
import onggi.lua.LuaFunction;
import onggi.lua.LuaTable;
import onggi.lua.LuaThread;
import onggi.lua.LuaType;
import onggi.lua.Results;
import org.jspecify.annotations.Nullable;

/** Sorts the values 1 to n of a table. */
final class TableSort {

    /*
     * Scripts see which pairs a sort compares, and how equal values end up, so this is the
     * quicksort of the original: the first, the middle and the last value are put in order, the
     * middle one is the pivot and waits in the last place but one while both sides are looked
     * through; the smaller side is sorted first. An order that contradicts itself leads past an end
     * and is an error; the table holds all its values then, in some order.
     */

    private final Arguments args;
    private final LuaThread thread;
    private final LuaTable table;
    private final @Nullable LuaFunction order;

    TableSort(Arguments args, LuaTable table, @Nullable LuaFunction order) {
        this.args = args;
        this.thread = args.thread();
        this.table = table;
        this.order = order;
    }

    /** Sorts the values from one index to another, both included. */
    void sort(int from, int to) {
        int low = from;
        int high = to;
        while (low < high) {
            if (isBefore(get(high), get(low))) {
                swap(low, high);
            }
            if (high - low == 1) {
                return;
            }
            int middle = (low + high) >>> 1;
            if (isBefore(get(middle), get(low))) {
                swap(middle, low);
            } else if (isBefore(get(high), get(middle))) {
                swap(middle, high);
            }
            if (high - low == 2) {
                return;
            }
            int border = partition(low, high, middle);
            if (border - low < high - border) {
                sort(low, border - 1);
                low = border + 1;
            } else {
                sort(border + 1, high);
                high = border - 1;
            }
        }
    }

    /** Puts what is before the middle value before it; gives the place it ends at. */
    private int partition(int low, int high, int middle) {
        Object pivot = get(middle);
        swap(middle, high - 1);
        int i = low;
        int j = high - 1;
        while (true) {
            while (isBefore(get(++i), pivot)) {
                checkOrder(i <= high);
            }
            while (isBefore(pivot, get(--j))) {
                checkOrder(j >= low);
            }
            if (j < i) {
                break;
            }
            swap(i, j);
        }
        swap(high - 1, i);
        return i;
    }

    private void checkOrder(boolean holds) {
        if (!holds) {
            throw args.error("invalid order function for sorting");
        }
    }

    private boolean isBefore(@Nullable Object a, @Nullable Object b) {
        thread.budget().check();
        if (order != null) {
            return LuaType.isTrue(Results.first(thread.call(order, a, b)));
        }
        return (a instanceof Double x && b instanceof Double y) ? x < y : thread.lessThan(a, b);
    }

    private @Nullable Object get(int index) {
        return table.get((double) index);
    }

    private void swap(int i, int j) {
        Object a = get(i);
        Object b = get(j);
        if (table.isReadOnly()) {
            thread.rawSet(table, (double) i, b);
        }
        table.set((double) i, b);
        table.set((double) j, a);
    }
}
