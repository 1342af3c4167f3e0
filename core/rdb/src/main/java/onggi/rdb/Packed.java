package onggi.rdb;

/** Numbers in the bytes of a text, the lowest byte first. */
final class Packed {

    private Packed() {}

    static long little(RdbText text, int at, int bytes) {
        long value = 0;
        for (int i = 0; i < bytes; i++) {
            value |= (text.bytes[text.offset + at + i] & 0xffL) << (8 * i);
        }
        return value;
    }

    static long signed(RdbText text, int at, int bytes) {
        int unused = Long.SIZE - 8 * bytes;
        return little(text, at, bytes) << unused >> unused;
    }
}
