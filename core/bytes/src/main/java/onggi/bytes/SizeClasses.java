package onggi.bytes;

import java.util.Arrays;

/** The block sizes of a {@link Slab} and how many of each fit a run. */
final class SizeClasses {

    /*
     * Up to 512 bytes there is a class for every 8 bytes (class n holds 8n bytes; the smallest is
     * 16), so that a record wastes 7 bytes at most. Above, a class is a run divided by a whole
     * number, in steps of about an eighth: at most a seventh of a block is wasted (a quarter over
     * 8 KB), and nearly nothing of a run. 4096 is one of them; its blocks lie at multiples of 4096.
     */

    static final int RUN_BYTES = 1 << 16;
    static final int MAX_BLOCK_BYTES = RUN_BYTES / 4;

    private static final int MIN_CLASS = 2;
    private static final int FINE_LIMIT = 512;
    private static final int FINE_CLASSES = FINE_LIMIT >>> 3;
    private static final int COARSE_SHIFT = 6;

    /** By class: bytes of a block. Class 0 means no class. */
    static final int[] BYTES = sizes();

    static final int COUNT = BYTES.length;

    /** By class: blocks in a run. */
    static final int[] BLOCKS = blocks();

    /** By 64 bytes: the smallest class that holds so many; the one before may do for a few less. */
    private static final byte[] COARSE = coarse();

    private SizeClasses() {}

    /** The smallest class whose blocks hold so many bytes, at most {@link #MAX_BLOCK_BYTES}. */
    static int of(int bytes) {
        if (bytes <= FINE_LIMIT) {
            return Math.max(MIN_CLASS, (bytes + 7) >>> 3);
        }
        int sizeClass = COARSE[(bytes + 63) >>> COARSE_SHIFT];
        return BYTES[sizeClass - 1] >= bytes ? sizeClass - 1 : sizeClass;
    }

    private static int[] sizes() {
        var sizes = new int[128];
        int count = FINE_CLASSES + 1;
        for (int i = MIN_CLASS; i < count; i++) {
            sizes[i] = i << 3;
        }
        for (int blocks = RUN_BYTES / FINE_LIMIT; blocks > 4; ) {
            blocks = nextBlocks(blocks);
            sizes[count++] = (RUN_BYTES / blocks) & -8;
        }
        return Arrays.copyOf(sizes, count);
    }

    /** An eighth fewer blocks per run, and 16 (4096 bytes each) never stepped over. */
    private static int nextBlocks(int blocks) {
        int next = blocks - Math.max(1, blocks >>> 3);
        return blocks > 16 && next < 16 ? 16 : next;
    }

    private static int[] blocks() {
        var blocks = new int[COUNT];
        for (int i = MIN_CLASS; i < COUNT; i++) {
            blocks[i] = RUN_BYTES / BYTES[i];
        }
        return blocks;
    }

    private static byte[] coarse() {
        var classes = new byte[(MAX_BLOCK_BYTES >>> COARSE_SHIFT) + 1];
        int sizeClass = FINE_CLASSES;
        for (int i = 0; i < classes.length; i++) {
            while (BYTES[sizeClass] < (i << COARSE_SHIFT)) {
                sizeClass++;
            }
            classes[i] = (byte) sizeClass;
        }
        return classes;
    }
}
