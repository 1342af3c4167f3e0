package onggi.commands;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import onggi.bytes.Doubles;
import onggi.engine.Call;
import onggi.engine.CommandError;
import org.jspecify.annotations.Nullable;

/** The order in which SORT puts elements. */
final class SortOrder {

    static final CommandError NOT_A_NUMBER =
            CommandError.of("ERR One or more scores can't be converted into double");

    /** An element with what it is sorted by. */
    static final class Item {

        final byte[] element;

        /** Its number, 0 where the pattern leads nowhere. */
        final double score;

        /** Its text, null where the pattern leads nowhere. */
        final byte @Nullable [] weight;

        Item(byte[] element, double score, byte @Nullable [] weight) {
            this.element = element;
            this.score = score;
            this.weight = weight;
        }
    }

    private static final Comparator<Item> BY_NUMBER =
            Comparator.<Item>comparingDouble(item -> item.score)
                    .thenComparing(item -> item.element, Arrays::compareUnsigned);

    private static final Comparator<Item> BY_TEXT =
            Comparator.comparing(
                    item -> item.weight, Comparator.nullsFirst(Arrays::compareUnsigned));

    private SortOrder() {}

    /**
     * Sorts elements as the options ask, which may look at other keys; equal ones keep their order.
     */
    static List<byte[]> sort(Call call, List<byte[]> elements, SortOptions options) {
        List<Item> items = new ArrayList<>(elements.size());
        boolean numbers = true;
        for (byte[] element : elements) {
            Item item = item(element, options.by().of(call, element), options.alpha());
            numbers &= !Double.isNaN(item.score);
            items.add(item);
        }
        if (!numbers) {
            throw NOT_A_NUMBER.raise();
        }
        items.sort(of(options));
        return items.stream().map(item -> item.element).toList();
    }

    /** Returns an element with what it is sorted by; the score is NaN when that is no number. */
    static Item item(byte[] element, byte @Nullable [] weight, boolean alpha) {
        return new Item(element, alpha || weight == null ? 0 : number(weight), weight);
    }

    /** Returns the order that options ask for. */
    static Comparator<Item> of(SortOptions options) {
        Comparator<Item> order = options.alpha() ? BY_TEXT : BY_NUMBER;
        return options.descending() ? order.reversed() : order;
    }

    /** A number as C's strtod reads it, up to a NUL; NaN when the text is none. */
    private static double number(byte[] text) {
        int end = 0;
        while (end < text.length && text[end] != 0) {
            end++;
        }
        if (end == 0) {
            return 0;
        }
        int from = 0;
        while (from < end && (text[from] == ' ' || (text[from] >= '\t' && text[from] <= '\r'))) {
            from++;
        }
        double number = Doubles.parse(text, from, end - from);
        return number == 0 ? 0 : number; // -0 and 0 are the same to SORT
    }
}
