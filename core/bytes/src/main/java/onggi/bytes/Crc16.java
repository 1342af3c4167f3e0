package onggi.bytes;

/** CRC-16/XMODEM: polynomial 0x1021, initial value 0, not reflected; "123456789" gives 0x31C3. */
public final class Crc16 {

    private static final int POLYNOMIAL = 0x1021;

    private static final char[] TABLE = new char[256];

    static {
        for (int i = 0; i < TABLE.length; i++) {
            int crc = i << 8;
            for (int bit = 0; bit < 8; bit++) {
                crc = (crc << 1) ^ ((crc & 0x8000) != 0 ? POLYNOMIAL : 0);
            }
            TABLE[i] = (char) crc;
        }
    }

    private Crc16() {}

    /** The checksum, from 0 to 65535. */
    @HotPath
    public static int of(byte[] bytes, int offset, int length) {
        final char[] table = TABLE;
        int crc = 0;
        for (int i = offset, end = offset + length; i < end; i++) {
            crc = ((crc << 8) ^ table[((crc >>> 8) ^ bytes[i]) & 0xff]) & 0xffff;
        }
        return crc;
    }
}
