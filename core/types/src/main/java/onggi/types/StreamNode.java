package onggi.types;

import onggi.bytes.HotPath;
import onggi.bytes.Memory;
import onggi.bytes.Slab;

/**
 * The layout of a node of a stream: a run of entries with ascending ids, packed. There is no
 * object: all methods take the memory and the address where the node begins.
 */
final class StreamNode {

    /*
     *     used      4 bytes   bytes in use, all of these included
     *     live      4         entries that are there
     *     deleted   4         entries that are marked as deleted
     *     listpack  4         what Redis would need for all this, but for the two numbers above
     *     begin     4         where the first entry begins
     *     fields              their number, and their names: those of the first entry
     *     entries
     *
     * An entry is
     *
     *     1 byte              DELETED | SAME fields as the node | NEXT id after the one before | length (5 bits)
     *     number              length, if those five bits are all set
     *     number, number      unless NEXT: by how much the time is later, and if it is not the difference of sequence numbers,
     *                             else the sequence number
     *     number              unless SAME: how many fields
     *     items               the values if SAME, else fields and values by turns; see StreamDraft
     *
     * where length counts all that follows, and numbers are seven bits a byte, the lowest first. "Before" the first entry is the id of
     * the node with a sequence number one less. Three fields of 8 bytes each so take 28 bytes, where Redis takes 39. An entry that is
     * deleted stays where it is until the node has no other, as in Redis, where trimming shows it.
     */

    private static final int USED = 0;
    private static final int LIVE = 4;
    private static final int DELETED = 8;
    private static final int LISTPACK = 12;
    private static final int BEGIN = 16;
    static final int FIELDS = 20;

    static final int DELETED_FLAG = 0x80;
    static final int SAME_FLAG = 0x40;
    static final int NEXT_FLAG = 0x20;
    static final int LENGTH_MASK = 0x1F;

    private static final int LISTPACK_FRAME_BYTES = 7;

    /** The block doubles up to this, and grows by a quarter beyond. */
    private static final int DOUBLING_BYTES = 4096;

    private StreamNode() {}

    @HotPath
    static int used(Memory memory, long address) {
        return memory.intAt(address + USED);
    }

    /** Entries that are there. */
    @HotPath
    static int live(Memory memory, long address) {
        return memory.intAt(address + LIVE);
    }

    /** Entries that are marked as deleted. */
    @HotPath
    static int deleted(Memory memory, long address) {
        return memory.intAt(address + DELETED);
    }

    /** Where the first entry begins. */
    @HotPath
    static long begin(Memory memory, long address) {
        return address + memory.intAt(address + BEGIN);
    }

    /** Where the last entry ends. */
    @HotPath
    static long end(Memory memory, long address) {
        return address + memory.intAt(address + USED);
    }

    /** The bytes that Redis would have in a listpack for this node. */
    @HotPath
    static long listpackBytes(Memory memory, long address) {
        return (memory.intAt(address + LISTPACK) & 0xFFFF_FFFFL)
                + StreamDraft.listpackBytes(live(memory, address))
                + StreamDraft.listpackBytes(deleted(memory, address));
    }

    /** Marks an entry that is there as deleted. */
    static void delete(Memory memory, long address, long entry) {
        memory.putByte(entry, (byte) (memory.byteAt(entry) | DELETED_FLAG));
        memory.putInt(address + LIVE, live(memory, address) - 1);
        memory.putInt(address + DELETED, deleted(memory, address) + 1);
    }

    /** Makes a node of one entry; returns its reference. */
    static int create(Slab slab, StreamDraft draft) {
        int fieldBytes = numberBytes(draft.pairs());
        for (int i = 0; i < draft.items; i += 2) {
            fieldBytes += draft.ends[i] - draft.start(i);
        }
        int begin = FIELDS + fieldBytes;
        int body = draft.length() - fieldBytes + numberBytes(draft.pairs());
        int node = StreamBlock.allocate(slab, begin + entryBytes(body));
        Memory memory = slab.memory();
        long address = StreamBlock.address(slab, node);
        memory.putInt(address + LIVE, 1);
        memory.putInt(address + DELETED, 0);
        memory.putInt(address + BEGIN, begin);
        long at = putNumber(memory, address + FIELDS, draft.pairs());
        for (int i = 0; i < draft.items; i += 2) {
            at = putItem(memory, at, draft, i);
        }
        at = putEntry(memory, at, draft, body, true, true, 0, 0);
        memory.putInt(address + USED, (int) (at - address));
        int pairs = draft.pairs();
        long listpack =
                LISTPACK_FRAME_BYTES
                        + StreamDraft.listpackBytes(pairs)
                        + draft.fieldListpackBytes()
                        + StreamDraft.listpackBytes(0)
                        + entryListpackBytes(draft, true, 0, 0);
        memory.putInt(address + LISTPACK, (int) listpack);
        return node;
    }

