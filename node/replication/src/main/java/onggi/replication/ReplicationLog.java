package onggi.replication;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import onggi.bytes.LooseBlock;
import onggi.bytes.Memory;
import onggi.engine.EffectSink;
import onggi.resp.RequestWriter;
import org.jspecify.annotations.Nullable;

/**
 * The replication stream: its last bytes, kept once for all replicas and for those that come back.
 * Thread-safe.
 */
final class ReplicationLog implements EffectSink {

    /*
     * A list of blocks outside the heap. Every byte of the stream has an offset, the first one 1; the
     * end is the offset of the last byte. The oldest block is given up when at least the wished number
     * of bytes is left without it and no reader stands in it, so a slow reader keeps what it needs, up
     * to the output limit of replicas.
     */

    private static final int BLOCK_BYTES = 16 * 1024;
    private static final int NO_DATABASE = -1;
    private static final byte[] EXEC = RequestWriter.encode("EXEC");

    private static final class Block {
        final long address;

        /** The offset before its first byte. */
        final long start;

        int length;
        @Nullable Block next;

        Block(long address, long start) {
            this.address = address;
            this.start = start;
        }

        long end() {
            return start + length;
        }
    }

    /** One who reads the stream, from an offset on. */
    final class Reader {

        private @Nullable Block block;
        private long offset;

        /** Whether the stream has gone on without it. */
        private boolean gone;

        private Reader(long offset) {
            this.offset = offset;
        }

        /** Returns how many bytes it has not taken yet. */
        long waitingBytes() {
            return gone ? 0 : end - offset;
        }

        /** Returns the offset of the last byte that it has taken. */
        long offset() {
            return offset;
        }

        /** Puts what comes next into a buffer, as far as it fits. */
        void peek(ByteBuffer target) {
            read(this, target);
        }

        /** Takes bytes. */
        void taken(int count) {
            synchronized (ReplicationLog.this) {
                offset += count;
                trim();
            }
        }

        /** Returns another one that stands at the same place. */
        Reader copy() {
            synchronized (ReplicationLog.this) {
                return add(offset);
            }
        }

        /** Ends reading. */
        void close() {
            synchronized (ReplicationLog.this) {
                readers.remove(this);
                trim();
            }
        }
    }

    private final Memory memory;
    private final List<Reader> readers = new ArrayList<>();
    private final Runnable grown;
    private @Nullable Block head;
    private @Nullable Block tail;
    private int database = NO_DATABASE;
    private long keptBytes = 1 << 20;
    private volatile long end;
    private volatile long changesEnd;
    private volatile long start;
    private volatile boolean active;
    private volatile long blockBytes;

    /**
     * Creates one that keeps nothing.
     *
     * @param memory where the bytes are kept
     * @param grown is called behind every growth, by the thread that wrote
     */
    ReplicationLog(Memory memory, Runnable grown) {
        this.memory = memory;
        this.grown = grown;
    }

    // ---- what is known

    /** Returns whether bytes are kept at all. */
    boolean isActive() {
        return active;
    }

    /** Returns the offset of the last byte. */
    long end() {
        return end;
    }

    /** Returns the offset behind which there are only notices to replicas, which change nothing. */
    long changesEnd() {
        return changesEnd;
    }

    /** Returns the offset of the first byte that is kept. */
    long firstOffset() {
        return active ? start + 1 : 0;
    }

    /** Returns how many bytes are kept for those who come back. */
    long length() {
        return active ? end - start : 0;
    }

    /** Returns how much memory the stream takes. */
    long memoryBytes() {
        return blockBytes;
    }

    /** Returns the database that the next change may be for without a SELECT, or -1. */
    synchronized int database() {
        return database;
    }

    // ---- life

    /** Keeps what comes from now on. */
    synchronized void activate() {
        if (!active) {
            start = end;
            active = true;
        }
    }

    /** Keeps nothing any more; who reads gets nothing more. */
    synchronized void deactivate() {
        active = false;
        for (Reader reader : readers) {
            reader.gone = true;
            reader.block = null;
        }
        readers.clear();
        for (Block block = head; block != null; block = block.next) {
            release(block);
        }
        head = null;
        tail = null;
        start = end;
    }

    /** Goes on at another offset, with nothing kept; who reads gets nothing more. */
    synchronized void restart(long offset) {
        deactivate();
        end = offset;
        changesEnd = offset;
        start = offset;
        database = NO_DATABASE;
        active = true;
    }

    /** Sets how many bytes are kept at least, once there are as many. */
    synchronized void keptBytes(long bytes) {
        keptBytes = bytes;
        trim();
    }

