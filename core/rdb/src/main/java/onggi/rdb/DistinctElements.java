package onggi.rdb;

import java.util.Arrays;
import onggi.bytes.KeyHash;

/**
 * Tells whether elements of one pack are all different, without an object for each. Reusable; the
 * array of the pack must not change meanwhile.
 */
final class DistinctElements {

    private static final int LEAST_SLOTS = 32;

    /** The length of an element that is an integer. */
    private static final int INTEGER = -1;

    /** Open addressing: the number of an element and 1, or 0. */
    private int[] slots = new int[LEAST_SLOTS];

    /** For each element its integer, or where its text begins. */
    private long[] values = new long[LEAST_SLOTS / 2];

    private int[] lengths = new int[LEAST_SLOTS / 2];
    private int mask;
    private int count;
    private long seed;

    /** Forgets all elements; so many will come at most. */
    void clear(int most, long hashSeed) {
        int wanted = Math.max(LEAST_SLOTS, Integer.highestOneBit(Math.max(1, most)) << 2);
        if (slots.length < wanted) {
            slots = new int[wanted];
            values = new long[wanted / 2];
            lengths = new int[wanted / 2];
        } else {
            Arrays.fill(slots, 0, wanted, 0);
        }
        mask = wanted - 1;
        count = 0;
        seed = hashSeed;
    }

    /** Adds the element on which a cursor is; returns whether it is a new one. */
    boolean add(PackCursor cursor) {
        if (cursor.isInteger()) {
            return add(cursor.value(), INTEGER, cursor);
        }
        if (cursor.isTextOfInteger()) {
            return add(cursor.textAsInteger(), INTEGER, cursor);
        }
        return add(cursor.textAt(), cursor.textLength(), cursor);
    }

    private boolean add(long value, int length, PackCursor cursor) {
        long hash =
                length == INTEGER
                        ? (value ^ seed) * 0x9e3779b97f4a7c15L
                        : KeyHash.of(seed, cursor.bytes, (int) value, length);
        int slot = (int) (hash ^ hash >>> 32) & mask;
        while (slots[slot] != 0) {
            if (isElement(slots[slot] - 1, value, length, cursor.bytes)) {
                return false;
            }
            slot = (slot + 1) & mask;
        }
        values[count] = value;
        lengths[count] = length;
        slots[slot] = ++count;
        return true;
    }

    private boolean isElement(int i, long value, int length, byte[] bytes) {
        if (lengths[i] != length) {
            return false;
        }
        if (length == INTEGER) {
            return values[i] == value;
        }
        int at = (int) values[i];
        int other = (int) value;
        return Arrays.equals(bytes, at, at + length, bytes, other, other + length);
    }
}