    /**
     * Adds an entry behind all others.
     *
     * @param ms of its id, and {@code seq}
     * @param lastMs of the id of the last entry, deleted or not, and {@code lastSeq}
     * @param firstMs of the id of the node, and {@code firstSeq}
     * @return the new reference of the node
     */
    @HotPath
    static int append(
            Slab slab,
            int node,
            StreamDraft draft,
            long ms,
            long seq,
            long lastMs,
            long lastSeq,
            long firstMs,
            long firstSeq) {
        Memory memory = slab.memory();
        long address = StreamBlock.address(slab, node);
        boolean same = hasFieldsOf(memory, address, draft);
        boolean next = ms == lastMs && seq == lastSeq + 1;
        long laterMs = ms - lastMs;
        long laterSeq = ms == lastMs ? seq - lastSeq : seq;
        int body = next ? 0 : numberBytes(laterMs) + numberBytes(laterSeq);
        body += same ? valueBytes(draft) : numberBytes(draft.pairs()) + draft.length();
        int used = used(memory, address);
        int needed = Math.addExact(used, entryBytes(body));
        int grown = node;
        if (needed > StreamBlock.capacity(slab, node)) {
            grown = StreamBlock.resize(slab, node, used, roomFor(needed));
            address = StreamBlock.address(slab, grown);
        }
        putEntry(memory, address + used, draft, body, same, next, laterMs, laterSeq);
        memory.putInt(address + USED, needed);
        memory.putInt(address + LIVE, live(memory, address) + 1);
        int listpack = memory.intAt(address + LISTPACK);
        listpack += (int) entryListpackBytes(draft, same, ms - firstMs, seq - firstSeq);
        memory.putInt(address + LISTPACK, listpack);
        return grown;
    }

    private static int roomFor(int needed) {
        if (needed <= DOUBLING_BYTES / 2) {
            return 2 * needed;
        }
        return (int)
                Math.min(Math.max(DOUBLING_BYTES, needed + (long) needed / 4), Integer.MAX_VALUE);
    }

    /** Gives back the room that a node does not need any more; returns its reference. */
    static int closed(Slab slab, int node) {
        int used = used(slab.memory(), StreamBlock.address(slab, node));
        boolean isLarge = used > Slab.MAX_BLOCK_BYTES;
        long best = isLarge ? used + used / 8 : Slab.capacity(used);
        return StreamBlock.capacity(slab, node) > best
                ? StreamBlock.resize(slab, node, used, used)
                : node;
    }

    @HotPath
    private static boolean hasFieldsOf(Memory memory, long address, StreamDraft draft) {
        long at = address + FIELDS;
        long begin = begin(memory, address);
        if (numberAt(memory, at) != draft.pairs()) {
            return false;
        }
        at = skipNumber(memory, at);
        for (int i = 0; i < draft.items; i += 2) {
            int start = draft.start(i);
            int length = draft.ends[i] - start;
            if (at + length > begin || !memory.equal(at, draft.bytes, start, length)) {
                return false;
            }
            at += length;
        }
        return true;
    }

    @HotPath
    private static int valueBytes(StreamDraft draft) {
        int bytes = 0;
        for (int i = 1; i < draft.items; i += 2) {
            bytes += draft.ends[i] - draft.ends[i - 1];
        }
        return bytes;
    }

    private static int entryBytes(int body) {
        return 1 + body + (body >= LENGTH_MASK ? numberBytes(body) : 0);
    }

    @HotPath
    private static long putEntry(
            Memory memory,
            long address,
            StreamDraft draft,
            int body,
            boolean same,
            boolean next,
            long laterMs,
            long laterSeq) {
        int flags = (same ? SAME_FLAG : 0) | (next ? NEXT_FLAG : 0);
        long at = address + 1;
        memory.putByte(address, (byte) (flags | Math.min(body, LENGTH_MASK)));
        if (body >= LENGTH_MASK) {
            at = putNumber(memory, at, body);
        }
        if (!next) {
            at = putNumber(memory, at, laterMs);
            at = putNumber(memory, at, laterSeq);
        }
        if (!same) {
            at = putNumber(memory, at, draft.pairs());
            memory.copyIn(draft.bytes, 0, at, draft.length());
            return at + draft.length();
        }
        for (int i = 1; i < draft.items; i += 2) {
            at = putItem(memory, at, draft, i);
        }
        return at;
    }

    @HotPath
    private static long putItem(Memory memory, long at, StreamDraft draft, int item) {
        int start = draft.start(item);
        int length = draft.ends[item] - start;
        memory.copyIn(draft.bytes, start, at, length);
        return at + length;
    }

    /** What Redis would need for an entry. */
    private static long entryListpackBytes(
            StreamDraft draft, boolean same, long laterMs, long laterSeq) {
        int pairs = draft.pairs();
        long bytes =
                2
                        + StreamDraft.listpackBytes(laterMs)
                        + StreamDraft.listpackBytes(laterSeq)
                        + draft.valueListpackBytes();
        if (same) {
            return bytes + StreamDraft.listpackBytes(pairs + 3);
        }
        return bytes
                + draft.fieldListpackBytes()
                + StreamDraft.listpackBytes(pairs)
                + StreamDraft.listpackBytes(2L * pairs + 4);
    }

    // ---- numbers

    /** How many bytes an unsigned number takes. */
    static int numberBytes(long number) {
        return Math.max(1, (70 - Long.numberOfLeadingZeros(number)) / 7);
    }

    @HotPath
    static long putNumber(Memory memory, long address, long number) {
        long at = address;
        long rest = number;
        while ((rest & ~0x7FL) != 0) {
            memory.putByte(at++, (byte) (rest | 0x80));
            rest >>>= 7;
        }
        memory.putByte(at, (byte) rest);
        return at + 1;
    }

    @HotPath
    static long numberAt(Memory memory, long address) {
        int b = memory.byteAt(address);
        if (b >= 0) {
            return b;
        }
        long number = b & 0x7F;
        for (int shift = 7; ; shift += 7) {
            b = memory.byteAt(address + shift / 7);
            number |= (long) (b & 0x7F) << shift;
            if (b >= 0) {
                return number;
            }
        }
    }

    @HotPath
    static long skipNumber(Memory memory, long address) {
        long at = address;
        while (memory.byteAt(at) < 0) {
            at++;
        }
        return at + 1;
    }
}
