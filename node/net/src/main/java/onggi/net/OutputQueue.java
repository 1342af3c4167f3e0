package onggi.net;

import java.nio.ByteBuffer;
import onggi.bytes.HotPath;
import onggi.bytes.LooseBlock;
import org.jspecify.annotations.Nullable;

/** Output of one connection that could not be written yet, in order. */
final class OutputQueue {

    /*
     * A list of chunks. Small output is copied into chunks of the loop's pool, so that a subscriber's
     * messages of one turn lie side by side and cost no allocation. What is large is referred to when
     * it is shared and never changes, else copied once at its own size. A long string comes in a
     * block outside the heap, and is written from there.
     */

    /** Shared output from this length on is referred to, not copied. */
    static final int SHARE_BYTES = 1024;

    private static final int EXACT_BYTES = 4 * Chunk.BYTES;

    /** How much of a block is written at once. */
    private static final int PIECE_BYTES = 256 * 1024;

    /**
     * A piece of output; {@code own} is the pooled array, absent in a chunk that refers to another.
     */
    static final class Chunk {

        static final int BYTES = 4096;

        final byte @Nullable [] own;
        byte[] bytes;
        int from;
        int to;
        @Nullable LooseBlock block;
        @Nullable Chunk next;

        Chunk(byte @Nullable [] own, byte[] bytes) {
            this.own = own;
            this.bytes = bytes;
        }
    }

    /** Chunks to use again, of one loop. */
    static final class Pool {

        private static final int MAX_POOLED = 1024;
        private static final byte[] NOTHING = {};

        private @Nullable Chunk free;
        private int freeCount;
        private @Nullable Chunk freeReferences;
        private int freeReferenceCount;
        private long bytes;
        private long looseBytes;

        /** Returns how many bytes wait on the heap in all queues of the pool. */
        @HotPath
        long bytes() {
            return bytes;
        }

        /** Returns how many bytes wait outside the heap in all queues of the pool. */
        long looseBytes() {
            return looseBytes;
        }

        Chunk take() {
            Chunk chunk = free;
            if (chunk == null) {
                byte[] own = new byte[Chunk.BYTES];
                return new Chunk(own, own);
            }
            free = chunk.next;
            freeCount--;
            chunk.next = null;
            return chunk;
        }

        Chunk hold(LooseBlock block) {
            Chunk chunk = refer(NOTHING, 0, block.length());
            chunk.block = block;
            return chunk;
        }

        /** Reckons with output that waits no more. */
        @HotPath
        private void taken(Chunk chunk, int count) {
            if (chunk.block == null) {
                bytes -= count;
            } else {
                looseBytes -= count;
            }
        }

        Chunk refer(byte[] bytes, int from, int to) {
            Chunk chunk = freeReferences;
            if (chunk == null) {
                chunk = new Chunk(null, bytes);
            } else {
                freeReferences = chunk.next;
                freeReferenceCount--;
                chunk.next = null;
            }
            chunk.bytes = bytes;
            chunk.from = from;
            chunk.to = to;
            return chunk;
        }

        void giveBack(Chunk chunk) {
            LooseBlock block = chunk.block;
            if (block != null) {
                block.release();
                chunk.block = null;
            }
            chunk.from = 0;
            chunk.to = 0;
            if (chunk.own != null) {
                if (freeCount < MAX_POOLED) {
                    chunk.next = free;
                    free = chunk;
                    freeCount++;
                }
            } else if (freeReferenceCount < MAX_POOLED) {
                chunk.bytes = NOTHING;
                chunk.next = freeReferences;
                freeReferences = chunk;
                freeReferenceCount++;
            }
        }
    }

    private final Pool pool;
    private @Nullable Chunk head;
    private @Nullable Chunk tail;
    private long bytes;
    private int chunks;

    OutputQueue(Pool pool) {
        this.pool = pool;
    }

    /** Returns whether nothing waits. */
    @HotPath
    boolean isEmpty() {
        return head == null;
    }

    /** Returns how many bytes wait. */
    @HotPath
    long bytes() {
        return bytes;
    }

    /** Returns how many chunks wait. */
    int chunks() {
        return chunks;
    }

