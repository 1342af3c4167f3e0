package onggi.types;

import onggi.bytes.HotPath;
import onggi.bytes.Memory;
import onggi.bytes.Slab;

/** Brings the buckets and records of many keys of a {@link Table} near at once. */
final class TableTouch {

    /*
     * Races. touchBucket and touchRecord may run in any thread. They read a directory of any age
     * and follow it only through Slab.touch and bounds-checked steps; a segment that was freed
     * meanwhile is still mapped.
     */

    /*
     * Four loops, each too simple to be held up: addresses of buckets, loads, addresses of records
     * (without a branch on what the buckets hold, as a mispredicted one would put the loads behind
     * one another), loads. The few instructions per load let a processor wait for all of them
     * together; in one loop it saw no more than seven at a time.
     */

    static final int MAX = 64;

    private final long[] addresses = new long[MAX];

    /** Begins to load the bucket of a hash; any thread may call. */
    @HotPath
    static long bucket(Table table, long hash) {
        return table.slab.touch(anyAge(table, hash) + (Segment.bucketOf(hash) << 3));
    }

    /** Begins to load the record that has the tag of a hash in its bucket; any thread may call. */
    @HotPath
    static long record(Table table, long hash) {
        final Memory memory = table.memory;
        final Slab slab = table.slab;
        long segment = slab.addressIfMapped(anyAge(table, hash));
        if (segment == 0 || memory.isChecked()) {
            return 0;
        }
        long at = Segment.bucketAddress(segment, Segment.bucketOf(hash));
        long pattern = Segment.pattern(hash);
        long hits = Segment.lowHits(Segment.lowTags(memory, at), pattern);
        long slot;
        if (hits != 0) {
            slot = Segment.lowSlot(at, hits);
        } else {
            hits = Segment.highHits(Segment.highTags(memory, at), pattern);
            slot = Segment.highSlot(at, hits | (1L << 31));
        }
        return slab.touch(memory.intAt(slot));
    }

    /** The segment of a hash in a directory of any age, which must be on the heap. */
    @HotPath
    private static int anyAge(Table table, long hash) {
        int[] heap = table.directory.heap;
        if (heap == null) {
            return Table.NONE;
        }
        // A directory of one entry would need a shift by 64, which Java takes for 0; hence two.
        return heap[(int) ((hash >>> 1) >>> (Integer.numberOfLeadingZeros(heap.length) + 32))];
    }

    /** Touches what so many hashes from one index on lead to; the table has a segment. */
    @HotPath
    long touch(Table table, int[] directory, long[] hashes, int from, int count) {
        bucketsOf(table, directory, hashes, from, count);
        long sum = loadAll(table.memory, count);
        recordsOf(table, hashes, from, count);
        return sum + loadAll(table.memory, count);
    }

    @HotPath
    private void bucketsOf(Table table, int[] directory, long[] hashes, int from, int count) {
        final Slab slab = table.slab;
        final long[] addresses = this.addresses;
        final int shift = Integer.numberOfLeadingZeros(directory.length) + 32;
        for (int i = 0; i < count; i++) {
            long hash = hashes[from + i];
            long segment = slab.address(directory[(int) ((hash >>> 1) >>> shift)]);
            addresses[i] = Segment.bucketAddress(segment, Segment.bucketOf(hash));
        }
    }

    /**
     * Turns the addresses of buckets into those of the records that have the tags of hashes in
     * them, or of any byte.
     */
    @HotPath
    private void recordsOf(Table table, long[] hashes, int from, int count) {
        final Memory memory = table.memory;
        final Slab slab = table.slab;
        final long[] addresses = this.addresses;
        for (int i = 0; i < count; i++) {
            long at = addresses[i];
            int index = Segment.likelyIndex(memory, at, hashes[from + i]);
            addresses[i] = slab.address(memory.intAt(Segment.slot(at, index)));
        }
    }

    @HotPath
    private long loadAll(Memory memory, int count) {
        final long[] addresses = this.addresses;
        long sum = 0;
        for (int i = 0; i < count; i++) {
            sum += memory.byteAt(addresses[i]);
        }
        return sum;
    }
}
