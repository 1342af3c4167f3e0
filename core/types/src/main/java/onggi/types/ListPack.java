package onggi.types;

import onggi.bytes.HotPath;
import onggi.bytes.Memory;
import onggi.bytes.Numbers;

/**
 * The layout of a list pack: elements one behind another in one run of bytes, each a byte string or
 * a 64-bit integer for which its decimal digits stand. Reading only; {@link PackEditor} changes
 * one.
 *
 * <p>An element is known by its position, the offset of its first byte from the begin of the pack,
 * so that it survives a move of the pack; {@link #NONE} is no element.
 */
public final class ListPack {

    /*
     * The format is the one Redis documents, so that a pack in a DUMP payload or an RDB file is a
     * copy of these bytes:
     *
     *     bytes in all (4) | elements (2; 65535: unknown, walk) | element... | 0xFF
     *
     * An element is its text behind its kind, and then its length up to here:
     *
     *     0nnnnnnn                     0 to 127
     *     10llllll                     a string of up to 63 bytes
     *     110nnnnn nnnnnnnn            a signed integer of 13 bits, high bits first
     *     1110llll llllllll            a string of up to 4095 bytes, high bits first
     *     11110000 + 4                 a string
     *     11110001 + 2, 0010 + 3, 0011 + 4, 0100 + 8    a signed integer
     *
     * Numbers of several bytes are little-endian but for the two with high bits first. The length
     * behind an element (without itself) is 1 to 5 groups of 7 bits, to be read backwards: the last
     * byte holds the low bits, and a set high bit says that another one stands before it. Redis
     * goes to the next size one or two values early, and so must we.
     *
     * A text that is an integer is always stored as one. So an element equals a text exactly when
     * both are the same number or both are not numbers and have the same bytes, and a search
     * decides once which of the two it looks for.
     *
     * Cost: first, last, next and previous are O(1), all else is a walk. A change moves what stands
     * behind it.
     */

    /** No element. */
    public static final int NONE = 0;

    /** Where the first element stands. */
    public static final int HEADER_BYTES = 6;

    /** The length of a pack without elements. */
    public static final int EMPTY_BYTES = HEADER_BYTES + 1;

    /** The most that an element takes beside its text. */
    public static final int MAX_ELEMENT_OVERHEAD = 10;

    static final int COUNT_UNKNOWN = 0xffff;
    static final int END = 0xff;

    /** The first byte of a text of at most {@link #MAX_STRING_6} bytes, without its length. */
    static final int STRING_6 = 0x80;

    static final int MAX_STRING_6 = 63;
    static final int STRING_32 = 0xf0;
    static final int INT_16 = 0xf1;
    static final int INT_24 = 0xf2;
    static final int INT_32 = 0xf3;
    static final int INT_64 = 0xf4;

    private ListPack() {}

    /** Writes an empty pack; there must be room for {@link #EMPTY_BYTES}. */
    public static void init(Memory memory, long pack) {
        memory.putInt(pack, EMPTY_BYTES);
        memory.putShort(pack + 4, (short) 0);
        memory.putByte(pack + HEADER_BYTES, (byte) END);
    }

    /** Returns the length of the pack. */
    @HotPath
    public static int bytes(Memory memory, long pack) {
        return memory.intAt(pack);
    }

    /** Returns how many elements there are; walks over them when they are more than 65,534. */
    @HotPath
    public static int count(Memory memory, long pack) {
        int count = memory.shortAt(pack + 4) & 0xffff;
        return count == COUNT_UNKNOWN ? walkedCount(memory, pack) : count;
    }

    private static int walkedCount(Memory memory, long pack) {
        int count = 0;
        for (int at = first(memory, pack); at != NONE; at = next(memory, pack, at)) {
            count++;
        }
        return count;
    }

    // ---- the way

    /** Returns the first element, or {@link #NONE}. */
    @HotPath
    public static int first(Memory memory, long pack) {
        return orNone(memory, pack, HEADER_BYTES);
    }

    /** Returns the last element, or {@link #NONE}. */
    @HotPath
    public static int last(Memory memory, long pack) {
        return previous(memory, pack, end(memory, pack));
    }

    /** Returns where an element behind the last one would stand: a place to insert at. */
    @HotPath
    public static int end(Memory memory, long pack) {
        return bytes(memory, pack) - 1;
    }

    /** Returns the element behind another, or {@link #NONE}. */
    @HotPath
    public static int next(Memory memory, long pack, int at) {
        return orNone(memory, pack, after(memory, pack, at));
    }

