package onggi.bytes;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * A byte string that never changes; ordered as unsigned bytes, the shorter first when one is a
 * prefix.
 */
public final class Bytes implements Comparable<Bytes> {

    public static final Bytes EMPTY = new Bytes(new byte[0]);

    private final byte[] array;

    private Bytes(byte[] array) {
        this.array = array;
    }

    /** The UTF-8 bytes of a text. */
    public static Bytes of(String text) {
        return new Bytes(text.getBytes(StandardCharsets.UTF_8));
    }

    /** One byte per character of a text whose characters are all below 256. */
    public static Bytes ofLatin1(String text) {
        return new Bytes(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** A copy of an array. */
    public static Bytes copyOf(byte[] array) {
        return new Bytes(array.clone());
    }

    /** A copy of a part of an array. */
    public static Bytes copyOf(byte[] array, int offset, int length) {
        return new Bytes(Arrays.copyOfRange(array, offset, offset + length));
    }

    /** An array itself, which nobody may change from now on. */
    public static Bytes wrap(byte[] array) {
        return new Bytes(array);
    }

    public int length() {
        return array.length;
    }

    public boolean isEmpty() {
        return array.length == 0;
    }

    public byte byteAt(int index) {
        return array[index];
    }

    /** A copy that the caller may change. */
    public byte[] toByteArray() {
        return array.clone();
    }

    /** The array inside, to be read only: for writers that would otherwise copy. */
    public byte[] unsafeArray() {
        return array;
    }

    public void copyTo(byte[] target, int offset) {
        System.arraycopy(array, 0, target, offset, array.length);
    }

    public boolean equals(byte[] other, int offset, int length) {
        return Arrays.equals(array, 0, array.length, other, offset, offset + length);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Bytes bytes && Arrays.equals(array, bytes.array);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(array);
    }

    @Override
    public int compareTo(Bytes other) {
        return Arrays.compareUnsigned(array, other.array);
    }

    /** The bytes read as UTF-8, which loses those that are none. */
    public String toUtf8() {
        return new String(array, StandardCharsets.UTF_8);
    }

    /** One character below 256 per byte; loses nothing. */
    public String toLatin1() {
        return new String(array, StandardCharsets.ISO_8859_1);
    }

    /** For people: printable ASCII as it is, everything else as {@code \xHH}. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(array.length);
        for (byte b : array) {
            if (b == '\\') {
                text.append("\\\\");
            } else if (b >= ' ' && b < 0x7f) {
                text.append((char) b);
            } else {
                text.append("\\x").append(HexFormat.of().toHexDigits(b));
            }
        }
        return text.toString();
    }
}
