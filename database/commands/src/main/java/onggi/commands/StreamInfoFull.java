package onggi.commands;

import onggi.engine.Call;
import onggi.resp.ReplyWriter;
import onggi.types.StreamConsumer;
import onggi.types.StreamGroup;
import onggi.types.StreamPending;
import onggi.types.StreamValue;

/** The second half of XINFO STREAM with the option FULL. */
final class StreamInfoFull {

    private final ReplyWriter reply;
    private final StreamValue stream;
    private final long count;

    /**
     * Prepares.
     *
     * @param count how many entries of each list, 0 for all
     */
    StreamInfoFull(Call call, StreamValue stream, long count) {
        this.reply = call.reply();
        this.stream = stream;
        this.count = count;
    }

    void write() {
        reply.bulk("entries");
        StreamReplies.entries(reply, stream, stream.range(0, 0, -1, -1), count);
        reply.bulk("groups");
        int groups = stream.groupCount();
        reply.arrayHeader(groups);
        for (int i = 0; i < groups; i++) {
            group(stream.groupAt(i));
        }
    }

    private void group(StreamGroup group) {
        boolean hasReleased = group.releasedCount() > 0;
        reply.mapHeader(hasReleased ? 8 : 7);
        reply.bulk("name");
        reply.bulk(group.memory(), group.nameAddress(), group.nameLength());
        StreamInfoCommands.progress(reply, stream, group);
        reply.bulk("pel-count");
        reply.integer(group.pendingCount());
        if (hasReleased) {
            reply.bulk("nacked-count");
            reply.integer(group.releasedCount());
        }
        reply.bulk("pending");
        pending(group);
        reply.bulk("consumers");
        int consumers = group.consumerCount();
        reply.arrayHeader(consumers);
        for (int i = 0; i < consumers; i++) {
            consumer(group, group.consumerAt(i));
        }
    }

    private void pending(StreamGroup group) {
        int mark = reply.startArray();
        int written = 0;
        StreamPending pending = group.pending();
        boolean more = pending.seek(0, 0);
        for (; more && (count == 0 || written < count); more = pending.next()) {
            reply.arrayHeader(4);
            StreamReplies.id(reply, stream, pending.ms(), pending.seq());
            if (pending.consumer() == StreamPending.NOBODY) {
                reply.bulk("");
            } else {
                StreamReplies.name(reply, group, group.owner(pending.consumer()));
            }
            reply.integer(pending.timeMs());
            reply.integer(pending.deliveries());
            written++;
        }
        reply.endArray(mark, written);
    }

    private void consumer(StreamGroup group, StreamConsumer consumer) {
        reply.mapHeader(5);
        reply.bulk("name");
        StreamReplies.name(reply, group, consumer);
        reply.bulk("seen-time");
        reply.integer(consumer.seenMs());
        reply.bulk("active-time");
        reply.integer(consumer.activeMs());
        reply.bulk("pel-count");
        reply.integer(consumer.pendingCount());
        reply.bulk("pending");
        int mark = reply.startArray();
        int written = 0;
        StreamPending pending = group.pending();
        boolean more = consumer.seekPending(0, 0);
        for (; more && (count == 0 || written < count); more = consumer.nextPending()) {
            if (pending.find(consumer.pendingMs(), consumer.pendingSeq())) {
                reply.arrayHeader(3);
                StreamReplies.id(reply, stream, pending.ms(), pending.seq());
                reply.integer(pending.timeMs());
                reply.integer(pending.deliveries());
                written++;
            }
        }
        reply.endArray(mark, written);
    }
}