    /** The next change is preceded by a SELECT. */
    synchronized void forgetDatabase() {
        database = NO_DATABASE;
    }

    // ---- writing

    @Override
    public boolean takesMessages() {
        return true;
    }

    @Override
    public void append(int target, byte[] bytes, int length) {
        synchronized (this) {
            if (!active) {
                return;
            }
            select(target, is(bytes, length, EXEC));
            add(bytes, 0, length);
            changesEnd = end;
            trim();
        }
        grown.run();
    }

    @Override
    public void append(int target, LooseBlock block) {
        synchronized (this) {
            if (!active) {
                return;
            }
            select(target, false);
            byte[] part = new byte[Math.min(BLOCK_BYTES, block.length())];
            for (int at = 0; at < block.length(); at += part.length) {
                int count = Math.min(part.length, block.length() - at);
                block.copyOut(at, part, 0, count);
                add(part, 0, count);
            }
            changesEnd = end;
            trim();
        }
        grown.run();
    }

    /** MULTI belongs to the database of the first change, and EXEC to none. */
    private void select(int target, boolean anyDatabase) {
        if (target != database && !anyDatabase) {
            byte[] select = RequestWriter.encode("SELECT", Integer.toString(target));
            add(select, 0, select.length);
            database = target;
        }
    }

    /** Appends bytes of another server's stream. */
    void appendRaw(byte[] bytes, int from, int length) {
        synchronized (this) {
            put(bytes, from, length);
            changesEnd = end;
        }
        grown.run();
    }

    /** Appends a command to replicas that changes nothing. */
    void appendNotice(byte[] bytes) {
        synchronized (this) {
            put(bytes, 0, bytes.length);
        }
        grown.run();
    }

    private void put(byte[] bytes, int from, int length) {
        if (active) {
            add(bytes, from, length);
            trim();
        } else {
            advance(length);
        }
    }

    private static boolean is(byte[] bytes, int length, byte[] command) {
        return length == command.length
                && Arrays.equals(bytes, 0, length, command, 0, command.length);
    }

    private void advance(long count) {
        long moved = end + count;
        end = moved;
        start = moved;
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // written under the lock only
    private void add(byte[] bytes, int from, int length) {
        int at = from;
        int left = length;
        while (left > 0) {
            Block block = tail;
            if (block == null || block.length == BLOCK_BYTES) {
                block = grow();
            }
            int count = Math.min(left, BLOCK_BYTES - block.length);
            memory.copyIn(bytes, at, block.address + block.length, count);
            block.length += count;
            at += count;
            left -= count;
            end += count;
        }
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // written under the lock only
    private Block grow() {
        Block block = new Block(memory.allocate(BLOCK_BYTES), end);
        blockBytes += BLOCK_BYTES;
        if (tail == null) {
            head = block;
        } else {
            tail.next = block;
        }
        tail = block;
        return block;
    }

    private void trim() {
        for (Block first = head;
                first != null && first.next != null && end - first.end() >= keptBytes;
                first = head) {
            for (Reader reader : readers) {
                if (reader.offset < first.end()) {
                    return;
                }
            }
            head = first.next;
            forget(first);
            start = Math.max(start, first.end());
            release(first);
        }
    }

    @SuppressWarnings("ReferenceEquality") // that very block
    private void forget(Block gone) {
        for (Reader reader : readers) {
            if (reader.block == gone) {
                reader.block = null;
            }
        }
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // written under the lock only
    private void release(Block block) {
        memory.release(block.address);
        blockBytes -= BLOCK_BYTES;
    }

    // ---- reading

    /** Returns a reader of what comes from now on. */
    synchronized Reader readerAtEnd() {
        return add(end);
    }

    /**
     * Returns a reader whose first byte is the one at an offset, or null when that is not kept and
     * not the next to come.
     */
    synchronized @Nullable Reader reader(long offset) {
        boolean kept = active && offset > start && offset <= end + 1;
        return kept ? add(offset - 1) : null;
    }

    private Reader add(long offset) {
        Reader reader = new Reader(offset);
        readers.add(reader);
        return reader;
    }

    private synchronized void read(Reader reader, ByteBuffer target) {
        long at = reader.offset;
        Block block = reader.block == null ? head : reader.block;
        while (block != null && !reader.gone && target.hasRemaining() && at < end) {
            if (at >= block.end()) {
                block = block.next;
                continue;
            }
            if (at == reader.offset) {
                reader.block = block;
            }
            int from = (int) (at - block.start);
            int count = Math.min(target.remaining(), block.length - from);
            target.put(memory.view(block.address + from, count));
            at += count;
        }
    }
}
