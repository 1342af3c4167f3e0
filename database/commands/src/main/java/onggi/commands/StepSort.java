package onggi.commands;

import java.util.Arrays;
import java.util.Comparator;

/** Sorts objects a little at a time; equal ones keep their order. */
final class StepSort<T> {

    /*
     * Merging from below: runs of FIRST_RUN elements are sorted by themselves, then neighbours are
     * merged from one array into the other, twice as long each time. A step ends in the middle of a
     * merge when it has moved enough.
     */

    /** Few enough to be sorted in one step. */
    private static final int FIRST_RUN = 256;

    private final Comparator<? super T> order;
    private T[] from;
    private T[] to;
    private int run;

    /** Up to where the present pass has come: in the first one sorted, then merged. */
    private int at;

    /** The places in the two runs that are being merged. */
    private int left;

    private int right;

    /** Sorts an array, which is not to be used otherwise before it is done. */
    StepSort(T[] elements, Comparator<? super T> order) {
        this.order = order;
        this.from = elements;
        this.to = elements.clone();
    }

    /** Moves about so many elements; returns whether there is more to do. */
    boolean step(int most) {
        int end = (int) Math.min((long) at + most, from.length);
        if (run == 0) {
            sortRuns(end);
        } else {
            merge(end);
        }
        if (at == from.length) {
            endPass();
        }
        return run < from.length;
    }

    private void sortRuns(int end) {
        while (at < end) {
            int next = Math.min(at + FIRST_RUN, from.length);
            Arrays.sort(from, at, next, order);
            at = next;
        }
    }

    private void merge(int end) {
        while (at < end) {
            int begin = (int) (at / (2L * run) * (2L * run));
            int middle = (int) Math.min((long) begin + run, from.length);
            int stop = (int) Math.min((long) begin + 2L * run, from.length);
            if (at == begin) {
                left = begin;
                right = middle;
            }
            int until = Math.min(end, stop);
            while (at < until) {
                boolean takesLeft =
                        left < middle
                                && (right >= stop || order.compare(from[left], from[right]) <= 0);
                to[at++] = takesLeft ? from[left++] : from[right++];
            }
        }
    }

    private void endPass() {
        at = 0;
        if (run == 0) {
            run = FIRST_RUN;
            return;
        }
        T[] merged = to;
        to = from;
        from = merged;
        run = (int) Math.min(2L * run, Integer.MAX_VALUE);
    }

    /** Returns the elements in order; all steps were made. */
    T[] sorted() {
        return from;
    }
}
