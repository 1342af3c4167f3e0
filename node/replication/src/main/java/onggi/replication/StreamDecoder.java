package onggi.replication;

import java.util.Arrays;

/**
 * Cuts the stream of a primary into commands, wherever it was cut on its way, and knows to which
 * byte each belongs. Pure: no clock, no socket.
 */
final class StreamDecoder {

    /*
     * The bytes lie in one array: from "kept" to "taken" those of commands that were taken, until they are dropped, up to
     * "filled" those that are still to come. A command that is not whole is looked at
     * again when it may be: when the argument that was missing is there.
     */

    private static final int FIRST_BYTES = 16 * 1024;
    private static final int KEPT_BYTES = 1 << 20;
    private static final int MOST_BYTES = Integer.MAX_VALUE - 64;
    private static final int MOST_ARGUMENTS = 1024 * 1024 * 1024;
    private static final int MOST_LINE_BYTES = 64 * 1024;

    private final long mostBulkBytes;
    private byte[] buffer = new byte[FIRST_BYTES];
    private int kept;
    private int taken;
    private int filled;
    private int wanted;
    private int at;
    private int argc;
    private int[] offsets = new int[8];
    private int[] lengths = new int[8];

    /**
     * Creates one.
     *
     * @param mostBulkBytes how long an argument may be
     */
    StreamDecoder(long mostBulkBytes) {
        this.mostBulkBytes = mostBulkBytes;
    }

    /** Adds bytes behind those before. */
    void add(byte[] bytes, int from, int length) {
        if (kept > 0 && (kept == filled || buffer.length - filled < length)) {
            System.arraycopy(buffer, kept, buffer, 0, filled - kept);
            filled -= kept;
            taken -= kept;
            wanted = Math.max(0, wanted - kept);
            kept = 0;
            if (filled == 0 && buffer.length > KEPT_BYTES) {
                buffer = new byte[FIRST_BYTES];
            }
        }
        if (buffer.length - filled < length) {
            long room = Math.max(2L * buffer.length, (long) filled + length);
            buffer = Arrays.copyOf(buffer, Math.toIntExact(Math.min(room, MOST_BYTES)));
        }
        System.arraycopy(bytes, from, buffer, filled, length);
        filled += length;
    }

    /**
     * Goes to the next command; valid until bytes are added.
     *
     * @return false when it is not whole yet
     */
    boolean next() throws BadStreamException {
        if (filled < wanted) {
            return false;
        }
        at = taken;
        skipEmptyLines();
        if (at >= filled) {
            return false;
        }
        if (buffer[at] != '*') {
            throw new BadStreamException(
                    "Master using the inline protocol. Desync? (byte " + (buffer[at] & 0xff) + ")");
        }
        int count = number('*', MOST_ARGUMENTS);
        if (count < 0) {
            return false;
        }
        if (offsets.length < Math.min(count, MOST_LINE_BYTES)) {
            offsets = new int[count];
            lengths = new int[count];
        }
        argc = count;
        for (int i = 0; i < count; i++) {
            if (!argument(i)) {
                return false;
            }
        }
        return true;
    }

    private void skipEmptyLines() {
        while (at < filled && (buffer[at] == '\n' || buffer[at] == '\r')) {
            at++;
        }
    }

    private boolean argument(int i) throws BadStreamException {
        int length = number('$', (int) Math.min(mostBulkBytes, Integer.MAX_VALUE / 2));
        if (length < 0) {
            return false;
        }
        if (filled - at < length + 2) {
            wanted = at + length + 2;
            return false;
        }
        if (i >= offsets.length) {
            offsets = Arrays.copyOf(offsets, 2 * i);
            lengths = Arrays.copyOf(lengths, 2 * i);
        }
        offsets[i] = at;
        lengths[i] = length;
        at += length;
        if (buffer[at] != '\r' || buffer[at + 1] != '\n') {
            throw new BadStreamException("an argument of the stream is longer than announced");
        }
        at += 2;
        return true;
    }

    /** Reads a line with a length; -1 when it is not whole. */
    private int number(char mark, int most) throws BadStreamException {
        int end = at;
        while (end < filled && buffer[end] != '\n') {
            end++;
        }
        if (at < filled && buffer[at] != mark) {
            throw new BadStreamException(
                    "expected '" + mark + "' in the stream, got byte " + (buffer[at] & 0xff));
        }
        if (end == filled) {
            if (end - at > MOST_LINE_BYTES) {
                throw new BadStreamException("a line of the stream has no end");
            }
            wanted = filled + 1;
            return -1;
        }
        long value = 0;
        int stop = buffer[end - 1] == '\r' ? end - 1 : end;
        if (stop == at + 1) {
            throw new BadStreamException("a length in the stream is missing");
        }
        for (int i = at + 1; i < stop; i++) {
            int digit = buffer[i] - '0';
            if (digit < 0 || digit > 9) {
                throw new BadStreamException("a length in the stream is not a number");
            }
            value = value * 10 + digit;
            if (value > most) {
                throw new BadStreamException(
                        "a length in the stream is too large: " + value + "...");
            }
        }
        at = end + 1;
        return (int) value;
    }

    /** Takes the present command; its bytes are kept until {@link #drop}. */
    void take() {
        taken = at;
        wanted = 0;
    }

    /** Forgets the bytes of the commands that were taken. */
    void drop() {
        kept = taken;
    }

    /** Returns how many bytes were not taken. */
    int pendingBytes() {
        return filled - taken;
    }

    /** The bytes that the present command lies in, and those that are kept. */
    byte[] buffer() {
        return buffer;
    }

    /** Where the bytes of commands begin that were taken, with empty lines before each. */
    int keptStart() {
        return kept;
    }

    /** How long they are together. */
    int keptLength() {
        return taken - kept;
    }

    int argc() {
        return argc;
    }

    int[] offsets() {
        return offsets;
    }

    int[] lengths() {
        return lengths;
    }
}
