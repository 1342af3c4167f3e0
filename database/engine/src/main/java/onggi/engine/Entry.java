package onggi.engine;

import java.util.Arrays;
import onggi.bytes.HotPath;
import onggi.bytes.Memory;
import onggi.bytes.Numbers;
import onggi.bytes.Slab;
import onggi.bytes.SlabFullException;
import onggi.types.Cell;
import onggi.types.Encoding;
import onggi.types.Record;
import onggi.types.Table;
import onggi.types.ValueType;

/**
 * A key of a database as a command sees it: there or not, with type, expiry and value. A reusable
 * cursor, bound to one key at a time by {@link Call}; it allocates nothing.
 *
 * <p>An entry stays usable while its command runs, also when other keys change. Only {@link
 * #place}, {@link #reshape}, the expiry methods and {@link #remove} change the data.
 */
public final class Entry extends Cell {

    private static final byte[] NOTHING = {};

    /** The expiry of a key that has none. */
    public static final long NO_EXPIRY = -1;

    /** In place of an expiry: what the key had before, if anything. */
    public static final long KEEP_EXPIRY = -2;

    /** How much of a value is copied at once from the memory of one shard to that of another. */
    private static final int COPY_BYTES = 1 << 16;

    /** A large block is given up for a smaller one when less than one part in so many is used. */
    private static final int WASTE_LIMIT = 4;

    private final Execution execution;
    private Shard shard;
    private Slab slab;
    private Memory memory;
    private int database;
    private long hash;
    private byte[] keyBuffer = NOTHING;
    private int keyOffset;
    private int keyLength;
    private long nowMs;
    private int reference;
    private long address;

    Entry(Execution execution, Shard shard) {
        this.execution = execution;
        this.shard = shard;
        this.slab = shard.slab();
        this.memory = shard.memory();
    }

    /**
     * Binds this cursor to a key and looks it up; expired keys are found, see {@link #isExpired}.
     */
    @HotPath
    boolean find(
            Shard shard,
            int database,
            long hash,
            byte[] buffer,
            int offset,
            int length,
            long nowMs) {
        this.shard = shard;
        this.slab = shard.slab();
        this.memory = shard.memory();
        this.database = database;
        this.hash = hash;
        this.keyBuffer = buffer;
        this.keyOffset = offset;
        this.keyLength = length;
        this.nowMs = nowMs;
        Table table = shard.table(database);
        long slot = table == null ? Table.NONE : table.find(hash, buffer, offset, length);
        if (table == null || slot == Table.NONE) {
            this.reference = Slab.NONE;
            return false;
        }
        this.reference = table.reference(slot);
        this.address = slab.address(reference);
        return true;
    }

    /** Keeps nothing of the request that named the key. */
    void release() {
        keyBuffer = NOTHING;
    }

    /** Returns whether the key exists. */
    @HotPath
    public boolean exists() {
        return reference != Slab.NONE;
    }

