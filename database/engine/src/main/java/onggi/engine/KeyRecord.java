package onggi.engine;

import onggi.bytes.HotPath;
import onggi.bytes.LooseBlock;
import onggi.bytes.Memory;
import onggi.bytes.Slab;
import onggi.bytes.SlabFullException;
import onggi.types.Cell;
import onggi.types.CollectionLimits;
import onggi.types.Encoding;
import onggi.types.HashWatch;
import onggi.types.Record;
import onggi.types.Table;
import onggi.types.ValueType;

/**
 * The record of a key, in its table and its wheel: made, reshaped, moved to another block, and
 * removed. What a command may do with it is in {@link Entry}.
 */
abstract sealed class KeyRecord extends Cell permits Entry {

    private static final byte[] NOTHING = {};

    /** The expiry of a key that has none. */
    public static final long NO_EXPIRY = -1;

    /** In place of an expiry: what the key had before, if anything. */
    public static final long KEEP_EXPIRY = -2;

    /** A large block is given up for a smaller one when less than one part in so many is used. */
    private static final int WASTE_LIMIT = 4;

    final Execution execution;
    Shard shard;
    Slab slab;
    Memory memory;
    int database;
    long hash;
    byte[] keyBuffer = NOTHING;
    int keyOffset;
    int keyLength;
    long nowMs;
    int reference;
    long address;

    KeyRecord(Execution execution, Shard shard) {
        this.execution = execution;
        this.shard = shard;
        this.slab = shard.slab();
        this.memory = shard.memory();
    }

    /**
     * Binds this cursor to a key and looks it up; expired keys are found, see {@link
     * Entry#isExpired}.
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

    /** Binds this cursor to a record, to be read only. */
    void turnTo(Shard shard, int database, int reference) {
        this.shard = shard;
        this.slab = shard.slab();
        this.memory = shard.memory();
        this.database = database;
        this.reference = reference;
        this.address = slab.address(reference);
    }

    /** Keeps nothing of the request that named the key. */
    void release() {
        keyBuffer = NOTHING;
    }

