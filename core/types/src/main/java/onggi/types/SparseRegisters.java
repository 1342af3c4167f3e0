package onggi.types;

import onggi.bytes.HotPath;
import onggi.bytes.Memory;

/** The registers of a HyperLogLog that saw few elements: as runs of equal registers. */
final class SparseRegisters {

    /*
     * Runs stand one after another behind the header of the value, and cover all registers:
     *
     *     00llllll             l + 1 registers (1 to 64) are 0               ZERO
     *     01llllll llllllll    l + 1 registers (1 to 16384) are 0            XZERO
     *     1vvvvvll             l + 1 registers (1 to 4) are v + 1 (1 to 32)  VAL
     *
     * To raise a register, its run is split in up to three, and then neighbouring VALs of one value are
     * joined again, looking at five runs from the one before. How runs are split and which are joined is
     * part of the format in so far as two servers that saw the same elements in the same order hold the
     * same bytes; it follows Redis.
     *
     * A value may come from anywhere (SET, RESTORE), so every walk checks that runs end where they must.
     */

    /** The highest value of a run. */
    static final int MAX_VALUE = 32;

    /** All registers are 0: an XZERO of 16384. */
    static final int EMPTY_BYTES = 2;

    private static final int MAX_ZEROS = 64;
    private static final int MAX_SAME = 4;
    private static final int JOINED_RUNS = 5;
    private static final int HEADER = HyperLogLogValue.HEADER_BYTES;

    private SparseRegisters() {}

    static void writeEmpty(Memory memory, long address) {
        int all = HyperLogLogValue.REGISTERS - 1;
        memory.putByte(address, (byte) (0x40 | (all >>> Byte.SIZE)));
        memory.putByte(address + 1, (byte) all);
    }

    // ---- one run

    private static boolean isValue(int run) {
        return (run & 0x80) != 0;
    }

    private static boolean isLongZero(int run) {
        return (run & 0xC0) == 0x40;
    }

    private static int width(int run) {
        return isLongZero(run) ? 2 : 1;
    }

    /** Returns the value of the registers of a run, from its first byte. */
    private static int valueOf(int run) {
        return isValue(run) ? ((run >>> 2) & 0x1F) + 1 : 0;
    }

    /**
     * Returns how many registers a run covers.
     *
     * @param second its second byte, if it has one
     */
    private static int span(int run, int second) {
        if (isValue(run)) {
            return (run & 3) + 1;
        }
        return isLongZero(run) ? (((run & 0x3F) << Byte.SIZE) | second) + 1 : run + 1;
    }

    private static int run(Memory memory, long at) {
        return memory.byteAt(at) & 0xFF;
    }

    private static int sameRun(int value, int span) {
        return 0x80 | ((value - 1) << 2) | (span - 1);
    }

    // ---- all runs

    /** What is told of each run. */
    interface RunConsumer {
        void run(long first, int span, int value, boolean isLong);
    }

    /**
     * Tells every run in order, also those behind the last register; returns whether the runs cover
     * all registers and no more.
     */
    static boolean walk(Cell cell, RunConsumer consumer) {
        Memory memory = cell.memory();
        long at = cell.valueAddress() + HEADER;
        long end = cell.valueAddress() + cell.valueLength();
        long first = 0;
        while (at < end) {
            int run = run(memory, at);
            // Redis takes a byte that is missing at the very end for the zero behind every string.
            int span = span(run, at + 1 < end ? run(memory, at + 1) : 0);
            consumer.run(first, span, valueOf(run), isLongZero(run));
            first += span;
            at += width(run);
        }
        return first == HyperLogLogValue.REGISTERS;
    }

    // ---- raising a register

