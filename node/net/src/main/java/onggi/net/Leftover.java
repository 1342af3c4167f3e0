package onggi.net;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;

/** Bytes that wait for room elsewhere. Takes no memory when there are none. */
final class Leftover {

    private static final byte[] NOTHING = {};

    private byte[] bytes = NOTHING;
    private int from;
    private int to;

    boolean isEmpty() {
        return from == to;
    }

    int capacity() {
        return bytes.length;
    }

    /** Keeps what a buffer still has; nothing is kept here before. */
    void keep(ByteBuffer rest) {
        if (rest.hasRemaining()) {
            add(rest);
        }
    }

    /** Adds what a buffer still has behind what is here. */
    void add(ByteBuffer rest) {
        byte[] grown = new byte[to - from + rest.remaining()];
        System.arraycopy(bytes, from, grown, 0, to - from);
        int end = to - from;
        to = grown.length;
        from = 0;
        bytes = grown;
        rest.get(bytes, end, to - end);
    }

    /** Moves as much as there is room for. */
    void drainTo(ByteBuffer target) {
        if (from < to) {
            int count = Math.min(to - from, target.remaining());
            target.put(bytes, from, count);
            consumed(count);
        }
    }

    /** Writes as much as the channel takes; returns whether that was all. */
    boolean writeTo(WritableByteChannel channel) throws IOException {
        consumed(channel.write(ByteBuffer.wrap(bytes, from, to - from)));
        return isEmpty();
    }

    private void consumed(int count) {
        from += count;
        if (from == to) {
            bytes = NOTHING;
            from = 0;
            to = 0;
        }
    }
}
