package onggi.types;

import onggi.bytes.Memory;
import onggi.bytes.Slab;

/** How the segments of a {@link Table} split and merge, and its directory with them. */
final class TableGrowth {

    /*
     * Growing. At SPLIT_AT entries a segment splits alone: half of the entries go to a new segment
     * of one more depth. The table never stops to rehash; only the directory is copied when it must
     * double (4 bytes per segment). Hashes are not stored, so a split reads the keys of one
     * segment; it does so in a loop without branches on what was read, and the misses overlap.
     *
     * Shrinking. Two segments that differ in their last bit only and have MERGE_AT entries together
     * become one. MERGE_AT is half of SPLIT_AT, so going to and fro costs a constant per operation.
     * The directory halves when no segment needs its last bit. An empty table has no segment.
     */

    static final int SPLIT_AT = 660;
    static final int MERGE_AT = SPLIT_AT / 2;

    /** Merging is considered when the count of a segment is a multiple of this. */
    private static final int MERGE_STRIDE = 16;

    /** A slab holds 2^23 segments. */
    static final int MAX_DEPTH = 24;

    private static final int SCRATCH_HASHES_AT = Segment.SLOTS * Integer.BYTES;
    private static final int SCRATCH_BYTES = SCRATCH_HASHES_AT + Segment.SLOTS * Long.BYTES;

    private TableGrowth() {}

    static void addFirstSegment(Table table) {
        int segment = table.slab.allocate(Segment.BYTES);
        Segment.clear(table.memory, table.slab.address(segment), 0);
        table.directory.fill(0, 1, segment);
        table.segments = 1;
        table.deepest = 1;
    }

    static void freeSegments(Table table) {
        for (int i = 0; i < table.directory.length(); i++) {
            if (table.isFirstOfSegment(i)) {
                table.slab.free(table.directory.at(i));
            }
        }
        table.forget();
    }

    /*
     * A table that is being freed needs a mark and the place where to go on, also when it lies in a
     * value and is closed in between: the number of segments turns negative, and the field of the
     * deepest ones holds the next entry of the directory.
     */
    static boolean freeSome(Table table, int steps, Table.Visitor free) {
        if (table.segments == 0) {
            return true;
        }
        if (table.segments > 0) {
            table.segments = -table.segments;
            table.deepest = 0;
        }
        Directory directory = table.directory;
        int left = steps;
        while (left > 0 && table.deepest < directory.length()) {
            int segment = directory.at(table.deepest);
            long address = table.slab.address(segment);
            int depth = Segment.depth(table.memory, address);
            int count = TableWalk.visitSegment(table, address, free);
            left -= Math.max(1, count);
            table.size -= count;
            table.slab.free(segment);
            table.deepest += 1 << (directory.depth - depth);
        }
        if (table.deepest < directory.length()) {
            return false;
        }
        table.forget();
        return true;
    }

    /** Splits the segment of a hash; false when it cannot be. */
    static boolean split(Table table, long hash) {
        Slab slab = table.slab;
        Directory directory = table.directory;
        int left = directory.at(directory.indexOf(hash));
        int depth = Segment.depth(table.memory, slab.address(left));
        if (depth == MAX_DEPTH) {
            return false;
        }
        int scratch = slab.tryAllocate(SCRATCH_BYTES);
        if (scratch == Slab.NONE) {
            return false;
        }
        int right = slab.tryAllocate(Segment.BYTES);
        if (right != Slab.NONE && depth == directory.depth) {
            if (directory.enlarge()) {
                table.deepest = 0;
            } else {
                slab.free(right);
                right = Slab.NONE;
            }
        }
        if (right != Slab.NONE) {
            distribute(table, left, right, slab.address(scratch));
            redirect(table, hash, depth + 1, left, right);
            table.segments++;
            table.deepest += depth + 1 == table.directory.depth ? 2 : 0;
        }
        slab.free(scratch);
        return right != Slab.NONE;
    }

    /**
     * Leaves the entries with a 0 in the first bit not shared in the left segment and puts the
     * others into the right one.
     */
    private static void distribute(Table table, int left, int right, long scratch) {
        Memory memory = table.memory;
        long zeros = table.slab.address(left);
        long ones = table.slab.address(right);
        int depth = Segment.depth(memory, zeros);
        int count = gather(memory, zeros, scratch);
        hash(table, scratch, count);
        Segment.clear(memory, zeros, depth + 1);
        Segment.clear(memory, ones, depth + 1);
        int countOfOnes = 0;
        for (int i = 0; i < count; i++) {
            long hash = memory.longAt(scratch + SCRATCH_HASHES_AT + (long) i * Long.BYTES);
            int bit = (int) (hash >>> (63 - depth)) & 1;
            countOfOnes += bit;
            int reference = memory.intAt(scratch + (long) i * Integer.BYTES);
            Segment.place(memory, bit == 0 ? zeros : ones, hash, reference);
        }
        Segment.setCount(memory, zeros, count - countOfOnes);
        Segment.setCount(memory, ones, countOfOnes);
    }

