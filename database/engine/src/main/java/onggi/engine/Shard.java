package onggi.engine;

import java.util.Arrays;
import onggi.bytes.Bytes;
import onggi.bytes.HotPath;
import onggi.bytes.KeyHash;
import onggi.bytes.Memory;
import onggi.bytes.Slab;
import onggi.types.CollectionLimits;
import onggi.types.HashValue;
import onggi.types.HashWatch;
import onggi.types.Record;
import onggi.types.RecordCell;
import onggi.types.Table;
import org.jspecify.annotations.Nullable;

/**
 * One part of the keyspace: its memory, and for each database its table of keys and its expiry
 * wheel.
 *
 * <p>Everything here is guarded by {@link #lock}, which is absent when one thread does all the
 * work.
 */
public final class Shard {

    private final int index;
    private final ShardLock lock;
    private final Memory memory;
    private final Slab slab;
    private final long hashSeed;
    private final @Nullable Table[] tables;
    private final @Nullable ExpiryWheel[] wheels;
    private final @Nullable ExpiryWheel[] fieldWheels;
    private final CollectionLimits limits;
    private final RecordCell cell;
    private final Garbage garbage;
    private final LongReplies longReplies = new LongReplies();
    private final KeyReadings keyReadings = new KeyReadings();
    private final WatchedKeys watched = new WatchedKeys();
    private final TrackedKeys tracked;
    private final WaitingKeys waiting = new WaitingKeys();
    private @Nullable ShardSnapshot snapshot;

    Shard(
            int index,
            Memory memory,
            int databases,
            long hashSeed,
            CollectionLimits limits,
            boolean locking) {
        this.index = index;
        this.lock = new ShardLock(locking);
        this.memory = memory;
        this.slab = new Slab(memory);
        this.hashSeed = hashSeed;
        this.limits = limits;
        this.cell = new RecordCell(slab, hashSeed, limits);
        this.garbage = new Garbage(this, cell);
        this.tracked = new TrackedKeys(hashSeed);
        this.tables = new Table[databases];
        this.wheels = new ExpiryWheel[databases];
        this.fieldWheels = new ExpiryWheel[databases];
    }

    /** Returns the index of this shard. */
    public int index() {
        return index;
    }

    /** Returns who may use this shard. */
    @HotPath
    ShardLock lock() {
        return lock;
    }

    /** Returns the memory of this shard. */
    public Memory memory() {
        return memory;
    }

    /** Returns the allocator of this shard. */
    public Slab slab() {
        return slab;
    }

    /** Returns the seed of the hashes in all tables of this shard. */
    public long hashSeed() {
        return hashSeed;
    }

    /** Returns when collections leave their compact forms. */
    public CollectionLimits limits() {
        return limits;
    }

    /** Returns the value of a record as a cell, until the next call. */
    public RecordCell cell(int reference) {
        return cell.at(reference);
    }

    /** Returns the keys of a database, or null when it never had any. */
    @HotPath
    public @Nullable Table table(int database) {
        return tables[database];
    }

    Table tableForWriting(int database) {
        Table table = tables[database];
        if (table == null) {
            table = new Table(slab, hashSeed);
            tables[database] = table;
        }
        return table;
    }

    /** Returns the expiry wheel of a database, or null when no key of it ever had an expiry. */
    @HotPath
    public @Nullable ExpiryWheel wheel(int database) {
        return wheels[database];
    }

    ExpiryWheel wheelForWriting(int database, long nowMs) {
        ExpiryWheel wheel = wheels[database];
        if (wheel == null) {
            wheel = new ExpiryWheel(slab, ExpiryPart.KEY, nowMs);
            wheels[database] = wheel;
        }
        return wheel;
    }

    /**
     * Returns the wheel of the hashes of a database some of whose fields expire, or null when there
     * never was one.
     */
    @HotPath
    public @Nullable ExpiryWheel fieldWheel(int database) {
        return fieldWheels[database];
    }

    private ExpiryWheel fieldWheelForWriting(int database, long nowMs) {
        ExpiryWheel wheel = fieldWheels[database];
        if (wheel == null) {
            wheel = new ExpiryWheel(slab, ExpiryPart.FIELDS, nowMs);
            fieldWheels[database] = wheel;
        }
        return wheel;
    }

