package onggi.types;

import java.util.Arrays;
import onggi.bytes.Bytes;
import onggi.bytes.HotPath;
import onggi.bytes.KeyHash;
import onggi.bytes.Memory;
import onggi.bytes.Numbers;

/**
 * The fields and values of an entry on their way into a stream, encoded already. Fields and values
 * come by turns.
 */
public final class StreamDraft {

    /*
     * An item is a text or, when its text is that of a 64-bit integer, a number:
     *
     *     0xxxxxxx                     0 to 127
     *     10xxxxxx text                text of up to 63 bytes
     *     110xxxxx xxxxxxxx            -4096 to 4095
     *     1110xxxx xxxxxxxx text       text of up to 4095 bytes
     *     11110000 length:4 text       longer text
     *     1111nnnn number:n            a number of n bytes, 2 to 8, the lowest first
     *
     * Each item has one encoding, so equal bytes are equal items.
     *
     * listpackBytes() counts what Redis would need for the same items. Its nodes end by that measure, and where a node ends shows when a
     * stream is trimmed by whole nodes.
     */

    private static final int KEPT_BYTES = 1 << 16;
    private static final int LONGEST_HEAD = 5;
    private static final int SHORT_TEXT = 64;
    private static final int MIDDLE_TEXT = 4096;

    private static final long FIRST_SEED = 0x2545F4914F6CDD1DL;
    private static final long SECOND_SEED = 0x9E3779B97F4A7C15L;

    byte[] bytes = new byte[256];
    int[] ends = new int[16];
    int items;
    private long textBytes;
    private long fieldListpackBytes;
    private long valueListpackBytes;

    /** Forgets all items. */
    @HotPath
    public StreamDraft clear() {
        items = 0;
        textBytes = 0;
        fieldListpackBytes = 0;
        valueListpackBytes = 0;
        if (bytes.length > KEPT_BYTES) {
            bytes = new byte[256];
        }
        return this;
    }

    /** Returns how many pairs of field and value there are. */
    public int pairs() {
        return items >>> 1;
    }

    /** Returns the length of all texts. */
    public long textBytes() {
        return textBytes;
    }

    /** Returns the bytes that a listpack needs for all fields. */
    long fieldListpackBytes() {
        return fieldListpackBytes;
    }

    /** Returns the bytes that a listpack needs for all values. */
    long valueListpackBytes() {
        return valueListpackBytes;
    }

    /** Adds a field or its value. */
    @HotPath
    public void add(byte[] buffer, int offset, int length) {
        int at = items == 0 ? 0 : ends[items - 1];
        reserve(at + length + LONGEST_HEAD + Long.BYTES);
        int encoded;
        int end;
        if (length <= Numbers.MAX_LONG_LENGTH && Numbers.isLong(buffer, offset, length)) {
            long number = Numbers.parseLong(buffer, offset, length);
            end = putNumber(number, at);
            encoded = listpackBytes(number);
        } else {
            end = putText(buffer, offset, length, at);
            encoded = withBackLength(length < SHORT_TEXT ? length + 1L : end - at);
        }
        if ((items & 1) == 0) {
            fieldListpackBytes += encoded;
        } else {
            valueListpackBytes += encoded;
        }
        ends[items++] = end;
        textBytes += length;
    }

    private void reserve(int length) {
        if (bytes.length < length) {
            bytes =
                    Arrays.copyOf(
                            bytes, Math.max(length, (int) Math.min(2L * bytes.length, 1L << 30)));
        }
        if (ends.length == items) {
            ends = Arrays.copyOf(ends, 2 * items);
        }
    }

    private int putText(byte[] buffer, int offset, int length, int start) {
        int at = start;
        if (length < SHORT_TEXT) {
            bytes[at++] = (byte) (0x80 | length);
        } else if (length < MIDDLE_TEXT) {
            bytes[at++] = (byte) (0xE0 | length >>> 8);
            bytes[at++] = (byte) length;
        } else {
            bytes[at++] = (byte) 0xF0;
            at = putLittleEndian(length, Integer.BYTES, at);
        }
        System.arraycopy(buffer, offset, bytes, at, length);
        return at + length;
    }

    private int putNumber(long number, int start) {
        int at = start;
        if (number >= 0 && number < 128) {
            bytes[at] = (byte) number;
            return at + 1;
        }
        if (number >= -4096 && number < 4096) {
            bytes[at] = (byte) (0xC0 | (number >>> 8 & 0x1F));
            bytes[at + 1] = (byte) number;
            return at + 2;
        }
        int length = numberBytes(number);
        bytes[at++] = (byte) (0xF0 | length);
        return putLittleEndian(number, length, at);
    }

    private static int numberBytes(long number) {
        int bits = 65 - Long.numberOfLeadingZeros(number < 0 ? ~number : number);
        return Math.max(2, (bits + 7) >>> 3);
    }

    private int putLittleEndian(long number, int length, int at) {
        for (int i = 0; i < length; i++) {
            bytes[at + i] = (byte) (number >>> (8 * i));
        }
        return at + length;
    }

    /** Returns the bytes that a listpack needs for a number. */
    static int listpackBytes(long number) {
        if (number >= 0 && number < 128) {
            return 2;
        }
        if (number >= -4096 && number < 4096) {
            return 3;
        }
        if (number == (short) number) {
            return 4;
        }
        if (number >= -(1 << 23) && number < 1 << 23) {
            return 5;
        }
        return number == (int) number ? 6 : 10;
    }

    private static int withBackLength(long encoded) {
        if (encoded <= 127) {
            return (int) encoded + 1;
        }
        int bytes = encoded < 16383 ? 2 : encoded < 2097151 ? 3 : encoded < 268435455 ? 4 : 5;
        return (int) encoded + bytes;
    }

    /** Returns where an item begins. */
    int start(int item) {
        return item == 0 ? 0 : ends[item - 1];
    }

    /** Returns the encoded length of all items. */
    int length() {
        return start(items);
    }

    /** Returns 16 bytes that are equal for equal fields and values in the same order. */
    public Bytes fingerprint() {
        byte[] print = new byte[2 * Long.BYTES];
        long first = KeyHash.of(FIRST_SEED, bytes, 0, length());
        long second = KeyHash.of(SECOND_SEED, bytes, 0, length());
        for (int i = 0; i < Long.BYTES; i++) {
            print[i] = (byte) (first >>> (8 * i));
            print[Long.BYTES + i] = (byte) (second >>> (8 * i));
        }
        return Bytes.wrap(print);
    }

    // ---- reading

    /** Returns where the item behind the one at an address begins. */
    @HotPath
    static long skip(Memory memory, long address) {
        int head = memory.byteAt(address) & 0xFF;
        if (head < 0x80) {
            return address + 1;
        }
        if (head < 0xC0) {
            return address + 1 + (head & 0x3F);
        }
        if (head < 0xE0) {
            return address + 2;
        }
        if (head < 0xF0) {
            return address + 2 + ((head & 0xF) << 8 | (memory.byteAt(address + 1) & 0xFF));
        }
        return head == 0xF0
                ? address + LONGEST_HEAD + memory.intAt(address + 1)
                : address + 1 + (head & 0xF);
    }
}
