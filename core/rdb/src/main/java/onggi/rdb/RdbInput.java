package onggi.rdb;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import onggi.bytes.Crc64;
import onggi.bytes.LooseBlock;
import org.jspecify.annotations.Nullable;

/**
 * Bytes of a snapshot on their way in: a payload in an array, or a source that is read piece by
 * piece. Every length is compared with what can still come before anything is allocated for it.
 */
public final class RdbInput {

    /** Where bytes come from. */
    @FunctionalInterface
    public interface Source {
        /**
         * Reads some bytes.
         *
         * @return how many, at least 1, or -1 at the end
         */
        int read(byte[] target, int offset, int length) throws IOException;
    }

    /** The size of a source that does not tell it. */
    public static final long UNKNOWN_SIZE = Long.MAX_VALUE;

    private static final int BUFFER_BYTES = 1 << 16;

    /** What is allocated for a string of a source of unknown size before its bytes are there. */
    private static final int FIRST_ROOM_BYTES = 1 << 20;

    /** The same for a string that is outside of the heap. */
    private static final int FIRST_BLOCK = 16 << 20;

    private static final int MOST_STRING_BYTES = Integer.MAX_VALUE - 64;

    private final @Nullable Source source;
    private final long size;
    private byte[] buffer;
    private int at;
    private int limit;

    /** The position of the buffer's first byte. */
    private long base;

    private long crc;

    /** Up to where in the buffer the checksum was taken. */
    private int summed;

    private final RdbText packed = new RdbText();

    private RdbInput(@Nullable Source source, byte[] buffer, int from, int to, long size) {
        this.source = source;
        this.buffer = buffer;
        this.at = from;
        this.limit = to;
        this.summed = from;
        this.base = -from;
        this.size = size;
    }

    /** Reads a part of an array, which must not change meanwhile. */
    public static RdbInput of(byte[] bytes, int offset, int length) {
        return new RdbInput(null, bytes, offset, offset + length, length);
    }

    /**
     * Reads a source.
     *
     * @param size how many bytes it has, or {@link #UNKNOWN_SIZE}
     */
    public static RdbInput of(Source source, long size) {
        return new RdbInput(source, new byte[BUFFER_BYTES], 0, 0, size);
    }

    /** Returns how many bytes were read. */
    public long position() {
        return base + at;
    }

    /** Returns the checksum of all bytes that were read. */
    public long crc() {
        crc = Crc64.update(crc, buffer, summed, at - summed);
        summed = at;
        return crc;
    }

    /** Returns whether all was read. */
    public boolean isAtEnd() throws IOException {
        return at == limit && !refill();
    }

    RdbException fail(String what) {
        return new RdbException(position(), what);
    }

    // ---- bytes

    private boolean refill() throws IOException {
        Source from = source;
        if (from == null) {
            return false;
        }
        crc();
        base += at;
        at = 0;
        limit = 0;
        summed = 0;
        int count = from.read(buffer, 0, buffer.length);
        if (count <= 0) {
            return false;
        }
        limit = count;
        return true;
    }

    int u8() throws IOException {
        if (at == limit && !refill()) {
            throw fail("Unexpected EOF reading RDB file");
        }
        return buffer[at++] & 0xff;
    }

    int littleEndian(int bytes) throws IOException {
        int value = 0;
        for (int i = 0; i < bytes; i++) {
            value |= u8() << (8 * i);
        }
        return value;
    }

    long int64() throws IOException {
        return (littleEndian(4) & 0xffff_ffffL) | (long) littleEndian(4) << 32;
    }

    long bigEndian(int bytes) throws IOException {
        long value = 0;
        for (int i = 0; i < bytes; i++) {
            value = value << 8 | u8();
        }
        return value;
    }

    void bytes(byte[] target, int offset, int length) throws IOException {
        int done = Math.min(length, limit - at);
        System.arraycopy(buffer, at, target, offset, done);
        at += done;
        Source from = source;
        while (done < length) {
            if (from == null) {
                throw fail("Unexpected EOF reading RDB file");
            }
            if (length - done < buffer.length) {
                if (!refill()) {
                    throw fail("Unexpected EOF reading RDB file");
                }
                int part = Math.min(length - done, limit);
                System.arraycopy(buffer, 0, target, offset + done, part);
                at = part;
                done += part;
                continue;
            }
            crc();
            int part = from.read(target, offset + done, length - done);
            if (part <= 0) {
                throw fail("Unexpected EOF reading RDB file");
            }
            crc = Crc64.update(crc, target, offset + done, part);
            base += part;
            done += part;
        }
    }

    /** Refuses a length beyond what can still come. */
    private void requireBytes(long length) throws RdbException {
        if (length < 0 || length > MOST_STRING_BYTES) {
            throw fail("string too long: length=" + Long.toUnsignedString(length));
        }
        if (length > size - position()) {
            throw fail(
                    "Unexpected EOF reading RDB file: length="
                            + length
                            + " but only "
                            + (size - position())
                            + " bytes left");
        }
    }

