package onggi.types;

import onggi.bytes.HotPath;
import onggi.bytes.KeyHash;
import onggi.bytes.Memory;
import onggi.bytes.Slab;

/**
 * The layout of one key with its value in memory. There is no object: all methods take the memory
 * and the address where the record begins.
 */
@HotPath
@SuppressWarnings("AvoidCommonTypeNames") // it is the word; nobody here means java.lang.Record
public final class Record {

    /*
     * A record is one block of a slab:
     *
     *     header   8 bytes   type (4 bits) | encoding (4) | flags (8) | value length (16)
     *                            | key length (8) | access (24)
     *     lengths  8 bytes   if LONG: key length (int), value length (int)
     *     expiry  16 bytes   if EXPIRY: moment in ms (long), previous and next record in the
     *                            expiry wheel (ints)
     *     key
     *     value              if EXTERNAL: address and capacity (longs) of the large block with it
     *
     * A key of 16 bytes with a value of 16 bytes takes 40 bytes. LONG is needed for keys over 255
     * bytes and values over 65,535, and always goes with EXTERNAL. Key and value need no alignment.
     * Apart from the links of the wheel nothing points into a record and it does not know its own
     * place, so a copy of the bytes is a move.
     *
     * The access bits belong to eviction: seconds or frequency, as it likes. The upper five flags are
     * the mark of a snapshot, see the engine's ShardSnapshot.
     *
     * Compare Redis: a dict entry, an SDS key and an object with an SDS value are four allocations
     * with a header each, or two since 8.0; an expiry there is an entry in a second table.
     */

    public static final int STRING = 0;
    public static final int LIST = 1;
    public static final int SET = 2;
    public static final int ZSET = 3;
    public static final int HASH = 4;
    public static final int STREAM = 7;

    /** A string kept as its bytes. */
    public static final int RAW = 0;

    /** A string that is a decimal integer, kept as an 8-byte number. */
    public static final int INT = 1;

    /** The answer of {@link #expiryMs} when there is none. */
    public static final long NO_EXPIRY = -1;

    public static final int MAX_SHORT_KEY = 255;
    public static final int MAX_SHORT_VALUE = 65_535;

    /** Bytes of the value area when the value itself lies in a large block. */
    public static final int EXTERNAL_BYTES = 16;

    private static final int EXPIRY = 1 << 8;
    private static final int LONG = 2 << 8;
    private static final int EXTERNAL = 4 << 8;

    private static final int HEADER_BYTES = 8;
    private static final int LENGTHS_BYTES = 8;
    private static final int EXPIRY_BYTES = 16;

    private static final int ENCODING_SHIFT = 4;
    private static final int VALUE_LENGTH_SHIFT = 16;
    private static final int KEY_LENGTH_SHIFT = 32;
    private static final int ACCESS_SHIFT = 40;
    private static final int ACCESS_MASK = 0xFFFFFF;
    private static final int FORM_MASK = EXPIRY | LONG;
    private static final int MARK_SHIFT = 3;
    private static final int MARK_MASK = 0x1F;

    /** The highest mark. */
    public static final int MAX_MARK = MARK_MASK;

    private Record() {}

    /**
     * Bytes that a record takes.
     *
     * @param keyLength bytes of the key
     * @param valueLength bytes of the value, wherever it lies
     * @param hasExpiry whether it has the expiry part
     * @param external whether the value lies in a large block
     * @return what to ask of the slab; over {@link Slab#MAX_BLOCK_BYTES} the value must be external
     */
    public static long length(int keyLength, int valueLength, boolean hasExpiry, boolean external) {
        return (long) HEADER_BYTES
                + (isLong(keyLength, valueLength, external) ? LENGTHS_BYTES : 0)
                + (hasExpiry ? EXPIRY_BYTES : 0)
                + keyLength
                + (external ? EXTERNAL_BYTES : valueLength);
    }

    private static boolean isLong(int keyLength, int valueLength, boolean external) {
        return external || keyLength > MAX_SHORT_KEY || valueLength > MAX_SHORT_VALUE;
    }

    /**
     * Writes all of a record but its value (or the external area) and its expiry: type STRING,
     * encoding RAW, access 0, out of the wheel.
     *
     * @param memory where
     * @param address a block of at least {@link #length} bytes
     * @param key holds the key
     * @param offset where the key begins
     * @param keyLength bytes of the key
     * @param valueLength bytes of the value, wherever it will lie
     * @param hasExpiry whether to make room for an expiry; set it with {@link #setExpiryMs}
     * @param external whether to make room for the place of a large block; set it with {@link
     *     #setExternal}
     * @return the address of the value area
     */
    public static long write(
            Memory memory,
            long address,
            byte[] key,
            int offset,
            int keyLength,
            int valueLength,
            boolean hasExpiry,
            boolean external) {
        long at = writeHead(memory, address, 0, keyLength, valueLength, hasExpiry, external);
        memory.copyIn(key, offset, at, keyLength);
        return at + keyLength;
    }

