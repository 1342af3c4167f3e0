package onggi.types;

import onggi.bytes.Memory;
import onggi.bytes.Slab;

/** Freeing, measuring and copying whole streams. */
final class StreamUpkeep {

    private StreamUpkeep() {}

    // ---- freeing

    /** Frees about so many blocks; returns whether all are gone. */
    static boolean freeSome(StreamValue stream, int steps) {
        Slab slab = stream.cell().slab();
        Memory memory = slab.memory();
        int left = steps;
        StreamIndex nodes = stream.nodes();
        while (nodes.last()) {
            if (left-- <= 0) {
                return false;
            }
            StreamBlock.free(slab, memory.intAt(nodes.value()));
            nodes.remove();
        }
        stream.producers().free();
        StreamNames groups = stream.groups();
        for (int i = groups.count() - 1; i >= 0; i--) {
            int reference = groups.reference(i);
            left = freeGroup(slab, stream.groupAt(i), left);
            if (left <= 0) {
                return false;
            }
            groups.remove(i);
            StreamBlock.free(slab, reference);
        }
        return true;
    }

    /** Frees all that a group has but its block; returns how many steps are left, 0 if not done. */
    static int freeGroup(Slab slab, StreamGroup group, int steps) {
        int left = freeIndex(group.pending().index(), steps);
        StreamNames consumers = group.consumers();
        for (int i = consumers.count() - 1; i >= 0 && left > 0; i--) {
            left = freeIndex(group.consumerAt(i).pending(), left - 1);
            if (left > 0) {
                int reference = consumers.reference(i);
                consumers.remove(i);
                StreamBlock.free(slab, reference);
            }
        }
        return left;
    }

    /** Frees leaves from the end; returns how many steps are left. */
    static int freeIndex(StreamIndex index, int steps) {
        int left = steps;
        while (left > 0 && index.last()) {
            index.removeLeaf();
            left--;
        }
        return left;
    }

    // ---- measuring

    static long blockBytes(StreamValue stream) {
        long bytes = stream.nodes().blockBytes();
        StreamIndex nodes = stream.nodes();
        for (boolean more = nodes.first(); more; more = nodes.next()) {
            bytes += nodeBytes(stream, nodes);
        }
        return bytes + beside(stream);
    }

    static long estimateBytes(StreamValue stream, int samples) {
        if (samples == 0) {
            return blockBytes(stream);
        }
        StreamIndex nodes = stream.nodes();
        long bytes = nodes.size() * (StreamTree.ID_BYTES + StreamValue.NODE_REFERENCE_BYTES);
        long sampled = 0;
        int seen = 0;
        for (boolean more = nodes.first(); more && seen < samples; more = nodes.next()) {
            sampled += nodeBytes(stream, nodes);
            seen++;
        }
        if (seen > 0) {
            bytes += sampled * nodes.size() / seen;
        }
        for (int i = 0, count = stream.groupCount(); i < count; i++) {
            long pending = stream.groupAt(i).pendingCount();
            bytes += pending * (2 * StreamTree.ID_BYTES + StreamPending.VALUE_BYTES);
            bytes += StreamGroup.NAME + (long) stream.group().consumerCount() * StreamConsumer.NAME;
        }
        return bytes;
    }

    private static long nodeBytes(StreamValue stream, StreamIndex nodes) {
        return StreamBlock.bytes(stream.cell().slab(), stream.cell().memory().intAt(nodes.value()));
    }

    /** What groups and producers take. */
    private static long beside(StreamValue stream) {
        long bytes = stream.groups().blockBytes() + stream.producers().blockBytes();
        for (int i = 0, count = stream.groupCount(); i < count; i++) {
            StreamGroup group = stream.groupAt(i);
            bytes += group.pending().index().blockBytes() + group.consumers().blockBytes();
            for (int k = 0, consumers = group.consumerCount(); k < consumers; k++) {
                bytes += group.consumerAt(k).pending().blockBytes();
            }
        }
        return bytes;
    }

