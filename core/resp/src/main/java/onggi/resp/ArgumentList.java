package onggi.resp;

import java.util.Arrays;
import onggi.bytes.HotPath;

/** Where arguments lie in a buffer: growing parallel arrays of offsets and lengths. */
final class ArgumentList {

    private static final int INITIAL = 16;

    int[] offsets;
    int[] lengths;
    int size;

    ArgumentList() {
        this(INITIAL);
    }

    ArgumentList(int capacity) {
        offsets = new int[capacity];
        lengths = new int[capacity];
    }

    @HotPath
    void add(int offset, int length) {
        if (size == offsets.length) {
            reserve(1);
        }
        offsets[size] = offset;
        lengths[size++] = length;
    }

    /** Adds the arguments of another list from an index on, all offsets moved by a distance. */
    void addAll(ArgumentList other, int from, int distance) {
        int count = other.size - from;
        reserve(count);
        System.arraycopy(other.lengths, from, lengths, size, count);
        for (int i = 0; i < count; i++) {
            offsets[size + i] = other.offsets[from + i] + distance;
        }
        size += count;
    }

    int capacity() {
        return offsets.length;
    }

    private void reserve(int count) {
        if (offsets.length - size < count) {
            int capacity = Math.max(size + count, offsets.length * 2);
            offsets = Arrays.copyOf(offsets, capacity);
            lengths = Arrays.copyOf(lengths, capacity);
        }
    }
}
