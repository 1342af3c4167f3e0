package onggi.resp;

import java.nio.ByteBuffer;
import java.util.Arrays;
import onggi.bytes.LooseBlock;
import onggi.bytes.Memory;
import org.jspecify.annotations.Nullable;

/** The bytes of a request of which more is to come, and the arguments already found in them. */
final class PartialRequest {

    /** Larger ones are left to the garbage collector after use. */
    static final int MAX_RETAINED_BYTES = 64 * 1024;

    static final int MAX_RETAINED_ARGUMENTS = 4 * 1024;

    private static final int INITIAL_BYTES = 512;
    private static final int MAX_ARRAY = Integer.MAX_VALUE - 64;

    /**
     * From this size on the heap may be too small for a growing request, which is the client's
     * loss.
     */
    private static final int LARGE = 1024 * 1024;

    byte[] bytes = new byte[INITIAL_BYTES];
    int length;
    final ArgumentList arguments = new ArgumentList();

    /** Arguments that lie outside the heap and are complete. */
    final LooseArguments loose = new LooseArguments();

    /** One of which more is to come; the position of its view is behind what has come. */
    private @Nullable LooseBlock coming;

    /**
     * Makes room for more bytes.
     *
     * @param wanted how many bytes there will be in the end as far as that is known
     * @return false when no array can be so large, or the heap has no place for it
     */
    boolean reserve(int count, long wanted) {
        long needed = (long) length + count;
        if (needed <= bytes.length) {
            return true;
        }
        if (needed > MAX_ARRAY) {
            return false;
        }
        // Double what there is, but not beyond what a known length makes sensible.
        long doubled = Math.max(needed, Math.min(bytes.length * 2L, Math.max(needed, wanted)));
        int capacity = (int) Math.min(doubled, MAX_ARRAY);
        if (capacity < LARGE) {
            bytes = Arrays.copyOf(bytes, capacity);
            return true;
        }
        try {
            bytes = Arrays.copyOf(bytes, capacity);
            return true;
        } catch (OutOfMemoryError _) {
            return false;
        }
    }

    void append(byte[] source, int offset, int count) {
        System.arraycopy(source, offset, bytes, length, count);
        length += count;
    }

    /**
     * Continues outside the heap with an argument whose last bytes so far end these.
     *
     * @param from where it begins
     * @param argumentLength how long it will be
     * @return false when there is no room for it
     */
    boolean expectLoose(Memory memory, int from, int argumentLength) {
        LooseBlock block;
        try {
            block = LooseBlock.allocate(memory, argumentLength + LooseArguments.LINE_END_BYTES);
        } catch (OutOfMemoryError _) {
            return false;
        }
        block.view().put(0, bytes, from, length - from).position(length - from);
        length = from;
        coming = block;
        return true;
    }

    /** Where the next input goes while an argument outside the heap is coming, else null. */
    @Nullable ByteBuffer comingView() {
        LooseBlock block = coming;
        return block == null ? null : block.view();
    }

    /** Ends an argument outside the heap if it is complete; returns whether it is. */
    boolean endLoose() {
        LooseBlock block = coming;
        if (block == null || block.view().position() < block.length()) {
            return false;
        }
        int argumentLength = block.length() - LooseArguments.LINE_END_BYTES;
        arguments.add(loose.add(block), argumentLength);
        coming = null;
        return true;
    }

    /** How many bytes have come of the argument outside the heap that is not complete. */
    int arrivedLoose() {
        LooseBlock block = coming;
        return block == null ? 0 : block.view().position();
    }

    /** How many bytes outside the heap are filled. */
    long looseBytes() {
        return arrivedLoose() + loose.bytes();
    }

    boolean isReusable() {
        return bytes.length <= MAX_RETAINED_BYTES && arguments.capacity() <= MAX_RETAINED_ARGUMENTS;
    }

    void clear() {
        length = 0;
        arguments.size = 0;
    }

    /** Gives back what lies outside the heap. */
    void releaseLoose() {
        LooseBlock block = coming;
        if (block != null) {
            block.release();
            coming = null;
        }
        loose.clear();
    }
}
