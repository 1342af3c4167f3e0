package onggi.persistence;

import java.io.IOException;
import java.util.Arrays;
import onggi.bytes.LooseBlock;
import onggi.bytes.Memory;
import onggi.resp.LooseArguments;

/**
 * Reads the commands of an append-only file one after another. A long argument goes outside the
 * heap, where the command takes it from there.
 */
final class AofInput {

    /** What came of looking for a command. */
    enum Outcome {
        /** One is there. */
        COMMAND,
        /** The file ends where a command may end. */
        END,
        /** The file ends inside of one. */
        CUT,
        /** No file of commands looks like this. */
        BAD
    }

    /** Tells which arguments may lie outside the heap. */
    @FunctionalInterface
    interface Outside {
        /** Returns whether the next argument of a command may, of which those before are read. */
        boolean takes(AofInput command, int argument);
    }

    private static final int BUFFER_BYTES = 1 << 16;
    private static final int MOST_DIGITS = 18;

    /** Longer commands are taken for nonsense. */
    private static final int MOST_COMMAND_BYTES = Integer.MAX_VALUE - 64;

    private final Disk.Input in;
    private final long size;
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private int at;
    private int limit;
    private long base;

    private byte[] bytes = new byte[BUFFER_BYTES];
    private int[] offsets = new int[8];
    private int[] lengths = new int[8];
    private int argc;
    private int used;
    private final LooseArguments loose = new LooseArguments();
    private final Memory memory;
    private final Outside outside;
    private Outcome failure = Outcome.BAD;

    /** An input that keeps all arguments in its array. */
    AofInput(Disk.Input in) throws IOException {
        this(in, Memory.best(), (command, argument) -> false);
    }

    /**
     * Prepares.
     *
     * @param memory where arguments outside the heap go
     */
    AofInput(Disk.Input in, Memory memory, Outside outside) throws IOException {
        this.in = in;
        this.size = in.size();
        this.memory = memory;
        this.outside = outside;
    }

    /** Returns the offset in the file up to which everything was read. */
    long position() {
        return base + at;
    }

    int argc() {
        return argc;
    }

    /** Returns the array in which the arguments stand. */
    byte[] bytes() {
        return bytes;
    }

    int[] offsets() {
        return offsets;
    }

    int[] lengths() {
        return lengths;
    }

    /** Returns the arguments outside the heap, which have offsets below 0. */
    LooseArguments loose() {
        return loose;
    }

    /** Returns how many bytes of the array the arguments take. */
    int used() {
        return used;
    }

    /** Gives back what lies outside the heap. */
    void release() {
        loose.clear();
    }

    private int read() throws IOException {
        return fill() ? buffer[at++] & 0xff : -1;
    }

    /** Sees to it that a byte is in the buffer; returns whether there is one. */
    private boolean fill() throws IOException {
        if (at == limit) {
            base += limit;
            at = 0;
            limit = Math.max(in.read(buffer, 0, buffer.length), 0);
        }
        return at < limit;
    }

    /** Goes on behind the first so many bytes. Nothing was read yet. */
    void skip(long count) throws IOException {
        in.skip(count);
        base = count;
    }

    /** Looks for the next command; its arguments are valid until the next call. */
    Outcome next() throws IOException {
        int c = read();
        while (c == '#') {
            while (c != '\n') {
                c = read();
                if (c < 0) {
                    return Outcome.CUT;
                }
            }
            c = read();
        }
        if (c < 0) {
            return Outcome.END;
        }
        if (c != '*') {
            return Outcome.BAD;
        }
        long count = number();
        if (count < 0) {
            return failure;
        }
        used = 0;
        argc = 0;
        loose.clear();
        for (long i = 0; i < count; i++) {
            if (!argument()) {
                return failure;
            }
        }
        return count == 0 ? Outcome.BAD : Outcome.COMMAND;
    }

    private boolean argument() throws IOException {
        int c = read();
        if (c != '$') {
            failure = c < 0 ? Outcome.CUT : Outcome.BAD;
            return false;
        }
        long length = number();
        if (length < 0) {
            return false;
        }
        if (length > size - position()) {
            failure = Outcome.CUT;
            return false;
        }
        if (length > MOST_COMMAND_BYTES - used) {
            failure = Outcome.BAD;
            return false;
        }
        if (argc == offsets.length) {
            offsets = Arrays.copyOf(offsets, 2 * argc);
            lengths = Arrays.copyOf(lengths, 2 * argc);
        }
        if (length >= LooseBlock.LEAST_BYTES && outside.takes(this, argc)) {
            addOutside((int) length);
        } else {
            add((int) length);
        }
        return isNext('\r') && isNext('\n');
    }

    private void add(int length) throws IOException {
        if (bytes.length - used < length) {
            long wanted = Math.max(2L * bytes.length, (long) used + length);
            bytes = Arrays.copyOf(bytes, (int) Math.min(wanted, MOST_COMMAND_BYTES));
        }
        offsets[argc] = used;
        lengths[argc++] = length;
        int end = used + length;
        while (used < end) {
            bytes[used] = (byte) read(); // that so many are there was seen
            int part = Math.min(limit - at, end - used - 1);
            System.arraycopy(buffer, at, bytes, used + 1, part);
            at += part;
            used += part + 1;
        }
    }

    private void addOutside(int length) throws IOException {
        LooseBlock block = loose.allocate(memory, length);
        for (int done = 0; done < length; ) {
            if (!fill()) {
                block.release();
                throw new IOException("the file has become shorter");
            }
            int part = Math.min(limit - at, length - done);
            block.copyIn(buffer, at, done, part);
            at += part;
            done += part;
        }
        offsets[argc] = loose.add(block);
        lengths[argc++] = length;
    }

    /** Reads digits and the end of their line; -1 when there is something else. */
    private long number() throws IOException {
        long number = 0;
        int digits = 0;
        int c = read();
        for (; c >= '0' && c <= '9' && digits < MOST_DIGITS; c = read()) {
            number = number * 10 + c - '0';
            digits++;
        }
        if (c < 0) {
            failure = Outcome.CUT;
            return -1;
        }
        if (c != '\r' || digits == 0) {
            failure = Outcome.BAD;
            return -1;
        }
        return isNext('\n') ? number : -1;
    }

    private boolean isNext(char expected) throws IOException {
        int c = read();
        if (c != expected) {
            failure = c < 0 ? Outcome.CUT : Outcome.BAD;
        }
        return c == expected;
    }
}
