package onggi.rdb;

import onggi.bytes.Numbers;

/**
 * A string that was read: a part of an array, which may be somebody else's. Reusable; it holds
 * until the next string is read into it.
 */
public final class RdbText {

    /** What is kept for the next string at most. */
    private static final int KEPT_BYTES = 1 << 20;

    byte[] bytes = {};
    int offset;
    int length;
    private byte[] own = {};

    /** Returns the array in which the text stands. */
    public byte[] bytes() {
        return bytes;
    }

    /** Returns where it begins. */
    public int offset() {
        return offset;
    }

    /** Returns its length in bytes. */
    public int length() {
        return length;
    }

    /** Returns a copy. */
    public byte[] copy() {
        return java.util.Arrays.copyOfRange(bytes, offset, offset + length);
    }

    /** Returns the text with one character for each byte. */
    @Override
    public String toString() {
        return new String(bytes, offset, length, java.nio.charset.StandardCharsets.ISO_8859_1);
    }

    void view(byte[] array, int from, int count) {
        bytes = array;
        offset = from;
        length = count;
    }

    void number(long value) {
        byte[] digits = room(Numbers.MAX_LONG_LENGTH);
        length = Numbers.write(value, digits, 0);
    }

    /** Makes it a text of undefined bytes in an array of its own, from 0 on. */
    byte[] room(int count) {
        if (own.length < count || own.length > KEPT_BYTES) {
            own = new byte[Math.max(count, 64)];
        }
        view(own, 0, count);
        return own;
    }

    /** Takes an array for its own, with a text from 0 on. */
    void adopt(byte[] array, int count) {
        own = array;
        view(own, 0, count);
    }
}