    /** Returns the type, one of {@link ValueType}; only when the key exists. */
    @HotPath
    public int type() {
        return Record.type(memory, address);
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

    /** Returns when the key expires in Unix milliseconds, or {@link #NO_EXPIRY}. */
    @HotPath
    public long expiryMs() {
        return Record.expiryMs(memory, address);
    }

    @HotPath
    boolean isExpired(long nowMs) {
        return Record.hasExpiry(memory, address) && Record.expiryMs(memory, address) <= nowMs;
    }

    /** Returns the 24 access bits: clock or frequency, see {@link AccessClock}. */
    public int accessBits() {
        return Record.access(memory, address);
    }

    @HotPath
    void accessBits(int bits) {
        if (Record.access(memory, address) != bits) {
            Record.setAccess(memory, address, bits);
        }
    }

    /** Returns the bytes of memory the record takes, its block and large value included. */
    public long memoryBytes() {
        long block = slab.capacityOf(reference);
        return Record.isExternal(memory, address)
                ? block + Record.externalCapacity(memory, address)
                : block;
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

    @Override
    public Memory memory() {
        return memory;
    }

    @Override
    @HotPath
    public long valueAddress() {
        return Record.valueAddress(memory, address);
    }

    @Override
    @HotPath
    public int valueLength() {
        return Record.valueLength(memory, address);
    }

    @Override
    @HotPath
    public int encoding() {
        return Record.encoding(memory, address);
    }

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
     * Makes the key exist with a value of this type and length, whose bytes are undefined; what was
     * there is freed.
     *
     * @param expiryMs when it expires in Unix milliseconds, or {@link #NO_EXPIRY} or {@link
     *     #KEEP_EXPIRY}
     */
    @HotPath
    public void place(int type, int encoding, int length, long expiryMs) {
        long expiry = expiryMs;
        if (expiryMs == KEEP_EXPIRY) {
            expiry = exists() ? expiryMs() : NO_EXPIRY;
        }
        if (!fitsInPlace(length, expiry != NO_EXPIRY)) {
            relocate(type, encoding, length, 0, 0, expiry);
            return;
        }
        Record.setValueLength(memory, address, length);
        Record.setTypeAndEncoding(memory, address, type, encoding);
        if (expiry != NO_EXPIRY && expiryMs != KEEP_EXPIRY) {
            expireAt(expiry);
        }
    }

    @HotPath
    private boolean fitsInPlace(int length, boolean expiry) {
        return reference != Slab.NONE
                && Record.hasExpiry(memory, address) == expiry
                && Record.fits(memory, address, slab.capacityOf(reference), length);
    }

    @Override
    public void reshape(int encoding, int length, int kept, int room) {
        int type = type();
        if (fitsInPlace(length, Record.hasExpiry(memory, address)) || fitsLargeBlock(length)) {
            Record.setValueLength(memory, address, length);
            Record.setTypeAndEncoding(memory, address, type, encoding);
        } else {
            relocate(type, encoding, length, kept, room, expiryMs());
        }
    }

    private boolean fitsLargeBlock(int length) {
        if (!Record.isExternal(memory, address)) {
            return false;
        }
        long capacity = Record.externalCapacity(memory, address);
        return length <= capacity && length >= capacity / WASTE_LIMIT;
    }

    /** Moves the key to a new record of the right size, with the first {@code kept} value bytes. */
    private void relocate(int type, int encoding, int length, int kept, int room, long expiryMs) {
        boolean expiry = expiryMs != NO_EXPIRY;
        boolean external = Record.length(keyLength, length, expiry, false) > Slab.MAX_BLOCK_BYTES;
        long block = external ? slab.allocateLarge(length + (long) room) : 0;
        int successor = allocate(Record.length(keyLength, length, expiry, external), block);
        long to = slab.address(successor);
        Record.write(memory, to, keyBuffer, keyOffset, keyLength, length, expiry, external);
        if (external) {
            Record.setExternal(memory, to, block, slab.capacityOfLarge(block));
        }
        if (exists()) {
            memory.copy(valueAddress(), Record.valueAddress(memory, to), kept);
            Record.setAccess(memory, to, Record.access(memory, address));
        } else {
            Record.setAccess(memory, to, execution.accessClock().created(nowMs));
        }
        Record.setTypeAndEncoding(memory, to, type, encoding);
        succeed(successor, to, expiryMs);
    }

    /**
     * Allocates a record's block; when there is no room, what was allocated for it before is given
     * back.
     */
    private int allocate(long length, long block) {
        int bytes = Math.toIntExact(length);
        boolean whole = bytes > Slab.MAX_BLOCK_BYTES;
        int successor = whole ? slab.tryAllocateWhole(bytes) : slab.tryAllocate(bytes);
        if (successor == Slab.NONE) {
            if (block != 0) {
                slab.freeLarge(block);
            }
            throw new SlabFullException();
        }
        return successor;
    }

    /**
     * Puts a new record in the place of the present one, if any, in table and wheel, and frees
     * that.
     */
    private void succeed(int successor, long to, long expiryMs) {
        Table table = shard.tableForWriting(database);
        if (exists()) {
            table.replace(table.find(hash, keyBuffer, keyOffset, keyLength), successor);
            leaveWheel();
            Record.free(slab, reference);
        } else {
            insert(table, successor);
        }
        reference = successor;
        address = to;
        if (expiryMs != NO_EXPIRY) {
            Record.setExpiryMs(memory, to, expiryMs);
            shard.wheelForWriting(database, nowMs).add(successor);
        }
    }

    private void insert(Table table, int successor) {
        try {
            table.insert(hash, successor);
        } catch (SlabFullException e) {
            Record.free(slab, successor);
            throw e;
        }
        execution.publish(KeyEvent.NEW, database, keyBuffer, keyOffset, keyLength);
    }

    private void leaveWheel() {
        if (Record.hasExpiry(memory, address)) {
            shard.wheelForWriting(database, nowMs).remove(reference);
        }
    }

    /** Sets when the key expires, in Unix milliseconds; the key must exist. */
    public void expireAt(long expiryMs) {
        if (!Record.hasExpiry(memory, address)) {
            rebuild(expiryMs);
            return;
        }
        ExpiryWheel wheel = shard.wheelForWriting(database, nowMs);
        wheel.remove(reference);
        Record.setExpiryMs(memory, address, expiryMs);
        wheel.add(reference);
    }

    /** Takes the expiry away; returns whether there was one. */
    public boolean persist() {
        if (!exists() || !Record.hasExpiry(memory, address)) {
            return false;
        }
        rebuild(NO_EXPIRY);
        return true;
    }

    /**
     * Moves the key to a record with or without room for an expiry; a large block is handed over,
     * not copied.
     */
    private void rebuild(long expiryMs) {
        boolean expiry = expiryMs != NO_EXPIRY;
        boolean external = Record.isExternal(memory, address);
        int length = valueLength();
        int successor = allocate(Record.length(keyLength, length, expiry, external), 0);
        long to = slab.address(successor);
        long area = Record.writeLike(memory, address, to, length, expiry, external);
        memory.copy(
                Record.valueArea(memory, address), area, external ? Record.EXTERNAL_BYTES : length);
        Table table = shard.tableForWriting(database);
        table.replace(table.find(hash, keyBuffer, keyOffset, keyLength), successor);
        leaveWheel();
        slab.free(reference);
        reference = successor;
        address = to;
        if (expiry) {
            Record.setExpiryMs(memory, to, expiryMs);
            shard.wheelForWriting(database, nowMs).add(successor);
        }
    }

    /** Gives this key a copy of the value and expiry of another one, which must exist. */
    public void copyFrom(Entry source) {
        if (exists()) {
            remove();
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
     * does not afterwards.
     */
    public void moveFrom(Entry source) {
        copyFrom(source);
        accessBits(source.accessBits());
        source.remove();
    }

    /** Removes the key and frees its value; the key must exist. */
    public void remove() {
        Table table = shard.tableForWriting(database);
        table.remove(table.find(hash, keyBuffer, keyOffset, keyLength), hash);
        leaveWheel();
        Record.free(slab, reference);
        reference = Slab.NONE;
    }

    /** Returns a copy of the key. */
    public byte[] key() {
        return Arrays.copyOfRange(keyBuffer, keyOffset, keyOffset + keyLength);
    }
}
