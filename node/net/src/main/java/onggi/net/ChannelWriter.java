package onggi.net;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import onggi.bytes.HotPath;

/** Writes to the sockets of one event loop through one buffer outside the heap. */
final class ChannelWriter {

    private static final int BUFFER_BYTES = 128 * 1024;

    /** Above this the rest of the output waits for the next turn, for the sake of the others. */
    private static final int FAIR_BYTES = 4 << 20;

    private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);
    private final LoopCounters counters;

    ChannelWriter(LoopCounters counters) {
        this.counters = counters;
    }

    /** Writes bytes as far as the socket takes them; returns up to where. */
    @HotPath
    int write(WritableByteChannel channel, byte[] bytes, int from, int to) throws IOException {
        int at = from;
        while (at < to) {
            int count = Math.min(to - at, buffer.capacity());
            buffer.clear();
            buffer.put(0, bytes, at, count).limit(count);
            int written = writeBuffer(channel, buffer);
            at += written;
            if (written < count) {
                break;
            }
        }
        return at;
    }

    /**
     * Writes what waits in a queue, as far as the socket takes it and not too much at once; returns
     * whether all is out.
     */
    @HotPath
    boolean write(WritableByteChannel channel, OutputQueue output) throws IOException {
        int flushed = 0;
        while (!output.isEmpty()) {
            ByteBuffer next = output.next(buffer);
            int count = next.remaining();
            int written = writeBuffer(channel, next);
            output.consume(written);
            flushed += written;
            if (written < count || (flushed > FAIR_BYTES && !output.isEmpty())) {
                return false;
            }
        }
        return true;
    }

    /** Does the same with a feed. */
    boolean write(WritableByteChannel channel, OutputFeed feed) throws IOException {
        int flushed = 0;
        while (true) {
            buffer.clear();
            feed.peek(buffer);
            int count = buffer.flip().remaining();
            if (count == 0) {
                return true;
            }
            int written = writeBuffer(channel, buffer);
            feed.taken(written);
            flushed += written;
            if (written < count || flushed > FAIR_BYTES) {
                return false;
            }
        }
    }

    @HotPath
    private int writeBuffer(WritableByteChannel channel, ByteBuffer from) throws IOException {
        int written = channel.write(from);
        counters.writes++;
        counters.bytesOut += written;
        return written;
    }
}
