package onggi.engine;

import java.util.Arrays;
import onggi.bytes.HotPath;
import onggi.bytes.Numbers;
import onggi.bytes.Slab;
import onggi.types.CollectionValue;
import onggi.types.Encoding;
import onggi.types.HashValue;
import onggi.types.HashWatch;
import onggi.types.ListValue;
import onggi.types.Record;
import onggi.types.ScratchCell;
import onggi.types.SetValue;
import onggi.types.StreamBurial;
import onggi.types.StreamTrim;
import onggi.types.StreamValue;
import onggi.types.ValueType;
import onggi.types.Values;
import onggi.types.ZsetValue;

/**
 * A key of a database as a command sees it: there or not, with type, expiry and value. A reusable
 * cursor, bound to one key at a time by {@link Call}; it allocates nothing.
 *
 * <p>An entry stays usable while its command runs, also when other keys change. Only {@link
 * #place}, {@link #reshape}, the expiry methods and {@link #remove} change the data.
 */
public final class Entry extends KeyRecord {

    /** How much of a value is copied at once from the memory of one shard to that of another. */
    private static final int COPY_BYTES = 1 << 16;

    private final Values values = new Values(this);
    private final StreamBurial burial = giver -> GroupRemoval.bury(shard, giver);

    Entry(Execution execution, Shard shard) {
        super(execution, shard);
    }

    /**
     * Returns whether the key exists with this type; raises WRONGTYPE when it exists with another.
     */
    @HotPath
    public boolean existsAs(int type) {
        if (reference == Slab.NONE) {
            return false;
        }
        if (Record.type(memory, address) != type) {
            throw CommandError.WRONG_TYPE.raise();
        }
        return true;
    }

    @HotPath
    boolean isExpired(long nowMs) {
        return Record.hasExpiry(memory, address) && Record.expiryMs(memory, address) <= nowMs;
    }

    /** Returns whether fields of a hash must go before anything else is done with it. */
    @HotPath
    boolean hasDueFields(long nowMs) {
        if (!HashWatch.isIn(memory, address)) {
            return false;
        }
        long moment = HashWatch.momentMs(memory, HashWatch.addressOf(memory, address));
        return moment != NO_EXPIRY && moment <= nowMs;
    }

    /** Sets the 24 access bits, see {@link AccessClock}. */
    @HotPath
    public void accessBits(int bits) {
        if (Record.access(memory, address) != bits) {
            Record.setAccess(memory, address, bits);
        }
    }

    /**
     * Returns the bytes of memory the key takes: its record, large value, and about what the blocks
     * of a collection take.
     *
     * @param samples how many elements of a collection to look at, at least 1; 0 for all
     */
    public long memoryBytes(int samples) {
        long bytes = slab.bytesOf(reference);
        if (Record.isExternal(memory, address)) {
            bytes += Record.externalCapacity(memory, address);
        }
        return hasBlocks() ? bytes + collection().estimateBytes(samples) : bytes;
    }

    /** Returns the shard this key belongs to. */
    public Shard shard() {
        return shard;
    }

    /** Returns the reference of the record in the shard's slab; only when the key exists. */
    public int reference() {
        return reference;
    }

    /** Returns the database this key is in. */
    public int database() {
        return database;
    }

    // ---- collections

    /** Returns the value of a key that exists and is no string. */
    public CollectionValue collection() {
        return values.of(type());
    }

    /** Returns the value of a key that exists as a list. */
    @HotPath
    public ListValue list() {
        return values.list();
    }

    /** Returns the list, empty if the key did not exist; raises WRONGTYPE for another type. */
    @HotPath
    public ListValue listOrNew() {
        ListValue list = values.list();
        createUnless(existsAs(ValueType.LIST), ValueType.LIST, list);
        return list;
    }

    /** Makes the key an empty list without expiry, whatever it was, and returns it. */
    public ListValue newList() {
        ListValue list = values.list();
        createUnless(false, ValueType.LIST, list);
        return list;
    }

    /** Returns the value of a key that exists as a hash. */
    @HotPath
    public HashValue hash() {
        return values.hash();
    }

    /** Returns the hash, empty if the key did not exist; raises WRONGTYPE for another type. */
    @HotPath
    public HashValue hashOrNew() {
        HashValue hash = values.hash();
        createUnless(existsAs(ValueType.HASH), ValueType.HASH, hash);
        return hash;
    }

    /** Returns the value of a key that exists as a set. */
    @HotPath
    public SetValue set() {
        return values.set();
    }

    /** Returns the set, empty if the key did not exist; raises WRONGTYPE for another type. */
    @HotPath
    public SetValue setOrNew() {
        SetValue set = values.set();
        createUnless(existsAs(ValueType.SET), ValueType.SET, set);
        return set;
    }

    /** Returns the value of a key that exists as a sorted set. */
    @HotPath
    public ZsetValue zset() {
        return values.zset();
    }

    /**
     * Returns the sorted set, empty if the key did not exist; raises WRONGTYPE for another type.
     */
    @HotPath
    public ZsetValue zsetOrNew() {
        ZsetValue zset = values.zset();
        createUnless(existsAs(ValueType.ZSET), ValueType.ZSET, zset);
        return zset;
    }