    // ---- copying

    /** Makes a cell a copy of a stream. */
    static void copy(StreamValue source, Cell target) {
        StreamValue copy = new StreamValue(target);
        copy.init();
        Copier copier = new Copier(source.cell().memory(), target.memory());
        copyNodes(source, copy, copier);
        copier.copy(source.cell().valueAddress(), target.valueAddress(), StreamValue.NODES);
        for (int i = 0, count = source.groupCount(); i < count; i++) {
            copyGroup(source.groupAt(i), copy, copier);
        }
        source.producers().copyTo(copy.producers());
    }

    private static void copyNodes(StreamValue source, StreamValue copy, Copier copier) {
        Slab from = source.cell().slab();
        Slab to = copy.cell().slab();
        StreamIndex nodes = source.nodes();
        for (boolean more = nodes.first(); more; more = nodes.next()) {
            long node = StreamBlock.address(from, from.memory().intAt(nodes.value()));
            int used = StreamNode.used(from.memory(), node);
            int twin = StreamBlock.allocate(to, used);
            copier.copy(node, StreamBlock.address(to, twin), used);
            to.memory().putInt(copy.nodes().insert(nodes.ms(), nodes.seq()), twin);
        }
    }

    private static void copyGroup(StreamGroup group, StreamValue copy, Copier copier) {
        byte[] name = copier.bytes(group.nameAddress(), group.nameLength());
        copy.createGroup(
                name, 0, name.length, group.lastMs(), group.lastSeq(), group.entriesRead());
        StreamGroup twin = copy.group();
        for (int i = 0, count = group.consumerCount(); i < count; i++) {
            copyConsumer(group, group.consumerAt(i), twin, copier);
        }
        StreamPending pending = group.pending();
        boolean more = group.releasedCount() > 0 && pending.seek(0, 0);
        for (; more; more = pending.next()) {
            if (pending.consumer() == StreamPending.NOBODY) {
                copyPending(pending, twin, StreamPending.NOBODY);
            }
        }
    }

    private static void copyConsumer(
            StreamGroup group, StreamConsumer consumer, StreamGroup twin, Copier copier) {
        byte[] name = copier.bytes(consumer.nameAddress(), consumer.nameLength());
        twin.createConsumer(name, 0, name.length, consumer.seenMs());
        twin.consumer().setActiveMs(consumer.activeMs());
        int reference = twin.consumer().reference();
        StreamPending pending = group.pending();
        boolean more = consumer.seekPending(0, 0);
        for (; more; more = consumer.nextPending()) {
            if (pending.find(consumer.pendingMs(), consumer.pendingSeq())) {
                copyPending(pending, twin, reference);
            }
        }
    }

    private static void copyPending(StreamPending pending, StreamGroup twin, int consumer) {
        twin.pending()
                .add(pending.ms(), pending.seq(), consumer, pending.timeMs(), pending.deliveries());
    }

    /** Copies bytes from one memory to another, which may be the same. */
    static final class Copier {

        private static final int PART_BYTES = 1 << 16;

        private final Memory from;
        private final Memory to;
        private byte[] part = new byte[0];

        Copier(Memory from, Memory to) {
            this.from = from;
            this.to = to;
        }

        void copy(long source, long target, int length) {
            if (from == to) {
                from.copy(source, target, length);
                return;
            }
            if (part.length == 0) {
                part = new byte[PART_BYTES];
            }
            for (int done = 0; done < length; done += PART_BYTES) {
                int bytes = Math.min(PART_BYTES, length - done);
                from.copyOut(source + done, part, 0, bytes);
                to.copyIn(part, 0, target + done, bytes);
            }
        }

        byte[] bytes(long source, int length) {
            byte[] bytes = new byte[length];
            from.copyOut(source, bytes, 0, length);
            return bytes;
        }
    }
}
