package onggi.commands;

import java.util.ArrayList;
import java.util.List;
import onggi.engine.Call;
import onggi.engine.CommandError;

/**
 * What SORT is asked for.
 *
 * @param by what to sort by, or the elements themselves
 * @param sorted whether to sort at all: a BY without a star says not to
 * @param descending whether the greatest comes first
 * @param alpha whether texts are compared and not numbers
 * @param offset how many of the sorted elements to leave out
 * @param count how many to take; negative for all
 * @param gets what to return of each element; none for the element itself
 * @param destination the argument that names the list to write, or 0
 */
record SortOptions(
        SortPattern by,
        boolean sorted,
        boolean descending,
        boolean alpha,
        long offset,
        long count,
        List<SortPattern> gets,
        int destination) {

    private static final CommandError BY_DENIED =
            CommandError.of("ERR BY option of SORT denied due to insufficient ACL permissions.");
    private static final CommandError GET_DENIED =
            CommandError.of("ERR GET option of SORT denied due to insufficient ACL permissions.");

    /** Reads the options of a call; the last of each kind counts, GETs add up. */
    static SortOptions parse(Call call, boolean mayStore) {
        SortPattern by = SortPattern.ELEMENT;
        boolean sorted = true;
        boolean descending = false;
        boolean alpha = false;
        long offset = 0;
        long count = -1;
        List<SortPattern> gets = new ArrayList<>();
        int destination = 0;
        boolean everyKey = call.session().mayReadEveryKey(call);
        for (int i = 2; i < call.argc(); i++) {
            int left = call.argc() - i - 1;
            if (call.is(i, "ASC")) {
                descending = false;
            } else if (call.is(i, "DESC")) {
                descending = true;
            } else if (call.is(i, "ALPHA")) {
                alpha = true;
            } else if (call.is(i, "LIMIT") && left >= 2) {
                offset = call.integer(++i);
                count = call.integer(++i);
            } else if (call.is(i, "STORE") && left >= 1 && mayStore) {
                destination = ++i;
            } else if (call.is(i, "BY") && left >= 1) {
                by = SortPattern.of(call.bytes(++i));
                sorted &= by.hasStar();
                permit(everyKey || !by.hasStar(), BY_DENIED);
            } else if (call.is(i, "GET") && left >= 1) {
                permit(everyKey, GET_DENIED);
                gets.add(SortPattern.of(call.bytes(++i)));
            } else {
                throw CommandError.SYNTAX.raise();
            }
        }
        return new SortOptions(by, sorted, descending, alpha, offset, count, gets, destination);
    }

    private static void permit(boolean permitted, CommandError error) {
        if (!permitted) {
            throw error.raise();
        }
    }

    /**
     * The same for a set whose order nobody asked for, but which must be the same wherever the
     * command runs: by the text of the elements.
     */
    SortOptions inAnyFixedOrder() {
        return new SortOptions(
                SortPattern.ELEMENT, true, descending, true, offset, count, gets, destination);
    }

    /** Returns whether the elements are sorted by themselves, and nothing else is returned. */
    boolean looksAtNoOtherKey() {
        return (!sorted || by.isElement()) && gets.stream().allMatch(SortPattern::isElement);
    }

    boolean stores() {
        return destination > 0;
    }
}