    /** Makes the key absent for whoever reads through this cursor, and leaves it where it is. */
    void hide() {
        reference = Slab.NONE;
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

    /** Returns when the key expires in Unix milliseconds, or {@link #NO_EXPIRY}. */
    @HotPath
    public long expiryMs() {
        return Record.expiryMs(memory, address);
    }

    /** Returns the 24 access bits: clock or frequency, see {@link AccessClock}. */
    public int accessBits() {
        return Record.access(memory, address);
    }

    @Override
    public Memory memory() {
        return memory;
    }

    @Override
    public Slab slab() {
        return slab;
    }

    @Override
    public long hashSeed() {
        return shard.hashSeed();
    }

    @Override
    public CollectionLimits limits() {
        return shard.limits();
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

    boolean hasBlocks() {
        return Encoding.hasBlocks(Record.encoding(memory, address));
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
        if (!fitsInPlace(length, expiry != NO_EXPIRY) || isTiedUp()) {
            relocate(type, encoding, length, 0, 0, expiry, true);
            return;
        }
        shard.leaveFieldWheel(database, reference);
        Record.setValueLength(memory, address, length);
        Record.setTypeAndEncoding(memory, address, type, encoding);
        if (expiry != NO_EXPIRY && expiryMs != KEEP_EXPIRY) {
            expireAt(expiry);
        }
    }

    /** Returns whether the value cannot just be written over. */
    @HotPath
    private boolean isTiedUp() {
        return hasBlocks() || shard.longReplies().isReading(reference);
    }

    /**
     * Stores a string under the key in place of whatever was there: the bytes of a block, which
     * becomes the key's own without being copied.
     *
     * @param length at least {@link LooseBlock#LEAST_BYTES}
     * @param expiryMs as above
     */
    public void adoptString(LooseBlock block, int length, long expiryMs) {
        long expiry = expiryMs;
        if (expiryMs == KEEP_EXPIRY) {
            expiry = exists() ? expiryMs() : NO_EXPIRY;
        }
        long record = Record.length(keyLength, length, expiry != NO_EXPIRY, true);
        relocate(
                ValueType.STRING,
                Encoding.RAW,
                length,
                0,
                slab.adoptLarge(block),
                record,
                expiry,
                true);
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
            relocate(type, encoding, length, kept, room, expiryMs(), false);
        }
    }

    private boolean fitsLargeBlock(int length) {
        if (!Record.isExternal(memory, address)) {
            return false;
        }
        long capacity = Record.externalCapacity(memory, address);
        return length <= capacity && length >= capacity / WASTE_LIMIT;
    }

    /**
     * Moves the key to a new record of the right size, with the first {@code kept} value bytes.
     *
     * @param anew whether the old value ends, and with it all that it has outside of its record
     */
    private void relocate(
            int type, int encoding, int length, int kept, int room, long expiryMs, boolean anew) {
        boolean expiry = expiryMs != NO_EXPIRY;
        long least = Record.length(keyLength, length, expiry, false);
        boolean external = least > Slab.MAX_BLOCK_BYTES;
        long block = external ? slab.allocateLarge(length + (long) room) : 0;
        long bytes = Record.length(keyLength, length, expiry, external);
        if (!external && length <= Record.MAX_SHORT_VALUE) {
            bytes = Math.min(least + room, Slab.MAX_BLOCK_BYTES);
        }
        relocate(type, encoding, length, kept, block, bytes, expiryMs, anew);
    }

    /**
     * Moves the key to a new record.
     *
     * @param block the large block of the value, or 0 when the value lies in the record
     * @param bytes the size of the record
     */
    private void relocate(
            int type,
            int encoding,
            int length,
            int kept,
            long block,
            long bytes,
            long expiryMs,
            boolean anew) {
        boolean expiry = expiryMs != NO_EXPIRY;
        boolean external = block != 0;
        int successor = allocate(bytes, block);
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
        boolean watched = kept > 0 && HashWatch.isIn(memory, address);
        succeed(successor, to, expiryMs, anew);
        if (watched) {
            shard.rejoinFieldWheel(database, successor, nowMs);
        }
    }

    /** Allocates a record's block; when there is no room, its large block is given back. */
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
    private void succeed(int successor, long to, long expiryMs, boolean anew) {
        ShardSnapshot.born(shard, to);
        Table table = shard.tableForWriting(database);
        if (exists()) {
            table.replace(table.find(hash, keyBuffer, keyOffset, keyLength), successor);
            shard.leaveWheels(database, reference);
            if (anew) {
                shard.discard(reference);
            } else {
                Record.free(slab, reference);
            }
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
            shard.insert(table, hash, successor);
        } catch (SlabFullException e) {
            Record.free(slab, successor);
            throw e;
        }
        execution.publish(KeyEvent.NEW, database, keyBuffer, keyOffset, keyLength);
    }

    @Override
    public void watchFields(long momentMs) {
        shard.watchFields(database, reference, momentMs, nowMs);
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
        ShardSnapshot.born(shard, to);
        Table table = shard.tableForWriting(database);
        table.replace(table.find(hash, keyBuffer, keyOffset, keyLength), successor);
        shard.leaveWheels(database, reference);
        shard.longReplies().moved(reference, successor);
        slab.free(reference);
        reference = successor;
        address = to;
        if (expiry) {
            Record.setExpiryMs(memory, to, expiryMs);
            shard.wheelForWriting(database, nowMs).add(successor);
        }
        shard.rejoinFieldWheel(database, successor, nowMs);
    }

    void adopt(KeyRecord source) {
        long expiryMs = source.expiryMs();
        boolean expiry = expiryMs != NO_EXPIRY;
        long from = source.address;
        boolean external = Record.isExternal(memory, from);
        int length = source.valueLength();
        int successor = allocate(Record.length(keyLength, length, expiry, external), 0);
        long to = slab.address(successor);
        Record.write(memory, to, keyBuffer, keyOffset, keyLength, length, expiry, external);
        memory.copy(
                Record.valueArea(memory, from),
                Record.valueArea(memory, to),
                external ? Record.EXTERNAL_BYTES : length);
        Record.setTypeAndEncoding(memory, to, source.type(), source.encoding());
        Record.setAccess(memory, to, source.accessBits());
        source.leave();
        shard.longReplies().moved(source.reference, database, successor);
        slab.free(source.reference);
        source.reference = Slab.NONE;
        succeed(successor, to, expiryMs, true);
        shard.rejoinFieldWheel(database, successor, nowMs);
    }

    /** Removes the key and frees its value; the key must exist. */
    @HotPath
    public void remove() {
        leave();
        shard.discard(reference);
        reference = Slab.NONE;
    }

    @HotPath
    private void leave() {
        Table table = shard.tableForWriting(database);
        shard.remove(table, table.find(hash, keyBuffer, keyOffset, keyLength), hash);
        shard.leaveWheels(database, reference);
    }
}
