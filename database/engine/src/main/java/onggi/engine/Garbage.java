package onggi.engine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import onggi.bytes.Slab;
import onggi.types.CollectionValue;
import onggi.types.Encoding;
import onggi.types.Record;
import onggi.types.RecordCell;
import onggi.types.ScratchCell;
import onggi.types.Table;
import onggi.types.Values;

/**
 * What a shard has to free a little at a time: big collections that were deleted, and the keys of
 * databases that were emptied. Guarded by the shard.
 */
final class Garbage {

    /** Elements of a deleted collection that are freed at once; the rest waits. */
    private static final int FREE_AT_ONCE = 64;

    private static final byte[] NO_KEY = {};

    private final Shard shard;
    private final Slab slab;
    private final RecordCell cell;
    private final List<Table> tables = new ArrayList<>(0);

    /** Records in no table, whose values are being freed. */
    private int[] dying = new int[4];

    private int dyingCount;

    /** Deleted values that are not freed yet, and those that were freed later than deleted. */
    private long waitingValues;

    private long lateValues;

    Garbage(Shard shard, RecordCell cell) {
        this.shard = shard;
        this.slab = shard.slab();
        this.cell = cell;
    }

    boolean isEmpty() {
        return dyingCount == 0 && tables.isEmpty();
    }

    /** Returns how many deleted values are not freed yet; from any thread, a moment old. */
    long waitingValues() {
        return waitingValues;
    }

    /** Returns how many values were freed later than deleted; from any thread, a moment old. */
    long lateValues() {
        return lateValues;
    }

    /** Takes over a record that is in no table, whose value has blocks: frees it now or later. */
    void add(int reference) {
        if (cell.at(reference).value().freeSome(FREE_AT_ONCE)) {
            Record.free(slab, reference);
            return;
        }
        if (dyingCount == dying.length) {
            dying = Arrays.copyOf(dying, dyingCount * 2);
        }
        dying[dyingCount++] = reference;
        waitingValues++;
    }

    /** Takes over a value under no key: frees it now or later. */
    void add(ScratchCell value, int type) {
        CollectionValue collection = new Values(value).of(type);
        if (!Encoding.hasBlocks(value.encoding()) || collection.freeSome(FREE_AT_ONCE)) {
            value.close();
            return;
        }
        int length = value.valueLength();
        int reference = slab.tryAllocate((int) Record.length(0, length, false, false));
        if (reference == Slab.NONE) {
            collection.freeAll();
            value.close();
            return;
        }
        long address = slab.address(reference);
        Record.write(slab.memory(), address, NO_KEY, 0, 0, length, false, false);
        Record.setTypeAndEncoding(slab.memory(), address, type, value.encoding());
        value.moveTo(Record.valueAddress(slab.memory(), address));
        add(reference);
    }

    /** Takes over the keys of a database. */
    void add(Table table) {
        tables.add(table);
        waitingValues += table.size();
    }

    /** The whole slab was cleared. */
    void cleared() {
        tables.clear();
        dyingCount = 0;
        lateValues += waitingValues;
        waitingValues = 0;
    }

    /** Frees about so many elements of deleted collections, or keys of deleted databases. */
    void free(int count) {
        if (dyingCount > 0) {
            int reference = dying[dyingCount - 1];
            if (cell.at(reference).value().freeSome(count)) {
                Record.free(slab, reference);
                dyingCount--;
                waitingValues--;
                lateValues++;
            }
            return;
        }
        if (tables.getLast().freeSome(count, this::freeDropped)) {
            tables.removeLast();
        }
    }

    /** Frees a record of a deleted database, now or as one of those that are being freed. */
    private void freeDropped(int reference) {
        int before = dyingCount;
        waitingValues--;
        shard.discard(reference);
        if (dyingCount == before) {
            lateValues++;
        }
    }
}
