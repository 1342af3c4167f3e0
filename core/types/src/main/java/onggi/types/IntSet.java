package onggi.types;

import onggi.bytes.HotPath;
import onggi.bytes.Invariant;
import onggi.bytes.Memory;
import onggi.bytes.RandomSource;

/** A small set of integers that is the whole value of a {@link Cell}. */
@HotPath
final class IntSet {

    /*
     * The layout is the one Redis documents, so that a set in a DUMP payload or an RDB file is a
     * copy of these bytes:
     *
     *     bytes of an integer: 2, 4 or 8 (4) | how many (4) | integers in ascending order...
     *
     * All little-endian and signed, and all as wide as the widest that was ever in. An integer that
     * needs more bytes than the others widens all; as it lies beyond all of them, it becomes the
     * first or the last. Nothing ever becomes narrower.
     *
     * Cost: a search is binary; insert and remove move what lies behind.
     */

    static final int HEADER_BYTES = 8;

    /** The length of a set without members. */
    static final int EMPTY_BYTES = HEADER_BYTES;

    /** A growing set asks for one part in so many of its length as room to grow on. */
    private static final int ROOM_PART = 8;

    private static final int COUNT_AT = 4;

    private IntSet() {}

    /** Makes a cell an empty set. */
    static void init(Cell cell) {
        cell.reshape(Encoding.INTSET, EMPTY_BYTES, 0, Long.BYTES);
        Memory memory = cell.memory();
        long set = cell.valueAddress();
        memory.putInt(set, Short.BYTES);
        memory.putInt(set + COUNT_AT, 0);
    }

    /** Returns how many there are. */
    static int count(Cell cell) {
        return count(cell.memory(), cell.valueAddress());
    }

    private static int count(Memory memory, long set) {
        return memory.intAt(set + COUNT_AT);
    }

    private static int width(Memory memory, long set) {
        return memory.intAt(set);
    }

    /** Returns the integer at an index in ascending order. */
    static long at(Cell cell, int index) {
        Memory memory = cell.memory();
        long set = cell.valueAddress();
        return at(memory, set, width(memory, set), index);
    }

    private static long at(Memory memory, long set, int width, int index) {
        long address = set + HEADER_BYTES + (long) index * width;
        return switch (width) {
            case Short.BYTES -> memory.shortAt(address);
            case Integer.BYTES -> memory.intAt(address);
            default -> memory.longAt(address);
        };
    }

    private static void put(Memory memory, long set, int width, int index, long value) {
        long address = set + HEADER_BYTES + (long) index * width;
        switch (width) {
            case Short.BYTES -> memory.putShort(address, (short) value);
            case Integer.BYTES -> memory.putInt(address, (int) value);
            default -> memory.putLong(address, value);
        }
    }

    private static int widthOf(long value) {
        if (value == (short) value) {
            return Short.BYTES;
        }
        return value == (int) value ? Integer.BYTES : Long.BYTES;
    }

    /** Returns whether an integer is a member. */
    static boolean contains(Cell cell, long value) {
        return search(cell, value) >= 0;
    }

    /** Returns an integer chosen uniformly; there must be one. */
    static long random(Cell cell, RandomSource random) {
        return at(cell, random.nextInt(count(cell)));
    }

    /** Returns the index of an integer, or -1 minus the index at which it would be. */
    private static int search(Cell cell, long value) {
        Memory memory = cell.memory();
        long set = cell.valueAddress();
        int width = width(memory, set);
        int low = 0;
        int high = count(memory, set) - 1;
        if (high >= 0 && value > at(memory, set, width, high)) {
            return -2 - high;
        }
        while (low <= high) {
            int middle = (low + high) >>> 1;
            long found = at(memory, set, width, middle);
            if (found < value) {
                low = middle + 1;
            } else if (found > value) {
                high = middle - 1;
            } else {
                return middle;
            }
        }
        return -1 - low;
    }

    /** Adds an integer; returns whether it was absent. */
    static boolean add(Cell cell, long value) {
        int width = widthOf(value);
        if (width > width(cell.memory(), cell.valueAddress())) {
            widen(cell, width, value);
            return true;
        }
        int index = search(cell, value);
        if (index >= 0) {
            return false;
        }
        insert(cell, -1 - index, value);
        return true;
    }

    private static void insert(Cell cell, int index, long value) {
        int width = width(cell.memory(), cell.valueAddress());
        int length = cell.valueLength();
        grow(cell, length + width, length);
        Memory memory = cell.memory();
        long set = cell.valueAddress();
        long from = set + HEADER_BYTES + (long) index * width;
        memory.copy(from, from + width, set + length - from);
        put(memory, set, width, index, value);
        memory.putInt(set + COUNT_AT, count(memory, set) + 1);
    }

    private static void widen(Cell cell, int width, long value) {
        int count = count(cell);
        grow(cell, HEADER_BYTES + (count + 1) * width, cell.valueLength());
        Memory memory = cell.memory();
        long set = cell.valueAddress();
        int narrow = width(memory, set);
        int shift = value < 0 ? 1 : 0;
        for (int i = count - 1; i >= 0; i--) {
            put(memory, set, width, i + shift, at(memory, set, narrow, i));
        }
        put(memory, set, width, value < 0 ? 0 : count, value);
        memory.putInt(set, width);
        memory.putInt(set + COUNT_AT, count + 1);
    }

    private static void grow(Cell cell, int length, int kept) {
        cell.reshape(Encoding.INTSET, length, kept, Math.max(Long.BYTES, length / ROOM_PART));
    }

    /** Removes an integer; returns whether it was a member. */
    static boolean remove(Cell cell, long value) {
        int index = search(cell, value);
        if (index < 0) {
            return false;
        }
        removeAt(cell, index);
        return true;
    }

    /** Removes the integer at an index. */
    static void removeAt(Cell cell, int index) {
        Memory memory = cell.memory();
        long set = cell.valueAddress();
        int width = width(memory, set);
        int length = cell.valueLength() - width;
        long to = set + HEADER_BYTES + (long) index * width;
        memory.copy(to + width, to, set + length - to);
        memory.putInt(set + COUNT_AT, count(memory, set) - 1);
        cell.reshape(Encoding.INTSET, length, length, 0);
    }

    /** Verifies what must hold. */
    static void check(Cell cell) {
        Memory memory = cell.memory();
        long set = cell.valueAddress();
        int width = width(memory, set);
        int count = count(memory, set);
        Invariant.check(width == 2 || width == 4 || width == 8, "integers of {} bytes", width);
        Invariant.check(
                cell.valueLength() == HEADER_BYTES + (long) count * width,
                "{} integers of {} bytes in {} bytes",
                count,
                width,
                cell.valueLength());
        for (int i = 1; i < count; i++) {
            Invariant.check(
                    at(memory, set, width, i - 1) < at(memory, set, width, i),
                    "integer {} is not behind the one before it",
                    i);
        }
    }
}
