package onggi.types;

import onggi.bytes.Invariant;
import onggi.bytes.Memory;
import onggi.bytes.Slab;

/** Verifies a stream. */
final class StreamCheck {

    private StreamCheck() {}

    static void check(StreamValue stream) {
        checkNodes(stream);
        checkEntries(stream);
        stream.groups().check();
        for (int i = 0, count = stream.groupCount(); i < count; i++) {
            checkGroup(stream.groupAt(i));
        }
        stream.producers().check();
    }

    private static void checkNodes(StreamValue stream) {
        Slab slab = stream.cell().slab();
        Memory memory = slab.memory();
        stream.nodes().check();
        StreamIndex nodes = stream.nodes();
        long entries = 0;
        for (boolean more = nodes.first(); more; more = nodes.next()) {
            int reference = memory.intAt(nodes.value());
            long node = StreamBlock.address(slab, reference);
            int live = StreamNode.live(memory, node);
            Invariant.check(
                    StreamNode.used(memory, node) <= StreamBlock.capacity(slab, reference)
                            && live >= 0
                            && live + StreamNode.deleted(memory, node) > 0,
                    "bad node of {} entries",
                    live);
            entries += live;
        }
        Invariant.check(
                entries == stream.size(), "{} entries in nodes of {}", entries, stream.size());
    }

    private static void checkEntries(StreamValue stream) {
        long seen = 0;
        long ms = 0;
        long seq = 0;
        StreamEntries entries = stream.range(0, 0, -1, -1);
        while (entries.next()) {
            Invariant.check(
                    StreamIds.compare(ms, seq, entries.ms(), entries.seq()) < 0,
                    "entry {}-{} is out of order",
                    entries.ms(),
                    entries.seq());
            ms = entries.ms();
            seq = entries.seq();
            seen++;
            Invariant.check(
                    seen > 1 || (ms == stream.firstMs() && seq == stream.firstSeq()),
                    "the first entry is {}-{}",
                    ms,
                    seq);
        }
        Invariant.check(seen == stream.size(), "a walk sees {} entries of {}", seen, stream.size());
        Invariant.check(
                StreamIds.compare(ms, seq, stream.lastMs(), stream.lastSeq()) <= 0,
                "the last id is below entry {}-{}",
                ms,
                seq);
    }

    private static void checkGroup(StreamGroup group) {
        group.consumers().check();
        group.pending().index().check();
        long owned = 0;
        for (int i = 0, count = group.consumerCount(); i < count; i++) {
            StreamConsumer consumer = group.consumerAt(i);
            consumer.pending().check();
            owned += consumer.pendingCount();
            StreamPending pending = group.pending();
            for (boolean more = consumer.seekPending(0, 0); more; more = consumer.nextPending()) {
                Invariant.check(
                        pending.find(consumer.pendingMs(), consumer.pendingSeq())
                                && pending.consumer() == consumer.reference(),
                        "{}-{} is pending at a consumer only",
                        consumer.pendingMs(),
                        consumer.pendingSeq());
            }
        }
        Invariant.check(
                owned + group.releasedCount() == group.pendingCount(),
                "{} entries are pending at consumers and {} nowhere, in all {}",
                owned,
                group.releasedCount(),
                group.pendingCount());
    }
}
