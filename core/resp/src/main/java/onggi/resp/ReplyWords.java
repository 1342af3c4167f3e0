package onggi.resp;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import onggi.bytes.HotPath;

/**
 * Short pieces of replies, each ready as one long: up to seven bytes of text, its length in the
 * highest byte. Writing one is a single store of eight bytes.
 */
final class ReplyWords {

    // First, because the words below are made with it.
    private static final VarHandle LONG =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private static final int LENGTH_SHIFT = 56;

    /** Counts, lengths and integers below this are preformed. */
    static final int PREFORMED = 1024;

    static final long OK = word("+OK\r\n");
    static final long PONG = word("+PONG\r\n");
    static final long NULL_BULK_2 = word("$-1\r\n");
    static final long NULL_ARRAY_2 = word("*-1\r\n");
    static final long NULL_3 = word("_\r\n");
    static final long TRUE_3 = word("#t\r\n");
    static final long FALSE_3 = word("#f\r\n");

    static final long[] BULK_HEADERS = headers('$');
    static final long[] ARRAY_HEADERS = headers('*');
    static final long[] INTEGERS = headers(':');

    private ReplyWords() {}

    /**
     * Writes a word; of the eight bytes from {@code at}, those behind its text are scratch.
     *
     * @return the index behind its text
     */
    @HotPath
    static int put(long word, byte[] buffer, int at) {
        LONG.set(buffer, at, word);
        return at + (int) (word >>> LENGTH_SHIFT);
    }

    private static long[] headers(char type) {
        long[] headers = new long[PREFORMED];
        for (int i = 0; i < headers.length; i++) {
            headers[i] = word(type + Integer.toString(i) + "\r\n");
        }
        return headers;
    }

    private static long word(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        byte[] padded = Arrays.copyOf(bytes, Long.BYTES);
        padded[Long.BYTES - 1] = (byte) bytes.length;
        return (long) LONG.get(padded, 0);
    }
}
