package onggi.rdb;

import java.io.IOException;
import onggi.types.StreamConsumer;
import onggi.types.StreamEntries;
import onggi.types.StreamGroup;
import onggi.types.StreamPending;
import onggi.types.StreamValue;

/** Writes a stream; {@link StreamReader} and {@link StreamGroupReader} tell how it is laid out. */
final class StreamWriter {

    private static final int ID_BYTES = 16;

    private final StreamValue stream;
    private final RdbOutput out;
    private final PackBuilder pack = new PackBuilder();
    private long nodeMs;
    private long nodeSeq;

    StreamWriter(StreamValue stream, RdbOutput out) {
        this.stream = stream;
        this.out = out;
    }

    void write(boolean activeTimes) throws IOException {
        out.number(stream.nodeCount());
        nodes();
        out.number(stream.size());
        out.number(stream.lastMs());
        out.number(stream.lastSeq());
        out.number(stream.firstMs());
        out.number(stream.firstSeq());
        out.number(stream.maxDeletedMs());
        out.number(stream.maxDeletedSeq());
        out.number(stream.added());
        int groups = stream.groupCount();
        out.number(groups);
        for (int i = 0; i < groups; i++) {
            group(stream.groupAt(i), activeTimes);
        }
    }

    // ---- entries

    private void nodes() throws IOException {
        StreamEntries entries = stream.stored();
        boolean open = false;
        while (entries.nextStored()) {
            if (entries.beginsNode()) {
                if (open) {
                    endNode();
                }
                beginNode(entries);
                open = true;
            }
            entry(entries);
        }
        if (open) {
            endNode();
        }
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

    private void endNode() throws IOException {
        int length = pack.end();
        out.number(ID_BYTES);
        id(nodeMs, nodeSeq);
        out.string(pack.bytes, 0, length);
    }

    private void id(long ms, long seq) throws IOException {
        out.big(ms, Long.BYTES);
        out.big(seq, Long.BYTES);
    }

    // ---- groups

    private void group(StreamGroup group, boolean activeTimes) throws IOException {
        out.string(group.memory(), group.nameAddress(), group.nameLength());
        out.number(group.lastMs());
        out.number(group.lastSeq());
        out.number(group.entriesRead());
        out.number(group.pendingCount());
        StreamPending pending = group.pending();
        for (boolean more = pending.seek(0, 0); more; more = pending.next()) {
            id(pending.ms(), pending.seq());
            out.little(pending.timeMs(), Long.BYTES);
            out.number(pending.deliveries());
        }
        int consumers = group.consumerCount();
        boolean released = group.releasedCount() > 0;
        out.number(consumers + (released ? 1 : 0));
        for (int i = 0; i < consumers; i++) {
            consumer(group, group.consumerAt(i), activeTimes);
        }
        if (released) {
            nobody(group, activeTimes);
        }
    }

    private void consumer(StreamGroup group, StreamConsumer consumer, boolean activeTimes)
            throws IOException {
        out.string(group.memory(), consumer.nameAddress(), consumer.nameLength());
        out.little(consumer.seenMs(), Long.BYTES);
        if (activeTimes) {
            out.little(consumer.activeMs(), Long.BYTES);
        }
        out.number(consumer.pendingCount());
        for (boolean more = consumer.seekPending(0, 0); more; more = consumer.nextPending()) {
            id(consumer.pendingMs(), consumer.pendingSeq());
        }
    }

    /** Writes what is pending at nobody. */
    private void nobody(StreamGroup group, boolean activeTimes) throws IOException {
        out.number(0);
        out.little(StreamGroupReader.NOBODY_SEEN_MS, Long.BYTES);
        if (activeTimes) {
            out.little(StreamConsumer.NEVER, Long.BYTES);
        }
        out.number(group.releasedCount());
        StreamPending pending = group.pending();
        for (boolean more = pending.seek(0, 0); more; more = pending.next()) {
            if (pending.consumer() == StreamPending.NOBODY) {
                id(pending.ms(), pending.seq());
            }
        }
    }
}
