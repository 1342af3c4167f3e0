package onggi.commands;

import onggi.engine.Call;
import onggi.engine.Entry;
import onggi.engine.LongWork;
import onggi.types.ListValue;
import onggi.types.ValueType;

/** Looks for the elements of a large list that have some text, to remove them in the end. */
final class ListSearch extends LongWork {

    private static final int LOOKS = 512;

    private final ListValue list;
    private final byte[] wanted;
    private final boolean forward;
    private final long most;
    private final boolean large;
    private long found;
    private boolean begun;

    // The element that is looked at next, and the first that was found.
    private long node;
    private int offset;
    private long firstNode;
    private int firstOffset;

    /**
     * Looks the list up, the key at argument 1; raises WRONGTYPE if it is none.
     *
     * @param text the argument with the text
     * @param forward whether to begin at the first element, else at the last
     * @param most how many to look for
     */
    ListSearch(Call call, int text, boolean forward, long most) {
        super(call);
        Entry entry = changingSource(call, 1);
        this.large = isLarge(entry);
        this.list = entry.list();
        this.wanted = call.copy(text);
        this.forward = forward;
        this.most = most;
    }

    /** Returns whether a key has a list that is worth it; raises WRONGTYPE. */
    static boolean isLarge(Entry entry) {
        return entry.existsAs(ValueType.LIST) && entry.list().size() > MOST_AT_ONCE;
    }

    @Override
    protected long elements() {
        return large ? list.size() : 0;
    }

    @Override
    protected int elementsAtOnce() {
        return LOOKS;
    }

    @Override
    protected boolean step() {
        if (!large) {
            return false;
        }
        boolean there = true;
        if (begun) {
            list.resume(node, offset);
        } else {
            begun = true;
            there = forward ? list.first() : list.last();
            list.search(wanted, 0, wanted.length);
        }
        for (int i = 0; there && i < LOOKS && found < most; i++) {
            if (list.matches()) {
                noteFound();
            }
            there = forward ? list.next() : list.previous();
        }
        node = list.node();
        offset = list.offset();
        return there && found < most;
    }

    private void noteFound() {
        if (found++ == 0) {
            firstNode = list.node();
            firstOffset = list.offset();
        }
    }

    /** Returns whether the list is so large that it was looked at. */
    boolean isMade() {
        return large;
    }

    /** Removes what was found; returns how many. */
    long remove(ListValue same) {
        if (found > 0) {
            same.search(wanted, 0, wanted.length);
            same.resume(firstNode, firstOffset);
            ListRangeCommands.remove(same, true, forward, found);
        }
        return found;
    }
}
