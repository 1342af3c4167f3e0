package onggi.types;

import onggi.bytes.HotPath;
import onggi.bytes.Memory;

/**
 * What stands in the value of a hash some of whose fields expire, for whoever keeps watch: the
 * earliest moment that it was told, and the links by which it orders the hashes.
 *
 * <p>The same bytes as the expiry part of a {@link Record}: moment (8), previous (4), next (4).
 */
public final class HashWatch {

    /** How many bytes it takes. */
    public static final int BYTES = 16;

    private HashWatch() {}

    /** Writes one that watches for nothing. */
    static void init(Memory memory, long address) {
        memory.putLong(address, HashValue.NO_EXPIRY);
        unlink(memory, address);
    }

    /** Clears the links. */
    public static void unlink(Memory memory, long address) {
        memory.putLong(address + Long.BYTES, 0);
    }

    /** Returns whether a value has one. */
    public static boolean isIn(int type, int encoding, int length) {
        return type == ValueType.HASH
                && (encoding == Encoding.LISTPACK_EX
                        || (encoding == Encoding.HASHTABLE && length == HashTable.LONG_BYTES));
    }

    /** Returns whether the value of a record has one. */
    @HotPath
    public static boolean isIn(Memory memory, long record) {
        return Record.type(memory, record) == ValueType.HASH
                && isIn(
                        ValueType.HASH,
                        Record.encoding(memory, record),
                        Record.valueLength(memory, record));
    }

    /** Returns where it begins in the value of a record that has one. */
    public static long addressOf(Memory memory, long record) {
        return addressIn(Record.encoding(memory, record), Record.valueAddress(memory, record));
    }

    /** Returns where it begins in a value that has one. */
    public static long addressIn(int encoding, long value) {
        return encoding == Encoding.LISTPACK_EX ? value : value + HashTable.WATCH_AT;
    }

    /** Returns the moment, or {@link HashValue#NO_EXPIRY}. */
    public static long momentMs(Memory memory, long address) {
        return memory.longAt(address);
    }

    /** Sets the moment; nobody may be watching. */
    public static void momentMs(Memory memory, long address, long momentMs) {
        memory.putLong(address, momentMs);
    }
}
