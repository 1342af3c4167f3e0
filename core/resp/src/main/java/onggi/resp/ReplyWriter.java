package onggi.resp;

import java.nio.charset.StandardCharsets;
import onggi.bytes.Bytes;
import onggi.bytes.Doubles;
import onggi.bytes.HotPath;
import onggi.bytes.LooseBlock;
import onggi.bytes.Memory;
import onggi.bytes.Numbers;

/**
 * Writes replies, in RESP2 or RESP3, into an array that grows and is used again.
 *
 * <p>A {@code String} given here is written as one byte per character, so that texts can carry any
 * bytes; what is not below 256 is not for the wire. Belongs to one thread.
 */
public final class ReplyWriter extends ReplyBuffer {

    /*
     * Short headers ("$5\r\n", ":42\r\n", "*2\r\n") lie ready in ReplyWords. Writing one is a single
     * eight-byte store of which the bytes behind its length are overwritten by what follows; so
     * room is always asked for with SLACK to spare.
     *
     * An array whose length is known only afterwards gets room for a header of one digit; when it
     * needs more, its elements move once.
     */

    private static final int MAX_HEADER = 1 + Numbers.MAX_LONG_LENGTH + 2;

    /** "*0\r\n": what {@link #startArray()} leaves room for. */
    private static final int DEFERRED_HEADER = 4;

    /** Three letters and a colon. */
    private static final int VERBATIM_PREFIX = 4;

    private static final byte[] QUEUED = "+QUEUED\r\n".getBytes(StandardCharsets.ISO_8859_1);

    private boolean resp3;

    private final byte[] scratch = new byte[Doubles.MAX_TEXT_LENGTH];

    public ReplyWriter() {
        this(INITIAL_BYTES);
    }

    /**
     * A writer for RESP2.
     *
     * @param capacity the bytes it begins with
     */
    public ReplyWriter(int capacity) {
        super(capacity);
    }

    /** The protocol version, 2 or 3. */
    @HotPath
    public int protocol() {
        return resp3 ? 3 : 2;
    }

    /** Sets the protocol version, 2 or 3. */
    @HotPath
    public void setProtocol(int version) {
        resp3 = version == 3;
    }

    // Simple values

    @HotPath
    public void ok() {
        word(ReplyWords.OK);
    }

    @HotPath
    public void pong() {
        word(ReplyWords.PONG);
    }

    @HotPath
    public void queued() {
        raw(QUEUED);
    }

    /** A simple string, which holds no CR and no LF. */
    public void simple(String text) {
        line('+', text);
    }

    /** An error with its code, like "ERR syntax error"; CR and LF in it become spaces. */
    public void error(String text) {
        int start = position;
        line('-', text);
        blankLineEnds(start + 1);
    }

    /** An error with its code; CR and LF in it become spaces. */
    public void error(byte[] text, int offset, int length) {
        if (!room(length + 3L)) {
            return;
        }
        int start = position;
        buffer[position++] = '-';
        append(text, offset, length);
        crlf();
        blankLineEnds(start + 1);
    }

    /** Bytes that are already a reply. */
    @HotPath
    public void raw(byte[] reply) {
        raw(reply, 0, reply.length);
    }

    /** Bytes that are already a reply or a part of one. */
    @HotPath
    public void raw(byte[] reply, int offset, int length) {
        if (room(length)) {
            append(reply, offset, length);
        }
    }

    @HotPath
    public void integer(long value) {
        if (value >= 0 && value < ReplyWords.PREFORMED) {
            word(ReplyWords.INTEGERS[(int) value]);
        } else {
            number((byte) ':', value);
        }
    }

    /** A truth: an integer in RESP2. */
    @HotPath
    public void bool(boolean value) {
        if (resp3) {
            word(value ? ReplyWords.TRUE_3 : ReplyWords.FALSE_3);
        } else {
            integer(value ? 1 : 0);
        }
    }

    /** A floating point number: a bulk string in RESP2. */
    public void doubleValue(double value) {
        int length = Doubles.write(value, scratch, 0);
        doubleText(scratch, 0, length);
    }

    /** A floating point number whose text is made already: a bulk string in RESP2. */
    public void doubleText(byte[] text, int offset, int length) {
        typed(',', text, offset, length);
    }

    /** A number of any size: a bulk string in RESP2. */
    public void bigNumber(byte[] text, int offset, int length) {
        typed('(', text, offset, length);
    }

    /** Absence where a string could be. */
    @HotPath
    public void nullBulk() {
        word(resp3 ? ReplyWords.NULL_3 : ReplyWords.NULL_BULK_2);
    }

    /** Absence where an array could be. */
    @HotPath
    public void nullArray() {
        word(resp3 ? ReplyWords.NULL_3 : ReplyWords.NULL_ARRAY_2);
    }

    // Strings

    @HotPath
    public void bulk(byte[] text) {
        bulk(text, 0, text.length);
    }

    @HotPath
    public void bulk(byte[] text, int offset, int length) {
        if (!room((long) length + MAX_HEADER + 2)) {
            return;
        }
        header(ReplyWords.BULK_HEADERS, (byte) '$', length);
        append(text, offset, length);
        crlf();
    }