    /** Returns the element before another or before {@link #end}, or {@link #NONE}. */
    @HotPath
    public static int previous(Memory memory, long pack, int at) {
        if (at == HEADER_BYTES) {
            return NONE;
        }
        long from = pack + at - 1;
        int b = memory.byteAt(from);
        int length = b & 0x7f;
        int size = 1;
        for (int shift = 7; b < 0; shift += 7) {
            b = memory.byteAt(from - size++);
            length |= (b & 0x7f) << shift;
        }
        return at - size - length;
    }

    /** Returns the place directly behind an element: the next one or {@link #end}. */
    @HotPath
    public static int after(Memory memory, long pack, int at) {
        int length = bodyLength(memory, pack + at);
        return at + length + backLength(length);
    }

    @HotPath
    private static int orNone(Memory memory, long pack, int at) {
        return (memory.byteAt(pack + at) & 0xff) == END ? NONE : at;
    }

    /**
     * Returns the element at an index, or {@link #NONE}; walks from the nearer end.
     *
     * @param index from 0 on, or from -1 downwards from the end
     */
    @HotPath
    public static int seek(Memory memory, long pack, int index) {
        int count = count(memory, pack);
        int forward = index < 0 ? index + count : index;
        if (forward < 0 || forward >= count) {
            return NONE;
        }
        int at;
        if (forward <= count / 2) {
            at = first(memory, pack);
            for (int i = 0; i < forward; i++) {
                at = after(memory, pack, at);
            }
        } else {
            at = last(memory, pack);
            for (int i = count - 1; i > forward; i--) {
                at = previous(memory, pack, at);
            }
        }
        return at;
    }

    // ---- one element

    /** Returns whether an element is an integer. */
    @HotPath
    public static boolean isInteger(Memory memory, long pack, int at) {
        int b = memory.byteAt(pack + at) & 0xff;
        return b < 0x80 || (b & 0xe0) == 0xc0 || b > STRING_32;
    }

    /** Returns the value of an element that is an integer. */
    @HotPath
    public static long integer(Memory memory, long pack, int at) {
        long from = pack + at;
        int b = memory.byteAt(from) & 0xff;
        if (b < 0x80) {
            return b;
        }
        if (b < STRING_32) {
            int bits = ((b & 0x1f) << 8) | (memory.byteAt(from + 1) & 0xff);
            int value = bits << 19 >> 19;
            return value;
        }
        return switch (b) {
            case INT_16 -> memory.shortAt(from + 1);
            case INT_24 -> (memory.shortAt(from + 1) & 0xffff) | (memory.byteAt(from + 3) << 16);
            case INT_32 -> memory.intAt(from + 1);
            default -> memory.longAt(from + 1);
        };
    }

    /** Returns the length of an element's text in bytes, also when it is an integer. */
    @HotPath
    public static int length(Memory memory, long pack, int at) {
        return isInteger(memory, pack, at)
                ? Numbers.textLength(integer(memory, pack, at))
                : stringLength(memory, pack + at);
    }

    /** Returns the length of an element that is no integer, in bytes. */
    @HotPath
    public static int stringLength(Memory memory, long pack, int at) {
        return stringLength(memory, pack + at);
    }

    /** Returns the address of the first byte of an element that is no integer. */
    @HotPath
    public static long stringAddress(Memory memory, long pack, int at) {
        long from = pack + at;
        int b = memory.byteAt(from) & 0xff;
        return from + (b < 0xc0 ? 1 : b < STRING_32 ? 2 : 5);
    }

    @HotPath
    private static int stringLength(Memory memory, long from) {
        int b = memory.byteAt(from) & 0xff;
        if (b < 0xc0) {
            return b & 0x3f;
        }
        return b < STRING_32
                ? ((b & 0x0f) << 8) | (memory.byteAt(from + 1) & 0xff)
                : memory.intAt(from + 1);
    }

    /** Returns a copy of an element's text. */
    public static byte[] copy(Memory memory, long pack, int at) {
        byte[] text = new byte[length(memory, pack, at)];
        copyOut(memory, pack, at, text, 0);
        return text;
    }

    /**
     * Copies an element's text.
     *
     * @param target has room for {@link #length} bytes from {@code offset} on
     * @return the offset behind the last byte written
     */
    @HotPath
    public static int copyOut(Memory memory, long pack, int at, byte[] target, int offset) {
        if (isInteger(memory, pack, at)) {
            return Numbers.write(integer(memory, pack, at), target, offset);
        }
        int length = stringLength(memory, pack + at);
        memory.copyOut(stringAddress(memory, pack, at), target, offset, length);
        return offset + length;
    }

    // ---- comparing

    /** Returns whether an element's text is this one. */
    @HotPath
    public static boolean equals(
            Memory memory, long pack, int at, byte[] text, int offset, int length) {
        if (isInteger(memory, pack, at)) {
            return Numbers.isLong(text, offset, length)
                    && Numbers.parseLong(text, offset, length) == integer(memory, pack, at);
        }
        return stringLength(memory, pack + at) == length
                && memory.equal(stringAddress(memory, pack, at), text, offset, length);
    }

