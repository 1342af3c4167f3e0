package onggi.types;

import onggi.bytes.HotPath;
import onggi.bytes.Memory;

/**
 * The layout of one segment of a {@link Table}: 64 buckets of a cache line. There is no object,
 * only addresses.
 */
@HotPath
final class Segment {

    /*
     *     bytes  0..11  tags, 0 = empty
     *              12  how many entries passed this bucket by because it was full
     *          13..15  spare
     *          16..63  references, one per tag
     *
     * The counter stops at 255 and is never lowered from there. A search goes on to the next bucket
     * while it is not 0. Spare bytes: bucket 0 holds the depth (byte 13), bucket 1 the number of
     * entries (bytes 14 and 15).
     *
     * Eight tags are compared at once: xor makes an equal byte zero, and (x - 0x01..) & ~x & 0x80..
     * finds zero bytes. It may report a byte that holds 1 above a true zero byte as well. So the
     * lowest hit is always true. A false one is a tag that differs in its last bit; the key is
     * compared anyway. No tag is 1, so that it never is an empty slot.
     */

    static final int BYTES = 4096;
    static final int BUCKETS = 64;
    static final int SLOTS_PER_BUCKET = 12;
    static final int SLOTS = BUCKETS * SLOTS_PER_BUCKET;

    private static final int BUCKET_SHIFT = 6;
    private static final int BUCKET_MASK = BUCKETS - 1;
    private static final int HIGH_TAGS_AT = 8;
    private static final int OVERFLOW_AT = 12;
    private static final int DEPTH_AT = 13;
    private static final int COUNT_AT = (1 << BUCKET_SHIFT) + 14;
    private static final int REFERENCES_AT = 16;
    private static final int HIGH_REFERENCES_AT = REFERENCES_AT + 8 * Integer.BYTES;
    private static final int FIRST_TAG = 2;
    private static final int SATURATED = 255;

    private static final long ONES = 0x0101010101010101L;
    private static final long TOPS = 0x8080808080808080L;
    private static final long TOPS_OF_HIGH_TAGS = 0x80808080L;
    private static final long GATHER = 0x0102040810204080L;
    private static final int LAST_SLOT_BIT = 1 << (SLOTS_PER_BUCKET - 1);
    private static final long OVERFLOW_MASK = 0xFFL << 32;

    private Segment() {}

    static int bucketOf(long hash) {
        return (int) (hash >>> 8) & BUCKET_MASK;
    }

    static int nextBucket(int bucket) {
        return (bucket + 1) & BUCKET_MASK;
    }

    static long bucketAddress(long segment, int bucket) {
        return segment + ((long) bucket << BUCKET_SHIFT);
    }

    static long ofSlot(long slot) {
        return slot & -BYTES;
    }

    static int bucketOfSlot(long slot) {
        return (int) (slot >>> BUCKET_SHIFT) & BUCKET_MASK;
    }

    static int tagOf(long hash) {
        int tag = (int) hash & 0xFF;
        return tag < FIRST_TAG ? tag + FIRST_TAG : tag;
    }

    /** A tag in each of eight bytes. */
    static long pattern(long hash) {
        return tagOf(hash) * ONES;
    }

    static long lowTags(Memory memory, long bucketAddress) {
        return memory.longAt(bucketAddress);
    }

    /** Four tags, the overflow counter, and spare bytes. */
    static long highTags(Memory memory, long bucketAddress) {
        return memory.longAt(bucketAddress + HIGH_TAGS_AT);
    }

    static long lowHits(long lowTags, long pattern) {
        long x = lowTags ^ pattern;
        return (x - ONES) & ~x & TOPS;
    }

    static long highHits(long highTags, long pattern) {
        long x = highTags ^ pattern;
        return (x - ONES) & ~x & TOPS_OF_HIGH_TAGS;
    }

    static boolean overflows(long highTags) {
        return (highTags & OVERFLOW_MASK) != 0;
    }

    /** The slot of the lowest hit among the low tags. */
    static long lowSlot(long bucketAddress, long hits) {
        return bucketAddress + REFERENCES_AT + ((Long.numberOfTrailingZeros(hits) >>> 3) << 2);
    }

