package onggi.rdb;

import onggi.bytes.Memory;
import onggi.types.Encoding;
import onggi.types.Record;

/** The record of a key, where it lies or as a copy: what a snapshot needs to know of it. */
public final class StoredKey {

    private StoredKey() {}

    /** Returns whether the key expires. */
    public static boolean expires(Memory memory, long record) {
        return Record.hasExpiry(memory, record);
    }

    /** Returns when a key that expires does, in Unix milliseconds. */
    public static long expiryMs(Memory memory, long record) {
        return Record.expiryMs(memory, record);
    }

    /** Returns the 24 access bits. */
    public static int access(Memory memory, long record) {
        return Record.access(memory, record);
    }

    /** Returns whether the value has blocks outside of the record, so that no copy can be made. */
    public static boolean hasBlocks(Memory memory, long record) {
        return Encoding.hasBlocks(Record.encoding(memory, record));
    }

    /** Returns whether the value is a string of more than so many bytes. */
    public static boolean isLongString(Memory memory, long record, long bytes) {
        return Record.type(memory, record) == Record.STRING
                && Record.valueLength(memory, record) > bytes;
    }

    /** Returns how many bytes a copy takes, a value in a large block included. */
    public static int copyBytes(Memory memory, long record) {
        int value = Record.isExternal(memory, record) ? Record.valueLength(memory, record) : 0;
        return Math.addExact(Math.toIntExact(Record.length(memory, record)), value);
    }

    /** Makes a copy in the same memory, with a value in a large block directly behind it. */
    public static void copy(Memory memory, long record, long to) {
        long length = Record.length(memory, record);
        memory.copy(record, to, length);
        if (Record.isExternal(memory, record)) {
            int value = Record.valueLength(memory, record);
            memory.copy(Record.valueAddress(memory, record), to + length, value);
            Record.setExternal(memory, to, to + length, value);
        }
    }
}
