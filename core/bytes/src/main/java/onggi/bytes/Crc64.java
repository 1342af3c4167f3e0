package onggi.bytes;

/**
 * CRC-64 with Jones's polynomial, reflected, initial value 0, as RDB files and DUMP payloads end
 * with; "123456789" gives e9c6d914c4b8d9ca.
 */
public final class Crc64 {

    /** 0xad93d23594c935a9 with its bits in reverse order. */
    private static final long POLYNOMIAL = Long.reverse(0xad93d23594c935a9L);

    /** {@code TABLES[k][b]} is the checksum of byte b followed by k zero bytes. */
    private static final long[][] TABLES = new long[8][256];

    static {
        for (int i = 0; i < 256; i++) {
            long crc = i;
            for (int bit = 0; bit < 8; bit++) {
                crc = (crc >>> 1) ^ ((crc & 1) != 0 ? POLYNOMIAL : 0);
            }
            TABLES[0][i] = crc;
        }
        for (int i = 0; i < 256; i++) {
            for (int k = 1; k < TABLES.length; k++) {
                long crc = TABLES[k - 1][i];
                TABLES[k][i] = (crc >>> 8) ^ TABLES[0][(int) crc & 0xff];
            }
        }
    }

    private Crc64() {}

    /** The checksum of bytes. */
    public static long of(byte[] bytes, int offset, int length) {
        return update(0, bytes, offset, length);
    }

    /**
     * The checksum of what was summed before, followed by these bytes.
     *
     * @param crc 0 at the beginning
     */
    public static long update(long crc, byte[] bytes, int offset, int length) {
        int at = offset;
        int end = offset + length;
        for (; at + 8 <= end; at += 8) {
            crc =
                    TABLES[7][(int) (crc ^ bytes[at]) & 0xff]
                            ^ TABLES[6][(int) ((crc >>> 8) ^ bytes[at + 1]) & 0xff]
                            ^ TABLES[5][(int) ((crc >>> 16) ^ bytes[at + 2]) & 0xff]
                            ^ TABLES[4][(int) ((crc >>> 24) ^ bytes[at + 3]) & 0xff]
                            ^ TABLES[3][(int) ((crc >>> 32) ^ bytes[at + 4]) & 0xff]
                            ^ TABLES[2][(int) ((crc >>> 40) ^ bytes[at + 5]) & 0xff]
                            ^ TABLES[1][(int) ((crc >>> 48) ^ bytes[at + 6]) & 0xff]
                            ^ TABLES[0][(int) ((crc >>> 56) ^ bytes[at + 7]) & 0xff];
        }
        for (; at < end; at++) {
            crc = (crc >>> 8) ^ TABLES[0][(int) (crc ^ bytes[at]) & 0xff];
        }
        return crc;
    }
}
