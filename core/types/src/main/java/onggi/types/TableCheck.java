package onggi.types;

import static onggi.bytes.Invariant.check;

import java.util.Arrays;
import onggi.bytes.Memory;

/** Verifies a {@link Table} entry by entry. */
final class TableCheck {

    private final Table table;
    private final Memory memory;
    private final int[] passedBy = new int[Segment.BUCKETS];
    private long size;
    private int segments;
    private int deepest;

    TableCheck(Table table) {
        this.table = table;
        this.memory = table.memory;
    }

    void run() {
        Directory directory = table.directory;
        int[] heap = directory.heap;
        check(heap == null || heap.length == directory.length(), "depth is {}", directory.depth);
        for (int i = 0; i < directory.length() && table.segments != 0; i++) {
            if (table.isFirstOfSegment(i)) {
                checkSegment(i, table.slab.address(directory.at(i)));
            }
        }
        check(table.segments == segments, "segments are {}", segments);
        check(table.deepest == deepest, "deepest segments are {}", deepest);
        check(table.size == size, "entries are {}", size);
        check(size != 0 || table.visits != 0 || segments == 0, "empty but has {}", segments);
    }

    private void checkSegment(int index, long segment) {
        int depth = Segment.depth(memory, segment);
        check(depth <= table.directory.depth, "segment {} is too deep: {}", index, depth);
        int span = 1 << (table.directory.depth - depth);
        check(index % span == 0, "segment {} begins inside of another", index);
        for (int i = index; i < index + span; i++) {
            check(
                    table.directory.at(i) == table.directory.at(index),
                    "directory entry {} is wrong",
                    i);
        }
        segments++;
        deepest += depth == table.directory.depth ? 1 : 0;
        int count = checkEntries(index, segment, depth);
        check(Segment.count(memory, segment) == count, "segment {} holds {}", index, count);
        size += count;
    }

    private int checkEntries(int index, long segment, int depth) {
        Arrays.fill(passedBy, 0);
        int count = 0;
        for (int bucket = 0; bucket < Segment.BUCKETS; bucket++) {
            long at = Segment.bucketAddress(segment, bucket);
            for (int s = 0; s < Segment.SLOTS_PER_BUCKET; s++) {
                int reference = memory.intAt(Segment.slot(at, s));
                if (!Segment.isUsed(memory, at, s)) {
                    check(reference == 0, "empty slot with {}", reference);
                    continue;
                }
                count++;
                checkEntry(index, depth, at, s, bucket);
            }
        }
        for (int bucket = 0; bucket < Segment.BUCKETS; bucket++) {
            int overflow = Segment.overflow(memory, Segment.bucketAddress(segment, bucket));
            check(
                    overflow == 255 || overflow == passedBy[bucket],
                    "overflow of bucket {} is {}",
                    bucket,
                    passedBy[bucket]);
        }
        return count;
    }

    private void checkEntry(int index, int depth, long at, int s, int bucket) {
        int reference = memory.intAt(Segment.slot(at, s));
        long hash = table.hashOf(reference);
        check(memory.byteAt(at + s) == (byte) Segment.tagOf(hash), "wrong tag of {}", reference);
        int home = table.directory.indexOf(hash);
        int shift = table.directory.depth - depth;
        check(home >>> shift == index >>> shift, "record {} in a wrong segment", reference);
        for (int b = Segment.bucketOf(hash); b != bucket; b = Segment.nextBucket(b)) {
            passedBy[b]++;
        }
    }
}
