package onggi.types;

import onggi.bytes.Memory;
import onggi.bytes.RandomSource;

/** Entries of a {@link Table} by chance, several at once. */
public final class TableSample {

    /** Directory entries that are looked at for the first of a segment. */
    private static final int MAX_TRIES = 64;

    private TableSample() {}

    /**
     * Visits the entries of a bucket that chance chooses, each bucket as likely as the others:
     * about eight, maybe none. Which of the neighbours of a key are in it depends on the hash
     * alone.
     */
    public static void visitBucket(Table table, RandomSource random, Table.Visitor visitor) {
        Directory directory = table.directory;
        Memory memory = table.memory;
        for (int i = 0; i < MAX_TRIES && table.size > 0; i++) {
            long draw = random.nextLong();
            int index = (int) (draw >>> 32) & (directory.length() - 1);
            if (table.isFirstOfSegment(index)) {
                long segment = table.slab.address(directory.at(index));
                int bucket = (int) draw & (Segment.BUCKETS - 1);
                long at = Segment.bucketAddress(segment, bucket);
                for (int s = 0; s < Segment.SLOTS_PER_BUCKET; s++) {
                    if (Segment.isUsed(memory, at, s)) {
                        visitor.visit(memory.intAt(Segment.slot(at, s)));
                    }
                }
                return;
            }
        }
    }
}
