package onggi.lua;

import org.jspecify.annotations.Nullable;

/**
 * Chooses the sizes of a table's parts from its keys: the array becomes the largest 2^k of which
 * more than half would be in use.
 */
final class TableSizing {

    /** An array has at most 2 to this power of elements, and so has the other part. */
    static final int MAX_BITS = 26;

    /** At n: how many keys are over 2^(n-1) and at most 2^n. */
    private final int[] counts = new int[MAX_BITS + 2];

    private int inArray;
    private int total;
    private int arraySize;
    private int arrayUse;

    /** Counts the values in the array a table has. */
    TableSizing(@Nullable Object[] array) {
        int i = 1;
        for (int bit = 0; bit <= MAX_BITS; bit++) {
            int end = Math.min(array.length, 1 << bit);
            for (; i <= end; i++) {
                if (array[i - 1] != null) {
                    counts[bit]++;
                    inArray++;
                }
            }
        }
        total = inArray;
    }

    /** Counts another key. */
    void count(Object key) {
        total++;
        if (key instanceof Double d) {
            int k = (int) d.doubleValue();
            if (k == d && k > 0 && k <= 1 << MAX_BITS) {
                counts[32 - Integer.numberOfLeadingZeros(k - 1)]++;
                inArray++;
            }
        }
    }

    /** Chooses, when all keys are counted. */
    void choose() {
        int sum = 0;
        for (int bit = 0; bit <= MAX_BITS && (1L << bit) / 2 < inArray; bit++) {
            sum += counts[bit];
            if (counts[bit] > 0 && sum > (1 << bit) / 2) {
                arraySize = 1 << bit;
                arrayUse = sum;
            }
            if (sum == inArray) {
                break;
            }
        }
    }

    /** The size chosen for the array. */
    int arraySize() {
        return arraySize;
    }

    /** How many keys are for the other part. */
    int hashSize() {
        return total - arrayUse;
    }

    /** A border behind the array: doubles the index, then halves the gap. */
    static int searchBorder(LuaTable table, int from) {
        int i = from;
        int j = from + 1;
        while (table.get((double) j) != null) {
            i = j;
            if (j > Integer.MAX_VALUE / 2) {
                return linearBorder(table);
            }
            j *= 2;
        }
        while (j - i > 1) {
            int middle = (i + j) >>> 1;
            if (table.get((double) middle) == null) {
                j = middle;
            } else {
                i = middle;
            }
        }
        return i;
    }

    private static int linearBorder(LuaTable table) {
        int i = 1;
        while (table.get((double) i) != null) {
            i++;
        }
        return i - 1;
    }
}