    /**
     * Gives a register a value if that is higher than its own.
     *
     * @param value 1 to {@link #MAX_VALUE}
     * @return {@link HyperLogLogValue#CHANGED}, {@link HyperLogLogValue#UNCHANGED}, {@link
     *     HyperLogLogValue#CORRUPT}, or {@link HyperLogLogValue#TOO_LONG} when nothing happened
     *     because the value would be longer than it may
     */
    @HotPath
    static int raise(Cell cell, int index, int value) {
        Memory memory = cell.memory();
        long base = cell.valueAddress();
        int end = cell.valueLength();
        int before = HEADER;
        int at = HEADER;
        int first = 0;
        int run = 0;
        int span = 0;
        while (at < end) {
            run = run(memory, base + at);
            if (width(run) > end - at) {
                return HyperLogLogValue.CORRUPT;
            }
            span = span(run, isLongZero(run) ? run(memory, base + at + 1) : 0);
            if (index < first + span) {
                break;
            }
            before = at;
            first += span;
            at += width(run);
        }
        if (at >= end) {
            return HyperLogLogValue.CORRUPT;
        }
        if (valueOf(run) >= value) {
            return HyperLogLogValue.UNCHANGED;
        }
        if (span == 1 && !isLongZero(run)) {
            memory.putByte(base + at, (byte) sameRun(value, 1));
        } else if (!split(cell, at, run, value, index - first, first + span - 1 - index)) {
            return HyperLogLogValue.TOO_LONG;
        }
        join(cell, before);
        return HyperLogLogValue.CHANGED;
    }

    /** Splits a run at a register with so many others of the run on its left and right. */
    @HotPath
    private static boolean split(Cell cell, int at, int run, int value, int left, int right) {
        long runs = 0;
        int length = 0;
        if (left > 0) {
            runs = part(run, left);
            length = width((int) runs & 0xFF);
        }
        runs |= (long) sameRun(value, 1) << (length * Byte.SIZE);
        length++;
        if (right > 0) {
            int last = part(run, right);
            runs |= (long) last << (length * Byte.SIZE);
            length += width(last & 0xFF);
        }
        return replace(cell, at, width(run), runs, length);
    }

    /** Returns a part of a run as the bytes of a run, first byte lowest. */
    @HotPath
    private static int part(int run, int span) {
        if (isValue(run)) {
            return sameRun(valueOf(run), span);
        }
        if (span <= MAX_ZEROS) {
            return span - 1;
        }
        int zeros = span - 1;
        return 0x40 | (zeros >>> Byte.SIZE) | ((zeros & 0xFF) << Byte.SIZE);
    }

    @HotPath
    private static boolean replace(Cell cell, int at, int width, long runs, int length) {
        int end = cell.valueLength();
        int grown = end + length - width;
        if (grown > end) {
            if (grown > cell.limits().hllSparseBytes) {
                return false;
            }
            cell.reshape(Encoding.RAW, grown, end, 0);
        }
        Memory memory = cell.memory();
        long address = cell.valueAddress() + at;
        memory.copy(address + width, address + length, end - at - width);
        for (int i = 0; i < length; i++) {
            memory.putByte(address + i, (byte) (runs >>> (i * Byte.SIZE)));
        }
        if (grown < end) {
            cell.reshape(Encoding.RAW, grown, grown, 0);
        }
        return true;
    }

    /** Joins neighbouring runs of one value, from a run on. */
    @HotPath
    private static void join(Cell cell, int from) {
        Memory memory = cell.memory();
        long base = cell.valueAddress();
        int end = cell.valueLength();
        int at = from;
        for (int i = 0; i < JOINED_RUNS && at < end; i++) {
            int run = run(memory, base + at);
            int next = at + 1 < end ? run(memory, base + at + 1) : 0;
            int both = (run & 3) + (next & 3) + 2;
            if (isValue(run)
                    && isValue(next)
                    && valueOf(run) == valueOf(next)
                    && both <= MAX_SAME) {
                memory.putByte(base + at, (byte) sameRun(valueOf(run), both));
                memory.copy(base + at + 2, base + at + 1, end - at - 2);
                end--;
            } else {
                at += width(run);
            }
        }
        if (end < cell.valueLength()) {
            cell.reshape(Encoding.RAW, end, end, 0);
        }
    }
}
