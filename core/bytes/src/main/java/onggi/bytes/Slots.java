package onggi.bytes;

/** Hash slots of keys, as Redis Cluster numbers them. */
public final class Slots {

    /** How many hash slots there are. */
    public static final int COUNT = 16_384;

    private Slots() {}

    /**
     * The slot of a key, from 0 to 16383. When the key has a hash tag, something between its first
     * <code>{</code> and the first <code>}</code> after that, only the tag counts.
     */
    @HotPath
    public static int of(byte[] bytes, int offset, int length) {
        int end = offset + length;
        for (int open = offset; open < end; open++) {
            if (bytes[open] == '{') {
                for (int close = open + 1; close < end; close++) {
                    if (bytes[close] == '}') {
                        if (close == open + 1) {
                            break;
                        }
                        return Crc16.of(bytes, open + 1, close - open - 1) & (COUNT - 1);
                    }
                }
                break;
            }
        }
        return Crc16.of(bytes, offset, length) & (COUNT - 1);
    }
}