    /** Appends a copy. */
    @HotPath
    void append(byte[] source, int from, int to) {
        bytes += to - from;
        pool.bytes += to - from;
        int at = from;
        Chunk last = tail;
        if (last != null && last.own != null) {
            at += put(last, source, at, to);
        }
        if (to - at >= EXACT_BYTES) {
            byte[] copy = java.util.Arrays.copyOfRange(source, at, to);
            link(pool.refer(copy, 0, copy.length));
            return;
        }
        while (at < to) {
            Chunk chunk = pool.take();
            link(chunk);
            at += put(chunk, source, at, to);
        }
    }

    /** Appends bytes that never change any more, by reference where that is cheaper. */
    @HotPath
    void appendShared(byte[] source, int length) {
        if (length < SHARE_BYTES) {
            append(source, 0, length);
        } else {
            bytes += length;
            pool.bytes += length;
            link(pool.refer(source, 0, length));
        }
    }

    /** Appends a block outside the heap, which belongs to the queue from now on. */
    void append(LooseBlock block) {
        bytes += block.length();
        pool.looseBytes += block.length();
        link(pool.hold(block));
    }

    /** Appends all that waits in another queue of the same pool, and leaves that empty. */
    void appendAll(OutputQueue other) {
        Chunk first = other.head;
        if (first == null) {
            return;
        }
        if (tail == null) {
            head = first;
        } else {
            tail.next = first;
        }
        tail = other.tail;
        bytes += other.bytes;
        chunks += other.chunks;
        other.head = null;
        other.tail = null;
        other.bytes = 0;
        other.chunks = 0;
    }

    @HotPath
    private static int put(Chunk chunk, byte[] source, int from, int to) {
        int count = Math.min(to - from, Chunk.BYTES - chunk.to);
        System.arraycopy(source, from, chunk.bytes, chunk.to, count);
        chunk.to += count;
        return count;
    }

    @HotPath
    private void link(Chunk chunk) {
        Chunk last = tail;
        if (last == null) {
            head = chunk;
        } else {
            last.next = chunk;
        }
        tail = chunk;
        chunks++;
    }

    /**
     * Returns what to write next, without taking it: a copy of as much as fits into a buffer, or a
     * piece of a block outside the heap.
     */
    @HotPath
    ByteBuffer next(ByteBuffer buffer) {
        Chunk first = head;
        if (first != null && first.block != null) {
            return pieceOf(first.block, first);
        }
        buffer.clear();
        fill(buffer);
        return buffer.flip();
    }

    private static ByteBuffer pieceOf(LooseBlock block, Chunk chunk) {
        int end = Math.min(chunk.to, chunk.from + PIECE_BYTES);
        return block.view().limit(end).position(chunk.from);
    }

    @HotPath
    private void fill(ByteBuffer target) {
        int at = 0;
        int room = target.remaining();
        for (Chunk chunk = head; chunk != null && room > 0; chunk = chunk.next) {
            if (chunk.block != null) {
                break;
            }
            int count = Math.min(room, chunk.to - chunk.from);
            target.put(at, chunk.bytes, chunk.from, count);
            at += count;
            room -= count;
        }
        target.position(at);
    }

    /** Takes bytes that were written. */
    @HotPath
    void consume(int count) {
        bytes -= count;
        int left = count;
        Chunk chunk = head;
        while (chunk != null && left >= chunk.to - chunk.from) {
            left -= chunk.to - chunk.from;
            pool.taken(chunk, chunk.to - chunk.from);
            Chunk next = chunk.next;
            pool.giveBack(chunk);
            chunks--;
            chunk = next;
        }
        head = chunk;
        if (chunk == null) {
            tail = null;
        } else {
            pool.taken(chunk, left);
            chunk.from += left;
        }
    }

    /** Drops everything. */
    void clear() {
        for (Chunk chunk = head; chunk != null; ) {
            Chunk next = chunk.next;
            pool.taken(chunk, chunk.to - chunk.from);
            pool.giveBack(chunk);
            chunk = next;
        }
        head = null;
        tail = null;
        bytes = 0;
        chunks = 0;
    }
}