    /** Compares an element's text with another as unsigned bytes; the shorter is first. */
    public static int compare(
            Memory memory, long pack, int at, byte[] text, int offset, int length) {
        byte[] mine = copy(memory, pack, at);
        return java.util.Arrays.compareUnsigned(
                mine, 0, mine.length, text, offset, offset + length);
    }

    /**
     * Returns the first element with this text, or {@link #NONE}.
     *
     * @param from where to begin, or {@link #NONE} for an answer of {@link #NONE}
     * @param skip how many elements to leave out between two that are compared: 1 to look at the
     *     fields of field-value pairs
     */
    @HotPath
    public static int find(
            Memory memory, long pack, int from, byte[] text, int offset, int length, int skip) {
        if (Numbers.isLong(text, offset, length)) {
            long value = Numbers.parseLong(text, offset, length);
            return findInteger(memory, pack, from, value, skip);
        }
        return findString(memory, pack, from, text, offset, length, skip);
    }

    @HotPath
    private static int findInteger(Memory memory, long pack, int from, long value, int skip) {
        int at = from;
        while (at != NONE) {
            if (isInteger(memory, pack, at) && integer(memory, pack, at) == value) {
                return at;
            }
            at = advance(memory, pack, at, skip);
        }
        return NONE;
    }

    @HotPath
    private static int findString(
            Memory memory, long pack, int from, byte[] text, int offset, int length, int skip) {
        int at = from;
        if (length <= MAX_STRING_6) {
            int head = STRING_6 | length;
            while (at != NONE) {
                if ((memory.byteAt(pack + at) & 0xff) == head
                        && memory.equal(pack + at + 1, text, offset, length)) {
                    return at;
                }
                at = advance(memory, pack, at, skip);
            }
            return NONE;
        }
        while (at != NONE) {
            if (!isInteger(memory, pack, at)
                    && stringLength(memory, pack + at) == length
                    && memory.equal(stringAddress(memory, pack, at), text, offset, length)) {
                return at;
            }
            at = advance(memory, pack, at, skip);
        }
        return NONE;
    }

    @HotPath
    private static int advance(Memory memory, long pack, int at, int skip) {
        int to = next(memory, pack, at);
        for (int i = 0; i < skip && to != NONE; i++) {
            to = next(memory, pack, to);
        }
        return to;
    }

    // ---- sizes

    /** Returns the bytes that an element takes when a text is stored. */
    @HotPath
    public static int elementBytes(byte[] text, int offset, int length) {
        return Numbers.isLong(text, offset, length)
                ? elementBytes(Numbers.parseLong(text, offset, length))
                : stringBytes(length);
    }

    /** Returns the bytes that an integer takes as an element. */
    @HotPath
    public static int elementBytes(long value) {
        return 1 + integerBody(value);
    }

    /** Returns the bytes that a text that is no integer takes as an element. */
    @HotPath
    public static int stringBytes(int length) {
        int body = length + (length < 64 ? 1 : length < 4096 ? 2 : 5);
        return body + backLength(body);
    }

    /** The bytes of an integer without the length behind it. */
    @HotPath
    static int integerBody(long value) {
        if (value >= 0 && value < 128) {
            return 1;
        }
        if (value >= -(1 << 12) && value < 1 << 12) {
            return 2;
        }
        if (value == (short) value) {
            return 3;
        }
        if (value >= -(1 << 23) && value < 1 << 23) {
            return 4;
        }
        return value == (int) value ? 5 : 9;
    }

    /** The bytes of an element without the length behind it. */
    @HotPath
    static int bodyLength(Memory memory, long from) {
        int b = memory.byteAt(from) & 0xff;
        if (b < 0x80) {
            return 1;
        }
        if (b < 0xc0) {
            return 1 + (b & 0x3f);
        }
        if (b < 0xe0) {
            return 2;
        }
        if (b < STRING_32) {
            return 2 + (((b & 0x0f) << 8) | (memory.byteAt(from + 1) & 0xff));
        }
        return switch (b) {
            case STRING_32 -> 5 + memory.intAt(from + 1);
            case INT_16 -> 3;
            case INT_24 -> 4;
            case INT_32 -> 5;
            case INT_64 -> 9;
            default -> throw new IllegalStateException("bad list pack element: kind=" + b);
        };
    }

    /** The bytes of the length behind an element. */
    @HotPath
    static int backLength(int body) {
        if (body <= 127) {
            return 1;
        }
        if (body < 16_383) {
            return 2;
        }
        if (body < 2_097_151) {
            return 3;
        }
        return body < 268_435_455 ? 4 : 5;
    }
}
