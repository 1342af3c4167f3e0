package onggi.types;

import onggi.bytes.HotPath;
import onggi.bytes.Memory;

/** The registers of a HyperLogLog side by side: 6 bits each, lowest bits first. */
final class DenseRegisters {

    static final int BITS = 6;
    static final int MAX_VALUE = (1 << BITS) - 1;
    static final int BYTES = HyperLogLogValue.REGISTERS * BITS / Byte.SIZE;

    /** Four registers are three bytes. */
    private static final int GROUP = 4;

    private static final int GROUP_BYTES = GROUP * BITS / Byte.SIZE;

    private DenseRegisters() {}

    /** Returns a register. */
    @HotPath
    static int value(Memory memory, long address, int index) {
        long at = groupOf(address, index);
        return (group(memory, at) >>> shiftOf(index)) & MAX_VALUE;
    }

    /** Gives a register a value if that is higher than its own; returns whether it was. */
    @HotPath
    static boolean raise(Memory memory, long address, int index, int value) {
        long at = groupOf(address, index);
        int shift = shiftOf(index);
        int group = group(memory, at);
        if (((group >>> shift) & MAX_VALUE) >= value) {
            return false;
        }
        int changed = (group & ~(MAX_VALUE << shift)) | (value << shift);
        memory.putShort(at, (short) changed);
        memory.putByte(at + Short.BYTES, (byte) (changed >>> Short.SIZE));
        return true;
    }

    @HotPath
    private static long groupOf(long address, int index) {
        return address + (long) (index / GROUP) * GROUP_BYTES;
    }

    @HotPath
    private static int shiftOf(int index) {
        return (index % GROUP) * BITS;
    }

    @HotPath
    private static int group(Memory memory, long at) {
        return (memory.shortAt(at) & 0xFFFF)
                | ((memory.byteAt(at + Short.BYTES) & 0xFF) << Short.SIZE);
    }

    /** Counts how many registers have each value. */
    static void count(Memory memory, long address, int[] histogram) {
        long end = address + BYTES;
        for (long at = address; at < end; at += GROUP_BYTES) {
            int group = group(memory, at);
            histogram[group & MAX_VALUE]++;
            histogram[(group >>> BITS) & MAX_VALUE]++;
            histogram[(group >>> (2 * BITS)) & MAX_VALUE]++;
            histogram[group >>> (3 * BITS)]++;
        }
    }

    /** Raises each of some registers, a byte each, to those here. */
    static void mergeInto(Memory memory, long address, byte[] registers) {
        for (int i = 0; i < HyperLogLogValue.REGISTERS; i++) {
            registers[i] = (byte) Math.max(registers[i], value(memory, address, i));
        }
    }

    /** Writes all registers. */
    static void write(Memory memory, long address, byte[] registers) {
        memory.zero(address, BYTES);
        for (int i = 0; i < HyperLogLogValue.REGISTERS; i++) {
            raise(memory, address, i, registers[i]);
        }
    }
}