    /**
     * A string that lies outside the heap.
     *
     * @param memory where it lies
     * @param address where it begins
     * @param length how many bytes
     */
    @HotPath
    public void bulk(Memory memory, long address, int length) {
        if (length >= LooseBlock.LEAST_BYTES && keepsOutside()) {
            looseBulk(memory, address, length);
            return;
        }
        if (!room((long) length + MAX_HEADER + 2)) {
            return;
        }
        header(ReplyWords.BULK_HEADERS, (byte) '$', length);
        memory.copyOut(address, buffer, position, length);
        position += length;
        crlf();
    }

    private void looseBulk(Memory memory, long address, int length) {
        LooseBlock block = copyOutside(memory, address, length);
        if (block == null) {
            return;
        }
        if (!room(MAX_HEADER + 2)) {
            block.release();
            return;
        }
        number((byte) '$', length);
        loose.add(position, block);
        crlf();
    }

    public void bulk(Bytes text) {
        bulk(text.unsafeArray(), 0, text.length());
    }

    public void bulk(String text) {
        int length = text.length();
        if (!room((long) length + MAX_HEADER + 2)) {
            return;
        }
        header(ReplyWords.BULK_HEADERS, (byte) '$', length);
        append(text);
        crlf();
    }

    /** A number as a string of its digits. */
    @HotPath
    public void bulkLong(long value) {
        int length = Numbers.textLength(value);
        if (!room((long) length + MAX_HEADER + 2)) {
            return;
        }
        header(ReplyWords.BULK_HEADERS, (byte) '$', length);
        position = Numbers.write(value, buffer, position);
        crlf();
    }

    /**
     * A text for people: a bulk string in RESP2.
     *
     * @param extension three letters, "txt" or "mkd"
     */
    public void verbatim(String extension, byte[] text) {
        if (!resp3) {
            bulk(text);
            return;
        }
        if (!room((long) text.length + MAX_HEADER + VERBATIM_PREFIX + 2)) {
            return;
        }
        number((byte) '=', (long) text.length + VERBATIM_PREFIX);
        append(extension);
        buffer[position++] = ':';
        append(text, 0, text.length);
        crlf();
    }

    // Aggregates

    /** The beginning of an array of {@code count} elements. */
    @HotPath
    public void arrayHeader(int count) {
        room(MAX_HEADER);
        header(ReplyWords.ARRAY_HEADERS, (byte) '*', count);
    }

    /** The beginning of a map of {@code count} pairs: an array of twice as many in RESP2. */
    public void mapHeader(int count) {
        aggregate('%', count, 2 * count);
    }

    /** The beginning of a set of {@code count} members: an array in RESP2. */
    public void setHeader(int count) {
        aggregate('~', count, count);
    }

    /** The beginning of a message that answers no request: an array in RESP2. */
    @HotPath
    public void pushHeader(int count) {
        aggregate('>', count, count);
    }

    /**
     * Begins an array, a map or a set whose size is known only when its elements have been written.
     *
     * @return the mark to end it with
     */
    public int startArray() {
        room(DEFERRED_HEADER);
        int mark = position;
        position += DEFERRED_HEADER;
        return mark;
    }

    /** Ends an array with the number of its elements. */
    public void endArray(int mark, int count) {
        endDeferred(mark, '*', count);
    }

    /** Ends a map with the number of its pairs. */
    public void endMap(int mark, int count) {
        endDeferred(mark, resp3 ? '%' : '*', resp3 ? count : 2 * count);
    }

    /** Ends a set with the number of its members. */
    public void endSet(int mark, int count) {
        endDeferred(mark, resp3 ? '~' : '*', count);
    }

    private void aggregate(char type, int count, int countInResp2) {
        if (resp3) {
            number((byte) type, count);
        } else {
            arrayHeader(countInResp2);
        }
    }

    private void endDeferred(int mark, char type, int count) {
        int body = mark + DEFERRED_HEADER;
        if (overflowed() || body > position) {
            return;
        }
        int longer = Numbers.textLength(count) - 1;
        if (longer > 0) {
            room(longer);
            if (overflowed()) {
                return;
            }
            System.arraycopy(buffer, body, buffer, body + longer, position - body);
            loose.shift(body, longer);
        }
        int end = position + longer;
        position = mark;
        buffer[position++] = (byte) type;
        position = Numbers.write(count, buffer, position);
        crlf();
        position = end;
    }

    private void typed(char type, byte[] text, int offset, int length) {
        if (!resp3) {
            bulk(text, offset, length);
            return;
        }
        if (!room(length + 3L)) {
            return;
        }
        buffer[position++] = (byte) type;
        append(text, offset, length);
        crlf();
    }

    private void line(char type, String text) {
        if (!room(text.length() + 3L)) {
            return;
        }
        buffer[position++] = (byte) type;
        append(text);
        crlf();
    }

    @HotPath
    private void header(long[] preformed, byte type, int count) {
        if (count >= 0 && count < ReplyWords.PREFORMED) {
            position = ReplyWords.put(preformed[count], buffer, position);
        } else {
            number(type, count);
        }
    }

    @HotPath
    private void number(byte type, long value) {
        room(MAX_HEADER);
        buffer[position++] = type;
        position = Numbers.write(value, buffer, position);
        crlf();
    }

    @HotPath
    private void word(long word) {
        room(Long.BYTES);
        position = ReplyWords.put(word, buffer, position);
    }
}