    /** Takes a record that is going to vanish or move out of the wheels it is in. */
    @HotPath
    void leaveWheels(int database, int reference) {
        ExpiryWheel wheel = wheels[database];
        if (wheel != null && Record.hasExpiry(memory, slab.address(reference))) {
            wheel.remove(reference);
        }
        leaveFieldWheel(database, reference);
    }

    /** Takes a record whose value is going to vanish out of the wheel of fields if it is there. */
    @HotPath
    void leaveFieldWheel(int database, int reference) {
        assert snapshot == null || snapshot.has(slab.address(reference)) : "not handed over";
        ExpiryWheel wheel = fieldWheels[database];
        if (wheel != null && HashWatch.isIn(memory, slab.address(reference))) {
            wheel.remove(reference);
        }
    }

    /**
     * Puts a record that is a copy of one that left into the wheel of fields if it belongs there.
     */
    void rejoinFieldWheel(int database, int reference, long nowMs) {
        long address = slab.address(reference);
        if (HashWatch.isIn(memory, address)) {
            long watch = HashWatch.addressOf(memory, address);
            HashWatch.unlink(memory, watch);
            watchFields(database, reference, HashWatch.momentMs(memory, watch), nowMs);
        }
    }

    /** Keeps watch of the fields of a hash, which has a {@link HashWatch}, from a moment on. */
    void watchFields(int database, int reference, long momentMs, long nowMs) {
        ExpiryWheel wheel = fieldWheelForWriting(database, nowMs);
        wheel.remove(reference);
        HashWatch.momentMs(memory, HashWatch.addressOf(memory, slab.address(reference)), momentMs);
        if (momentMs != HashValue.NO_EXPIRY) {
            wheel.add(reference);
        }
    }

    /** Takes note that a record in the table was copied to a new place. */
    void moved(int database, int from, int to) {
        longReplies.moved(from, to);
        ExpiryWheel wheel = wheels[database];
        long address = slab.address(to);
        if (wheel != null && Record.hasExpiry(memory, address)) {
            wheel.moved(from, to);
        }
        ExpiryWheel fieldWheel = fieldWheels[database];
        if (fieldWheel != null && HashWatch.isIn(memory, address)) {
            fieldWheel.moved(from, to);
        }
    }

    /** Returns the snapshot that is being taken of this shard, or null, as mostly. */
    @HotPath
    @Nullable ShardSnapshot snapshot() {
        return snapshot;
    }

    void snapshot(@Nullable ShardSnapshot begun) {
        snapshot = begun;
    }

    /** Returns the replies that are being made of values of this shard. */
    @HotPath
    LongReplies longReplies() {
        return longReplies;
    }

    KeyReadings keyReadings() {
        return keyReadings;
    }

    /** Puts a record into one of the tables. */
    @HotPath
    void insert(Table table, long hash, int reference) {
        keyReadings.before(table, hash);
        table.insert(hash, reference);
    }

    /** Takes a record out of one of the tables. */
    @HotPath
    void remove(Table table, long slot, long hash) {
        keyReadings.before(table, hash);
        table.remove(slot, hash);
    }

    WatchedKeys watched() {
        return watched;
    }

    TrackedKeys tracked() {
        return tracked;
    }

    @HotPath
    WaitingKeys waiting() {
        return waiting;
    }

    /** Returns a copy of the key of a record. */
    public byte[] key(int reference) {
        long address = slab.address(reference);
        byte[] key = new byte[Record.keyLength(memory, address)];
        memory.copyOut(Record.keyAddress(memory, address), key, 0, key.length);
        return key;
    }

    /** Returns whether the time of a record has come. */
    @HotPath
    public boolean isExpired(int reference, long nowMs) {
        long address = slab.address(reference);
        return Record.hasExpiry(memory, address) && Record.expiryMs(memory, address) <= nowMs;
    }

    /**
     * Returns whether a key will be found gone: its own time has come, or that of all its fields.
     */
    public boolean isGone(int reference, long nowMs) {
        if (isExpired(reference, nowMs)) {
            return true;
        }
        long address = slab.address(reference);
        if (!HashWatch.isIn(memory, address)) {
            return false;
        }
        long moment = HashWatch.momentMs(memory, HashWatch.addressOf(memory, address));
        return moment != HashValue.NO_EXPIRY
                && moment <= nowMs
                && cell.at(reference).hash().isDue(nowMs);
    }

