package onggi.types;

import java.util.Arrays;
import onggi.bytes.HotPath;
import onggi.bytes.Invariant;
import onggi.bytes.KeyHash;
import onggi.bytes.Memory;
import onggi.bytes.RandomSource;
import onggi.bytes.Slab;
import onggi.bytes.SlabFullException;

/**
 * The members of a large set, or the fields of a large hash: {@link Record}s in a {@link Table}
 * whose header stands somewhere in the value of a {@link Cell}.
 *
 * <p>A cursor. {@link #find} looks a member up, and what speaks of "the member" acts on what it
 * found or did not find. Every operation reads the header and writes it back, so that nothing is
 * kept but the place of the last find.
 */
final class Members {

    private static final byte[] NOTHING = {};

    private final Cell cell;
    private final int headerAt;
    private final Table table;
    private final Table.Visitor free = this::free;
    private long hash;
    private long slot;
    private byte[] copied = NOTHING;

    /** Whether the table has no place in the value yet. */
    private boolean loose;

    /**
     * Creates the cursor of a cell.
     *
     * @param headerAt the offset of the {@link Table#HEADER_BYTES} in the value
     */
    Members(Cell cell, int headerAt) {
        this.cell = cell;
        this.headerAt = headerAt;
        this.table = Table.ofValue(cell);
    }

    /** Writes the header of an empty table into the value, which must be long enough for it. */
    void init() {
        table.begin(cell);
        close();
    }

    /**
     * Begins with none, in no place yet: until {@link #settle} or {@link #abandon} the value keeps
     * what it has, and so loses nothing when there is no room for all that is added.
     */
    void begin() {
        table.begin(cell);
        loose = true;
    }

    /** Writes what was begun into the value, which must be long enough for the header. */
    void settle() {
        loose = false;
        close();
    }

    /** Frees what was begun. */
    void abandon() {
        loose = false;
        table.clear(free);
    }

    /** Returns how many there are. */
    @HotPath
    long size() {
        return Table.size(cell.memory(), header());
    }

    // ---- one member

    /** Looks for a member; returns whether it is there. */
    @HotPath
    boolean find(byte[] key, int offset, int length) {
        open();
        hash = KeyHash.of(cell.hashSeed(), key, offset, length);
        slot = table.find(hash, key, offset, length);
        return slot != Table.NONE;
    }

    /** Returns the reference of the member's record, which was found. */
    @HotPath
    int reference() {
        return table.reference(slot);
    }

    /** Returns the address of the member's record, which was found. */
    @HotPath
    long address() {
        return cell.slab().address(reference());
    }

    /**
     * Adds the member, which was not found; it is the one found then.
     *
     * @param key the same that was looked for
     * @param valueLength of its value, whose bytes are undefined
     * @param hasExpiry whether its record has the expiry part, with no moment set
     * @return the address of its record
     * @throws SlabFullException when there is no room; nothing has changed then
     */
    @HotPath
    long add(byte[] key, int offset, int length, int valueLength, boolean hasExpiry) {
        int reference = allocate(length, valueLength, hasExpiry);
        Slab slab = cell.slab();
        long address = slab.address(reference);
        boolean external = isExternal(length, valueLength, hasExpiry);
        long block = external ? externalBlock(reference, valueLength) : 0;
        Record.write(cell.memory(), address, key, offset, length, valueLength, hasExpiry, external);
        if (external) {
            Record.setExternal(cell.memory(), address, block, slab.capacityOfLarge(block));
        }
        try {
            slot = table.insert(hash, reference);
        } catch (SlabFullException e) {
            Record.free(slab, reference);
            throw e;
        } finally {
            close();
        }
        return address;
    }

    /**
     * Gives the member, which was found, a value of another length, in place or in a new record
     * with the same key and moment of expiry.
     *
     * @param valueLength of its value, whose bytes are undefined
     * @param hasExpiry whether its record shall have the expiry part; a new one has no moment set,
     *     and the links of a moved one are unset
     * @return the address of its record
     * @throws SlabFullException when there is no room; nothing has changed then
     */
    @HotPath
    long revalue(int valueLength, boolean hasExpiry) {
        Memory memory = cell.memory();
        Slab slab = cell.slab();
        int old = reference();
        long from = slab.address(old);
        if (Record.hasExpiry(memory, from) == hasExpiry
                && Record.fits(memory, from, slab.capacityOf(old), valueLength)) {
            Record.setValueLength(memory, from, valueLength);
            return from;
        }
        int keyLength = Record.keyLength(memory, from);
        int reference = allocate(keyLength, valueLength, hasExpiry);
        boolean external = isExternal(keyLength, valueLength, hasExpiry);
        long block = external ? externalBlock(reference, valueLength) : 0;
        long to = slab.address(reference);
        Record.writeLike(memory, from, to, valueLength, hasExpiry, external);
        if (external) {
            Record.setExternal(memory, to, block, slab.capacityOfLarge(block));
        }
        table.replace(slot, reference);
        Record.free(slab, old);
        return to;
    }

    /** Removes the member, which was found. */
    @HotPath
    void remove() {
        int reference = reference();
        table.remove(slot, hash);
        Record.free(cell.slab(), reference);
        close();
    }

