package onggi.resp;

import java.util.Arrays;

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

    boolean isReusable() {
        return bytes.length <= MAX_RETAINED_BYTES && arguments.capacity() <= MAX_RETAINED_ARGUMENTS;
    }

    void clear() {
        length = 0;
        arguments.size = 0;
    }
}
