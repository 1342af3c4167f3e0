package onggi.types;

import onggi.bytes.HotPath;
import onggi.bytes.Memory;
import onggi.bytes.Slab;

/** Brings the buckets and records of many keys of a {@link Table} near at once. */
final class TableTouch {

    /*
     * Four loops, each too simple to be held up: addresses of buckets, loads, addresses of records
     * (without a branch on what the buckets hold, as a mispredicted one would put the loads behind
     * one another), loads. The few instructions per load let a processor wait for all of them
     * together; in one loop it saw no more than seven at a time.
     */

    static final int MAX = 64;

    private final long[] addresses = new long[MAX];

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
