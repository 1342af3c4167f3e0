package onggi.resp;

import java.util.Arrays;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import onggi.bytes.HotPath;
import onggi.bytes.LooseBlock;
import onggi.bytes.Memory;
import org.jspecify.annotations.Nullable;

/** The array that replies are written into: it grows, is limited, and is used again. */
abstract sealed class ReplyBuffer permits ReplyWriter {

    /*
     * Output beyond the limit, or beyond what the heap has room for, is dropped: the writer falls
     * back to what was protected, goes on there, and says so in overflowed(). Whoever owns the
     * connection closes it; handlers need not know.
     *
     * A long string that lies outside the heap is copied to a block of its own there, not into the
     * array: it may change before it is written.
     *
     * The array shrinks only after many clears in a row needed much less, so that a loop whose turns
     * have large output does not grow it anew each time.
     */

    /** The most that is written between two calls of {@link #clear()} unless told otherwise. */
    public static final int DEFAULT_LIMIT_BYTES = 1024 * 1024 * 1024;

    /** Larger arrays are given up at once when the writer is cleared. */
    public static final int MAX_RETAINED_BYTES = 4 * 1024 * 1024;

    private static final int MODEST_BYTES = 256 * 1024;
    private static final int CLEARS_BEFORE_SHRINKING = 1024;

    /** From this size on the heap may have no room, which is no reason to stop. */
    private static final int LARGE = 1024 * 1024;

    static final int INITIAL_BYTES = 16 * 1024;
    private static final int MAX_ARRAY = Integer.MAX_VALUE - 64;
    private static final int SLACK = 16;

    byte[] buffer;
    int position;
    private int limit = DEFAULT_LIMIT_BYTES;
    private int floor;
    private int peak;
    private int clears;
    private boolean overflowed;
    private LongSupplier bound = () -> Long.MAX_VALUE;
    private BooleanSupplier shrinks = () -> true;
    private @Nullable Memory outside;
    final LooseReplies loose = new LooseReplies();

    ReplyBuffer(int capacity) {
        this.buffer = new byte[Math.max(capacity, SLACK)];
    }

    /**
     * The array with the output from index 0 up to {@link #position()}; another one after growth.
     */
    public byte[] array() {
        return buffer;
    }

    /** How many bytes have been written. */
    @HotPath
    public int position() {
        return position;
    }

    /** How many bytes have been written, those outside the heap included. */
    @HotPath
    public long written() {
        return position + loose.bytes();
    }

    public boolean isEmpty() {
        return position == 0;
    }

    /** Takes everything back that was written since {@link #position()} was {@code mark}. */
    public void truncate(int mark) {
        goBack(Math.min(mark, position));
    }

    private void goBack(int mark) {
        position = mark;
        if (!loose.isEmpty()) {
            loose.truncate(mark);
        }
    }

    /** Starts over, ready for other output. */
    @HotPath
    public void clear() {
        peak = Math.max(peak, position);
        restart();
        if (++clears == CLEARS_BEFORE_SHRINKING || buffer.length > MAX_RETAINED_BYTES) {
            shrink();
        }
    }

    /** Whatever follows, what has been written stays, and counts as not having overflowed. */
    @HotPath
    public void protect() {
        floor = position;
        overflowed = false;
    }

    /**
     * Keeps long strings of replies outside the heap from now on, if they lie there already;
     * whoever reads the array then inserts them, see {@link #nextLoose}.
     *
     * @param memory where
     */
    public void keepOutside(Memory memory) {
        outside = memory;
    }

    /** How many bytes of replies lie outside the heap, beside those in the array. */
    @HotPath
    public long looseBytes() {
        return loose.bytes();
    }

    /** Where in the array the first string outside the heap belongs behind an index, or -1. */
    public int nextLoose(int index) {
        return loose.next(index);
    }

    /** Hands out the string outside the heap that belongs at an index. */
    public LooseBlock takeLoose(int index) {
        return loose.take(index);
    }

