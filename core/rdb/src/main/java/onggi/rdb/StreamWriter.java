package onggi.rdb;

import java.io.IOException;
import onggi.types.StreamConsumer;
import onggi.types.StreamEntries;
import onggi.types.StreamGroup;
import onggi.types.StreamPending;
import onggi.types.StreamValue;

/**
 * Writes a stream, at once or some of it at a time; {@link StreamReader} and {@link
 * StreamGroupReader} tell how it is laid out.
 */
final class StreamWriter {

    private static final int ID_BYTES = 16;

    /** What comes next; of most of them there may be many. */
    private enum Part {
        BEGIN,
        NODES,
        GROUP,
        PENDING,
        CONSUMER,
        OWNED,
        NOBODY,
        RELEASED,
        NONE
    }

    private final boolean activeTimes;
    private final PackBuilder pack = new PackBuilder();
    private Part part = Part.BEGIN;
    private long nodeMs;
    private long nodeSeq;

    /** The id at which to go on with entries, or with what is pending. */
    private long nextMs;

    private long nextSeq;
    private int group;
    private int consumer;

    /** How many entries or ids may still be written now. */
    private long left;

    /**
     * Prepares to write.
     *
     * @param activeTimes whether it is told when consumers were active
     */
    StreamWriter(boolean activeTimes) {
        this.activeTimes = activeTimes;
    }

    /**
     * Writes the next part.
     *
     * @param stream the same as before, and unchanged
     * @param most about how many entries, and what is pending
     * @return whether there is more
     */
    boolean write(StreamValue stream, RdbOutput out, int most) throws IOException {
        left = most;
        while (left > 0 && part != Part.NONE) {
            part = next(stream, out);
        }
        return part != Part.NONE;
    }

    private Part next(StreamValue stream, RdbOutput out) throws IOException {
        return switch (part) {
            case BEGIN -> begin(stream, out);
            case NODES -> nodes(stream, out);
            case GROUP -> group(stream.groupAt(group), out);
            case PENDING -> pending(stream.groupAt(group), out);
            case CONSUMER -> consumer(stream.groupAt(group), out);
            case OWNED -> owned(stream.groupAt(group), out);
            case NOBODY -> nobody(stream.groupAt(group), out);
            case RELEASED -> released(stream, out);
            case NONE -> Part.NONE;
        };
    }

    private Part begin(StreamValue stream, RdbOutput out) throws IOException {
        out.number(stream.nodeCount());
        return stream.nodeCount() > 0 ? Part.NODES : facts(stream, out);
    }

    private Part facts(StreamValue stream, RdbOutput out) throws IOException {
        out.number(stream.size());
        out.number(stream.lastMs());
        out.number(stream.lastSeq());
        out.number(stream.firstMs());
        out.number(stream.firstSeq());
        out.number(stream.maxDeletedMs());
        out.number(stream.maxDeletedSeq());
        out.number(stream.added());
        out.number(stream.groupCount());
        return stream.groupCount() > 0 ? Part.GROUP : Part.NONE;
    }

    // ---- entries

    /** Writes whole nodes. */
    private Part nodes(StreamValue stream, RdbOutput out) throws IOException {
        StreamEntries entries = stream.range(nextMs, nextSeq, -1, -1);
        boolean open = false;
        while (entries.nextStored()) {
            if (entries.beginsNode()) {
                if (open) {
                    endNode(out);
                }
                if (left <= 0) {
                    return from(entries.ms(), entries.seq(), Part.NODES);
                }
                beginNode(entries);
                open = true;
            }
            entry(entries);
            left--;
        }
        endNode(out);
        return facts(stream, out);
    }

    private void beginNode(StreamEntries entries) {
        nodeMs = entries.ms();
        nodeSeq = entries.seq();
        pack.begin();
        pack.integer(entries.nodeEntries());
        pack.integer(entries.nodeDeleted());
        int pairs = entries.open();
        pack.integer(pairs);
        for (int i = 0; i < pairs; i++) {
            entries.field();
            item(entries);
            entries.value();
        }
        pack.integer(0);
    }

