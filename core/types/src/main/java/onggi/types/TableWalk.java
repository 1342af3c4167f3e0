package onggi.types;

import onggi.bytes.Memory;
import onggi.bytes.RandomSource;
import onggi.bytes.Slab;

/** The walks over a {@link Table}: all, some, one by chance, and the one that compacts. */
final class TableWalk {

    /*
     * Scan. A position is [prefix 34 | depth 6 | bucket 6]: where in the order of hashes, in a
     * segment of what depth, which bucket comes next. Entries are emitted by the bucket of their
     * hash, wherever they lie. If the segment was split meanwhile, the position is in its first
     * part, and in the later ones all buckets follow. If it was merged (its depth is less now), it
     * starts again. So what is present all the time is seen, maybe twice. Redis orders by reversed
     * bits for the same guarantee, because there the low bits choose; here the high bits do and
     * plain order serves.
     */

    private static final int PREFIX_BITS = 34;
    private static final int PREFIX_SHIFT = 12;
    private static final int DEPTH_SHIFT = 6;
    private static final int FIELD_MASK = 63;
    private static final int PREFIX_TO_HASH_SHIFT = Long.SIZE - PREFIX_BITS;

    /** A scan looks at no more than so many buckets per entry asked for. */
    private static final int BUCKETS_PER_ENTRY = 10;

    /** After so many empty slots a random pick takes the next entry instead. */
    private static final int MAX_TRIES = 16 * Segment.SLOTS;

    private TableWalk() {}

    static void forEach(Table table, Table.Visitor visitor) {
        Directory directory = table.directory;
        for (int i = 0; i < directory.length(); i++) {
            if (table.isFirstOfSegment(i)) {
                visitSegment(table, table.slab.address(directory.at(i)), visitor);
            }
        }
    }

    /** Visits all entries of a segment; returns how many there were. */
    static int visitSegment(Table table, long segment, Table.Visitor visitor) {
        int seen = 0;
        for (int bucket = 0; bucket < Segment.BUCKETS; bucket++) {
            seen += visitBucket(table, Segment.bucketAddress(segment, bucket), visitor);
        }
        return seen;
    }

    private static int visitBucket(Table table, long bucket, Table.Visitor visitor) {
        Memory memory = table.memory;
        int seen = 0;
        for (int s = 0; s < Segment.SLOTS_PER_BUCKET; s++) {
            if (Segment.isUsed(memory, bucket, s)) {
                visitor.visit(memory.intAt(Segment.slot(bucket, s)));
                seen++;
            }
        }
        return seen;
    }

    static long scan(Table table, long position, int count, Table.Visitor visitor) {
        if (table.segments == 0) {
            return 0;
        }
        long budget = (long) count * BUCKETS_PER_ENTRY;
        int seen = 0;
        do {
            long segment = table.segmentOf(hashAt(position));
            int depth = Segment.depth(table.memory, segment);
            int bucket = bucketAt(position, depth);
            seen += visitHome(table, segment, bucket, visitor);
            position = after(position, depth, bucket);
            budget--;
        } while (position != 0 && seen < count && budget > 0);
        return position;
    }

    /** Visits the entries whose hash chooses a bucket, also those that lie in later buckets. */
    private static int visitHome(Table table, long segment, int home, Table.Visitor visitor) {
        Memory memory = table.memory;
        int before = (home + Segment.BUCKETS - 1) & FIELD_MASK;
        boolean mixed = Segment.overflow(memory, Segment.bucketAddress(segment, before)) != 0;
        int seen = 0;
        int bucket = home;
        for (int i = 0; i < Segment.BUCKETS; i++) {
            long at = Segment.bucketAddress(segment, bucket);
            seen += mixed ? visitThose(table, at, home, visitor) : visitBucket(table, at, visitor);
            if (Segment.overflow(memory, at) == 0) {
                break;
            }
            mixed = true;
            bucket = Segment.nextBucket(bucket);
        }
        return seen;
    }

    private static int visitThose(Table table, long bucket, int home, Table.Visitor visitor) {
        Memory memory = table.memory;
        int seen = 0;
        for (int s = 0; s < Segment.SLOTS_PER_BUCKET; s++) {
            if (Segment.isUsed(memory, bucket, s)) {
                int reference = memory.intAt(Segment.slot(bucket, s));
                if (Segment.bucketOf(table.hashOf(reference)) == home) {
                    visitor.visit(reference);
                    seen++;
                }
            }
        }
        return seen;
    }

