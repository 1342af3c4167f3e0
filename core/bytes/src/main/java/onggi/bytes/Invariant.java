package onggi.bytes;

/** Checks of what must hold, for code that is not hot; hot code asserts. */
public final class Invariant {

    private Invariant() {}

    /**
     * Stops on a broken invariant.
     *
     * @param holds what must be true
     * @param facts lower case, with {@code {}} where a value goes
     * @param values numbers for the places, in order
     * @throws IllegalStateException when {@code holds} is false
     */
    public static void check(boolean holds, String facts, long... values) {
        if (!holds) {
            throw new IllegalStateException(fill(facts, values));
        }
    }

    private static String fill(String facts, long[] values) {
        var text = new StringBuilder();
        int from = 0;
        for (long value : values) {
            int place = facts.indexOf("{}", from);
            if (place < 0) {
                break;
            }
            text.append(facts, from, place).append(value);
            from = place + 2;
        }
        return text.append(facts, from, facts.length()).toString();
    }
}
