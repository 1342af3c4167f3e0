package onggi.testkit;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What concurrent clients did and were told, and whether some order of it all, one thing at a time,
 * explains every reply: whether it is linearizable.
 *
 * @param <S> the state of the model, with equality by value and never changed
 * @param <O> what a client asks for
 */
public final class History<S, O> {

    /*
     * The search of Wing and Gong (1993) with the memory of Lowe (2017). Calls and returns stand
     * in a chain by time. Going along it, a call whose reply the model can give now is taken as the
     * next in the order and leaves the chain with its return; a return that is met means that its
     * call, which can wait no longer, cannot be explained: the last choice is undone. What was
     * taken, with the state it led to, is never tried twice.
     */

    /**
     * One thing a client did.
     *
     * @param what it asked for
     * @param reply what it was told
     * @param invokedNs before it asked
     * @param returnedNs after it was told
     */
    public record Operation<O>(O what, String reply, long invokedNs, long returnedNs) {}

    /** What follows when something is done alone. */
    @FunctionalInterface
    public interface Model<S, O> {
        /** Returns the reply and the state afterwards. */
        Outcome<S> apply(S state, O what);
    }

    /** A reply and the state afterwards. */
    public record Outcome<S>(String reply, S state) {}

    /** A call or return in the chain. */
    private static final class Event<O> {

        final Operation<O> operation;
        final int index;
        final @Nullable Event<O> itsReturn;
        @Nullable Event<O> previous;
        @Nullable Event<O> next;

        Event(Operation<O> operation, int index, @Nullable Event<O> itsReturn) {
            this.operation = operation;
            this.index = index;
            this.itsReturn = itsReturn;
        }

        boolean isCall() {
            return itsReturn != null;
        }

        long timeNs() {
            return isCall() ? operation.invokedNs() : operation.returnedNs();
        }

        void leave() {
            if (previous != null) {
                previous.next = next;
            }
            if (next != null) {
                next.previous = previous;
            }
        }

        void comeBack() {
            if (previous != null) {
                previous.next = this;
            }
            if (next != null) {
                next.previous = this;
            }
        }
    }

    private record Taken<S, O>(Event<O> call, S before) {}

    private record Seen<S>(BitSet done, S state) {}

    private final Model<S, O> model;
    private final List<Operation<O>> operations;

    /** A history to be judged by a model of what it was done to. */
    public History(Model<S, O> model, List<Operation<O>> operations) {
        this.model = model;
        this.operations = List.copyOf(operations);
    }

    /** Returns whether one order explains all replies, from this state on. */
    public boolean isLinearizable(S initial) {
        Event<O> head = chain();
        Deque<Taken<S, O>> taken = new ArrayDeque<>();
        Set<Seen<S>> seen = new HashSet<>();
        BitSet done = new BitSet();
        S state = initial;
        Event<O> event = head.next;
        while (head.next != null) {
            if (event == null) {
                throw new IllegalStateException("a call without a return");
            }
            Event<O> itsReturn = event.itsReturn;
            if (itsReturn == null) {
                if (taken.isEmpty()) {
                    return false;
                }
                Taken<S, O> last = taken.pop();
                state = last.before();
                done.clear(last.call().index);
                putBack(last.call());
                event = last.call().next;
                continue;
            }
            Outcome<S> outcome = model.apply(state, event.operation.what());
            done.set(event.index);
            if (outcome.reply().equals(event.operation.reply())
                    && seen.add(new Seen<>((BitSet) done.clone(), outcome.state()))) {
                taken.push(new Taken<>(event, state));
                state = outcome.state();
                event.leave();
                itsReturn.leave();
                event = head.next;
            } else {
                done.clear(event.index);
                event = event.next;
            }
        }
        return true;
    }

    private void putBack(Event<O> call) {
        if (call.itsReturn != null) {
            call.itsReturn.comeBack();
        }
        call.comeBack();
    }

    private Event<O> chain() {
        List<Event<O>> events = new ArrayList<>();
        for (int i = 0; i < operations.size(); i++) {
            Operation<O> operation = operations.get(i);
            Event<O> itsReturn = new Event<>(operation, i, null);
            events.add(itsReturn);
            events.add(new Event<>(operation, i, itsReturn));
        }
        // At equal times calls come first: then both may have happened in either order.
        events.sort(
                Comparator.<Event<O>>comparingLong(Event::timeNs)
                        .thenComparing(event -> !event.isCall()));
        Event<O> head = new Event<>(operations.getFirst(), -1, null);
        Event<O> last = head;
        for (Event<O> event : events) {
            last.next = event;
            event.previous = last;
            last = event;
        }
        return head;
    }
}
