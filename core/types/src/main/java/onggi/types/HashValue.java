package onggi.types;

import onggi.bytes.HotPath;
import onggi.bytes.Invariant;
import onggi.bytes.Memory;
import onggi.bytes.Numbers;
import onggi.bytes.RandomSource;
import onggi.bytes.Slab;

/**
 * Operations on a hash where it lies: a {@link HashPack} while it is small, then a {@link
 * HashTable}. Fields may have a moment at which they expire; who holds the hash must take the due
 * ones out ({@link #expireDue}) before it asks for anything else, as this class knows no time.
 *
 * <p>A cursor. {@link #find}, {@link #random} and the walks choose a field; {@link #field()},
 * {@link #value()} and {@link #expiryMs()} speak of it until the hash changes.
 */
public final class HashValue extends CollectionValue {

    /** In place of a moment: never. */
    public static final long NO_EXPIRY = Record.NO_EXPIRY;

    /** A small hash never becomes longer than this. */
    private static final long MAX_PACK_BYTES = 1L << 30;

    /** What a walk calls for every field, see {@link #field()}. */
    @FunctionalInterface
    public interface Visitor {
        /** Visits the field that is chosen now, and changes nothing. */
        void visit(HashValue hash);
    }

    private final HashPack pack;
    private final HashTable table;
    private final byte[] scratch = new byte[Numbers.MAX_LONG_LENGTH];
    private final ElementText field;
    private final ElementText value;

    /** The chosen field, in a pack its element, in a table the address of its record. */
    private int element;

    private long record;

    /** Creates the cursor of a cell. */
    public HashValue(Cell cell) {
        super(cell);
        this.pack = new HashPack(cell);
        this.table = new HashTable(cell);
        this.field = new ElementText(cell.memory());
        this.value = new ElementText(cell.memory());
    }

    @Override
    @HotPath
    public long size() {
        return isTable() ? table.size() : pack.size();
    }

    @Override
    public void init() {
        pack.init();
    }

    @HotPath
    private boolean isTable() {
        return cell.encoding() == Encoding.HASHTABLE;
    }

    // ---- the chosen field

    /** Looks for a field and chooses it; returns whether it is there. */
    @HotPath
    public boolean find(byte[] text, int offset, int length) {
        if (isTable()) {
            boolean found = table.find(text, offset, length);
            if (found) {
                record = table.address();
            }
            return found;
        }
        element = pack.find(text, offset, length);
        return element != ListPack.NONE;
    }

    /** Returns the name of the chosen field. */
    @HotPath
    public ElementText field() {
        Memory memory = cell.memory();
        if (isTable()) {
            field.at(memory, Record.keyAddress(memory, record), Record.keyLength(memory, record));
        } else {
            field.element(memory, pack.address(), element);
        }
        return field;
    }

    /** Returns the value of the chosen field. */
    @HotPath
    public ElementText value() {
        Memory memory = cell.memory();
        if (isTable()) {
            value.at(
                    memory,
                    Record.valueAddress(memory, record),
                    Record.valueLength(memory, record));
        } else {
            value.element(memory, pack.address(), pack.next(element));
        }
        return value;
    }

    /** Returns when the chosen field expires in Unix milliseconds, or {@link #NO_EXPIRY}. */
    public long expiryMs() {
        if (isTable()) {
            return Record.expiryMs(cell.memory(), record);
        }
        long moment = pack.moment(element);
        return moment == HashPack.NO_MOMENT ? NO_EXPIRY : moment;
    }

    // ---- changes

    /**
     * Gives a field a value; it does not expire then.
     *
     * @return whether the field is new
     */
    @HotPath
    public boolean put(
            byte[] text, int offset, int length, byte[] value, int valueOffset, int valueLength) {
        return put(text, offset, length, value, valueOffset, valueLength, false);
    }

