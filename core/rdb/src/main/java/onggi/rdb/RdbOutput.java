package onggi.rdb;

import java.io.IOException;
import java.util.Arrays;
import onggi.bytes.Crc64;
import onggi.bytes.Memory;
import onggi.bytes.Numbers;
import org.jspecify.annotations.Nullable;

/** Bytes of a snapshot on their way out: kept, or given to a sink piece by piece. */
public final class RdbOutput {

    /** Where bytes go. */
    @FunctionalInterface
    public interface Sink {
        /** Takes bytes, which may be changed after the call. */
        void write(byte[] bytes, int offset, int length) throws IOException;
    }

    private static final int BUFFER_BYTES = 1 << 16;
    private static final int MOST_INTEGER_TEXT = 11;
    private static final int LEAST_COMPRESSED = 20;
    private static final int LEAST_GAIN = 4;

    /** Longer texts are not compressed: it would take as much heap again. */
    private static final int MOST_COMPRESSED = 1 << 24;

    private final @Nullable Sink sink;
    private final boolean compresses;

    /** Whether what might be compressed is only marked, see {@link RdbDraft}. */
    private final boolean draft;

    /** In a draft: where the length of the present run of bytes goes, or -1 inside of a string. */
    private int run = -1;

    private final Lzf lzf = new Lzf();
    private byte[] buffer;
    private int at;
    private long flushed;
    private long crc;
    private byte[] scratch = new byte[64];
    private byte[] packed = {};

    private RdbOutput(@Nullable Sink sink, boolean compresses, boolean draft, int room) {
        this.sink = sink;
        this.compresses = compresses;
        this.draft = draft;
        this.buffer = new byte[room];
    }

    /** Keeps all in an array. */
    public static RdbOutput toArray(boolean compresses) {
        return new RdbOutput(null, compresses, false, 256);
    }

    /**
     * Gives all to a sink.
     *
     * @param compresses whether long strings are compressed
     */
    public static RdbOutput to(Sink sink, boolean compresses) {
        return new RdbOutput(sink, compresses, false, BUFFER_BYTES);
    }

    /**
     * Gives all to a sink as a draft, which costs less than the text; {@link RdbDraft} makes the
     * text of it.
     *
     * @param compresses whether the text will have long strings compressed
     */
    public static RdbOutput draft(Sink sink, boolean compresses) {
        RdbOutput output =
                new RdbOutput(sink, compresses, true, BUFFER_BYTES + 2 * RdbDraft.TAG_BYTES);
        output.beginRun();
        return output;
    }

    /** Forgets what is kept. */
    public void clear() {
        at = 0;
    }

    /** Returns the array in which all is kept. */
    public byte[] array() {
        return buffer;
    }

    /** Returns how many bytes were written. */
    public long position() {
        return flushed + at;
    }

    /** Gives the rest to the sink; returns the checksum of all. */
    public long flush() throws IOException {
        Sink to = sink;
        if (to == null) {
            return Crc64.of(buffer, 0, at);
        }
        if (draft) {
            flushDraft(to);
            return 0;
        }
        crc = Crc64.update(crc, buffer, 0, at);
        to.write(buffer, 0, at);
        flushed += at;
        at = 0;
        return crc;
    }

    /** Gives the rest to the sink if there is one. */
    void pass() throws IOException {
        if (sink != null) {
            flush();
        }
    }

    private void flushDraft(Sink to) throws IOException {
        boolean inRun = run >= 0;
        endRun();
        if (at > 0) {
            to.write(buffer, 0, at);
        }
        flushed += at;
        at = 0;
        if (inRun) {
            beginRun();
        }
    }

    private void beginRun() {
        run = at;
        at += RdbDraft.TAG_BYTES;
    }

    private void endRun() {
        if (run < 0) {
            return;
        }
        int length = at - run - RdbDraft.TAG_BYTES;
        if (length == 0) {
            at = run;
        } else {
            RdbDraft.tag(length, buffer, run);
        }
        run = -1;
    }

    /** Marks a string of a draft, whose bytes follow. */
    private void beginString(int length) throws IOException {
        endRun();
        room(RdbDraft.TAG_BYTES);
        RdbDraft.tag(-length, buffer, at);
        at += RdbDraft.TAG_BYTES;
    }

    private void endString() throws IOException {
        room(RdbDraft.TAG_BYTES);
        beginRun();
    }

    private void room(int bytes) throws IOException {
        if (bytes <= buffer.length - at) {
            return;
        }
        if (sink != null && bytes <= buffer.length - (draft ? RdbDraft.TAG_BYTES : 0)) {
            flush();
            return;
        }
        long wanted = Math.max((long) at + bytes, Math.min(2L * at, Integer.MAX_VALUE - 64L));
        buffer = Arrays.copyOf(buffer, Math.toIntExact(wanted));
    }

    // ---- numbers

