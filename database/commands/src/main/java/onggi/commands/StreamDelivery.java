package onggi.commands;

import onggi.engine.Call;
import onggi.engine.KeyEvent;
import onggi.engine.PerCall;
import onggi.resp.ReplyWriter;
import onggi.types.StreamConsumer;
import onggi.types.StreamEntries;
import onggi.types.StreamGroup;
import onggi.types.StreamIds;
import onggi.types.StreamLag;
import onggi.types.StreamPending;
import onggi.types.StreamValue;

/** What XREADGROUP does with one stream: delivers entries to a consumer of a group. */
final class StreamDelivery {

    private static final PerCall<StreamDelivery> DELIVERIES = PerCall.of(StreamDelivery::new);

    private Call call;
    private ReplyWriter reply;
    private StreamValue stream;
    private StreamReadOptions options;
    private StreamGroup group;
    private int keyAt;
    private int idAt;
    private int consumer;

    @SuppressWarnings("NullAway.Init") // by bind
    private StreamDelivery() {}

    /** Prepares for the i-th stream of a call, which has the group. */
    static StreamDelivery of(Call call, StreamValue stream, StreamReadOptions options, int i) {
        StreamDelivery delivery = DELIVERIES.of(call);
        delivery.bind(call, stream, options, i);
        return delivery;
    }

    private void bind(Call call, StreamValue stream, StreamReadOptions options, int i) {
        this.call = call;
        this.reply = call.reply();
        this.stream = stream;
        this.options = options;
        this.keyAt = options.keyAt(i);
        this.idAt = options.idAt(i);
        int groupAt = options.groupAt();
        stream.findGroup(call.buffer(), call.offset(groupAt), call.length(groupAt));
        this.group = stream.group();
    }

    /** Writes the stream's part of the reply; returns false, and has written nothing, if none. */
    boolean serve() {
        if (!call.is(idAt, ">")) {
            findConsumer();
            history();
            return true;
        }
        return options.claimMs() == StreamReadOptions.NO_CLAIM ? unread() : idleAndUnread();
    }

    private void findConsumer() {
        int at = options.groupAt() + 1;
        if (!group.findConsumer(call.buffer(), call.offset(at), call.length(at))) {
            group.createConsumer(call.buffer(), call.offset(at), call.length(at), call.nowMs());
            call.changedKeys(1);
            call.event(keyAt, KeyEvent.XGROUP_CREATECONSUMER);
            if (options.needsNoAck()) {
                StreamEffects.consumer(call, keyAt, options.groupAt(), at);
            }
        }
        group.consumer().setSeenMs(call.nowMs());
        consumer = group.consumer().reference();
    }

    /** Delivers again what is pending at the consumer. */
    private void history() {
        long ms = StreamId.ms(call, idAt);
        long seq = StreamId.seq(call, idAt, 0);
        StreamReadCommands.beginStream(call, keyAt);
        int mark = reply.startArray();
        int written = 0;
        StreamConsumer own = group.consumer();
        StreamPending pending = group.pending();
        boolean isLast = ms == -1 && seq == -1;
        boolean more = !isLast && own.seekPending(seq == -1 ? ms + 1 : ms, seq + 1);
        while (more && options.wants(written)) {
            again(pending, own.pendingMs(), own.pendingSeq());
            options.wrote();
            written++;
            more = own.nextPending();
        }
        reply.endArray(mark, written);
    }

    private void again(StreamPending pending, long ms, long seq) {
        StreamEntries walk = stream.range(ms, seq, ms, seq);
        if (!walk.next()) {
            reply.arrayHeader(2);
            StreamReplies.id(reply, stream, ms, seq);
            reply.nullArray();
            return;
        }
        StreamReplies.entry(reply, stream, walk);
        if (pending.find(ms, seq)) {
            pending.touch(call.nowMs(), pending.deliveries() + 1);
        }
    }

    /** Delivers what the group has not read. */
    private boolean unread() {
        if (!hasUnread()) {
            return false;
        }
        findConsumer();
        StreamReadCommands.beginStream(call, keyAt);
        int mark = reply.startArray();
        reply.endArray(mark, unread(0));
        return true;
    }

    /** Delivers what is pending for long, whoever has it, and then what the group has not read. */
    private boolean idleAndUnread() {
        findConsumer();
        int before = reply.position();
        StreamReadCommands.beginStream(call, keyAt);
        int mark = reply.startArray();
        int claimed = new StreamIdleClaim(call, stream, options, keyAt, consumer).run();
        int written = options.wants(claimed) && hasUnread() ? unread(claimed) : claimed;
        if (written == 0) {
            reply.truncate(before);
            return false;
        }
        reply.endArray(mark, written);
        return true;
    }

    private boolean hasUnread() {
        long ms = group.lastMs();
        long seq = group.lastSeq();
        return StreamIds.compare(ms, seq, stream.lastMs(), stream.lastSeq()) < 0
                && stream.range(seq == -1 ? ms + 1 : ms, seq + 1, -1, -1).next();
    }

    /**
     * Delivers from the present entry of the stream's walk on.
     *
     * @param before how many entries stand in the reply already
     * @return how many there are then
     */
    private int unread(int before) {
        StreamEntries walk = stream.walk();
        int written = before;
        do {
            StreamLag.advance(stream, group, walk.ms(), walk.seq());
            StreamReplies.entry(reply, stream, walk);
            if (!options.needsNoAck()) {
                deliver(walk.ms(), walk.seq());
            }
            options.wrote();
            written++;
        } while (options.wants(written) && walk.next());
        if (options.needsNoAck()) {
            StreamEffects.lastId(call, keyAt, options.groupAt(), group);
        } else {
            group.consumer().setActiveMs(call.nowMs());
        }
        return written;
    }

    /** Makes an entry pending at the consumer, at whom ever it was before. */
    private void deliver(long ms, long seq) {
        StreamPending pending = group.pending();
        if (pending.find(ms, seq)) {
            pending.assign(consumer);
            pending.touch(call.nowMs(), 1);
        } else {
            pending.add(ms, seq, consumer, call.nowMs(), 1);
        }
        StreamEffects.claim(call, keyAt, options.groupAt(), group, pending);
    }
}