    /**
     * Gives a field a value.
     *
     * @param keepExpiry whether a field that is there expires as before
     * @return whether the field is new
     */
    @HotPath
    public boolean put(
            byte[] text,
            int offset,
            int length,
            byte[] value,
            int valueOffset,
            int valueLength,
            boolean keepExpiry) {
        if (!isTable() && isTooLong(length, valueLength)) {
            convert();
        }
        if (isTable()) {
            return putIntoTable(text, offset, length, value, valueOffset, valueLength, keepExpiry);
        }
        int at = pack.find(text, offset, length);
        if (at == ListPack.NONE) {
            pack.add(text, offset, length, value, valueOffset, valueLength);
            if (pack.size() > cell.limits().hashEntries) {
                convert();
            }
            return true;
        }
        pack.replace(pack.next(at), value, valueOffset, valueLength);
        if (!keepExpiry && pack.moment(at) != HashPack.NO_MOMENT) {
            pack.moment(at, HashPack.NO_MOMENT);
            tellWatch();
        }
        return false;
    }

    /** Gives a field an integer for its value; one that is there expires as before. */
    @HotPath
    public void putNumber(byte[] text, int offset, int length, long number) {
        int digits = Numbers.write(number, scratch, 0);
        put(text, offset, length, scratch, 0, digits, true);
    }

    @HotPath
    private boolean isTooLong(int fieldLength, int valueLength) {
        int limit = cell.limits().hashValueBytes;
        return fieldLength > limit
                || valueLength > limit
                || (long) pack.bytes() + fieldLength + valueLength > MAX_PACK_BYTES;
    }

    @HotPath
    private boolean putIntoTable(
            byte[] text,
            int offset,
            int length,
            byte[] value,
            int valueOffset,
            int valueLength,
            boolean keepExpiry) {
        if (!table.find(text, offset, length)) {
            table.add(text, offset, length, value, valueOffset, valueLength);
            return true;
        }
        if (keepExpiry) {
            table.value(value, valueOffset, valueLength);
        } else {
            table.valueForGood(value, valueOffset, valueLength);
            tellWatch();
        }
        return false;
    }

    /** Makes the hash a table at once if a field or value of this length would make it one. */
    public void makeRoomFor(int longest) {
        if (!isTable() && longest > cell.limits().hashValueBytes) {
            convert();
        }
    }

    /** Removes a field; returns whether it was there. */
    @HotPath
    public boolean remove(byte[] text, int offset, int length) {
        if (!find(text, offset, length)) {
            return false;
        }
        removeChosen();
        return true;
    }

    /** Removes the field that {@link #find} has found. */
    @HotPath
    public void removeChosen() {
        if (isTable()) {
            table.remove();
        } else {
            pack.removeField(element);
        }
        tellWatch();
    }

    private void convert() {
        boolean watched = hasMoments() && watched() != NO_EXPIRY;
        if (watched) {
            cell.watchFields(NO_EXPIRY);
        }
        try {
            HashGrowth.toTable(cell, pack);
        } finally {
            if (watched) {
                cell.watchFields(earliestMs());
            }
        }
    }

    // ---- moments

    /** Gives the hash room for moments; what was chosen is not any more. */
    public void makeRoomForMoments() {
        if (!hasMoments()) {
            if (isTable()) {
                table.addMoments();
            } else {
                pack.addMoments();
            }
        }
    }

    /** Returns whether fields may have moments. */
    @HotPath
    public boolean hasMoments() {
        return isTable() ? table.hasMoments() : pack.hasMoments();
    }

    /**
     * Lets the field that {@link #find} has found expire; there must be {@linkplain
     * #makeRoomForMoments room}. Nothing is chosen afterwards.
     *
     * @param momentMs in Unix milliseconds, above 0
     */
    public void expireAt(long momentMs) {
        if (isTable()) {
            table.expireAt(momentMs);
        } else {
            pack.moment(element, momentMs);
        }
        tellWatch();
    }

    /**
     * Takes the moment of the field away that {@link #find} has found and that has one. Nothing is
     * chosen afterwards.
     */
    public void persist() {
        if (isTable()) {
            table.persist();
        } else {
            pack.moment(element, HashPack.NO_MOMENT);
        }
        tellWatch();
    }

