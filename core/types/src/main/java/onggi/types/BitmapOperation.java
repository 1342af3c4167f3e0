package onggi.types;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import onggi.bytes.Memory;

/**
 * A logical operation on the bits of several strings, which may lie in several memories. Shorter
 * strings count as followed by zeros.
 *
 * <p>Sources are bound by {@link #add} and must stay where they are until {@link #writeTo}.
 */
public final class BitmapOperation {

    /*
     * The result is made in pieces of a few KB that stay in the processor's cache: a piece of every
     * source is merged word by word into one or two arrays, and what they give is written. As a piece
     * of the target is written after the same piece of every source was read, the target may itself be
     * a source.
     *
     * Two arrays suffice for every kind: `any` holds the bits that some string has, and for ONE `many`
     * those that more than one has. The kinds that treat the first string X apart merge the others into
     * `any`, and X at the end.
     */

    /** What becomes of bits at one offset. */
    public enum Kind {
        /** One in every string. */
        AND,
        /** One in any string. */
        OR,
        /** One in an odd number of strings. */
        XOR,
        /** Zero in the only string. */
        NOT,
        /** One in the first string and in no other. */
        DIFF,
        /** Zero in the first string and one in any other. */
        DIFF1,
        /** One in the first string and in any other. */
        ANDOR,
        /** One in exactly one string. */
        ONE;

        /** Returns whether the first string is treated differently from the others. */
        public boolean setsFirstApart() {
            return this == DIFF || this == DIFF1 || this == ANDOR;
        }
    }

    private static final int PIECE_WORDS = 1024;
    private static final byte[] NOTHING = {};

    /** A string that lies still: off the heap, or the digits of a number. */
    private static final class Source {

        private final Memory memory;
        private final long address;
        private final int length;
        private final byte[] digits;

        Source(Memory memory, long address, int length, byte[] digits) {
            this.memory = memory;
            this.address = address;
            this.length = length;
            this.digits = digits;
        }

        void read(int at, long[] words, int count) {
            int whole = Math.clamp((length - at) / Long.BYTES, 0, count);
            for (int i = 0; i < whole; i++) {
                words[i] = memory.longAt(address + at + (long) i * Long.BYTES);
            }
            for (int i = whole; i < count; i++) {
                words[i] = lastWord(at + i * Long.BYTES);
            }
        }

        /** A word of which perhaps not every byte belongs to the string. */
        private long lastWord(int at) {
            long word = 0;
            for (int i = at + Math.min(Long.BYTES, end() - at) - 1; i >= at; i--) {
                int value = digits.length > 0 ? digits[i] : memory.byteAt(address + i);
                word = (word << Byte.SIZE) | (value & 0xFF);
            }
            return word;
        }

        private int end() {
            return digits.length > 0 ? digits.length : length;
        }
    }

    private final Kind kind;
    private final List<Source> sources = new ArrayList<>();
    private int length;

    /** Creates an operation without strings. */
    public BitmapOperation(Kind kind) {
        this.kind = kind;
    }

    /** Adds the string of a cell. */
    public void add(Cell cell) {
        if (cell.encoding() == Encoding.INT) {
            byte[] digits = StringValue.copy(cell);
            sources.add(new Source(cell.memory(), 0, 0, digits));
        } else {
            sources.add(
                    new Source(cell.memory(), cell.valueAddress(), cell.valueLength(), NOTHING));
        }
        length = Math.max(length, sources.getLast().end());
    }

    /** Adds an empty string. */
    public void addEmpty(Memory memory) {
        sources.add(new Source(memory, 0, 0, NOTHING));
    }

    /** Returns the length of the result in bytes: that of the longest string. */
    public int length() {
        return length;
    }

    /**
     * Writes the result.
     *
     * @param target raw bytes, {@link #length()} of them
     */
    public void writeTo(Cell target) {
        Memory memory = target.memory();
        long address = target.valueAddress();
        int words = Math.min(PIECE_WORDS, (length + Long.BYTES - 1) / Long.BYTES);
        long[] any = new long[words];
        long[] many = new long[words];
        long[] next = new long[words];
        for (long at = 0; at < length; at += PIECE_WORDS * Long.BYTES) {
            int bytes = (int) Math.min(length - at, PIECE_WORDS * Long.BYTES);
            int count = (bytes + Long.BYTES - 1) / Long.BYTES;
            merge((int) at, any, many, next, count);
            write(memory, address + at, any, bytes);
        }
    }

    private void merge(int at, long[] any, long[] many, long[] next, int count) {
        int first = kind.setsFirstApart() ? 1 : 0;
        sources.get(first).read(at, any, count);
        Arrays.fill(many, 0, count, 0);
        for (int i = first + 1; i < sources.size(); i++) {
            sources.get(i).read(at, next, count);
            mergeNext(any, many, next, count);
        }
        if (kind.setsFirstApart()) {
            sources.get(0).read(at, next, count);
        }
        finish(any, many, next, count);
    }

    private void mergeNext(long[] any, long[] many, long[] next, int count) {
        switch (kind) {
            case AND -> {
                for (int i = 0; i < count; i++) {
                    any[i] &= next[i];
                }
            }
            case XOR -> {
                for (int i = 0; i < count; i++) {
                    any[i] ^= next[i];
                }
            }
            case ONE -> {
                for (int i = 0; i < count; i++) {
                    many[i] |= any[i] & next[i];
                    any[i] |= next[i];
                }
            }
            case OR, NOT, DIFF, DIFF1, ANDOR -> {
                for (int i = 0; i < count; i++) {
                    any[i] |= next[i];
                }
            }
        }
    }

    private void finish(long[] any, long[] many, long[] first, int count) {
        for (int i = 0; i < count; i++) {
            any[i] =
                    switch (kind) {
                        case AND, OR, XOR -> any[i];
                        case NOT -> ~any[i];
                        case DIFF -> first[i] & ~any[i];
                        case DIFF1 -> ~first[i] & any[i];
                        case ANDOR -> first[i] & any[i];
                        case ONE -> any[i] & ~many[i];
                    };
        }
    }

    private static void write(Memory memory, long address, long[] words, int bytes) {
        int whole = bytes / Long.BYTES;
        for (int i = 0; i < whole; i++) {
            memory.putLong(address + (long) i * Long.BYTES, words[i]);
        }
        for (int i = whole * Long.BYTES; i < bytes; i++) {
            memory.putByte(address + i, (byte) (words[whole] >>> (i % Long.BYTES * Byte.SIZE)));
        }
    }
}
