package onggi.persistence;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A file that is read line by line or byte by byte, of which every position is known. */
final class AofText implements Closeable {

    private static final int BUFFER_BYTES = 1 << 16;

    private final Disk.Input in;
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private long base;
    private int at;
    private int limit;
    private boolean ended;

    AofText(Disk.Input in, long from) throws IOException {
        this.in = in;
        in.skip(from);
        this.base = from;
    }

    /** Returns the offset of what is read next. */
    long position() {
        return base + at;
    }

    /** Returns whether something was asked for that would stand behind the end. */
    boolean hasEnded() {
        return ended;
    }

    /** Returns the next byte, which stays the next, or -1. */
    int peek() throws IOException {
        if (at == limit) {
            base += limit;
            at = 0;
            limit = Math.max(in.read(buffer, 0, buffer.length), 0);
            ended = limit == 0;
        }
        return limit == 0 ? -1 : buffer[at] & 0xff;
    }

    /** Returns the next bytes up to and with the end of their line, not more than so many. */
    byte @Nullable [] line(int most) throws IOException {
        if (peek() < 0) {
            return null;
        }
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        int c = 0;
        while (line.size() < most && c != '\n' && peek() >= 0) {
            c = buffer[at++];
            line.write(c);
        }
        return line.toByteArray();
    }

    /**
     * Reads so many bytes and keeps the first and the last few of them.
     *
     * @return how many there were
     */
    long read(long count, byte[] head, byte[] tail) throws IOException {
        long done = 0;
        while (done < count && peek() >= 0) {
            int part = (int) Math.min(count - done, limit - at);
            for (int i = 0; i < part; i++) {
                long place = done + i;
                if (place < head.length) {
                    head[(int) place] = buffer[at + i];
                }
                if (place >= count - tail.length) {
                    tail[(int) (place - count + tail.length)] = buffer[at + i];
                }
            }
            at += part;
            done += part;
        }
        return done;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
