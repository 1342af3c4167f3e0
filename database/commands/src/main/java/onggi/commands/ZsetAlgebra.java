package onggi.commands;

import java.util.Arrays;
import java.util.Comparator;
import onggi.engine.Call;
import onggi.engine.CommandError;
import onggi.engine.Entry;
import onggi.engine.ManyKeys;

/** An operation on several sorted sets and sets, as the arguments of a command name it. */
final class ZsetAlgebra {

    /** What becomes of the sets. */
    enum Operation {
        UNION,
        INTERSECTION,
        DIFFERENCE
    }

    /** What becomes of the result. */
    enum Form {
        REPLY,
        STORE,
        CARDINALITY
    }

    private enum Aggregate {
        SUM,
        MIN,
        MAX,
        COUNT
    }

    private static final CommandError NO_WEIGHT =
            CommandError.of("ERR weight value is not a float");
    private static final CommandError NEGATIVE_LIMIT =
            CommandError.of("ERR LIMIT can't be negative");

    private final Operation operation;
    private final Form form;
    private final ZsetSource[] sources;
    private final Entry first;
    private Aggregate aggregate = Aggregate.SUM;
    private boolean withScores;
    private long limit;

    /**
     * Reads the arguments and looks the keys up; raises the errors of Redis in its order.
     *
     * @param numkeys where the number of keys stands
     */
    ZsetAlgebra(Call call, Operation operation, int numkeys, Form form) {
        this.operation = operation;
        this.form = form;
        int keys = keys(call, numkeys);
        sources = new ZsetSource[keys];
        Entry one = call.peek(numkeys + 1);
        for (int i = 0; i < keys; i++) {
            Entry entry = ManyKeys.readable(call, numkeys + 1 + i);
            sources[i] = new ZsetSource(entry);
            one = i == 0 ? entry : one;
        }
        first = one;
        readOptions(call, numkeys + 1 + keys);
        if (operation != Operation.DIFFERENCE) {
            Arrays.sort(sources, Comparator.comparingLong(ZsetSource::size));
        }
    }

    private static int keys(Call call, int numkeys) {
        long keys = call.integer(numkeys);
        if (keys < 1) {
            throw CommandError.of(
                            "ERR at least 1 input key is needed for '"
                                    + call.command().wireName()
                                    + "' command")
                    .raise();
        }
        if (keys > call.argc() - numkeys - 1) {
            throw CommandError.SYNTAX.raise();
        }
        return (int) keys;
    }

    private void readOptions(Call call, int from) {
        boolean weighs = operation != Operation.DIFFERENCE && form != Form.CARDINALITY;
        int i = from;
        while (i < call.argc()) {
            int rest = call.argc() - i;
            if (weighs && rest > sources.length && call.is(i, "WEIGHTS")) {
                for (ZsetSource source : sources) {
                    source.weight = Zsets.number(call, ++i, NO_WEIGHT);
                }
                i++;
            } else if (weighs && rest >= 2 && call.is(i, "AGGREGATE")) {
                aggregate = aggregate(call, i + 1);
                i += 2;
            } else if (form == Form.REPLY && call.is(i, "WITHSCORES")) {
                withScores = true;
                i++;
            } else if (form == Form.CARDINALITY && rest >= 2 && call.is(i, "LIMIT")) {
                limit = Zpop.positive(call, i + 1, 0, NEGATIVE_LIMIT);
                i += 2;
            } else {
                throw CommandError.SYNTAX.raise();
            }
        }
    }

    private static Aggregate aggregate(Call call, int i) {
        for (Aggregate one : Aggregate.values()) {
            if (call.is(i, one.name())) {
                return one;
            }
        }
        throw CommandError.SYNTAX.raise();
    }

    /** Returns the key that was named first. */
    Entry first() {
        return first;
    }

    /** Returns whether the scores are wanted in the reply. */
    boolean withScores() {
        return withScores;
    }

    /** Puts the result into a draft. */
    void run(ZsetDraft draft) {
        switch (operation) {
            case UNION -> {
                for (ZsetSource source : sources) {
                    source.forEach(score -> join(draft, source, score));
                }
            }
            case INTERSECTION ->
                    sources[0].forEach(score -> {
                        double result = intersect(sources[0], score);
                        if (!Double.isNaN(result)) {
                            draft.put(sources[0].text(), sources[0].length(), result);
                        }
                        return true;
                    });
            case DIFFERENCE ->
                    sources[0].forEach(score -> {
                        if (!isInOthers(sources[0])) {
                            draft.put(sources[0].text(), sources[0].length(), score);
                        }
                        return true;
                    });
        }
    }

    private boolean join(ZsetDraft draft, ZsetSource source, double score) {
        double value = weighed(source, score);
        value = Double.isNaN(value) ? 0 : value;
        if (draft.find(source.text(), source.length())) {
            double joined = aggregated(draft.zset().score(), value);
            draft.zset().rescore(joined);
        } else {
            draft.put(source.text(), source.length(), value);
        }
        return true;
    }

    /** The score of a member of the smallest set that is in all of them, or NaN if it is not. */
    private double intersect(ZsetSource smallest, double score) {
        double result = weighed(smallest, score);
        result = Double.isNaN(result) ? 0 : result;
        for (int j = 1; j < sources.length; j++) {
            if (!sources[j].find(smallest.text(), smallest.length())) {
                return Double.NaN;
            }
            result = aggregated(result, weighed(sources[j], sources[j].score()));
        }
        return result;
    }

    private boolean isInOthers(ZsetSource source) {
        for (int j = 1; j < sources.length; j++) {
            if (sources[j].find(source.text(), source.length())) {
                return true;
            }
        }
        return false;
    }

    private double weighed(ZsetSource source, double score) {
        return aggregate == Aggregate.COUNT ? source.weight : source.weight * score;
    }

    /** Opposite infinities add up to 0. */
    private double aggregated(double one, double other) {
        return switch (aggregate) {
            case SUM, COUNT -> {
                double sum = one + other;
                yield Double.isNaN(sum) ? 0 : sum;
            }
            case MIN -> other < one ? other : one;
            case MAX -> other > one ? other : one;
        };
    }

    /** Returns how many members are in all sets, counted up to the limit if there is one. */
    long cardinality() {
        long[] count = new long[1];
        sources[0].forEach(score -> {
            if (!Double.isNaN(intersect(sources[0], score))) {
                count[0]++;
            }
            return limit == 0 || count[0] < limit;
        });
        return count[0];
    }
}