    /**
     * Writes a record with the key, type, encoding, access bits and expiry moment of another one,
     * out of the wheel. If only the new one has an expiry, its moment is still to be set.
     *
     * @param memory where both are
     * @param from the other record
     * @param to a block of at least {@link #length} bytes, not overlapping
     * @param valueLength bytes of the new value, wherever it will lie
     * @param hasExpiry whether to make room for an expiry
     * @param external whether to make room for the place of a large block
     * @return the address of the value area
     */
    public static long writeLike(
            Memory memory,
            long from,
            long to,
            int valueLength,
            boolean hasExpiry,
            boolean external) {
        int keyLength = keyLength(memory, from);
        long kept = memory.longAt(from) & (((long) ACCESS_MASK << ACCESS_SHIFT) | 0xFF);
        long at = writeHead(memory, to, kept, keyLength, valueLength, hasExpiry, external);
        if (hasExpiry && hasExpiry(memory, from)) {
            setExpiryMs(memory, to, expiryMs(memory, from));
        }
        memory.copy(keyAddress(memory, from), at, keyLength);
        return at + keyLength;
    }

    private static long writeHead(
            Memory memory,
            long address,
            long header,
            int keyLength,
            int valueLength,
            boolean hasExpiry,
            boolean external) {
        long at = address + HEADER_BYTES;
        if (isLong(keyLength, valueLength, external)) {
            header |= external ? LONG | EXTERNAL : LONG;
            memory.putInt(at, keyLength);
            memory.putInt(at + Integer.BYTES, valueLength);
            at += LENGTHS_BYTES;
        } else {
            header |=
                    (long) keyLength << KEY_LENGTH_SHIFT | (long) valueLength << VALUE_LENGTH_SHIFT;
        }
        if (hasExpiry) {
            header |= EXPIRY;
            memory.putLong(at, NO_EXPIRY);
            memory.putLong(at + Long.BYTES, 0);
            at += EXPIRY_BYTES;
        }
        memory.putLong(address, header);
        return at;
    }

    public static int type(Memory memory, long address) {
        return memory.byteAt(address) & 0xF;
    }

    public static int encoding(Memory memory, long address) {
        return memory.byteAt(address) >>> ENCODING_SHIFT & 0xF;
    }

    public static void setTypeAndEncoding(Memory memory, long address, int type, int encoding) {
        memory.putByte(address, (byte) (type | encoding << ENCODING_SHIFT));
    }

    public static boolean hasExpiry(Memory memory, long address) {
        return (memory.intAt(address) & EXPIRY) != 0;
    }

    public static boolean isExternal(Memory memory, long address) {
        return (memory.intAt(address) & EXTERNAL) != 0;
    }

    /** The 24 bits of eviction. */
    public static int access(Memory memory, long address) {
        return (int) (memory.longAt(address) >>> ACCESS_SHIFT);
    }

    public static void setAccess(Memory memory, long address, int access) {
        long rest = memory.longAt(address) & ((1L << ACCESS_SHIFT) - 1);
        memory.putLong(address, rest | (long) (access & ACCESS_MASK) << ACCESS_SHIFT);
    }

    /** The mark of the last snapshot that has this record, or 0; new records have none. */
    public static int mark(Memory memory, long address) {
        return memory.byteAt(address + 1) >>> MARK_SHIFT & MARK_MASK;
    }

    public static void setMark(Memory memory, long address, int mark) {
        int form = memory.byteAt(address + 1) & ~(MARK_MASK << MARK_SHIFT);
        memory.putByte(address + 1, (byte) (form | mark << MARK_SHIFT));
    }

    public static int keyLength(Memory memory, long address) {
        long header = memory.longAt(address);
        if ((header & LONG) != 0) {
            return memory.intAt(address + HEADER_BYTES);
        }
        return (int) (header >>> KEY_LENGTH_SHIFT) & MAX_SHORT_KEY;
    }

    public static long keyAddress(Memory memory, long address) {
        return address + headBytes(memory.intAt(address));
    }

    public static boolean keyEquals(
            Memory memory, long address, byte[] key, int offset, int length) {
        long header = memory.longAt(address);
        int form = (int) header & FORM_MASK;
        if (form == 0) {
            return ((int) (header >>> KEY_LENGTH_SHIFT) & MAX_SHORT_KEY) == length
                    && memory.equal(address + HEADER_BYTES, key, offset, length);
        }
        return keyLength(memory, address) == length
                && memory.equal(address + headBytes(form), key, offset, length);
    }

    public static long keyHash(Memory memory, long address, long seed) {
        long header = memory.longAt(address);
        int form = (int) header & FORM_MASK;
        int length =
                (form & LONG) == 0
                        ? (int) (header >>> KEY_LENGTH_SHIFT) & MAX_SHORT_KEY
                        : memory.intAt(address + HEADER_BYTES);
        return KeyHash.of(seed, memory, address + headBytes(form), length);
    }

    /** Bytes of the value, wherever it lies. */
    public static int valueLength(Memory memory, long address) {
        int header = memory.intAt(address);
        if ((header & LONG) != 0) {
            return memory.intAt(address + HEADER_BYTES + Integer.BYTES);
        }
        return header >>> VALUE_LENGTH_SHIFT;
    }

