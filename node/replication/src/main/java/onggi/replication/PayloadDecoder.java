package onggi.replication;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Finds the snapshot in what a primary sends: of a known length, or up to a mark. Pure: no clock,
 * no socket.
 */
final class PayloadDecoder {

    /** Takes what was found. */
    interface Sink {

        /** The snapshot begins; its length is -1 when it is not known. */
        void began(long length) throws IOException;

        /** The next bytes of the snapshot. */
        void data(byte[] bytes, int offset, int length) throws IOException;
    }

    private static final int MOST_LINE_BYTES = 1024;
    private static final String EOF = "$EOF:";
    private static final int MARK_BYTES = 40;

    private final StringBuilder line = new StringBuilder();
    private final byte[] tail = new byte[MARK_BYTES];
    private int tailLength;
    private byte @Nullable [] mark;
    private boolean begun;
    private boolean done;
    private long left;
    private long read;

    /** Returns whether the snapshot is complete. */
    boolean isDone() {
        return done;
    }

    /** Returns whether it has begun. */
    boolean hasBegun() {
        return begun;
    }

    /** Returns how many of its bytes were read. */
    long read() {
        return read;
    }

    /**
     * Takes bytes; those behind the snapshot are left.
     *
     * @return how many were taken
     */
    int feed(byte[] bytes, int offset, int length, Sink sink) throws IOException {
        int at = offset;
        int end = offset + length;
        while (!begun && at < end) {
            byte b = bytes[at++];
            if (b == '\n') {
                head(line.toString().strip(), sink);
                line.setLength(0);
            } else if (line.length() > MOST_LINE_BYTES) {
                throw new BadStreamException("the line before the snapshot has no end");
            } else {
                line.append((char) (b & 0xff));
            }
        }
        if (!begun || done) {
            return at - offset;
        }
        int count = mark == null ? (int) Math.min(left, end - at) : end - at;
        read += count;
        if (mark == null) {
            left -= count;
            sink.data(bytes, at, count);
            done = left == 0;
        } else {
            untilMark(bytes, at, count, sink);
        }
        return at + count - offset;
    }

    private void head(String text, Sink sink) throws IOException {
        if (text.isEmpty()) {
            return; // it says that it is alive
        }
        if (text.startsWith("-")) {
            throw new BadStreamException(
                    "MASTER aborted replication with an error: " + text.substring(1));
        }
        if (!text.startsWith("$")) {
            throw new BadStreamException(
                    "Bad protocol from MASTER, the first byte is not '$' (we received '"
                            + text
                            + "'), are you sure the host and port are right?");
        }
        begun = true;
        if (text.startsWith(EOF) && text.length() >= EOF.length() + MARK_BYTES) {
            mark =
                    text.substring(EOF.length(), EOF.length() + MARK_BYTES)
                            .getBytes(StandardCharsets.ISO_8859_1);
            sink.began(-1);
            return;
        }
        try {
            left = Long.parseLong(text.substring(1));
        } catch (NumberFormatException e) {
            left = -1;
        }
        if (left < 0) {
            throw new BadStreamException("the length of the snapshot makes no sense: " + text);
        }
        sink.began(left);
        done = left == 0;
    }

    /** The primary is silent behind the mark, so it is looked for at the end of what is there. */
    private void untilMark(byte[] bytes, int offset, int length, Sink sink) throws IOException {
        byte[] all = Arrays.copyOf(tail, tailLength + length);
        System.arraycopy(bytes, offset, all, tailLength, length);
        int kept = Math.min(all.length, MARK_BYTES);
        int free = all.length - kept;
        if (free > 0) {
            sink.data(all, 0, free);
        }
        System.arraycopy(all, free, tail, 0, kept);
        tailLength = kept;
        done = kept == MARK_BYTES && Arrays.equals(tail, mark);
    }
}