    private static int gather(Memory memory, long segment, long scratch) {
        int count = 0;
        for (int bucket = 0; bucket < Segment.BUCKETS; bucket++) {
            long at = Segment.bucketAddress(segment, bucket);
            for (int s = 0; s < Segment.SLOTS_PER_BUCKET; s++) {
                if (Segment.isUsed(memory, at, s)) {
                    int reference = memory.intAt(Segment.slot(at, s));
                    memory.putInt(scratch + (long) count * Integer.BYTES, reference);
                    count++;
                }
            }
        }
        return count;
    }

    /** A loop of its own, so that the cache misses of many records overlap. */
    private static void hash(Table table, long scratch, int count) {
        Memory memory = table.memory;
        for (int i = 0; i < count; i++) {
            long hash = table.hashOf(memory.intAt(scratch + (long) i * Integer.BYTES));
            memory.putLong(scratch + SCRATCH_HASHES_AT + (long) i * Long.BYTES, hash);
        }
    }

    /** Lets the entries of a hash down to a depth lead to two segments, half to each. */
    private static void redirect(Table table, long hash, int depth, int left, int right) {
        int span = 1 << (table.directory.depth - depth);
        int first = table.directory.indexOf(hash) & -(2 * span);
        table.directory.fill(first, first + span, left);
        table.directory.fill(first + span, first + 2 * span, right);
    }

    static boolean mayMergeAt(int count) {
        return count <= MERGE_AT && count % MERGE_STRIDE == 0;
    }

    /** Merges the segment of a hash with its neighbour as long as that is small enough. */
    static void shrink(Table table, long hash) {
        if (table.size == 0) {
            freeSegments(table);
            return;
        }
        while (merge(table, hash)) {
            halveDirectory(table);
        }
    }

    private static boolean merge(Table table, long hash) {
        Memory memory = table.memory;
        Directory directory = table.directory;
        int depth = Segment.depth(memory, table.segmentOf(hash));
        if (depth == 0) {
            return false;
        }
        int span = 1 << (table.directory.depth - depth);
        int first = directory.indexOf(hash) & -(2 * span);
        int left = directory.at(first);
        int right = directory.at(first + span);
        long target = table.slab.address(left);
        long source = table.slab.address(right);
        int count = Segment.count(memory, target) + Segment.count(memory, source);
        if (Segment.depth(memory, target) != Segment.depth(memory, source) || count > MERGE_AT) {
            return false;
        }
        moveAll(table, source, target);
        Segment.setCount(memory, target, count);
        Segment.setDepth(memory, target, depth - 1);
        directory.fill(first + span, first + 2 * span, left);
        table.slab.free(right);
        table.segments--;
        table.deepest -= depth == table.directory.depth ? 2 : 0;
        return true;
    }

    private static void moveAll(Table table, long source, long target) {
        Memory memory = table.memory;
        for (int bucket = 0; bucket < Segment.BUCKETS; bucket++) {
            long at = Segment.bucketAddress(source, bucket);
            for (int s = 0; s < Segment.SLOTS_PER_BUCKET; s++) {
                if (Segment.isUsed(memory, at, s)) {
                    int reference = memory.intAt(Segment.slot(at, s));
                    Segment.place(memory, target, table.hashOf(reference), reference);
                }
            }
        }
    }

    private static void halveDirectory(Table table) {
        Directory directory = table.directory;
        while (table.deepest == 0 && directory.depth > 0 && directory.halve()) {
            table.deepest = countDeepest(directory);
        }
    }

    /** Segments with a single directory entry. */
    private static int countDeepest(Directory directory) {
        if (directory.depth == 0) {
            return 1;
        }
        int deepest = 0;
        for (int i = 0; i < directory.length(); i += 2) {
            deepest += directory.at(i) == directory.at(i + 1) ? 0 : 2;
        }
        return deepest;
    }

    /** Moves a segment to another block when that helps to empty its run. */
    static void relocateSegment(Table table, long hash) {
        Slab slab = table.slab;
        Directory directory = table.directory;
        int from = directory.at(directory.indexOf(hash));
        if (!slab.isSparse(from)) {
            return;
        }
        int to = slab.tryAllocate(Segment.BYTES);
        if (to == Slab.NONE) {
            return;
        }
        Memory memory = table.memory;
        memory.copy(slab.address(from), slab.address(to), Segment.BYTES);
        int span = 1 << (table.directory.depth - Segment.depth(memory, slab.address(from)));
        int first = directory.indexOf(hash) & -span;
        directory.fill(first, first + span, to);
        slab.free(from);
    }
}
