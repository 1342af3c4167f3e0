package onggi.commands;

import java.nio.charset.StandardCharsets;
import onggi.bytes.Bytes;
import onggi.bytes.HotPath;
import onggi.engine.Call;
import onggi.resp.RequestWriter;
import onggi.types.StreamGroup;
import onggi.types.StreamIds;
import onggi.types.StreamPending;
import onggi.types.StreamTrim;
import onggi.types.StreamValue;

/**
 * What stands in the effect stream in place of commands on streams that depend on time, on what was
 * unread, or on how nodes are filled. Nothing is built when nobody listens.
 */
final class StreamEffects {

    private static final byte[] XCLAIM = word("XCLAIM");
    private static final byte[] XGROUP = word("XGROUP");
    private static final byte[] SETID = word("SETID");
    private static final byte[] CREATECONSUMER = word("CREATECONSUMER");
    private static final byte[] ENTRIESREAD = word("ENTRIESREAD");
    private static final byte[] XIDMPRECORD = word("XIDMPRECORD");
    private static final byte[] ZERO = word("0");
    private static final byte[] TIME = word("TIME");
    private static final byte[] RETRYCOUNT = word("RETRYCOUNT");
    private static final byte[] FORCE = word("FORCE");
    private static final byte[] JUSTID = word("JUSTID");
    private static final byte[] LASTID = word("LASTID");
    private static final byte[] EXACTLY = word("=");

    private StreamEffects() {}

    private static byte[] word(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** XCLAIM of the present pending entry, which makes it pending just so anywhere. */
    @HotPath
    static void claim(Call call, int key, int groupName, StreamGroup group, StreamPending entry) {
        if (!call.hasEffects()) {
            return;
        }
        RequestWriter writer = call.beginEffect(14).argument(XCLAIM);
        argument(writer, call, key);
        argument(writer, call, groupName);
        writer.argument(nameOf(group, entry.consumer())).argument(ZERO);
        id(writer, entry.ms(), entry.seq());
        writer.argument(TIME).argument(entry.timeMs());
        writer.argument(RETRYCOUNT).argument(entry.deliveries());
        writer.argument(FORCE).argument(JUSTID).argument(LASTID);
        id(writer, group.lastMs(), group.lastSeq());
        call.endEffect(writer);
    }

    /** Returns the name of a consumer, empty when there is none. */
    private static byte[] nameOf(StreamGroup group, int consumer) {
        if (consumer == StreamPending.NOBODY) {
            return new byte[0];
        }
        byte[] name = new byte[group.owner(consumer).nameLength()];
        group.memory().copyOut(group.owner(consumer).nameAddress(), name, 0, name.length);
        return name;
    }

    /** XGROUP SETID of how far a group has read. */
    @HotPath
    static void lastId(Call call, int key, int groupName, StreamGroup group) {
        if (!call.hasEffects()) {
            return;
        }
        RequestWriter writer = call.beginEffect(7).argument(XGROUP).argument(SETID);
        argument(writer, call, key);
        argument(writer, call, groupName);
        id(writer, group.lastMs(), group.lastSeq());
        writer.argument(ENTRIESREAD).argument(group.entriesRead());
        call.endEffect(writer);
    }

    /** XGROUP CREATECONSUMER. */
    static void consumer(Call call, int key, int groupName, int name) {
        if (!call.hasEffects()) {
            return;
        }
        RequestWriter writer = call.beginEffect(5).argument(XGROUP).argument(CREATECONSUMER);
        argument(writer, call, key);
        argument(writer, call, groupName);
        argument(writer, call, name);
        call.endEffect(writer);
    }

    /** XADD as it came but with the id that was made, if it was. */
    @HotPath
    static void added(Call call, StreamValue stream, int idAt) {
        if (!call.hasEffects()) {
            return;
        }
        RequestWriter writer = call.beginEffect(call.argc());
        for (int i = 0; i < call.argc(); i++) {
            if (i == idAt && isMade(call, i)) {
                id(writer, stream.lastMs(), stream.lastSeq());
            } else {
                argument(writer, call, i);
            }
        }
        call.endEffect(writer);
    }

    /**
     * XADD or XTRIM as it came but with the id that was made, and with what was trimmed in place of
     * what was to be trimmed about.
     *
     * @param idAt where the id stands, 0 for XTRIM
     */
    static void trimmed(Call call, StreamValue stream, StreamTrimOptions options, int idAt) {
        if (!call.hasEffects()) {
            return;
        }
        int left = options.producerArguments();
        RequestWriter writer = call.beginEffect(call.argc() - left);
        StreamTrim trim = options.trim();
        for (int i = 0; i < call.argc(); i++) {
            if (i >= options.producerAt() && i < options.producerAt() + left) {
                continue;
            }
            boolean rewrites = trim.approximate && options.isGiven();
            if (i == idAt && idAt > 0 && isMade(call, i)) {
                id(writer, stream.lastMs(), stream.lastSeq());
            } else if (rewrites && i == options.thresholdAt() - 1) {
                writer.argument(EXACTLY);
            } else if (rewrites && i == options.thresholdAt()) {
                threshold(writer, stream, trim);
            } else {
                argument(writer, call, i);
            }
        }
        call.endEffect(writer);
    }

    /** Returns whether an id was left to the server, in whole or in part. */
    @HotPath
    private static boolean isMade(Call call, int idAt) {
        return call.buffer()[call.offset(idAt) + call.length(idAt) - 1] == '*';
    }

    private static void threshold(RequestWriter writer, StreamValue stream, StreamTrim trim) {
        if (trim.most >= 0) {
            writer.argument(stream.size());
        } else if (stream.firstNode()) {
            id(writer, stream.nodeMs(), stream.nodeSeq());
        } else {
            id(writer, -1, -1);
        }
    }

    /** XIDMPRECORD of the entry that a message became. */
    static void produced(Call call, Bytes producer, Bytes message, long ms, long seq) {
        if (!call.hasEffects()) {
            return;
        }
        RequestWriter writer = call.beginEffect(5).argument(XIDMPRECORD);
        argument(writer, call, 1);
        writer.argument(producer.unsafeArray()).argument(message.unsafeArray());
        id(writer, ms, seq);
        call.endEffect(writer);
    }

    private static void argument(RequestWriter writer, Call call, int i) {
        writer.argument(call.buffer(), call.offset(i), call.length(i));
    }

    private static void id(RequestWriter writer, long ms, long seq) {
        byte[] text = new byte[StreamIds.MAX_TEXT_BYTES];
        writer.argument(text, 0, StreamIds.write(ms, seq, text, 0));
    }
}