    private static long hashAt(long position) {
        return (position >>> PREFIX_SHIFT) << PREFIX_TO_HASH_SHIFT;
    }

    /** The bucket of a position; the first one if the segment has been merged since. */
    private static int bucketAt(long position, int depth) {
        boolean merged = ((position >>> DEPTH_SHIFT) & FIELD_MASK) > depth;
        return merged ? 0 : (int) position & FIELD_MASK;
    }

    private static long after(long position, int depth, int bucket) {
        long span = 1L << (PREFIX_BITS - depth);
        long prefix = (position >>> PREFIX_SHIFT) & ((1L << PREFIX_BITS) - 1) & -span;
        if (bucket < FIELD_MASK) {
            return (prefix << PREFIX_SHIFT) | ((long) depth << DEPTH_SHIFT) | (bucket + 1);
        }
        long next = prefix + span;
        return next >>> PREFIX_BITS != 0
                ? 0
                : (next << PREFIX_SHIFT) | ((long) depth << DEPTH_SHIFT);
    }

    /*
     * Every directory entry stands for the same share of all hashes, but a shallow segment has
     * several. Counting a segment only when its first entry is drawn makes segments, and so slots,
     * equally likely; an empty slot is drawn again.
     */
    static int random(Table table, RandomSource random) {
        Memory memory = table.memory;
        Directory directory = table.directory;
        for (int i = 0; i < MAX_TRIES; i++) {
            long draw = random.nextLong();
            int index = (int) (draw >>> 32) & (directory.length() - 1);
            int slot = (int) (((draw & 0xFFFFFFFFL) * Segment.SLOTS) >>> 32);
            if (table.isFirstOfSegment(index)) {
                long segment = table.slab.address(directory.at(index));
                long at = Segment.bucketAddress(segment, slot / Segment.SLOTS_PER_BUCKET);
                if (Segment.isUsed(memory, at, slot % Segment.SLOTS_PER_BUCKET)) {
                    return memory.intAt(Segment.slot(at, slot % Segment.SLOTS_PER_BUCKET));
                }
            }
        }
        return firstFrom(table, random.nextLong());
    }

    private static int firstFrom(Table table, long hash) {
        int[] found = {Table.NONE};
        long position = (hash >>> PREFIX_TO_HASH_SHIFT) << PREFIX_SHIFT;
        while (found[0] == Table.NONE) {
            position = scan(table, position, 1, reference -> found[0] = reference);
        }
        return found[0];
    }

    static long compact(Table table, long position, int buckets, Table.Mover mover) {
        for (int i = 0; i < buckets; i++) {
            if (table.segments == 0 || table.visits != 0) {
                return 0;
            }
            long hash = hashAt(position);
            if (position == 0) {
                table.directory.relocate();
            }
            if ((position & FIELD_MASK) == 0) {
                TableGrowth.shrink(table, hash);
                TableGrowth.relocateSegment(table, hash);
            }
            long segment = table.segmentOf(hash);
            int depth = Segment.depth(table.memory, segment);
            int bucket = bucketAt(position, depth);
            relocateRecords(table, Segment.bucketAddress(segment, bucket), mover);
            position = after(position, depth, bucket);
            if (position == 0) {
                return 0;
            }
        }
        return position;
    }

    private static void relocateRecords(Table table, long bucket, Table.Mover mover) {
        Memory memory = table.memory;
        for (int s = 0; s < Segment.SLOTS_PER_BUCKET; s++) {
            if (Segment.isUsed(memory, bucket, s)) {
                long slot = Segment.slot(bucket, s);
                if (table.slab.isSparse(memory.intAt(slot))) {
                    relocateRecord(table, slot, mover);
                }
                mover.passed(memory.intAt(slot));
            }
        }
    }

    private static void relocateRecord(Table table, long slot, Table.Mover mover) {
        Slab slab = table.slab;
        int from = table.memory.intAt(slot);
        int capacity = slab.capacityOf(from);
        int to = slab.tryAllocate(capacity);
        if (to == Slab.NONE) {
            return;
        }
        table.memory.copy(slab.address(from), slab.address(to), capacity);
        table.memory.putInt(slot, to);
        mover.moved(from, to);
        slab.free(from);
    }
}