    /** Reads so many bytes into a text, or only looks at them where they stand. */
    void raw(RdbText text, long length) throws IOException {
        requireBytes(length);
        int count = (int) length;
        if (source == null) {
            text.view(buffer, at, count);
            at += count;
        } else if (size != UNKNOWN_SIZE || count <= FIRST_ROOM_BYTES) {
            bytes(text.room(count), 0, count);
        } else {
            growing(text, count);
        }
    }

    /** Reads a long string whose end nobody has promised. */
    private void growing(RdbText text, int count) throws IOException {
        byte[] array = new byte[FIRST_ROOM_BYTES];
        int done = 0;
        while (done < count) {
            if (done == array.length) {
                array = Arrays.copyOf(array, (int) Math.min(count, 2L * done));
            }
            int part = Math.min(count, array.length) - done;
            bytes(array, done, part);
            done += part;
        }
        text.adopt(array, count);
    }

    // ---- lengths

    private static final int SIX_BITS = 0;
    private static final int FOURTEEN_BITS = 1;
    private static final int LENGTH_32 = 0x80;
    private static final int LENGTH_64 = 0x81;

    private long lengthOf(int head) throws IOException {
        return switch (head >>> 6) {
            case SIX_BITS -> head;
            case FOURTEEN_BITS -> (long) (head & 0x3f) << 8 | u8();
            default ->
                    switch (head) {
                        case LENGTH_32 -> bigEndian(4);
                        case LENGTH_64 -> bigEndian(8);
                        default -> throw fail("bad length: head=" + head);
                    };
        };
    }

    /** Reads a number of up to 64 bits without a sign. */
    long number() throws IOException {
        return lengthOf(u8());
    }

    /** Reads how many elements come, each of at least some bytes. */
    long count(int leastBytes) throws IOException {
        long count = number();
        if (count < 0 || count > (size - position()) / leastBytes) {
            throw fail(Long.toUnsignedString(count) + " elements do not fit what is left");
        }
        return count;
    }

    // ---- strings

    private static final int ENCODED = 3;
    private static final int INT_8 = 0xc0;
    private static final int INT_16 = 0xc1;
    private static final int INT_32 = 0xc2;
    private static final int COMPRESSED = 0xc3;

    /** Reads a string of any encoding. */
    void string(RdbText text) throws IOException {
        int head = u8();
        if (head >>> 6 != ENCODED) {
            raw(text, lengthOf(head));
            return;
        }
        switch (head) {
            case INT_8 -> text.number((byte) u8());
            case INT_16 -> text.number((short) littleEndian(2));
            case INT_32 -> text.number(littleEndian(4));
            case COMPRESSED -> compressed(text);
            default -> throw fail("bad string encoding: head=" + head);
        }
    }

    private void compressed(RdbText text) throws IOException {
        int length = compressedLength();
        decompress(ByteBuffer.wrap(text.room(length), 0, length));
    }

    /** Reads the compressed bytes of a string; returns how long it is. */
    private int compressedLength() throws IOException {
        long bytes = number();
        long length = number();
        if (length <= 0 || length > MOST_STRING_BYTES || bytes <= 0) {
            throw fail("bad compressed string: length=" + Long.toUnsignedString(length));
        }
        if (length / Lzf.MOST_GROWTH > bytes) {
            throw fail("compressed string too long: length=" + length + ", bytes=" + bytes);
        }
        raw(packed, bytes);
        return (int) length;
    }

    private void decompress(ByteBuffer target) throws RdbException {
        if (!Lzf.decompress(packed.bytes, packed.offset, packed.length, target)) {
            throw fail("bad compressed string: bytes=" + packed.length);
        }
    }

    // ---- long strings

    /** Reads a string that is a value: outside of the heap when it is long. */
    void value(LoadedValue target) throws IOException {
        if (at == limit && !refill()) {
            throw fail("Unexpected EOF reading RDB file");
        }
        int head = buffer[at] & 0xff;
        if (head == COMPRESSED) {
            at++;
            int length = compressedLength();
            if (length < LooseBlock.LEAST_BYTES) {
                RdbText text = target.beginText();
                decompress(ByteBuffer.wrap(text.room(length), 0, length));
            } else {
                decompress(target.beginBlock(length).view().clear());
            }
        } else if (head == LENGTH_32) {
            at++;
            long length = bigEndian(Integer.BYTES);
            requireBytes(length);
            if (length < LooseBlock.LEAST_BYTES) {
                raw(target.beginText(), length);
            } else {
                outside(target, (int) length);
            }
        } else {
            string(target.beginText());
        }
    }

    /** Takes no more memory than twice of what comes when nobody has promised so much. */
    private void outside(LoadedValue target, int length) throws IOException {
        boolean promised = source == null || size != UNKNOWN_SIZE;
        LooseBlock block = target.beginBlock(promised ? length : Math.min(length, FIRST_BLOCK));
        byte[] part = new byte[BUFFER_BYTES];
        for (int done = 0; done < length; ) {
            if (done == block.length()) {
                block = target.growBlock((int) Math.min(length, 2L * done));
            }
            int count = Math.min(block.length() - done, part.length);
            bytes(part, 0, count);
            block.copyIn(part, 0, done, count);
            done += count;
        }
    }
}