    /** Returns the value of a key that exists as a stream. */
    public StreamValue stream() {
        return values.stream();
    }

    /** Returns the stream, empty if the key did not exist; raises WRONGTYPE for another type. */
    public StreamValue streamOrNew() {
        StreamValue stream = values.stream();
        createUnless(existsAs(ValueType.STREAM), ValueType.STREAM, stream);
        return stream;
    }

    /**
     * Removes a group of the stream that this key has, and frees a large one in the background;
     * returns whether there was one of this name.
     */
    public boolean destroyGroup(byte[] name, int offset, int length) {
        return GroupRemoval.run(shard, values.stream(), name, offset, length);
    }

    /**
     * Removes a consumer of the present group of the stream that this key has.
     *
     * @return how many entries were pending at it, or -1 when there is none of this name
     */
    public long removeConsumer(byte[] name, int offset, int length) {
        return GroupRemoval.runForConsumer(shard, values.stream().group(), name, offset, length);
    }

    /** Removes old entries of the stream that this key has; returns how many. */
    public long trimStream(StreamTrim trim) {
        return values.stream().trim(trim, burial);
    }

    private void createUnless(boolean exists, int type, CollectionValue value) {
        if (!exists) {
            place(type, Encoding.LISTPACK, 0, NO_EXPIRY);
            value.init();
        }
    }

    // ---- changes

    /**
     * Stores a string under the key in place of whatever was there, as an integer when its text is
     * one.
     *
     * @param expiryMs when it expires in Unix milliseconds, or {@link #NO_EXPIRY} or {@link
     *     #KEEP_EXPIRY}
     */
    @HotPath
    public void setString(byte[] buffer, int offset, int length, long expiryMs) {
        if (length <= Numbers.MAX_LONG_LENGTH && Numbers.isLong(buffer, offset, length)) {
            setLong(Numbers.parseLong(buffer, offset, length), expiryMs);
            return;
        }
        int encoding = length <= Encoding.EMBSTR_LIMIT_BYTES ? Encoding.EMBSTR : Encoding.RAW;
        place(ValueType.STRING, encoding, length, expiryMs);
        memory.copyIn(buffer, offset, valueAddress(), length);
    }

    /** Stores an integer under the key in place of whatever was there. */
    @HotPath
    public void setLong(long value, long expiryMs) {
        place(ValueType.STRING, Encoding.INT, Long.BYTES, expiryMs);
        memory.putLong(valueAddress(), value);
    }

    /**
     * Gives this key a value in place of whatever was there.
     *
     * @param type of the value
     * @param value in the memory of this key's shard; it has no bytes afterwards
     * @param expiryMs when it expires in Unix milliseconds, or {@link #NO_EXPIRY}
     */
    public void take(int type, ScratchCell value, long expiryMs) {
        place(type, value.encoding(), value.valueLength(), expiryMs);
        value.moveTo(valueAddress());
        if (HashWatch.isIn(memory, address)) {
            long watch = HashWatch.addressOf(memory, address);
            long moment = HashWatch.momentMs(memory, watch);
            HashWatch.momentMs(memory, watch, NO_EXPIRY);
            HashWatch.unlink(memory, watch);
            watchFields(moment);
        }
    }

    /** Gives this key a copy of the value and expiry of another one, which must exist. */
    public void copyFrom(Entry source) {
        if (exists()) {
            remove();
        }
        if (source.hasBlocks() || source.encoding() == Encoding.LISTPACK_EX) {
            place(source.type(), Encoding.LISTPACK, 0, source.expiryMs());
            source.collection().copyTo(this);
            return;
        }
        int length = source.valueLength();
        place(source.type(), source.encoding(), length, source.expiryMs());
        copyValue(source, length);
    }

    private void copyValue(Entry source, int length) {
        if (memory == source.memory) {
            memory.copy(source.valueAddress(), valueAddress(), length);
            return;
        }
        byte[] part = new byte[Math.min(length, COPY_BYTES)];
        for (int done = 0; done < length; done += part.length) {
            int bytes = Math.min(part.length, length - done);
            source.memory.copyOut(source.valueAddress() + done, part, 0, bytes);
            memory.copyIn(part, 0, valueAddress() + done, bytes);
        }
    }

    /**
     * Gives this key the value, the expiry and the access bits of another one, which must exist and
     * does not afterwards. What the value has outside of its record is handed over when both are in
     * one shard.
     */
    public void moveFrom(Entry source) {
        if (shard != source.shard) {
            copyFrom(source);
            accessBits(source.accessBits());
            source.remove();
            return;
        }
        if (exists()) {
            remove();
        }
        adopt(source);
    }

    /** Returns a copy of the key. */
    public byte[] key() {
        return Arrays.copyOfRange(keyBuffer, keyOffset, keyOffset + keyLength);
    }

    /** Returns where the key stands in the memory of its shard; only when it exists. */
    public long storedKeyAddress() {
        return Record.keyAddress(memory, address);
    }

    /** Returns the length of the key where it is stored; only when it exists. */
    public int storedKeyLength() {
        return Record.keyLength(memory, address);
    }
}
