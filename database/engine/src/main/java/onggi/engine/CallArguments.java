package onggi.engine;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import onggi.bytes.Bytes;
import onggi.bytes.HotPath;
import onggi.bytes.LooseBlock;
import onggi.bytes.Numbers;
import onggi.resp.LooseArguments;
import onggi.resp.RequestWriter;

/**
 * The arguments of a {@link Call}: slices of {@link #buffer()}, and where the command's row allows
 * it, blocks outside the heap.
 */
abstract sealed class CallArguments permits Call {

    private static final byte[] NOTHING = {};

    private byte[] buffer = NOTHING;
    private int[] offsets = new int[0];
    private int[] lengths = new int[0];
    private int first;
    private int argc;
    private LooseArguments loose = new LooseArguments();

    @HotPath
    final void bindArguments(byte[] buffer, int[] offsets, int[] lengths, int first, int argc) {
        this.buffer = buffer;
        this.offsets = offsets;
        this.lengths = lengths;
        this.first = first;
        this.argc = argc;
    }

    final void releaseArguments() {
        buffer = NOTHING;
    }

    /** Sets where the arguments outside the heap are of the requests that are bound. */
    public void looseOf(LooseArguments loose) {
        this.loose = loose;
    }

    /** Returns the number of arguments, the name included. */
    @HotPath
    public int argc() {
        return argc;
    }

    /** Returns the bytes that the arguments are slices of; not to be changed or kept. */
    @HotPath
    public byte[] buffer() {
        return buffer;
    }

    /** Returns where an argument begins in {@link #buffer()}. */
    @HotPath
    public int offset(int i) {
        return offsets[first + i];
    }

    /**
     * Returns whether an argument lies outside the heap and not in {@link #buffer()}: only one that
     * {@link CommandFamily.Row#loose} allows.
     */
    @HotPath
    public boolean isLoose(int i) {
        return offsets[first + i] < 0;
    }

    /** Returns the block of an argument outside the heap; not to be changed or kept. */
    public LooseBlock loose(int i) {
        return loose.block(offset(i));
    }

    /**
     * Returns the block of an argument outside the heap, to be kept; its bytes cannot be had from
     * this call afterwards.
     */
    public LooseBlock takeLoose(int i) {
        return loose.take(offset(i));
    }

    /** Moves an argument outside the heap to those of another owner; returns its offset there. */
    int moveLoose(int i, LooseArguments owner) {
        return owner.move(loose, offset(i));
    }

    /** Returns the length of an argument in bytes. */
    @HotPath
    public int length(int i) {
        return lengths[first + i];
    }

    /** Writes an argument behind others of a request. */
    public void writeTo(RequestWriter writer, int i) {
        if (isLoose(i)) {
            writer.argument(loose(i), length(i));
        } else {
            writer.argument(buffer, offset(i), length(i));
        }
    }

    /** Returns a copy of an argument. */
    public byte[] copy(int i) {
        byte[] copy = new byte[length(i)];
        if (isLoose(i)) {
            loose.copyOut(offset(i), copy, 0);
        } else {
            System.arraycopy(buffer, offset(i), copy, 0, copy.length);
        }
        return copy;
    }

    /** Returns the first bytes of an argument, at most so many and at most 128. */
    public byte[] head(int i, int most) {
        if (isLoose(i)) {
            return Arrays.copyOf(loose.head(offset(i)), most);
        }
        return Arrays.copyOfRange(buffer, offset(i), offset(i) + Math.min(most, length(i)));
    }

    /** Returns a copy of an argument for use as a map key. */
    public Bytes bytes(int i) {
        return Bytes.wrap(copy(i));
    }

    /** Returns an argument as text, byte by byte as Latin-1. */
    public String text(int i) {
        return new String(buffer, offset(i), length(i), StandardCharsets.ISO_8859_1);
    }

    /**
     * Returns an argument as text up to its first zero byte, as Redis takes the words of its
     * errors.
     */
    public String word(int i) {
        String text = text(i);
        int end = text.indexOf('\0');
        return end < 0 ? text : text.substring(0, end);
    }

    /** Returns whether an argument is this word, in any case; the word is ASCII in upper case. */
    @HotPath
    public boolean is(int i, String upperWord) {
        int length = length(i);
        if (length != upperWord.length()) {
            return false;
        }
        int offset = offset(i);
        for (int k = 0; k < length; k++) {
            if (upper(buffer[offset + k]) != upperWord.charAt(k)) {
                return false;
            }
        }
        return true;
    }

    /** Returns whether an argument is this word, in any case; the word is ASCII in upper case. */
    public boolean is(int i, byte[] upperWord) {
        int length = length(i);
        if (length != upperWord.length) {
            return false;
        }
        int offset = offset(i);
        for (int k = 0; k < length; k++) {
            if (upper(buffer[offset + k]) != upperWord[k]) {
                return false;
            }
        }
        return true;
    }

    @HotPath
    private static int upper(int b) {
        return b >= 'a' && b <= 'z' ? b - ('a' - 'A') : b;
    }

    /** Returns an argument as a 64-bit integer; raises NOT_INTEGER when it is none. */
    @HotPath
    public long integer(int i) {
        return integer(i, CommandError.NOT_INTEGER);
    }

    /** Returns an argument as a 64-bit integer; raises the error when it is none. */
    @HotPath
    public long integer(int i, CommandError error) {
        int offset = offset(i);
        int length = length(i);
        if (offset < 0 || !Numbers.isLong(buffer, offset, length)) {
            throw error.raise();
        }
        return Numbers.parseLong(buffer, offset, length);
    }

    /**
     * Returns an argument as an integer between two bounds, both included; raises the error when it
     * is none.
     */
    public long integer(int i, long least, long most, CommandError error) {
        long value = integer(i, error);
        if (value < least || value > most) {
            throw error.raise();
        }
        return value;
    }

    /** Returns an argument as a 32-bit integer; raises the error when it is no integer at all. */
    public int int32(int i, CommandError error) {
        long value = integer(i, error);
        if (value != (int) value) {
            throw CommandError.NOT_INT.raise();
        }
        return (int) value;
    }
}
