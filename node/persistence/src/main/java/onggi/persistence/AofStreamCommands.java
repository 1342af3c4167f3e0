package onggi.persistence;

import java.io.IOException;
import onggi.types.StreamConsumer;
import onggi.types.StreamEntries;
import onggi.types.StreamGroup;
import onggi.types.StreamPending;
import onggi.types.StreamValue;

/** Writes the commands that build a stream with its groups. */
final class AofStreamCommands {

    private final AofCommandOutput out;
    private final StreamValue stream;

    AofStreamCommands(AofCommandOutput out, StreamValue stream) {
        this.out = out;
        this.stream = stream;
    }

    void write() throws IOException {
        if (stream.size() == 0) {
            nothing();
        }
        StreamEntries entries = stream.stored();
        while (entries.nextStored()) {
            if (!entries.isDeleted()) {
                entry(entries);
            }
        }
        out.command("XSETID", 5);
        out.text(id(stream.lastMs(), stream.lastSeq()));
        out.text("ENTRIESADDED");
        out.number(stream.added());
        out.text("MAXDELETEDID");
        out.text(id(stream.maxDeletedMs(), stream.maxDeletedSeq()));
        int groups = stream.groupCount();
        for (int i = 0; i < groups; i++) {
            group(stream.groupAt(i));
        }
    }

    private static String id(long ms, long seq) {
        return Long.toUnsignedString(ms) + "-" + Long.toUnsignedString(seq);
    }

    /** An entry that is added and trimmed at once makes a stream without any. */
    private void nothing() throws IOException {
        out.command("XADD", 5);
        out.text("MAXLEN");
        out.number(0);
        out.text("0-1");
        out.text("x");
        out.text("y");
    }

    private void entry(StreamEntries entries) throws IOException {
        String id = id(entries.ms(), entries.seq());
        int pairs = entries.open();
        out.command("XADD", 1 + 2L * pairs);
        out.text(id);
        for (int i = 0; i < pairs; i++) {
            entries.field();
            item(entries);
            entries.value();
            item(entries);
        }
    }

    private void item(StreamEntries entries) throws IOException {
        if (entries.isNumber()) {
            out.number(entries.number());
        } else {
            out.text(entries.memory(), entries.textAddress(), entries.textLength());
        }
    }

    private void group(StreamGroup group) throws IOException {
        out.begin(7);
        out.text("XGROUP");
        out.text("CREATE");
        out.key();
        name(group);
        out.text(id(group.lastMs(), group.lastSeq()));
        out.text("ENTRIESREAD");
        out.number(group.entriesRead());
        int consumers = group.consumerCount();
        for (int i = 0; i < consumers; i++) {
            consumer(group, group.consumerAt(i));
        }
    }

    private void name(StreamGroup group) throws IOException {
        out.text(group.memory(), group.nameAddress(), group.nameLength());
    }

    private void consumer(StreamGroup group, StreamConsumer consumer) throws IOException {
        if (consumer.pendingCount() == 0) {
            out.begin(5);
            out.text("XGROUP");
            out.text("CREATECONSUMER");
            out.key();
            name(group);
            out.text(group.memory(), consumer.nameAddress(), consumer.nameLength());
            return;
        }
        StreamPending pending = group.pending();
        for (boolean more = consumer.seekPending(0, 0); more; more = consumer.nextPending()) {
            pending.find(consumer.pendingMs(), consumer.pendingSeq());
            claim(group, consumer, pending);
        }
    }

    private void claim(StreamGroup group, StreamConsumer consumer, StreamPending pending)
            throws IOException {
        out.command("XCLAIM", 10);
        name(group);
        out.text(group.memory(), consumer.nameAddress(), consumer.nameLength());
        out.number(0);
        out.text(id(pending.ms(), pending.seq()));
        out.text("TIME");
        out.number(pending.timeMs());
        out.text("RETRYCOUNT");
        out.number(pending.deliveries());
        out.text("JUSTID");
        out.text("FORCE");
    }
}
