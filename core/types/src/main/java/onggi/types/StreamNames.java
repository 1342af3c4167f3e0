package onggi.types;

import onggi.bytes.Invariant;
import onggi.bytes.Memory;
import onggi.bytes.Slab;
import onggi.bytes.SlabFullException;

/**
 * The blocks of a stream's groups, or of a group's consumers, in the order of their names: a block
 * with a count and as many references. A reusable cursor.
 *
 * <p>Each block begins with the length of its name in 4 bytes and ends with the name.
 */
final class StreamNames {

    private static final int HEAD_BYTES = 4;

    private final int nameOffset;
    private Slab slab;
    private Memory memory;
    private long place;

    /**
     * Creates a cursor.
     *
     * @param nameOffset where the name stands in each block
     */
    StreamNames(int nameOffset, Slab slab) {
        this.nameOffset = nameOffset;
        this.slab = slab;
        this.memory = slab.memory();
    }

    /** Turns to the list whose reference stands at an address; {@link Slab#NONE} is empty. */
    StreamNames at(Slab slab, long place) {
        this.slab = slab;
        this.memory = slab.memory();
        this.place = place;
        return this;
    }

    int count() {
        int list = memory.intAt(place);
        return list == Slab.NONE ? 0 : memory.intAt(StreamBlock.address(slab, list));
    }

    /** Returns the i-th block. */
    int reference(int i) {
        return memory.intAt(slot(i));
    }

    /** Puts another block in the place of the i-th, with the same name. */
    void replace(int i, int reference) {
        memory.putInt(slot(i), reference);
    }

    private long slot(int i) {
        return StreamBlock.address(slab, memory.intAt(place)) + HEAD_BYTES + 4L * i;
    }

    /** Returns the index of a name, or {@code -1 - i} when it would be the i-th. */
    int find(byte[] name, int offset, int length) {
        int low = 0;
        int high = count();
        while (low < high) {
            int middle = (low + high) >>> 1;
            int order = compare(reference(middle), name, offset, length);
            if (order == 0) {
                return middle;
            }
            if (order < 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return -1 - low;
    }

    private int compare(int reference, byte[] name, int offset, int length) {
        long block = StreamBlock.address(slab, reference);
        int ownLength = memory.intAt(block);
        int shared = Math.min(ownLength, length);
        for (int i = 0; i < shared; i++) {
            int difference =
                    (memory.byteAt(block + nameOffset + i) & 0xFF) - (name[offset + i] & 0xFF);
            if (difference != 0) {
                return difference;
            }
        }
        return ownLength - length;
    }

    /** Allocates the block of a name, with nothing set but the name; it is in no list yet. */
    int create(byte[] name, int offset, int length) {
        int reference = StreamBlock.allocate(slab, Math.addExact(nameOffset, length));
        long block = StreamBlock.address(slab, reference);
        memory.zero(block, nameOffset);
        memory.putInt(block, length);
        memory.copyIn(name, offset, block + nameOffset, length);
        return reference;
    }

    /** Makes a block the i-th; it is freed when there is no room for it. */
    void insert(int i, int reference) {
        int count = count();
        int bytes = HEAD_BYTES + 4 * (count + 1);
        int list = memory.intAt(place);
        try {
            if (list == Slab.NONE) {
                memory.putInt(place, StreamBlock.allocate(slab, bytes));
            } else if (bytes > StreamBlock.capacity(slab, list)) {
                memory.putInt(place, StreamBlock.resize(slab, list, bytes - 4, bytes + count));
            }
        } catch (SlabFullException e) {
            StreamBlock.free(slab, reference);
            throw e;
        }
        memory.copy(slot(i), slot(i + 1), 4L * (count - i));
        memory.putInt(slot(i), reference);
        setCount(count + 1);
    }

    /** Puts what was inserted anywhere in order; returns whether all names differ. */
    boolean sort() {
        int count = count();
        int[] order = new int[count];
        boolean sorted = true;
        for (int i = 0; i < count; i++) {
            order[i] = reference(i);
            sorted &= i == 0 || compare(order[i - 1], order[i]) < 0;
        }
        if (sorted) {
            return true;
        }
        int[] from = order;
        int[] to = new int[count];
        for (int width = 1; width < count; width <<= 1) {
            for (int i = 0; i < count; i += 2 * width) {
                merge(from, to, i, Math.min(i + width, count), Math.min(i + 2 * width, count));
            }
            int[] next = from;
            from = to;
            to = next;
        }
        boolean differ = true;
        for (int i = 0; i < count; i++) {
            memory.putInt(slot(i), from[i]);
            differ &= i == 0 || compare(from[i - 1], from[i]) != 0;
        }
        return differ;
    }

    private void merge(int[] from, int[] to, int begin, int middle, int end) {
        int left = begin;
        int right = middle;
        for (int i = begin; i < end; i++) {
            boolean takesLeft =
                    left < middle && (right == end || compare(from[left], from[right]) <= 0);
            to[i] = takesLeft ? from[left++] : from[right++];
        }
    }

    private int compare(int reference, int other) {
        long block = StreamBlock.address(slab, reference);
        long otherBlock = StreamBlock.address(slab, other);
        int length = memory.intAt(block);
        int otherLength = memory.intAt(otherBlock);
        for (int i = 0, shared = Math.min(length, otherLength); i < shared; i++) {
            int difference =
                    (memory.byteAt(block + nameOffset + i) & 0xFF)
                            - (memory.byteAt(otherBlock + nameOffset + i) & 0xFF);
            if (difference != 0) {
                return difference;
            }
        }
        return length - otherLength;
    }

    /** Takes the i-th block out of the list; the block stays. */
    void remove(int i) {
        int count = count() - 1;
        if (count == 0) {
            StreamBlock.free(slab, memory.intAt(place));
            memory.putInt(place, Slab.NONE);
            return;
        }
        memory.copy(slot(i + 1), slot(i), 4L * (count - i));
        setCount(count);
    }

    private void setCount(int count) {
        memory.putInt(StreamBlock.address(slab, memory.intAt(place)), count);
    }

    /** Returns the capacity of the list and of all its blocks. */
    long blockBytes() {
        int list = memory.intAt(place);
        long bytes = list == Slab.NONE ? 0 : StreamBlock.bytes(slab, list);
        for (int i = 0, count = count(); i < count; i++) {
            bytes += StreamBlock.bytes(slab, reference(i));
        }
        return bytes;
    }

    /** Moves the list itself to where the slab wants it. */
    void compactList() {
        int list = memory.intAt(place);
        if (list != Slab.NONE) {
            memory.putInt(place, StreamBlock.compacted(slab, list));
        }
    }

    /** Verifies that the names ascend. */
    void check() {
        byte[] name = new byte[0];
        for (int i = 0, count = count(); i < count; i++) {
            int reference = reference(i);
            Invariant.check(
                    i == 0 || compare(reference, name, 0, name.length) > 0,
                    "name {} is out of order",
                    i);
            long block = StreamBlock.address(slab, reference);
            name = new byte[memory.intAt(block)];
            memory.copyOut(block + nameOffset, name, 0, name.length);
        }
    }
}
