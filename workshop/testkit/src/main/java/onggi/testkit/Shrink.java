package onggi.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** Makes a failing example small. */
public final class Shrink {

    private static final int MOST_TRIES = 4_000;

    private Shrink() {}

    /**
     * Returns a part of the list that still fails and from which, as far as the number of tries
     * allows, nothing can be left out.
     *
     * <p>Runs of elements are left out, half of the list first, then ever shorter ones (delta
     * debugging after Zeller and Hildebrandt, "Simplifying and isolating failure-inducing input",
     * 2002).
     *
     * @param failing a list for which {@code fails} is true
     */
    public static <T> List<T> list(List<T> failing, Predicate<List<T>> fails) {
        List<T> least = new ArrayList<>(failing);
        int tries = 0;
        int length = Math.max(1, least.size() / 2);
        while (tries < MOST_TRIES) {
            boolean shorter = false;
            for (int from = 0; from < least.size() && tries < MOST_TRIES; ) {
                List<T> without = new ArrayList<>(least.subList(0, from));
                without.addAll(least.subList(Math.min(least.size(), from + length), least.size()));
                tries++;
                if (fails.test(without)) {
                    least = without;
                    shorter = true;
                } else {
                    from += length;
                }
            }
            if (length == 1 && !shorter) {
                break;
            }
            length = Math.max(1, Math.min(length / 2, least.size()));
        }
        return least;
    }
}
