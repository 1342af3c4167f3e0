package onggi.persistence;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import onggi.bytes.Memory;
import onggi.engine.Shard;
import onggi.rdb.StoredKey;
import org.jspecify.annotations.Nullable;

/**
 * Copies keys of one shard into blocks, and gives away those that are full. Guarded by the shard.
 */
final class SnapshotFiller {

    /*
     * A block is a row of units, each with a head of 8 bytes: the database with flags above it, and
     * the length of what follows. That is a record as it lay in the slab, with a value that lay in a
     * large block directly behind it; or a piece of a draft (RdbDraft), as values that have
     * blocks outside of their record cannot be copied as they are. The pieces of one draft follow
     * one another, also from block to block.
     */

    static final int HEAD_BYTES = 8;
    static final int DATABASE_MASK = 0xFFFF;
    static final int DRAFT = 1 << 16;
    static final int MORE = 1 << 17;

    /** A piece of a draft is not made shorter than this to fill a block up. */
    private static final int LEAST_PIECE = 256;

    private final Memory memory;
    private final int blockBytes;
    private final Consumer<SnapshotBlock> full;
    private final Queue<SnapshotBlock> spares;

    /** Whether the blocks of a draft are given away together. */
    private final boolean chains;

    private @Nullable SnapshotBlock present;

    /** Blocks of a draft that is not at its end. */
    private @Nullable SnapshotBlock first;

    private @Nullable SnapshotBlock last;

    /** Where the head of the last piece of a draft is. */
    private long lastHead;

    /**
     * Creates a filler without a block.
     *
     * @param full takes a block that is to be written, with those behind it
     */
    SnapshotFiller(Shard shard, int blockBytes, Consumer<SnapshotBlock> full) {
        this.memory = shard.memory();
        this.blockBytes = blockBytes;
        this.full = full;
        this.chains = true;
        this.spares = new ConcurrentLinkedQueue<>();
    }

    /** Creates a filler for one draft of the same shard, whose blocks are given away one by one. */
    SnapshotFiller(SnapshotFiller like, Consumer<SnapshotBlock> full) {
        this.memory = like.memory;
        this.blockBytes = like.blockBytes;
        this.full = full;
        this.chains = false;
        this.spares = like.spares;
    }

    /** Copies a record without blocks of its own; returns how many bytes that took. */
    long record(int database, long address) {
        int length = StoredKey.copyBytes(memory, address);
        SnapshotBlock block = room(Math.addExact(HEAD_BYTES, length));
        StoredKey.copy(memory, address, unit(block, database, length));
        return HEAD_BYTES + (long) length;
    }

    /** Adds a piece of a draft. */
    void piece(int database, byte[] bytes, int offset, int length) {
        int done = 0;
        while (done < length) {
            SnapshotBlock block = room(HEAD_BYTES + Math.min(length - done, LEAST_PIECE));
            int part = Math.min(length - done, block.room() - HEAD_BYTES);
            lastHead = block.address + block.length;
            long at = unit(block, database | DRAFT | MORE, part);
            memory.copyIn(bytes, offset + done, at, part);
            done += part;
            if (chains && last == null) {
                first = block;
                last = block;
            }
        }
    }

    /** Ends a draft, which has at least one piece. */
    void endDraft() {
        memory.putInt(lastHead, memory.intAt(lastHead) & ~MORE);
        SnapshotBlock chain = first;
        if (chain != null && chain != present) {
            full.accept(chain);
            present = null;
        }
        first = null;
        last = null;
    }

    private long unit(SnapshotBlock block, int head, int length) {
        long at = block.address + block.length;
        memory.putInt(at, head);
        memory.putInt(at + Integer.BYTES, length);
        block.length += HEAD_BYTES + length;
        return at + HEAD_BYTES;
    }

    private SnapshotBlock room(int bytes) {
        SnapshotBlock block = present;
        if (block != null && block.room() >= bytes) {
            return block;
        }
        SnapshotBlock fresh = bytes > blockBytes ? null : spares.poll();
        if (fresh == null) {
            boolean usual = bytes <= blockBytes;
            int capacity = usual ? blockBytes : bytes;
            fresh = SnapshotBlock.allocate(memory, usual ? spares : null, capacity);
        }
        SnapshotBlock chained = last;
        if (chained != null) {
            chained.next = fresh;
            last = fresh;
        } else if (block != null) {
            full.accept(block);
        }
        present = fresh;
        return fresh;
    }

    /** Gives away what is there. */
    void flush() {
        SnapshotBlock block = present;
        present = null;
        if (block != null) {
            full.accept(block);
        }
    }

    /** Releases all memory; nobody else uses it any more. */
    void close() {
        SnapshotBlock block = first == null ? present : first;
        while (block != null) {
            block.release();
            block = block.next;
        }
        spares.forEach(SnapshotBlock::release);
        spares.clear();
    }
}