    private void entry(StreamEntries entries) {
        boolean same = entries.hasNodeFields();
        pack.integer(
                (entries.isDeleted() ? StreamReader.DELETED : 0) | (same ? StreamReader.SAME : 0));
        pack.integer(entries.ms() - nodeMs);
        pack.integer(entries.seq() - nodeSeq);
        int pairs = entries.open();
        if (!same) {
            pack.integer(pairs);
        }
        for (int i = 0; i < pairs; i++) {
            entries.field();
            if (!same) {
                item(entries);
            }
            entries.value();
            item(entries);
        }
        pack.integer(StreamReader.ENTRY_ELEMENTS + (same ? pairs : 2L * pairs + 1));
    }

    private void item(StreamEntries entries) {
        if (entries.isNumber()) {
            pack.integer(entries.number());
        } else {
            pack.text(entries.memory(), entries.textAddress(), entries.textLength());
        }
    }

    private void endNode(RdbOutput out) throws IOException {
        int length = pack.end();
        out.number(ID_BYTES);
        id(nodeMs, nodeSeq, out);
        out.string(pack.bytes, 0, length);
    }

    private static void id(long ms, long seq, RdbOutput out) throws IOException {
        out.big(ms, Long.BYTES);
        out.big(seq, Long.BYTES);
    }

    // ---- groups

    private Part group(StreamGroup group, RdbOutput out) throws IOException {
        left--;
        out.string(group.memory(), group.nameAddress(), group.nameLength());
        out.number(group.lastMs());
        out.number(group.lastSeq());
        out.number(group.entriesRead());
        out.number(group.pendingCount());
        return from(0, 0, Part.PENDING);
    }

    private Part from(long ms, long seq, Part following) {
        nextMs = ms;
        nextSeq = seq;
        return following;
    }

    private Part pending(StreamGroup group, RdbOutput out) throws IOException {
        StreamPending pending = group.pending();
        for (boolean more = pending.seek(nextMs, nextSeq); more; more = pending.next()) {
            if (left-- <= 0) {
                return from(pending.ms(), pending.seq(), Part.PENDING);
            }
            id(pending.ms(), pending.seq(), out);
            out.little(pending.timeMs(), Long.BYTES);
            out.number(pending.deliveries());
        }
        out.number(group.consumerCount() + (group.releasedCount() > 0 ? 1 : 0));
        consumer = 0;
        return Part.CONSUMER;
    }

    private Part consumer(StreamGroup group, RdbOutput out) throws IOException {
        if (consumer == group.consumerCount()) {
            return Part.NOBODY;
        }
        left--;
        StreamConsumer owner = group.consumerAt(consumer);
        out.string(group.memory(), owner.nameAddress(), owner.nameLength());
        out.little(owner.seenMs(), Long.BYTES);
        if (activeTimes) {
            out.little(owner.activeMs(), Long.BYTES);
        }
        out.number(owner.pendingCount());
        return from(0, 0, Part.OWNED);
    }

    private Part owned(StreamGroup group, RdbOutput out) throws IOException {
        StreamConsumer owner = group.consumerAt(consumer);
        for (boolean more = owner.seekPending(nextMs, nextSeq); more; more = owner.nextPending()) {
            if (left-- <= 0) {
                return from(owner.pendingMs(), owner.pendingSeq(), Part.OWNED);
            }
            id(owner.pendingMs(), owner.pendingSeq(), out);
        }
        consumer++;
        return Part.CONSUMER;
    }

    /** Writes what is pending at nobody, if there is any: under a consumer without a name. */
    private Part nobody(StreamGroup group, RdbOutput out) throws IOException {
        if (group.releasedCount() > 0) {
            out.number(0);
            out.little(StreamGroupReader.NOBODY_SEEN_MS, Long.BYTES);
            if (activeTimes) {
                out.little(StreamConsumer.NEVER, Long.BYTES);
            }
            out.number(group.releasedCount());
        }
        return from(0, 0, Part.RELEASED);
    }

    private Part released(StreamValue stream, RdbOutput out) throws IOException {
        StreamGroup present = stream.groupAt(group);
        StreamPending pending = present.pending();
        boolean more = present.releasedCount() > 0 && pending.seek(nextMs, nextSeq);
        for (; more; more = pending.next()) {
            if (left-- <= 0) {
                return from(pending.ms(), pending.seq(), Part.RELEASED);
            }
            if (pending.consumer() == StreamPending.NOBODY) {
                id(pending.ms(), pending.seq(), out);
            }
        }
        group++;
        return group < stream.groupCount() ? Part.GROUP : Part.NONE;
    }
}