    void u8(int value) throws IOException {
        room(1);
        buffer[at++] = (byte) value;
    }

    void little(long value, int bytes) throws IOException {
        room(bytes);
        for (int i = 0; i < bytes; i++) {
            buffer[at++] = (byte) (value >>> (8 * i));
        }
    }

    void big(long value, int bytes) throws IOException {
        room(bytes);
        for (int i = bytes - 1; i >= 0; i--) {
            buffer[at++] = (byte) (value >>> (8 * i));
        }
    }

    /** Writes a number without a sign in as few bytes as it takes. */
    void number(long value) throws IOException {
        if (value >= 0 && value < 1 << 6) {
            u8((int) value);
        } else if (value >= 0 && value < 1 << 14) {
            u8(0x40 | (int) (value >>> 8));
            u8((int) value);
        } else if (value >= 0 && value <= 0xffff_ffffL) {
            u8(0x80);
            big(value, 4);
        } else {
            u8(0x81);
            big(value, 8);
        }
    }

    // ---- strings

    void raw(byte[] bytes, int offset, int length) throws IOException {
        int done = 0;
        while (done < length) {
            int part = sink == null ? length : Math.min(length - done, BUFFER_BYTES);
            room(part);
            System.arraycopy(bytes, offset + done, buffer, at, part);
            at += part;
            done += part;
        }
    }

    private void raw(Memory memory, long address, int length) throws IOException {
        int done = 0;
        while (done < length) {
            int part = sink == null ? length : Math.min(length - done, BUFFER_BYTES);
            room(part);
            memory.copyOut(address + done, buffer, at, part);
            at += part;
            done += part;
        }
    }

    /** Writes a string, as an integer or compressed if that is shorter. */
    void string(byte[] bytes, int offset, int length) throws IOException {
        boolean done =
                length <= MOST_INTEGER_TEXT
                        ? integerText(bytes, offset, length)
                        : compressed(bytes, offset, length);
        if (!done) {
            number(length);
            raw(bytes, offset, length);
        }
    }

    /** Writes a string that lies outside of the heap. */
    void string(Memory memory, long address, int length) throws IOException {
        boolean asItIs =
                length > MOST_COMPRESSED
                        || (length > MOST_INTEGER_TEXT && length <= LEAST_COMPRESSED)
                        || (length > LEAST_COMPRESSED && !compresses);
        if (asItIs) {
            number(length);
            raw(memory, address, length);
            return;
        }
        if (draft && length > LEAST_COMPRESSED) {
            beginString(length);
            raw(memory, address, length);
            endString();
            return;
        }
        byte[] copy = length <= scratch.length ? scratch : new byte[length];
        memory.copyOut(address, copy, 0, length);
        string(copy, 0, length);
    }

    /** Begins a long string outside of the heap, whose bytes follow in {@linkplain #part parts}. */
    void beginParts(int length) throws IOException {
        if (marks(length)) {
            beginString(length);
            endString();
        } else {
            number(length);
        }
    }

    /** Writes the next bytes of a string that is so long in all. */
    void part(Memory memory, long address, int count, int length) throws IOException {
        if (marks(length)) {
            endRun();
            raw(memory, address, count);
            endString();
        } else {
            raw(memory, address, count);
        }
    }

    /** Returns whether a string that comes in parts is left to be compressed later. */
    private boolean marks(int length) {
        return draft && compresses && length > LEAST_COMPRESSED && length <= MOST_COMPRESSED;
    }

    /** Writes an integer as a string. */
    void integerString(long value) throws IOException {
        if (value == (byte) value) {
            u8(0xc0);
            little(value, 1);
        } else if (value == (short) value) {
            u8(0xc1);
            little(value, 2);
        } else if (value == (int) value) {
            u8(0xc2);
            little(value, 4);
        } else {
            int length = Numbers.write(value, scratch, 0);
            number(length);
            raw(scratch, 0, length);
        }
    }

    private boolean integerText(byte[] bytes, int offset, int length) throws IOException {
        if (!Numbers.isLong(bytes, offset, length)) {
            return false;
        }
        long value = Numbers.parseLong(bytes, offset, length);
        if (value == (int) value) {
            integerString(value);
            return true;
        }
        return false;
    }

    private boolean compressed(byte[] bytes, int offset, int length) throws IOException {
        if (!compresses || length <= LEAST_COMPRESSED || length > MOST_COMPRESSED) {
            return false;
        }
        if (draft) {
            beginString(length);
            raw(bytes, offset, length);
            endString();
            return true;
        }
        if (packed.length < length) {
            packed = new byte[Math.max(1024, length)];
        }
        int size = lzf.compress(bytes, offset, length, packed, 0, length - LEAST_GAIN);
        if (size > 0) {
            u8(0xc3);
            number(size);
            number(length);
            raw(packed, 0, size);
        }
        if (packed.length > 1 << 20) {
            packed = new byte[0];
        }
        return size > 0;
    }
}
