package onggi.commands;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import onggi.engine.Call;
import onggi.engine.Entry;
import onggi.engine.LateReply;
import onggi.engine.LongWork;
import onggi.types.Encoding;
import onggi.types.MemberText;
import onggi.types.MemberVisitor;
import onggi.types.SetValue;
import onggi.types.ValueType;
import org.jspecify.annotations.Nullable;

/** Union, intersection and difference of the sets at several keys, member by member. */
final class SetAlgebra extends LongWork {

    /*
     * Intersection: each member of the smallest set is looked for in the others, the smaller first.
     *
     * Difference: each member of the first set is looked for in the others; or, when the first is
     * large and the others are small, the first is copied and what the others have is taken out.
     * The second way costs the sum of the sizes, and memory; a look costs less than an insert, so
     * the first way is reckoned with half of its looks.
     *
     * Union: all go into a set under no key, which tells what is new. To be stored, it is that set.
     */

    /** Which result is wanted. */
    enum Kind {
        UNION,
        INTERSECTION,
        DIFFERENCE
    }

    /** What becomes of the result. */
    enum Form {
        REPLY,
        STORE,
        COUNT
    }

    /** A walk over one set. */
    private record Walk(SetValue set, MemberVisitor visitor) {}

    private final Kind kind;
    private final long limit;

    /** The first key, in whose memory what is needed meanwhile lies. */
    private final Entry home;

    private final @Nullable SetValue[] sets;
    private final long elements;
    private final @Nullable LateReply reply;
    private final List<Walk> walks = new ArrayList<>();
    private final @Nullable SetScratch stored;
    private long position;
    private long count;
    private boolean begun;

    /**
     * Looks up the sets at the keys from an argument to another one, excluding it; raises WRONGTYPE
     * when one of them is no set.
     *
     * @param limit how many members are enough; 0 for all
     */
    SetAlgebra(Call call, Kind kind, Form form, int from, int to, long limit) {
        super(call);
        this.kind = kind;
        this.limit = limit;
        this.sets = new SetValue[to - from];
        this.home = source(call, from);
        long sum = 0;
        for (int i = from; i < to; i++) {
            Entry entry = i == from ? home : source(call, i);
            SetValue set = entry.existsAs(ValueType.SET) ? entry.set() : null;
            sets[i - from] = set;
            sum += set == null ? 0 : set.size();
        }
        this.elements = sum;
        this.reply = form == Form.REPLY ? new LateReply(call, isInPieces()) : null;
        this.stored = form == Form.STORE ? newScratch(call.peek(1)) : null;
    }

    /** Returns a set that has still to be made, in the memory of a key. */
    private SetScratch newScratch(Entry like) {
        return new SetScratch(scratch(like, ValueType.SET));
    }

    @Override
    protected long elements() {
        return elements;
    }

    // ---- the result

    /** Returns how many members the result has. */
    long count() {
        return count;
    }

    /** Returns the result of the form {@link Form#REPLY}. */
    LateReply reply() {
        return Objects.requireNonNull(reply);
    }

    /** Returns the result of the form {@link Form#STORE}. */
    SetScratch stored() {
        return Objects.requireNonNull(stored);
    }

    @Override
    protected void release() {
        if (reply != null) {
            reply.release();
        }
    }

    private boolean isFull() {
        return limit != 0 && count == limit;
    }

    /** Takes a member of the result, which comes once. */
    private void take(byte[] text, int length) {
        if (isFull()) {
            return;
        }
        count++;
        if (reply != null) {
            reply.writer().bulk(text, 0, length);
        } else if (stored != null && kind != Kind.UNION) {
            stored.set().add(text, 0, length);
        }
    }

    /** Passes members on that meet no further condition. */
    private final class Taking extends MemberText {
        @Override
        public void member(byte[] text, int length) {
            take(text, length);
        }
    }

    // ---- the work

