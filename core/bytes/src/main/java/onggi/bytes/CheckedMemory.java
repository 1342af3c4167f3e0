package onggi.bytes;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Memory by logical addresses, every access checked. Needs no permission. */
public final class CheckedMemory extends Memory {

    /*
     * A logical address is a page number (upper bits) and an offset in a 64 KB page. The page table
     * leads to the block that owns the page; a block is an arena segment of exactly the size asked
     * for and begins on a page of its own, so the segment's bounds are red zones on both sides at
     * no cost. Page 0 is never given out: address 0 is nobody's.
     *
     * Guarded memory (for tests) keeps a shadow bit per 8 bytes as well. The slab hides what it has
     * not handed out and what was freed; every access looks the bit up. Freed bytes are
     * overwritten, page numbers are not used again, and a block remembers who allocated it.
     *
     * The page table is replaced when it grows and never changed in place otherwise but for null
     * and back, so a racing touch sees a block, a closed block, or nothing, and all three are
     * answered.
     */

    private static final ValueLayout.OfShort SHORT =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfInt INT =
            ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfLong LONG =
            ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private static final int PAGE_SHIFT = 16;
    private static final int UNIT_SHIFT = 3;
    private static final byte POISON = (byte) 0xDB;

    private final boolean guarded;
    private final Set<Block> blocks = new LinkedHashSet<>();
    private final Map<Integer, ArrayDeque<Integer>> freePages = new HashMap<>();
    private @Nullable Block[] pages = new Block[16];
    private int pageCount = 1;
    private long allocatedBytes;

    CheckedMemory(boolean guarded) {
        this.guarded = guarded;
    }

    @Override
    public long allocate(long bytes) {
        var arena = Arena.ofShared();
        MemorySegment segment;
        try {
            segment = arena.allocate(bytes, Long.BYTES);
        } catch (OutOfMemoryError e) {
            arena.close();
            throw e;
        }
        return enter(arena, segment);
    }

    @Override
    public long allocateLazily(long bytes) {
        return allocate(bytes);
    }

    @Override
    long adopt(Memory other, long address) {
        Block block = ((CheckedMemory) other).leave(address);
        return enter(block.arena, block.segment);
    }

    private synchronized long enter(Arena arena, MemorySegment segment) {
        long bytes = segment.byteSize();
        int count = pagesFor(bytes);
        int first = takePages(count);
        var block = new Block(arena, segment, (long) first << PAGE_SHIFT, guarded);
        Arrays.fill(pages, first, first + count, block);
        blocks.add(block);
        allocatedBytes += bytes;
        return block.start;
    }

    @Override
    public void release(long address) {
        leave(address).arena.close();
    }

    private synchronized Block leave(long address) {
        Block block = block(address);
        if (block.start != address) {
            throw new IllegalStateException("no block begins here: address=" + address);
        }
        long bytes = block.segment.byteSize();
        int first = (int) (address >>> PAGE_SHIFT);
        int count = pagesFor(bytes);
        Arrays.fill(pages, first, first + count, null);
        blocks.remove(block);
        allocatedBytes -= bytes;
        if (!guarded) {
            freePages.computeIfAbsent(count, c -> new ArrayDeque<>()).push(first);
        }
        return block;
    }

    private static int pagesFor(long bytes) {
        return Math.toIntExact((bytes + (1L << PAGE_SHIFT) - 1) >>> PAGE_SHIFT);
    }

    private int takePages(int count) {
        ArrayDeque<Integer> free = freePages.get(count);
        if (free != null && !free.isEmpty()) {
            return free.pop();
        }
        int first = pageCount;
        pageCount = Math.addExact(pageCount, count);
        if (pageCount > pages.length) {
            pages = Arrays.copyOf(pages, Math.max(pageCount, pages.length * 2));
        }
        return first;
    }

    @Override
    public boolean discard(long address, long bytes) {
        if (guarded) {
            Block block = block(address);
            block.segment.asSlice(address - block.start, bytes).fill(POISON);
        }
        return guarded;
    }

    @Override
    public boolean prepareDiscard() {
        return guarded;
    }

    @Override
    public boolean isChecked() {
        return true;
    }

    @Override
    public long touch(long address) {
        Block[] table = pages;
        long page = address >>> PAGE_SHIFT;
        Block block = page < table.length ? table[(int) page] : null;
        if (block == null || address - block.start >= block.segment.byteSize()) {
            return 0;
        }
        try {
            return block.segment.get(ValueLayout.JAVA_BYTE, address - block.start);
        } catch (IllegalStateException released) {
            return 0;
        }
    }

    @Override
    public byte byteAt(long address) {
        Block block = block(address, 1);
        return block.segment.get(ValueLayout.JAVA_BYTE, address - block.start);
    }

    @Override
    public short shortAt(long address) {
        Block block = block(address, Short.BYTES);
        return block.segment.get(SHORT, address - block.start);
    }

    @Override
    public int intAt(long address) {
        Block block = block(address, Integer.BYTES);
        return block.segment.get(INT, address - block.start);
    }

    @Override
    public long longAt(long address) {
        Block block = block(address, Long.BYTES);
        return block.segment.get(LONG, address - block.start);
    }

    @Override
    public void putByte(long address, byte value) {
        Block block = block(address, 1);
        block.segment.set(ValueLayout.JAVA_BYTE, address - block.start, value);
    }