    /** The slot of the lowest hit among the high tags. */
    static long highSlot(long bucketAddress, long hits) {
        return bucketAddress + HIGH_REFERENCES_AT + ((Long.numberOfTrailingZeros(hits) >>> 3) << 2);
    }

    /**
     * The index of the first slot of a bucket with the tag of a hash, or the last slot; without a
     * branch.
     */
    static int likelyIndex(Memory memory, long bucketAddress, long hash) {
        long pattern = pattern(hash);
        int low = gather(lowHits(lowTags(memory, bucketAddress), pattern));
        int high = gather(highHits(highTags(memory, bucketAddress), pattern));
        return Integer.numberOfTrailingZeros(low | (high << 8) | LAST_SLOT_BIT);
    }

    /** The top bits of eight bytes as eight bits: byte n becomes bit n. */
    private static int gather(long tops) {
        return (int) (((tops >>> 7) * GATHER) >>> 56);
    }

    static long slot(long bucketAddress, int index) {
        return bucketAddress + REFERENCES_AT + index * (long) Integer.BYTES;
    }

    static boolean isUsed(Memory memory, long bucketAddress, int index) {
        return memory.byteAt(bucketAddress + index) != 0;
    }

    static int overflow(Memory memory, long bucketAddress) {
        return memory.byteAt(bucketAddress + OVERFLOW_AT) & 0xFF;
    }

    static int depth(Memory memory, long segment) {
        return memory.byteAt(segment + DEPTH_AT);
    }

    static void setDepth(Memory memory, long segment, int depth) {
        memory.putByte(segment + DEPTH_AT, (byte) depth);
    }

    static int count(Memory memory, long segment) {
        return memory.shortAt(segment + COUNT_AT);
    }

    static void setCount(Memory memory, long segment, int count) {
        memory.putShort(segment + COUNT_AT, (short) count);
    }

    static void clear(Memory memory, long segment, int depth) {
        memory.zero(segment, BYTES);
        setDepth(memory, segment, depth);
    }

    /**
     * Puts an entry into the first empty slot from its own bucket on; the caller sees to the count.
     *
     * @return the slot
     */
    static long place(Memory memory, long segment, long hash, int reference) {
        int bucket = bucketOf(hash);
        while (true) {
            long at = bucketAddress(segment, bucket);
            long empty = lowHits(lowTags(memory, at), 0);
            long slot;
            if (empty != 0) {
                slot = lowSlot(at, empty);
            } else {
                empty = highHits(highTags(memory, at), 0);
                slot = empty == 0 ? Table.NONE : highSlot(at, empty);
            }
            if (slot != Table.NONE) {
                memory.putByte(at + indexOf(slot, at), (byte) tagOf(hash));
                memory.putInt(slot, reference);
                return slot;
            }
            raiseOverflow(memory, at);
            bucket = nextBucket(bucket);
        }
    }

    /** Empties a slot; the caller sees to the count. */
    static void erase(Memory memory, long slot, long hash) {
        long segment = ofSlot(slot);
        int bucket = bucketOfSlot(slot);
        long at = bucketAddress(segment, bucket);
        memory.putByte(at + indexOf(slot, at), (byte) 0);
        memory.putInt(slot, 0);
        for (int b = bucketOf(hash); b != bucket; b = nextBucket(b)) {
            lowerOverflow(memory, bucketAddress(segment, b));
        }
    }

    private static long indexOf(long slot, long bucketAddress) {
        return (slot - bucketAddress - REFERENCES_AT) >>> 2;
    }

    private static void raiseOverflow(Memory memory, long bucketAddress) {
        int overflow = overflow(memory, bucketAddress);
        if (overflow != SATURATED) {
            memory.putByte(bucketAddress + OVERFLOW_AT, (byte) (overflow + 1));
        }
    }

    private static void lowerOverflow(Memory memory, long bucketAddress) {
        int overflow = overflow(memory, bucketAddress);
        if (overflow != SATURATED) {
            memory.putByte(bucketAddress + OVERFLOW_AT, (byte) (overflow - 1));
        }
    }
}
