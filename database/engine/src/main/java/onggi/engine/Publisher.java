package onggi.engine;

import java.nio.charset.StandardCharsets;
import onggi.bytes.Bytes;
import onggi.bytes.Glob;
import onggi.bytes.HotPath;
import onggi.bytes.Numbers;
import onggi.resp.ReplyWriter;
import org.jspecify.annotations.Nullable;

/**
 * Encodes published messages and delivers them. One instance a thread: a message is encoded once
 * into a buffer that is used again, and publishing to any number of sessions allocates nothing.
 */
public final class Publisher {

    private static final byte[] MESSAGE = ascii("message");
    private static final byte[] PATTERN_MESSAGE = ascii("pmessage");
    private static final byte[] SHARD_MESSAGE = ascii("smessage");
    private static final byte[] KEYSPACE = ascii("__keyspace@");
    private static final byte[] KEYEVENT = ascii("__keyevent@");
    private static final byte[] SUFFIX = ascii("__:");

    private final Channels channels;
    private final ReplyWriter encoder = new ReplyWriter();
    private final Frame frame = new Frame();
    private byte[] name = new byte[128];

    Publisher(Channels channels) {
        this.channels = channels;
    }

    /**
     * Publishes a message to a channel and to the patterns that match its name; returns how many
     * sessions received it.
     */
    @HotPath
    public int publish(
            byte[] channelBuffer,
            int channelOffset,
            int channelLength,
            byte[] buffer,
            int offset,
            int length) {
        int receivers = 0;
        Topic topic = channels.find(TopicKind.CHANNEL, channelBuffer, channelOffset, channelLength);
        if (topic != null) {
            encode(
                    MESSAGE,
                    null,
                    channelBuffer,
                    channelOffset,
                    channelLength,
                    buffer,
                    offset,
                    length);
            receivers = deliver(topic);
        }
        for (Topic pattern : channels.patterns()) {
            byte[] glob = pattern.name().unsafeArray();
            if (Glob.matches(
                    glob, 0, glob.length, channelBuffer, channelOffset, channelLength, false)) {
                encode(
                        PATTERN_MESSAGE,
                        pattern.name(),
                        channelBuffer,
                        channelOffset,
                        channelLength,
                        buffer,
                        offset,
                        length);
                receivers += deliver(pattern);
            }
        }
        return receivers;
    }

    /** Publishes a message to a shard channel; returns how many sessions received it. */
    @HotPath
    public int publishSharded(
            byte[] channelBuffer,
            int channelOffset,
            int channelLength,
            byte[] buffer,
            int offset,
            int length) {
        Topic topic =
                channels.find(TopicKind.SHARD_CHANNEL, channelBuffer, channelOffset, channelLength);
        if (topic == null) {
            return 0;
        }
        encode(
                SHARD_MESSAGE,
                null,
                channelBuffer,
                channelOffset,
                channelLength,
                buffer,
                offset,
                length);
        return deliver(topic);
    }

    /** Publishes what happened to a key, on the channel of the key. */
    @HotPath
    void publishToKeyspace(KeyEvent event, int database, byte[] key, int offset, int length) {
        int end = channelName(KEYSPACE, database, key, offset, length);
        publish(name, 0, end, event.wire(), 0, event.wire().length);
    }

    /** Publishes what happened to a key, on the channel of the event. */
    @HotPath
    void publishToKeyevent(KeyEvent event, int database, byte[] key, int offset, int length) {
        int end = channelName(KEYEVENT, database, event.wire(), 0, event.wire().length);
        publish(name, 0, end, key, offset, length);
    }

    @HotPath
    private int channelName(byte[] prefix, int database, byte[] last, int offset, int length) {
        int most = prefix.length + Numbers.MAX_LONG_LENGTH + SUFFIX.length + length;
        if (name.length < most) {
            name = new byte[most];
        }
        System.arraycopy(prefix, 0, name, 0, prefix.length);
        int at = Numbers.write(database, name, prefix.length);
        System.arraycopy(SUFFIX, 0, name, at, SUFFIX.length);
        at += SUFFIX.length;
        System.arraycopy(last, offset, name, at, length);
        return at + length;
    }

    @HotPath
    private void encode(
            byte[] kind,
            @Nullable Bytes pattern,
            byte[] channelBuffer,
            int channelOffset,
            int channelLength,
            byte[] buffer,
            int offset,
            int length) {
        encoder.clear();
        encoder.arrayHeader(pattern == null ? 3 : 4);
        encoder.bulk(kind);
        if (pattern != null) {
            encoder.bulk(pattern);
        }
        encoder.bulk(channelBuffer, channelOffset, channelLength);
        encoder.bulk(buffer, offset, length);
    }

    @HotPath
    private int deliver(Topic topic) {
        Topic.Listeners listeners = topic.listeners();
        Session[] sessions = listeners.sessions;
        int count = listeners.count;
        frame.setMessage(topic, encoder.array(), encoder.position());
        for (int i = 0; i < count; i++) {
            sessions[i].deliver(frame);
        }
        return count;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
