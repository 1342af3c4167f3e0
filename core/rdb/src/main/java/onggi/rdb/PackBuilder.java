package onggi.rdb;

import java.util.Arrays;
import onggi.bytes.Memory;
import onggi.types.ListPack;

/** Builds a list pack in an array. Reusable; {@link ListPack} tells the format. */
final class PackBuilder {

    private static final int KEPT_BYTES = 1 << 16;
    private static final int COUNT_UNKNOWN = 0xffff;
    private static final int LONG_HEAD_BYTES = 5;

    byte[] bytes = new byte[256];
    private int at;
    private int count;

    void begin() {
        if (bytes.length > KEPT_BYTES) {
            bytes = new byte[256];
        }
        at = ListPack.HEADER_BYTES;
        count = 0;
    }

    void integer(long value) {
        room(ListPack.MAX_ELEMENT_OVERHEAD + Long.BYTES);
        int start = at;
        if (value >= 0 && value <= 127) {
            bytes[at++] = (byte) value;
        } else if (value >= -4096 && value <= 4095) {
            bytes[at++] = (byte) (0xc0 | (value >>> 8 & 0x1f));
            bytes[at++] = (byte) value;
        } else {
            int width = ListPack.elementBytes(value) - 2;
            bytes[at++] = (byte) (width == 8 ? 0xf4 : 0xf1 + width - 2);
            little(value, width);
        }
        close(start);
    }

    void text(Memory memory, long address, int length) {
        room(length + ListPack.MAX_ELEMENT_OVERHEAD);
        int start = at;
        if (length < 64) {
            bytes[at++] = (byte) (0x80 | length);
        } else if (length < 4096) {
            bytes[at++] = (byte) (0xe0 | length >>> 8);
            bytes[at++] = (byte) length;
        } else {
            bytes[at++] = (byte) 0xf0;
            little(length, LONG_HEAD_BYTES - 1);
        }
        memory.copyOut(address, bytes, at, length);
        at += length;
        close(start);
    }

    private void close(int start) {
        int body = at - start;
        int size = ListPackCursor.backBytes(body);
        int rest = body;
        for (int i = size - 1; i >= 0; i--) {
            bytes[at + i] = (byte) ((rest & 0x7f) | (i > 0 ? 0x80 : 0));
            rest >>>= 7;
        }
        at += size;
        count++;
    }

    private void little(long value, int width) {
        for (int i = 0; i < width; i++) {
            bytes[at++] = (byte) (value >>> (8 * i));
        }
    }

    private void room(int more) {
        if (at + more + 1 > bytes.length) {
            bytes =
                    Arrays.copyOf(
                            bytes, (int) Math.min(1L << 30, Math.max(2L * at, at + more + 1L)));
        }
    }

    /** Ends the pack; returns its length. */
    int end() {
        room(1);
        bytes[at++] = (byte) 0xff;
        int length = at;
        at = 0;
        little(length, Integer.BYTES);
        little(Math.min(count, COUNT_UNKNOWN), Short.BYTES);
        return length;
    }
}
