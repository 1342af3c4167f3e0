package onggi.commands;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Objects;
import onggi.engine.Call;
import onggi.engine.CommandError;
import onggi.engine.Entry;
import onggi.engine.LateReply;
import onggi.engine.LongWork;
import onggi.types.ValueType;
import onggi.types.ZsetValue;
import org.jspecify.annotations.Nullable;

/** An operation on several sorted sets and sets, as the arguments of a command name it. */
final class ZsetAlgebra extends LongWork {

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
    private final @Nullable ZsetDraft draft;
    private @Nullable LateReply reply;
    private long elements;
    private long written;
    private long count;
    private int walking;
    private boolean begun;
    private Aggregate aggregate = Aggregate.SUM;
    private boolean withScores;
    private long limit;
    private final ZsetSource.Visitor visitor = this::visit;

    /**
     * Reads the arguments and looks the keys up; raises the errors of Redis in its order.
     *
     * @param numkeys where the number of keys stands
     */
    ZsetAlgebra(Call call, Operation operation, int numkeys, Form form) {
        super(call);
        this.operation = operation;
        this.form = form;
        int keys = keys(call, numkeys);
        sources = new ZsetSource[keys];
        Entry first = source(call, numkeys + 1);
        for (int i = 0; i < keys; i++) {
            sources[i] = new ZsetSource(i == 0 ? first : source(call, numkeys + 1 + i));
            elements += sources[i].size();
        }
        readOptions(call, numkeys + 1 + keys);
        if (operation != Operation.DIFFERENCE) {
            Arrays.sort(sources, Comparator.comparingLong(ZsetSource::size));
        }
        Entry home = form == Form.STORE ? call.peek(1) : first;
        draft = form == Form.CARDINALITY ? null : new ZsetDraft(scratch(home, ValueType.ZSET));
        reply = form == Form.REPLY && isInPieces() ? new LateReply(call, true) : null;
    }

    /** Reads how many keys there are; raises the errors of Redis. */
    static int keys(Call call, int numkeys) {
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

    @Override
    protected long elements() {
        return elements;
    }

    /** Returns the result, unless it is the cardinality. */
    ZsetDraft draft() {
        return Objects.requireNonNull(draft);
    }

    /** Returns how many members are in all sets, counted up to the limit if there is one. */
    long cardinality() {
        return count;
    }

    /** Replies the result. */
    void reply(Call call) {
        ZsetValue zset = draft().zset();
        if (reply != null) {
            boolean flat = withScores && call.reply().protocol() == 2;
            reply.endArray(call, flat ? 2 * zset.size() : zset.size());
        } else {
            Zsets.begin(call.reply(), zset.size(), withScores);
            Zsets.write(call.reply(), zset, 0, zset.size(), false, withScores);
        }
    }

    @Override
    protected void release() {
        if (reply != null) {
            reply.release();
        }
    }

    // ---- the work

    @Override
    protected boolean step() {
        if (!begun && draft != null) {
            draft.begin();
        }
        begun = true;
        int most = operation == Operation.UNION ? sources.length : 1;
        if (walking < most) {
            if (!sources[walking].walk(STEP, visitor)) {
                walking++;
            }
            return walking < most || reply != null;
        }
        return reply != null && writes(draft().zset(), reply);
    }

    /** Writes members of the result; returns whether there are more. */
    private boolean writes(ZsetValue zset, LateReply to) {
        long some = Math.min(STEP, zset.size() - written);
        Zsets.write(to.writer(), zset, written, some, false, withScores);
        written += some;
        return to.settle() && written < zset.size();
    }

    private boolean visit(double score) {
        ZsetSource source = sources[walking];
        return switch (operation) {
            case UNION -> join(draft(), source, score);
            case INTERSECTION -> takeCommon(source, score);
            case DIFFERENCE -> {
                if (!isInOthers(source)) {
                    draft().put(source.text(), source.length(), score);
                }
                yield true;
            }
        };
    }

    private boolean takeCommon(ZsetSource source, double score) {
        double result = intersect(source, score);
        if (Double.isNaN(result)) {
            return true;
        }
        if (draft != null) {
            draft.put(source.text(), source.length(), result);
        }
        count++;
        return limit == 0 || count < limit;
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
}
