package onggi.bytes;

import java.util.Arrays;

/**
 * Doubly linked lists of the runs of a {@link Slab}: one per size class and two of free runs. A run
 * is in one at most.
 */
final class RunLists {

    /** Free and resident. Numbers 0 and 1 are no size classes. */
    static final int DIRTY = 0;

    /** Free and given back to the system. */
    static final int CLEAN = 1;

    private static final byte NO_LIST = -1;

    private final int[] heads = new int[SizeClasses.COUNT];
    private final int[] tails = new int[SizeClasses.COUNT];
    private final int[] lengths = new int[SizeClasses.COUNT];
    private int[] next;
    private int[] previous;
    private byte[] listOf;

    RunLists(int runs) {
        next = new int[runs];
        previous = new int[runs];
        listOf = new byte[runs];
        Arrays.fill(listOf, NO_LIST);
    }

    void grow(int runs) {
        int old = listOf.length;
        next = Arrays.copyOf(next, runs);
        previous = Arrays.copyOf(previous, runs);
        listOf = Arrays.copyOf(listOf, runs);
        Arrays.fill(listOf, old, runs, NO_LIST);
    }

    /** The first run, or 0. */
    int head(int list) {
        return heads[list];
    }

    int length(int list) {
        return lengths[list];
    }

    int next(int run) {
        return next[run];
    }

    boolean isIn(int list, int run) {
        return listOf[run] == list;
    }

    boolean isInNone(int run) {
        return listOf[run] == NO_LIST;
    }

    void append(int list, int run) {
        link(list, tails[list], run, 0);
    }

    void prepend(int list, int run) {
        link(list, 0, run, heads[list]);
    }

    private void link(int list, int before, int run, int after) {
        assert listOf[run] == NO_LIST : "already in a list";
        listOf[run] = (byte) list;
        lengths[list]++;
        connect(list, before, run);
        connect(list, run, after);
    }

    void remove(int list, int run) {
        assert listOf[run] == list : "not in this list";
        listOf[run] = NO_LIST;
        lengths[list]--;
        connect(list, previous[run], next[run]);
    }

    /** Makes two runs neighbours, where 0 stands for the end of the list. */
    private void connect(int list, int before, int after) {
        if (before == 0) {
            heads[list] = after;
        } else {
            next[before] = after;
        }
        if (after == 0) {
            tails[list] = before;
        } else {
            previous[after] = before;
        }
    }
}
