package onggi.bytes;

import java.util.Arrays;

/**
 * Blocks of a {@link Slab} with a reference but too large for a run, such as the record of a key of
 * 100 KB.
 */
final class WholeChunks {

    /*
     * Such a block is a chunk of its own, as long as it needs to be: a reference only has to find
     * its first byte, so the chunk may be longer than the span of references it takes. Where a
     * racing touch must stay harmless, a freed chunk keeps its addresses, gives its pages back, and
     * waits for the next block of about its size.
     */

    private static final int WASTE_LIMIT = 2;

    private final Memory memory;

    /** By chunk: its pages when it is one block, else 0. */
    private int[] pages = new int[8];

    /** By chunk: whether the block is live. */
    private boolean[] live = new boolean[8];

    private long liveBytes;

    WholeChunks(Memory memory) {
        this.memory = memory;
    }

    static int pagesFor(int bytes) {
        return (int) (((long) bytes + Memory.PAGE_BYTES - 1) / Memory.PAGE_BYTES);
    }

    boolean holds(int chunk) {
        return chunk < pages.length && pages[chunk] != 0;
    }

    boolean isFree(int chunk) {
        return holds(chunk) && !live[chunk];
    }

    long bytes(int chunk) {
        return (long) pages[chunk] * Memory.PAGE_BYTES;
    }

    long liveBytes() {
        return liveBytes;
    }

    /** Returns a free chunk below {@code end} that fits so many pages without much waste, or 0. */
    int findFree(int wanted, int end) {
        for (int chunk = 1; chunk < Math.min(end, pages.length); chunk++) {
            if (isFree(chunk) && pages[chunk] >= wanted && pages[chunk] / WASTE_LIMIT <= wanted) {
                return chunk;
            }
        }
        return 0;
    }

    void add(int chunk, int chunkPages) {
        if (chunk >= pages.length) {
            int length = Math.max(chunk + 1, pages.length * 2);
            pages = Arrays.copyOf(pages, length);
            live = Arrays.copyOf(live, length);
        }
        pages[chunk] = chunkPages;
    }

    void use(int chunk) {
        live[chunk] = true;
        liveBytes += bytes(chunk);
    }

    /**
     * Ends a block; returns whether the chunk itself is to be released by the caller, after which
     * it is forgotten here.
     */
    boolean free(int chunk, long base) {
        live[chunk] = false;
        liveBytes -= bytes(chunk);
        if (memory.isChecked()) {
            pages[chunk] = 0;
            return true;
        }
        memory.discard(base, bytes(chunk));
        return false;
    }

    void forget(int chunk) {
        if (live[chunk]) {
            liveBytes -= bytes(chunk);
            live[chunk] = false;
        }
        pages[chunk] = 0;
    }
}