    /** Sets the most that may be written between two calls of {@link #clear()}. */
    public void setLimitBytes(int bytes) {
        limit = Math.min(bytes, MAX_ARRAY);
    }

    /**
     * Sets who says, whenever the array has to grow, how much may lie behind what is {@linkplain
     * #protect() protected}. A handler whose reply may be of any length stops when it {@linkplain
     * #overflowed() overflowed}.
     */
    public void boundBy(LongSupplier most) {
        bound = most;
    }

    /**
     * Whether output went over the limit and was lost since the last {@link #clear()} or {@link
     * #protect()}.
     */
    public boolean overflowed() {
        return overflowed;
    }

    @HotPath
    void append(byte[] text, int offset, int length) {
        System.arraycopy(text, offset, buffer, position, length);
        position += length;
    }

    @SuppressWarnings("deprecation") // the one method that copies the low bytes without an array
    void append(String text) {
        text.getBytes(0, text.length(), buffer, position);
        position += text.length();
    }

    @HotPath
    void crlf() {
        buffer[position] = '\r';
        buffer[position + 1] = '\n';
        position += 2;
    }

    /** Blanks CR and LF from an index up to the end of the line that was written last. */
    void blankLineEnds(int from) {
        final byte[] buffer = this.buffer;
        for (int i = from, end = position - 2; i < end; i++) {
            if (buffer[i] == '\r' || buffer[i] == '\n') {
                buffer[i] = ' ';
            }
        }
    }

    final boolean keepsOutside() {
        return outside != null;
    }

    /** Makes room for some bytes and the slack; false when there is none for so many. */
    @HotPath
    boolean room(long bytes) {
        return buffer.length - position - SLACK >= bytes || grow(bytes);
    }

    private boolean grow(long bytes) {
        long needed = position + bytes + SLACK;
        if (needed <= limit && position + bytes - floor <= bound.getAsLong() && enlarge(needed)) {
            return true;
        }
        overflow();
        long least = floor + bytes + SLACK;
        return least <= buffer.length || (least <= MAX_ARRAY && enlarge(least));
    }

    /** Drops what is not protected: there is no room, or there will not be. */
    public void overflow() {
        overflowed = true;
        goBack(floor);
    }

    /** Copies a string to where it stays outside the heap, or says so when there is no room. */
    @Nullable LooseBlock copyOutside(Memory from, long address, int length) {
        Memory memory = outside;
        try {
            return memory == null ? null : LooseBlock.copyOf(memory, from, address, length);
        } catch (OutOfMemoryError _) {
            overflow();
            return null;
        }
    }

    private boolean enlarge(long needed) {
        int capacity = (int) Math.max(needed, Math.min(buffer.length * 2L, limit));
        if (capacity < LARGE) {
            buffer = Arrays.copyOf(buffer, capacity);
            return true;
        }
        // By at least an eighth: a copy for every element would take forever.
        long modest = Math.clamp(position + position / 8L, needed, Math.max(needed, limit));
        return copiedTo(capacity) || copiedTo((int) modest);
    }

    private boolean copiedTo(int capacity) {
        try {
            buffer = Arrays.copyOf(buffer, capacity);
            return true;
        } catch (OutOfMemoryError _) {
            return false;
        }
    }

    private void restart() {
        goBack(0);
        floor = 0;
        overflowed = false;
    }

    /** Lets the array shrink to what the output since the last time needed; it must be empty. */
    public void forgetPeak() {
        if (position == 0) {
            shrink();
        }
    }

    /** Sets who says whether the array may shrink. */
    public void shrinkWhen(BooleanSupplier shrinks) {
        this.shrinks = shrinks;
    }

    private void shrink() {
        int enough = Math.max(INITIAL_BYTES, 2 * Math.min(peak, MAX_RETAINED_BYTES / 4));
        if (buffer.length > MODEST_BYTES && buffer.length > 2 * enough && shrinks.getAsBoolean()) {
            buffer = new byte[enough];
        }
        peak = 0;
        clears = 0;
    }
}