    /** Removes a member by its record, also the one that a walk is visiting. */
    void remove(int reference) {
        open();
        hash = table.hashOf(reference);
        slot = table.slotOf(hash, reference);
        remove();
    }

    private static boolean isExternal(int keyLength, int valueLength, boolean hasExpiry) {
        return valueLength > 0
                && Record.length(keyLength, valueLength, hasExpiry, false) > Slab.MAX_BLOCK_BYTES;
    }

    @HotPath
    private int allocate(int keyLength, int valueLength, boolean hasExpiry) {
        boolean external = isExternal(keyLength, valueLength, hasExpiry);
        int bytes = (int) Record.length(keyLength, valueLength, hasExpiry, external);
        boolean whole = bytes > Slab.MAX_BLOCK_BYTES;
        Slab slab = cell.slab();
        int reference = whole ? slab.tryAllocateWhole(bytes) : slab.tryAllocate(bytes);
        if (reference == Slab.NONE) {
            throw new SlabFullException();
        }
        return reference;
    }

    private long externalBlock(int reference, int valueLength) {
        try {
            return cell.slab().allocateLarge(valueLength);
        } catch (SlabFullException e) {
            cell.slab().free(reference);
            throw e;
        }
    }

    // ---- walks

    /**
     * Visits every member once.
     *
     * @param visitor gets references; may remove the member it visits
     */
    void forEach(Table.Visitor visitor) {
        open();
        table.forEach(visitor);
        close();
    }

    /** Visits some members, see {@link Table#scan}. */
    long scan(long position, int count, Table.Visitor visitor) {
        open();
        long next = table.scan(position, count, visitor);
        close();
        return next;
    }

    /** Returns the reference of a member chosen uniformly; there must be one. */
    @HotPath
    int random(RandomSource random) {
        open();
        return table.random(random);
    }

    // ---- what a collection owes

    /** See {@link CollectionValue#freeSome}. */
    boolean freeSome(int steps) {
        open();
        boolean gone = table.freeSome(steps, free);
        close();
        return gone;
    }

    private void free(int reference) {
        Record.free(cell.slab(), reference);
    }

    /** See {@link CollectionValue#blockBytes}. */
    long blockBytes() {
        long[] bytes = new long[1];
        open();
        table.forEach(reference -> bytes[0] += bytesOf(reference));
        return bytes[0] + table.segmentBytes();
    }

    private long bytesOf(int reference) {
        Memory memory = cell.memory();
        long address = cell.slab().address(reference);
        long bytes = cell.slab().bytesOf(reference);
        return Record.isExternal(memory, address)
                ? bytes + Record.externalCapacity(memory, address)
                : bytes;
    }

    /** See {@link CollectionValue#estimateBytes}. */
    long estimateBytes(int samples) {
        long size = size();
        if (samples == 0 || samples >= size) {
            return blockBytes();
        }
        long[] seen = new long[2];
        open();
        table.scan(
                0,
                samples,
                reference -> {
                    seen[0]++;
                    seen[1] += bytesOf(reference);
                });
        return table.segmentBytes() + (seen[0] == 0 ? 0 : size * seen[1] / seen[0]);
    }

    /** See {@link CollectionValue#compact}; the mover is told of every record that moved. */
    long compact(long position, int steps, Table.Mover mover) {
        open();
        long next = table.compact(position, steps, mover);
        close();
        return next;
    }

    /** See {@link CollectionValue#check}. */
    void check() {
        open();
        table.check();
        long[] seen = new long[1];
        table.forEach(reference -> seen[0]++);
        Invariant.check(
                seen[0] == table.size(), "a walk sees {} members of {}", seen[0], table.size());
    }

    /**
     * Adds copies of all members to others, which are empty: keys, values and moments of expiry,
     * out of any wheel.
     */
    void copyTo(Members target) {
        forEach(reference -> copy(reference, target));
        copied = NOTHING;
    }

    private void copy(int reference, Members target) {
        Memory memory = cell.memory();
        long from = cell.slab().address(reference);
        int keyLength = Record.keyLength(memory, from);
        int valueLength = Record.valueLength(memory, from);
        reserve(keyLength + valueLength);
        memory.copyOut(Record.keyAddress(memory, from), copied, 0, keyLength);
        memory.copyOut(Record.valueAddress(memory, from), copied, keyLength, valueLength);
        boolean hasExpiry = Record.hasExpiry(memory, from);
        target.find(copied, 0, keyLength);
        long to = target.add(copied, 0, keyLength, valueLength, hasExpiry);
        Memory memoryTo = target.cell.memory();
        memoryTo.copyIn(copied, keyLength, Record.valueAddress(memoryTo, to), valueLength);
        if (hasExpiry) {
            Record.setExpiryMs(memoryTo, to, Record.expiryMs(memory, from));
        }
    }

    private void reserve(int bytes) {
        if (copied.length < bytes) {
            copied = Arrays.copyOf(copied, Math.max(64, bytes + (bytes >> 1)));
        }
    }

    // ---- the header

    @HotPath
    private long header() {
        return cell.valueAddress() + headerAt;
    }

    @HotPath
    private void open() {
        if (!loose) {
            table.open(cell, header());
        }
    }

    @HotPath
    private void close() {
        if (!loose) {
            table.close(header());
        }
    }
}
