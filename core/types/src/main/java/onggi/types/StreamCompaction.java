package onggi.types;

import onggi.bytes.Memory;
import onggi.bytes.Slab;

/** One call of a stream's compaction. */
final class StreamCompaction {

    /*
     * A position is 1 in the nodes; 2 + (group << 24 | part) in a group, where part 0 is what is pending there, and part i the i-th
     * consumer. How far the map at hand has been done is an id, which does not fit a position, so it stands in the stream's header.
     */

    private static final int PART_BITS = 24;
    private static final int MAX_PARTS = 1 << PART_BITS;

    /** A consumer with more pending entries than this stays where it is. */
    private static final int FEW = 1000;

    private final StreamValue stream;
    private final Slab slab;
    private final Memory memory;
    private int steps;

    StreamCompaction(StreamValue stream, int steps) {
        this.stream = stream;
        this.slab = stream.cell().slab();
        this.memory = slab.memory();
        this.steps = steps;
    }

    long from(long position) {
        long at = position;
        if (at <= 0) {
            resumeAt(0, 0);
            at = 1;
        }
        if (at == 1) {
            if (!nodes()) {
                return 1;
            }
            stream.groups().compactList();
            at = 2;
        }
        while (steps > 0) {
            int group = (int) Math.min((at - 2) >>> PART_BITS, Integer.MAX_VALUE);
            if (group >= stream.groupCount()) {
                return 0;
            }
            int part = (int) (at - 2) & (MAX_PARTS - 1);
            if (!group(group, part)) {
                return at;
            }
            boolean isLast = part >= stream.groupAt(group).consumerCount() || part + 1 == MAX_PARTS;
            at = isLast ? 2 + ((group + 1L) << PART_BITS) : at + 1;
        }
        return at;
    }

    private void resumeAt(long ms, long seq) {
        stream.put(StreamValue.RESUME, ms);
        stream.put(StreamValue.RESUME + 8, seq);
    }

    /** Moves nodes, and the map of them; returns whether the end was reached. */
    private boolean nodes() {
        StreamIndex map = stream.nodes();
        boolean more = seek(map);
        while (more) {
            map.compactPath();
            int left = map.restOfLeaf();
            moveNode(map);
            for (; left > 0; left--) {
                map.next();
                moveNode(map);
            }
            more = goesOn(map);
            if (more && steps <= 0) {
                return false;
            }
        }
        return true;
    }

    private void moveNode(StreamIndex map) {
        long slot = map.value();
        memory.putInt(slot, StreamBlock.compacted(slab, memory.intAt(slot)));
        steps--;
    }

    /** Moves blocks of a map of pending entries; returns whether the end was reached. */
    private boolean pending(StreamIndex map) {
        boolean more = seek(map);
        while (more) {
            map.compactPath();
            for (int left = map.restOfLeaf(); left > 0; left--) {
                map.next();
            }
            steps--;
            more = goesOn(map);
            if (more && steps <= 0) {
                return false;
            }
        }
        return true;
    }

    private boolean seek(StreamIndex map) {
        return map.seek(stream.at(StreamValue.RESUME), stream.at(StreamValue.RESUME + 8));
    }

    /** Goes to the next leaf and remembers where that is; at the end, where the next map begins. */
    private boolean goesOn(StreamIndex map) {
        boolean more = map.next();
        resumeAt(more ? map.ms() : 0, more ? map.seq() : 0);
        return more;
    }

    private boolean group(int i, int part) {
        boolean begins =
                stream.at(StreamValue.RESUME) == 0 && stream.at(StreamValue.RESUME + 8) == 0;
        if (part == 0) {
            if (begins) {
                StreamNames groups = stream.groups();
                groups.replace(i, StreamBlock.compacted(slab, groups.reference(i)));
                stream.groupAt(i).consumers().compactList();
                steps--;
            }
            return pending(stream.groupAt(i).pending().index());
        }
        StreamGroup group = stream.groupAt(i);
        if (part > group.consumerCount()) {
            return true;
        }
        if (begins) {
            moveConsumer(group, part - 1);
        }
        return pending(group.consumerAt(part - 1).pending());
    }

    /** Moves the block of a consumer, which its pending entries name. */
    private void moveConsumer(StreamGroup group, int i) {
        steps--;
        StreamConsumer consumer = group.consumerAt(i);
        if (!slab.isSparse(consumer.reference()) || consumer.pendingCount() > FEW) {
            return;
        }
        int moved = StreamBlock.compacted(slab, consumer.reference());
        group.consumers().replace(i, moved);
        consumer = group.consumerAt(i);
        StreamPending pending = group.pending();
        for (boolean more = consumer.seekPending(0, 0); more; more = consumer.nextPending()) {
            if (pending.find(consumer.pendingMs(), consumer.pendingSeq())) {
                pending.rename(moved);
            }
        }
    }
}
