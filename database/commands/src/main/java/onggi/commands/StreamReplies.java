package onggi.commands;

import onggi.bytes.HotPath;
import onggi.engine.Call;
import onggi.engine.CommandError;
import onggi.resp.ReplyWriter;
import onggi.types.StreamConsumer;
import onggi.types.StreamEntries;
import onggi.types.StreamGroup;
import onggi.types.StreamValue;

/** Parts of replies that several stream commands have in common. */
final class StreamReplies {

    private StreamReplies() {}

    /** Writes an id. */
    @HotPath
    static void id(ReplyWriter reply, StreamValue stream, long ms, long seq) {
        int length = stream.idText(ms, seq);
        reply.bulk(stream.idBytes(), 0, length);
    }

    /**
     * Writes the entries of a walk.
     *
     * @param count how many at most; 0 for all
     */
    @HotPath
    static void entries(ReplyWriter reply, StreamValue stream, StreamEntries walk, long count) {
        int mark = reply.startArray();
        int written = 0;
        while ((count == 0 || written < count) && walk.next()) {
            entry(reply, stream, walk);
            written++;
        }
        reply.endArray(mark, written);
    }

    /** Writes the present entry of a walk. */
    @HotPath
    static void entry(ReplyWriter reply, StreamValue stream, StreamEntries walk) {
        reply.arrayHeader(2);
        id(reply, stream, walk.ms(), walk.seq());
        fields(reply, walk);
    }

    /** Writes the entry that the stream's own walk is at. */
    static void presentEntry(ReplyWriter reply, StreamValue stream) {
        entry(reply, stream, stream.walk());
    }

    /** Writes the fields and values of the present entry of a walk. */
    @HotPath
    static void fields(ReplyWriter reply, StreamEntries walk) {
        int pairs = walk.open();
        reply.arrayHeader(2 * pairs);
        for (int i = 0; i < pairs; i++) {
            walk.field();
            item(reply, walk);
            walk.value();
            item(reply, walk);
        }
    }

    @HotPath
    private static void item(ReplyWriter reply, StreamEntries walk) {
        if (walk.isNumber()) {
            reply.bulkLong(walk.number());
        } else {
            reply.bulk(walk.memory(), walk.textAddress(), walk.textLength());
        }
    }

    /** Writes the name of a consumer. */
    static void name(ReplyWriter reply, StreamGroup group, StreamConsumer consumer) {
        reply.bulk(group.memory(), consumer.nameAddress(), consumer.nameLength());
    }

    /** Returns the error of a key or group that is not there. */
    static RuntimeException noGroup(Call call, int key, int group) {
        return CommandError.of(
                        "NOGROUP No such key '"
                                + call.word(key)
                                + "' or consumer group '"
                                + call.word(group)
                                + "'")
                .raise();
    }

    /** Returns the error of a group that is not there. */
    static RuntimeException noGroupOfKey(Call call, int key, int group) {
        return CommandError.of(
                        "NOGROUP No such consumer group '"
                                + call.word(group)
                                + "' for key name '"
                                + call.word(key)
                                + "'")
                .raise();
    }
}
