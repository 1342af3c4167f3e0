package onggi.lua;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A string of Lua: any bytes, which never change. */
@SuppressWarnings("ReferenceEquality") // what is the same object is equal
public final class LuaString implements Comparable<LuaString> {

    /** The string without a byte. */
    public static final LuaString EMPTY = new LuaString(new byte[0]);

    private static final LuaString[] SINGLE = new LuaString[256];

    static {
        for (int i = 0; i < SINGLE.length; i++) {
            SINGLE[i] = new LuaString(new byte[] {(byte) i});
        }
    }

    private final byte[] bytes;
    private int hash;

    private LuaString(byte[] bytes) {
        this.bytes = bytes;
    }

    /** The string of a text: one byte per character below 256, as {@link #toString()} gives it. */
    public static LuaString of(String text) {
        return new LuaString(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** The string of an array, which belongs to the string from now on. */
    public static LuaString wrap(byte[] bytes) {
        return bytes.length == 0 ? EMPTY : new LuaString(bytes);
    }

    /** The string of a copy of a range. */
    public static LuaString copyOf(byte[] bytes, int offset, int length) {
        return switch (length) {
            case 0 -> EMPTY;
            case 1 -> SINGLE[bytes[offset] & 0xFF];
            default -> new LuaString(Arrays.copyOfRange(bytes, offset, offset + length));
        };
    }

    /** The string of one byte. */
    public static LuaString ofByte(int value) {
        return SINGLE[value & 0xFF];
    }

    /** The number of bytes. */
    public int length() {
        return bytes.length;
    }

    /** The byte at an index from 0, as a number from 0 to 255. */
    public int byteAt(int index) {
        return bytes[index] & 0xFF;
    }

    /** The bytes themselves, which the caller must not change. */
    public byte[] unsafeArray() {
        return bytes;
    }

    /** The string from a byte up to but not including another. */
    public LuaString substring(int from, int to) {
        return from == 0 && to == bytes.length ? this : copyOf(bytes, from, to - from);
    }

    /** Whether the bytes are those of another string. */
    public boolean sameAs(LuaString other) {
        return this == other
                || ((hash == 0 || other.hash == 0 || hash == other.hash)
                        && Arrays.equals(bytes, other.bytes));
    }

    /**
     * The hash that places a key in a table. The order in which a table is walked follows from it,
     * and scripts can see that order, so it is the one of the original: every byte counts in a
     * short string, every nth in a long one, from the end to the start.
     */
    @Override
    public int hashCode() {
        int h = hash;
        return h != 0 ? h : computeHash();
    }

    private int computeHash() {
        int length = bytes.length;
        int step = (length >> 5) + 1;
        int h = length;
        for (int i = length; i >= step; i -= step) {
            h ^= (h << 5) + (h >>> 2) + (bytes[i - 1] & 0xFF);
        }
        hash = h;
        return h;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return this == other || (other instanceof LuaString that && sameAs(that));
    }

    /** Compares byte by byte, each from 0 to 255. */
    @Override
    public int compareTo(LuaString other) {
        return Arrays.compareUnsigned(bytes, other.bytes);
    }

    /** One character per byte. */
    @Override
    public String toString() {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}
