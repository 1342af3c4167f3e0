package onggi.resp;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import onggi.bytes.HotPath;

/**
 * Short pieces of replies, each ready as one long: up to seven bytes of text, its length in the
 * highest byte. Writing one is a single store of eight bytes.
 */
final class ReplyWords {

    private static final VarHandle LONG =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private static final int LENGTH_SHIFT = 56;

    /** The end of a line, its first byte lowest. */
    private static final long CRLF = 0x0A0D;

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

    /** Made of digits, not of strings: three thousand of those would be a tenth of the start. */
    private static long[] headers(char type) {
        long[] headers = new long[PREFORMED];
        for (int i = 0; i < headers.length; i++) {
            long text = CRLF;
            long length = 3;
            int rest = i;
            do {
                text = (text << Byte.SIZE) | ('0' + rest % 10);
                rest /= 10;
                length++;
            } while (rest > 0);
            headers[i] = (length << LENGTH_SHIFT) | (text << Byte.SIZE) | type;
        }
        return headers;
    }

    private static long word(String text) {
        long word = (long) text.length() << LENGTH_SHIFT;
        for (int i = 0; i < text.length(); i++) {
            word |= (long) text.charAt(i) << (i * Byte.SIZE);
        }
        return word;
    }
}