    @Override
    protected boolean step() {
        if (!begun) {
            begun = true;
            begin();
        }
        if (walks.isEmpty() || isFull()) {
            return false;
        }
        Walk walk = walks.getFirst();
        position = walk.set.scan(position, STEP, walk.visitor);
        if (position == 0) {
            walks.removeFirst();
        }
        return !walks.isEmpty() && (reply == null || reply.settle());
    }

    private void begin() {
        if (stored != null) {
            beginStored(stored.set());
        }
        switch (kind) {
            case UNION -> unite();
            case INTERSECTION -> intersect();
            case DIFFERENCE -> subtract();
        }
    }

    /** An intersection whose smallest set is no IntSet may stay a list pack of integers. */
    private void beginStored(SetValue result) {
        SetValue smallest = smallest();
        if (kind == Kind.INTERSECTION
                && smallest != null
                && smallest.cell().encoding() != Encoding.INTSET) {
            result.initPack();
        } else {
            result.init();
        }
    }

    /** Returns the smallest set, or null when one is absent or there is none. */
    private @Nullable SetValue smallest() {
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

    private void intersect() {
        if (smallest() == null) {
            return;
        }
        SetValue[] ascending = Arrays.stream(sets).toArray(SetValue[]::new);
        Arrays.sort(ascending, Comparator.comparingLong(SetValue::size));
        SetValue[] others = Arrays.copyOfRange(ascending, 1, ascending.length);
        MemberText looks =
                new MemberText() {
                    @Override
                    public void member(byte[] text, int length) {
                        for (SetValue other : others) {
                            if (!other.contains(text, 0, length)) {
                                return;
                            }
                        }
                        take(text, length);
                    }
                };
        walks.add(new Walk(ascending[0], looks));
    }

    private void subtract() {
        SetValue first = sets[0];
        if (first == null) {
            return;
        }
        SetValue[] others =
                Arrays.stream(sets).skip(1).filter(Objects::nonNull).toArray(SetValue[]::new);
        if (first.size() * others.length / 2 <= elements) {
            subtractByLooks(first, others);
        } else {
            subtractByRemoval(first, others);
        }
    }

    private void subtractByLooks(SetValue first, SetValue[] others) {
        Arrays.sort(others, Comparator.comparingLong(SetValue::size).reversed());
        MemberText looks =
                new MemberText() {
                    @Override
                    public void member(byte[] text, int length) {
                        for (SetValue other : others) {
                            if (other.contains(text, 0, length)) {
                                return;
                            }
                        }
                        take(text, length);
                    }
                };
        walks.add(new Walk(first, looks));
    }

    private void subtractByRemoval(SetValue first, SetValue[] others) {
        SetValue rest = newScratch(home).set();
        rest.init();
        MemberText copy =
                new MemberText() {
                    @Override
                    public void member(byte[] text, int length) {
                        rest.add(text, 0, length);
                    }
                };
        MemberText removal =
                new MemberText() {
                    @Override
                    public void member(byte[] text, int length) {
                        rest.remove(text, 0, length);
                    }
                };
        walks.add(new Walk(first, copy));
        for (SetValue other : others) {
            walks.add(new Walk(other, removal));
        }
        walks.add(new Walk(rest, new Taking()));
    }

    private void unite() {
        SetValue[] present = Arrays.stream(sets).filter(Objects::nonNull).toArray(SetValue[]::new);
        if (present.length == 1 && stored == null) {
            walks.add(new Walk(present[0], new Taking()));
            return;
        }
        SetValue all = stored == null ? newScratch(home).set() : stored.set();
        if (stored == null) {
            all.init();
        }
        MemberText addition =
                new MemberText() {
                    @Override
                    public void member(byte[] text, int length) {
                        if (!isFull() && all.add(text, 0, length)) {
                            take(text, length);
                        }
                    }
                };
        for (SetValue set : present) {
            walks.add(new Walk(set, addition));
        }
    }
}
