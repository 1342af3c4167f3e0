package onggi.commands;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Objects;
import onggi.engine.Call;
import onggi.engine.Entry;
import onggi.engine.ManyKeys;
import onggi.types.Encoding;
import onggi.types.MemberText;
import onggi.types.SetValue;
import onggi.types.ValueType;
import org.jspecify.annotations.Nullable;

/** Union, intersection and difference of the sets at several keys, member by member. */
final class SetAlgebra {

    /*
     * Intersection: each member of the smallest set is looked for in the others, the smaller first.
     *
     * Difference: each member of the first set is looked for in the others; or, when the first is
     * large and the others are small, the first is copied and what the others have is taken out.
     * The second way costs the sum of the sizes, and memory; a look costs less than an insert, so
     * the first way is reckoned with half of its looks.
     *
     * Union: all go into a set under no key, which tells what is new.
     */

    /** Keys up to this number are looked up in entries of the call. */
    private static final int FEW_KEYS = Call.ENTRIES - 1;

    /** When a result is limited, members are passed in portions of about so many. */
    private static final int PORTION = 64;

    /** Gets the members of a result; each once. */
    @FunctionalInterface
    interface Taker {
        /** Takes the first bytes of an array, which are only lent. */
        void take(byte[] text, int length);
    }

    /** Which result is wanted. */
    enum Kind {
        UNION,
        INTERSECTION,
        DIFFERENCE
    }

    private final @Nullable SetValue[] sets;

    /**
     * Looks up the sets at the keys from an argument to another one, excluding it; raises WRONGTYPE
     * when one of them is no set.
     */
    SetAlgebra(Call call, int from, int to) {
        this.sets = new SetValue[to - from];
        for (int i = from; i < to; i++) {
            Entry entry = sets.length <= FEW_KEYS ? call.readable(i) : ManyKeys.readable(call, i);
            sets[i - from] = entry.existsAs(ValueType.SET) ? entry.set() : null;
        }
    }

    /**
     * Works a result out.
     *
     * @param limit how many members are enough; 0 for all
     * @param home the key in whose memory what is needed meanwhile may lie
     * @return how many members were given to the taker
     */
    long run(Kind kind, long limit, Entry home, Taker taker) {
        Result result = new Result(limit, taker);
        switch (kind) {
            case UNION -> unite(home, result);
            case INTERSECTION -> intersect(result);
            case DIFFERENCE -> subtract(home, result);
        }
        return result.count;
    }

    /** Returns the smallest set, or null when one is absent or there is none. */
    @Nullable SetValue smallest() {
        SetValue smallest = null;
        for (SetValue set : sets) {
            if (set == null) {
                return null;
            }
            if (smallest == null || set.size() < smallest.size()) {
                smallest = set;
            }
        }
        return smallest;
    }

    private void intersect(Result result) {
        if (smallest() == null) {
            return;
        }
        SetValue[] ascending = Arrays.stream(sets).toArray(SetValue[]::new);
        Arrays.sort(ascending, Comparator.comparingLong(SetValue::size));
        SetValue[] others = Arrays.copyOfRange(ascending, 1, ascending.length);
        walk(
                ascending[0],
                result,
                new MemberText() {
                    @Override
                    public void member(byte[] text, int length) {
                        for (SetValue other : others) {
                            if (!other.contains(text, 0, length)) {
                                return;
                            }
                        }
                        result.take(text, length);
                    }
                });
    }

    private void subtract(Entry home, Result result) {
        SetValue first = sets[0];
        if (first == null) {
            return;
        }
        SetValue[] others =
                Arrays.stream(sets).skip(1).filter(Objects::nonNull).toArray(SetValue[]::new);
        long sum = first.size();
        for (SetValue other : others) {
            sum += other.size();
        }
        if (first.size() * others.length / 2 <= sum) {
            subtractByLooks(first, others, result);
        } else {
            subtractByRemoval(home, first, others, result);
        }
    }

    private static void subtractByLooks(SetValue first, SetValue[] others, Result result) {
        Arrays.sort(others, Comparator.comparingLong(SetValue::size).reversed());
        walk(
                first,
                result,
                new MemberText() {
                    @Override
                    public void member(byte[] text, int length) {
                        for (SetValue other : others) {
                            if (other.contains(text, 0, length)) {
                                return;
                            }
                        }
                        result.take(text, length);
                    }
                });
    }

    private static void subtractByRemoval(
            Entry home, SetValue first, SetValue[] others, Result result) {
        try (SetScratch rest = new SetScratch(home)) {
            first.copyTo(rest.cell());
            SetValue set = rest.set();
            MemberText removal =
                    new MemberText() {
                        @Override
                        public void member(byte[] text, int length) {
                            set.remove(text, 0, length);
                        }
                    };
            for (SetValue other : others) {
                other.forEach(removal);
            }
            walk(set, result, result);
        }
    }

    private void unite(Entry home, Result result) {
        SetValue only = onlyOne();
        if (only != null) {
            walk(only, result, result);
            return;
        }
        try (SetScratch united = new SetScratch(home)) {
            SetValue all = united.set();
            all.init();
            MemberText addition =
                    new MemberText() {
                        @Override
                        public void member(byte[] text, int length) {
                            if (!result.isFull() && all.add(text, 0, length)) {
                                result.take(text, length);
                            }
                        }
                    };
            for (SetValue set : sets) {
                if (set != null) {
                    walk(set, result, addition);
                }
            }
        }
    }

    /** Returns the set of the only key that has one, or null when there are more or none. */
    private @Nullable SetValue onlyOne() {
        SetValue only = null;
        for (SetValue set : sets) {
            if (set != null && only != null) {
                return null;
            }
            only = set == null ? only : set;
        }
        return only;
    }

    /** Passes the members of a set until the result is full. */
    private static void walk(SetValue set, Result result, MemberText visitor) {
        if (result.limit == 0 || set.cell().encoding() != Encoding.HASHTABLE) {
            set.forEach(visitor);
            return;
        }
        long position = 0;
        do {
            position = set.scan(position, PORTION, visitor);
        } while (position != 0 && !result.isFull());
    }

    /** Counts what is taken, and takes no more than enough. */
    private static final class Result extends MemberText {

        private final long limit;
        private final Taker taker;
        private long count;

        Result(long limit, Taker taker) {
            this.limit = limit;
            this.taker = taker;
        }

        boolean isFull() {
            return limit != 0 && count == limit;
        }

        void take(byte[] text, int length) {
            if (!isFull()) {
                count++;
                taker.take(text, length);
            }
        }

        @Override
        public void member(byte[] text, int length) {
            take(text, length);
        }
    }
}