    boolean contains(int database, Bytes key) {
        Table table = tables[database];
        byte[] bytes = key.unsafeArray();
        long hash = KeyHash.of(hashSeed, bytes, 0, bytes.length);
        return table != null && table.find(hash, bytes, 0, bytes.length) != Table.NONE;
    }

    /**
     * Deletes all keys of a database.
     *
     * @param later whether they may stay in memory for a while, see {@link #garbage}
     * @return how many there were
     */
    long flush(int database, boolean later) {
        keyReadings.dropAll();
        Table table = tables[database];
        long keys = table == null ? 0 : table.size();
        if (table != null && keys > 0) {
            watched.touchAll(database, key -> contains(database, key));
            longReplies.adoptAll(database, reference -> leave(database, reference));
            drop(table, database, later);
        }
        if (isEmpty()) {
            slab.clear();
            garbage.cleared();
            ShardSnapshot.cleared(snapshot);
            Arrays.fill(tables, null);
            Arrays.fill(wheels, null);
            Arrays.fill(fieldWheels, null);
        }
        return keys;
    }

    /** Takes a record out of its table and wheels. */
    void leave(int database, int reference) {
        ShardSnapshot.handOver(this, database, reference);
        Table table = tables[database];
        if (table == null) {
            throw new IllegalStateException("a record is in no table");
        }
        long hash = table.hashOf(reference);
        remove(table, table.slotOf(hash, reference), hash);
        leaveWheels(database, reference);
    }

    private void drop(Table table, int database, boolean later) {
        tables[database] = null;
        wheels[database] = null;
        fieldWheels[database] = null;
        if (snapshot != null && snapshot.keeps(table)) {
            return;
        }
        if (later) {
            garbage.add(table);
        } else if (!isEmpty()) {
            table.clear(this::free);
        }
    }

    /** Frees a record that is in no table and no wheel, with all that its value has. */
    public void free(int reference) {
        if (cell.at(reference).hasBlocks()) {
            while (!cell.value().freeSome(Integer.MAX_VALUE)) {
                cell.at(reference);
            }
        }
        Record.free(slab, reference);
    }

    /**
     * Frees a record that is in no table and no wheel any more. If its value is a big collection,
     * most of the work is left to {@link #garbage}; if replies are being made of it, all to the
     * last of them.
     */
    @HotPath
    void discard(int reference) {
        if (!longReplies.isEmpty() && longReplies.adopt(reference)) {
            return;
        }
        if (cell.at(reference).hasBlocks()) {
            garbage.add(reference);
        } else {
            Record.free(slab, reference);
        }
    }

    private boolean isEmpty() {
        if (!longReplies.isEmpty() || (snapshot != null && snapshot.keepsAny())) {
            return false;
        }
        for (Table table : tables) {
            if (table != null && table.size() > 0) {
                return false;
            }
        }
        return true;
    }

    /** Returns what is deleted and not freed yet. */
    Garbage garbage() {
        return garbage;
    }

    /** Returns the number of keys of a database; expired ones count until they are reaped. */
    public long size(int database) {
        Table table = tables[database];
        return table == null ? 0 : table.size();
    }

    long volatileKeys(int database) {
        ExpiryWheel wheel = wheels[database];
        return wheel == null ? 0 : wheel.size();
    }

    long volatileHashes(int database) {
        ExpiryWheel wheel = fieldWheels[database];
        long left = longReplies.keepsFields() ? 1 : 0;
        return wheel == null ? 0 : wheel.size() + left;
    }

    long usedBytes() {
        return slab.liveBytes();
    }

    long indexBytes(int database) {
        Table table = tables[database];
        return table == null ? 0 : table.indexBytes();
    }

    /** Exchanges the contents of two databases. */
    void swap(int first, int second) {
        watched.touchAll(first, key -> contains(first, key) || contains(second, key));
        watched.touchAll(second, key -> contains(first, key) || contains(second, key));
        longReplies.swapped(first, second);
        ShardSnapshot.swapped(snapshot, first, second);
        Table table = tables[first];
        tables[first] = tables[second];
        tables[second] = table;
        swap(wheels, first, second);
        swap(fieldWheels, first, second);
    }

    private static void swap(@Nullable ExpiryWheel[] wheels, int first, int second) {
        ExpiryWheel wheel = wheels[first];
        wheels[first] = wheels[second];
        wheels[second] = wheel;
    }
}