    @Override
    public void putShort(long address, short value) {
        Block block = block(address, Short.BYTES);
        block.segment.set(SHORT, address - block.start, value);
    }

    @Override
    public void putInt(long address, int value) {
        Block block = block(address, Integer.BYTES);
        block.segment.set(INT, address - block.start, value);
    }

    @Override
    public void putLong(long address, long value) {
        Block block = block(address, Long.BYTES);
        block.segment.set(LONG, address - block.start, value);
    }

    @Override
    public void copyIn(byte[] source, int offset, long to, int length) {
        if (length > 0) {
            Block block = block(to, length);
            long start = to - block.start;
            MemorySegment.copy(source, offset, block.segment, ValueLayout.JAVA_BYTE, start, length);
        }
    }

    @Override
    public void copyOut(long from, byte[] target, int offset, int length) {
        if (length > 0) {
            Block block = block(from, length);
            long start = from - block.start;
            MemorySegment.copy(block.segment, ValueLayout.JAVA_BYTE, start, target, offset, length);
        }
    }

    @Override
    public void copy(long from, long to, long length) {
        if (length > 0) {
            Block source = block(from, length);
            Block target = block(to, length);
            long start = from - source.start;
            MemorySegment.copy(source.segment, start, target.segment, to - target.start, length);
        }
    }

    @Override
    public ByteBuffer view(long address, int length) {
        Block block = block(address, length);
        return block.segment.asSlice(address - block.start, length).asByteBuffer();
    }

    @Override
    public boolean equal(long address, byte[] other, int offset, int length) {
        if (length == 0) {
            return true;
        }
        Block block = block(address, length);
        long start = address - block.start;
        return MemorySegment.mismatch(
                        block.segment,
                        start,
                        start + length,
                        MemorySegment.ofArray(other),
                        offset,
                        offset + (long) length)
                < 0;
    }

    @Override
    public void zero(long address, long length) {
        if (length > 0) {
            Block block = block(address, length);
            block.segment.asSlice(address - block.start, length).fill((byte) 0);
        }
    }

    @Override
    public synchronized long allocatedBytes() {
        return allocatedBytes;
    }

    @Override
    public synchronized List<String> liveBlocks() {
        return blocks.stream().map(Block::toString).toList();
    }

    @Override
    void expose(long address, long bytes) {
        if (guarded) {
            Block block = block(address);
            block.mark(address - block.start, bytes, true);
        }
    }

    @Override
    void hide(long address, long bytes) {
        if (guarded) {
            Block block = block(address);
            block.segment.asSlice(address - block.start, bytes).fill(POISON);
            block.mark(address - block.start, bytes, false);
        }
    }

    @Override
    int linkAt(long address) {
        Block block = block(address);
        return block.segment.get(INT, address - block.start);
    }

    @Override
    void putLink(long address, int value) {
        Block block = block(address);
        block.segment.set(INT, address - block.start, value);
    }

    private Block block(long address, long length) {
        Block block = block(address);
        if (guarded) {
            block.requireUsable(address - block.start, length);
        }
        return block;
    }

    private Block block(long address) {
        Block[] table = pages;
        long page = address >>> PAGE_SHIFT;
        Block block = page < table.length ? table[(int) page] : null;
        if (block == null) {
            throw new IndexOutOfBoundsException("no block here: address=" + address);
        }
        return block;
    }

    private static final class Block {

        final Arena arena;
        final MemorySegment segment;
        final long start;
        private final long @Nullable [] hidden;
        private final @Nullable Throwable origin;

        Block(Arena arena, MemorySegment segment, long start, boolean guarded) {
            this.arena = arena;
            this.segment = segment;
            this.start = start;
            this.hidden = guarded ? new long[(int) (segment.byteSize() >>> 9) + 1] : null;
            this.origin = guarded ? new Throwable() : null;
        }

        void mark(long offset, long bytes, boolean usable) {
            long[] bits = hidden;
            if (bits == null) {
                return;
            }
            int end = (int) ((offset + bytes - 1) >>> UNIT_SHIFT);
            for (int unit = (int) (offset >>> UNIT_SHIFT); unit <= end; unit++) {
                if (usable) {
                    bits[unit >>> 6] &= ~(1L << unit);
                } else {
                    bits[unit >>> 6] |= 1L << unit;
                }
            }
        }

        void requireUsable(long offset, long bytes) {
            long[] bits = hidden;
            if (bits == null || offset < 0 || offset + bytes > segment.byteSize()) {
                return; // the segment itself will object
            }
            int end = (int) ((offset + bytes - 1) >>> UNIT_SHIFT);
            for (int unit = (int) (offset >>> UNIT_SHIFT); unit <= end; unit++) {
                if ((bits[unit >>> 6] >>> unit & 1) != 0) {
                    throw new IllegalStateException(
                            "freed or never allocated: address="
                                    + (start + offset)
                                    + " bytes="
                                    + bytes);
                }
            }
        }

        @Override
        public String toString() {
            String size = "address=" + start + " bytes=" + segment.byteSize();
            return origin == null ? size : size + " by " + place(origin);
        }

        private static String place(Throwable origin) {
            return Stream.of(origin.getStackTrace())
                    .filter(f -> !f.getClassName().startsWith("onggi.bytes."))
                    .limit(3)
                    .map(StackTraceElement::toString)
                    .collect(Collectors.joining(" < "));
        }
    }
}
