package onggi.types;

import onggi.bytes.HotPath;
import onggi.bytes.Memory;

/** Writes the parts of an element of a {@link ListPack}. */
final class PackBytes {

    private PackBytes() {}

    /** Writes what stands before the text of a string; returns where the text goes. */
    @HotPath
    static long writeStringHead(Memory memory, long to, int length) {
        if (length < 64) {
            memory.putByte(to, (byte) (0x80 | length));
            return to + 1;
        }
        if (length < 4096) {
            memory.putByte(to, (byte) (0xe0 | length >>> 8));
            memory.putByte(to + 1, (byte) length);
            return to + 2;
        }
        memory.putByte(to, (byte) ListPack.STRING_32);
        memory.putInt(to + 1, length);
        return to + 5;
    }

    /**
     * Writes an integer without the length behind it.
     *
     * @param body what {@link ListPack#integerBody} says
     */
    @HotPath
    static void writeInteger(Memory memory, long to, long value, int body) {
        switch (body) {
            case 1 -> memory.putByte(to, (byte) value);
            case 2 -> {
                memory.putByte(to, (byte) (0xc0 | (value >>> 8 & 0x1f)));
                memory.putByte(to + 1, (byte) value);
            }
            case 3 -> {
                memory.putByte(to, (byte) ListPack.INT_16);
                memory.putShort(to + 1, (short) value);
            }
            case 4 -> {
                memory.putByte(to, (byte) ListPack.INT_24);
                memory.putShort(to + 1, (short) value);
                memory.putByte(to + 3, (byte) (value >>> 16));
            }
            case 5 -> {
                memory.putByte(to, (byte) ListPack.INT_32);
                memory.putInt(to + 1, (int) value);
            }
            default -> {
                memory.putByte(to, (byte) ListPack.INT_64);
                memory.putLong(to + 1, value);
            }
        }
    }

    /** Writes the length behind an element: groups of 7 bits, the low ones last. */
    @HotPath
    static void writeBackLength(Memory memory, long to, int body) {
        int size = ListPack.backLength(body);
        int rest = body;
        for (int i = size - 1; i > 0; i--) {
            memory.putByte(to + i, (byte) ((rest & 0x7f) | 0x80));
            rest >>>= 7;
        }
        memory.putByte(to, (byte) rest);
    }
}
