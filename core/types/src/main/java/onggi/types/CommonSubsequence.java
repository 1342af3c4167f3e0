package onggi.types;

import onggi.bytes.Memory;
import org.jspecify.annotations.Nullable;

/**
 * The longest common subsequence of two strings, and its matching parts from the last to the first.
 */
public final class CommonSubsequence implements AutoCloseable {

    /*
     * The textbook table: length(i, j) is the length of the longest common subsequence of the first i bytes of a and the first j
     * bytes of b. It is built row by row; the subsequence is then read back from the last corner, and where both neighbours are as
     * good the walk goes back in b. That choice decides which of several longest subsequences is found, and is Redis's.
     *
     * The table takes four bytes for each pair of positions. It lies outside the Java heap in one block together with copies of both
     * strings, which may come from different shards, and the result.
     */

    private static final int CHUNK_BYTES = 8 * 1024;

    private final Memory memory;
    private final long block;
    private final long a;
    private final long b;
    private final long result;
    private final int lengthA;
    private final int lengthB;
    private int i;
    private int j;
    private int endA;
    private int endB;

    /**
     * Computes the subsequence of two strings, absent ones counting as empty.
     *
     * @param memory where to keep the table; {@link #tableBytes} says how large it is
     * @throws OutOfMemoryError when it has no room
     */
    public CommonSubsequence(Memory memory, @Nullable Cell first, @Nullable Cell second) {
        this.memory = memory;
        this.lengthA = length(first);
        this.lengthB = length(second);
        long table = tableBytes(lengthA, lengthB);
        this.block = memory.allocate(table + lengthA + lengthB + Math.min(lengthA, lengthB));
        this.a = block + table;
        this.b = a + lengthA;
        this.result = b + lengthB;
        copy(first, a);
        copy(second, b);
        fill();
        rewind();
    }

    /** Returns how many bytes the table for two strings takes. */
    public static long tableBytes(long lengthA, long lengthB) {
        return (lengthA + 1) * (lengthB + 1) * Integer.BYTES;
    }

    private static int length(@Nullable Cell cell) {
        return cell == null ? 0 : StringValue.length(cell);
    }

    private void copy(@Nullable Cell from, long to) {
        if (from == null) {
            return;
        }
        if (from.encoding() == Encoding.INT) {
            byte[] digits = StringValue.copy(from);
            memory.copyIn(digits, 0, to, digits.length);
            return;
        }
        int length = from.valueLength();
        byte[] chunk = new byte[Math.min(length, CHUNK_BYTES)];
        for (int at = 0; at < length; at += CHUNK_BYTES) {
            int bytes = Math.min(length - at, CHUNK_BYTES);
            from.memory().copyOut(from.valueAddress() + at, chunk, 0, bytes);
            memory.copyIn(chunk, 0, to + at, bytes);
        }
    }

    /** Computes every row but the first, which is zero as fresh memory is. */
    private void fill() {
        for (int row = 1; row <= lengthA; row++) {
            byte letter = memory.byteAt(a + row - 1);
            int left = 0;
            int aboveLeft = 0;
            for (int column = 1; column <= lengthB; column++) {
                int above = lengthAt(row - 1, column);
                left =
                        memory.byteAt(b + column - 1) == letter
                                ? aboveLeft + 1
                                : Math.max(above, left);
                memory.putInt(address(row, column), left);
                aboveLeft = above;
            }
        }
    }

    private long address(int row, int column) {
        return block + ((long) row * (lengthB + 1) + column) * Integer.BYTES;
    }

    private int lengthAt(int row, int column) {
        return memory.intAt(address(row, column));
    }

    /** Returns the length of the subsequence. */
    public int length() {
        return lengthAt(lengthA, lengthB);
    }

    /** Goes back to before the last matching part. */
    public void rewind() {
        i = lengthA;
        j = lengthB;
    }

    /**
     * Goes to the matching part before this one, at first to the last; returns false when there is
     * none.
     */
    public boolean previous() {
        while (i > 0 && j > 0) {
            if (matches()) {
                endA = i - 1;
                endB = j - 1;
                do {
                    i--;
                    j--;
                } while (i > 0 && j > 0 && matches());
                return true;
            }
            if (lengthAt(i - 1, j) > lengthAt(i, j - 1)) {
                i--;
            } else {
                j--;
            }
        }
        return false;
    }

    private boolean matches() {
        return memory.byteAt(a + i - 1) == memory.byteAt(b + j - 1);
    }

    /** Returns where the part begins in the first string. */
    public int startA() {
        return i;
    }

    /** Returns the last position of the part in the first string. */
    public int endA() {
        return endA;
    }

    /** Returns where the part begins in the second string. */
    public int startB() {
        return j;
    }

    /** Returns the last position of the part in the second string. */
    public int endB() {
        return endB;
    }

    /**
     * Puts the parts together; returns the address of the subsequence, valid until {@link #close}.
     */
    public long text() {
        rewind();
        long to = result + length();
        while (previous()) {
            int bytes = endA - i + 1;
            to -= bytes;
            memory.copy(a + i, to, bytes);
        }
        return result;
    }

    /** Gives the memory back. */
    @Override
    public void close() {
        memory.release(block);
    }
}