    /** Returns the earliest moment of a field, or {@link #NO_EXPIRY}. */
    public long earliestMs() {
        return isTable() ? table.earliestMs() : pack.earliestMs();
    }

    /** Returns whether all fields are due. */
    public boolean isDue(long nowMs) {
        return isTable() ? table.isDue(nowMs) : pack.countDue(nowMs) == size();
    }

    /**
     * Removes fields whose moment has come.
     *
     * @param most how many at most
     * @param visitor sees each of them before it goes
     * @return how many were removed
     */
    public int expireDue(long nowMs, int most, Visitor visitor) {
        int removed =
                isTable() ? expireInTable(nowMs, most, visitor) : expireInPack(nowMs, visitor);
        tellWatch();
        return removed;
    }

    private int expireInPack(long nowMs, Visitor visitor) {
        int due = pack.countDue(nowMs);
        element = pack.first();
        for (int i = 0; i < due; i++) {
            visitor.visit(this);
            element = pack.nextField(element);
        }
        pack.remove(pack.first(), due * pack.width());
        return due;
    }

    private int expireInTable(long nowMs, int most, Visitor visitor) {
        int removed = 0;
        for (int r = table.first(); r != Slab.NONE && removed < most; r = table.first()) {
            record = cell.slab().address(r);
            if (Record.expiryMs(cell.memory(), record) > nowMs) {
                return removed;
            }
            visitor.visit(this);
            table.remove(r);
            removed++;
        }
        return removed;
    }

    /** Lets the watch know the earliest moment if it was told another one. */
    @HotPath
    private void tellWatch() {
        if (hasMoments()) {
            long earliest = earliestMs();
            if (earliest != watched()) {
                cell.watchFields(earliest);
            }
        }
    }

    private long watched() {
        return HashWatch.momentMs(
                cell.memory(), HashWatch.addressIn(cell.encoding(), cell.valueAddress()));
    }

    // ---- walks

    /** Visits every field once; of a small hash in order. */
    public void forEach(Visitor visitor) {
        if (isTable()) {
            table.forEach(reference -> visitRecord(reference, visitor));
            return;
        }
        for (int at = pack.first(); at != ListPack.NONE; at = pack.nextField(at)) {
            element = at;
            visitor.visit(this);
        }
    }

    private void visitRecord(int reference, Visitor visitor) {
        record = cell.slab().address(reference);
        visitor.visit(this);
    }

    /** Visits some fields, see {@link Table#scan}; of a small hash all. */
    public long scan(long position, int count, Visitor visitor) {
        if (isTable()) {
            return table.scan(position, count, reference -> visitRecord(reference, visitor));
        }
        forEach(visitor);
        return 0;
    }

    /** Chooses a field uniformly; there must be one. */
    public void random(RandomSource random) {
        if (isTable()) {
            record = cell.slab().address(table.random(random));
        } else {
            element = pack.seek(random.nextInt(pack.size()) * pack.width());
        }
    }

    // ---- what a collection owes

    @Override
    public boolean freeSome(int steps) {
        return !isTable() || table.freeSome(steps);
    }

    @Override
    public long blockBytes() {
        return isTable() ? table.blockBytes() : 0;
    }

    @Override
    public long estimateBytes(int samples) {
        return isTable() ? table.estimateBytes(samples) : 0;
    }

    @Override
    public long compact(long position, int steps) {
        return isTable() ? table.compact(position, steps) : 0;
    }

    @Override
    public void check() {
        if (isTable()) {
            table.check();
        } else {
            pack.check();
        }
        Invariant.check(size() > 0, "a hash without fields");
        Invariant.check(
                !hasMoments() || watched() == earliestMs(),
                "the watch knows {}, the first field expires at {}",
                hasMoments() ? watched() : NO_EXPIRY,
                earliestMs());
    }

    @Override
    public void copyTo(Cell target) {
        HashValue other = new HashValue(target);
        if (isTable()) {
            table.copyTo(other.table);
        } else {
            super.copyTo(target);
            if (hasMoments()) {
                HashWatch.init(target.memory(), target.valueAddress());
            }
        }
        other.tellWatch();
    }
}