    /** Where the value's bytes are: after the key, or in the large block. */
    public static long valueAddress(Memory memory, long address) {
        long area = valueArea(memory, address);
        return isExternal(memory, address) ? memory.longAt(area) : area;
    }

    /** Where the record goes on after the key. */
    public static long valueArea(Memory memory, long address) {
        long header = memory.longAt(address);
        int form = (int) header & FORM_MASK;
        if (form == 0) {
            return address + HEADER_BYTES + ((int) (header >>> KEY_LENGTH_SHIFT) & MAX_SHORT_KEY);
        }
        return address + headBytes(form) + keyLength(memory, address);
    }

    /**
     * Changes the value's length in place.
     *
     * @param memory where
     * @param address of a record for which {@link #fits} said yes, or an external one whose block
     *     holds so many bytes
     * @param valueLength the new length
     */
    public static void setValueLength(Memory memory, long address, int valueLength) {
        if ((memory.intAt(address) & LONG) != 0) {
            memory.putInt(address + HEADER_BYTES + Integer.BYTES, valueLength);
        } else {
            memory.putShort(address + VALUE_LENGTH_SHIFT / Byte.SIZE, (short) valueLength);
        }
    }

    /**
     * Whether another value can take the place of this one without a new block and without wasting
     * half of the old one.
     *
     * @param memory where
     * @param address of the record
     * @param capacity of its block
     * @param valueLength of the other value
     * @return false for external values
     */
    public static boolean fits(Memory memory, long address, int capacity, int valueLength) {
        int header = memory.intAt(address);
        boolean longForm = (header & LONG) != 0;
        if ((header & EXTERNAL) != 0 || (!longForm && valueLength > MAX_SHORT_VALUE)) {
            return false;
        }
        long needed = valueArea(memory, address) - address + valueLength;
        return needed <= capacity && (needed << 1 >= capacity || capacity <= 64);
    }

    /** Bytes this record takes, without a large block. */
    public static long length(Memory memory, long address) {
        long area = valueArea(memory, address) - address;
        return area + (isExternal(memory, address) ? EXTERNAL_BYTES : valueLength(memory, address));
    }

    public static long externalAddress(Memory memory, long address) {
        return memory.longAt(valueArea(memory, address));
    }

    public static long externalCapacity(Memory memory, long address) {
        return memory.longAt(valueArea(memory, address) + Long.BYTES);
    }

    public static void setExternal(Memory memory, long address, long block, long capacity) {
        long area = valueArea(memory, address);
        memory.putLong(area, block);
        memory.putLong(area + Long.BYTES, capacity);
    }

    /** The moment in ms, or {@link #NO_EXPIRY}. */
    public static long expiryMs(Memory memory, long address) {
        int header = memory.intAt(address);
        return (header & EXPIRY) == 0 ? NO_EXPIRY : memory.longAt(expiryPart(address, header));
    }

    /** Sets the moment of a record that has the expiry part. */
    public static void setExpiryMs(Memory memory, long address, long expiryMs) {
        memory.putLong(expiryPart(address, memory.intAt(address)), expiryMs);
    }

    /** Where the expiry part of a record that has one begins: moment, previous, next. */
    public static long expiryAt(Memory memory, long address) {
        return expiryPart(address, memory.intAt(address));
    }

    /** Where the link to the previous record stands in a record that has the expiry part. */
    static long previousAt(Memory memory, long address) {
        return expiryAt(memory, address) + 8;
    }

    /** Where the link to the next record stands in a record that has the expiry part. */
    static long nextAt(Memory memory, long address) {
        return expiryAt(memory, address) + 12;
    }

    /** The link to the previous record of a record that has the expiry part. */
    public static int previous(Memory memory, long address) {
        return memory.intAt(expiryPart(address, memory.intAt(address)) + 8);
    }

    public static void setPrevious(Memory memory, long address, int reference) {
        memory.putInt(expiryPart(address, memory.intAt(address)) + 8, reference);
    }

    /** The link to the next record of a record that has the expiry part. */
    public static int next(Memory memory, long address) {
        return memory.intAt(expiryPart(address, memory.intAt(address)) + 12);
    }

    public static void setNext(Memory memory, long address, int reference) {
        memory.putInt(expiryPart(address, memory.intAt(address)) + 12, reference);
    }

    /**
     * Frees a record's block and its large block, if it has one. It must be out of table and wheel.
     *
     * @param slab where it lives
     * @param reference of the record
     */
    public static void free(Slab slab, int reference) {
        Memory memory = slab.memory();
        long address = slab.address(reference);
        if (isExternal(memory, address)) {
            slab.freeLarge(externalAddress(memory, address));
        }
        slab.free(reference);
    }

    private static long expiryPart(long address, int header) {
        return address + HEADER_BYTES + ((header & LONG) == 0 ? 0 : LENGTHS_BYTES);
    }

    private static int headBytes(int header) {
        return HEADER_BYTES
                + ((header & LONG) == 0 ? 0 : LENGTHS_BYTES)
                + ((header & EXPIRY) == 0 ? 0 : EXPIRY_BYTES);
    }
}
