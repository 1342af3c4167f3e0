package onggi.types;

import onggi.bytes.HotPath;
import onggi.bytes.Memory;
import onggi.bytes.Numbers;

/**
 * Operations on a list where it lies: one {@link ListPack} inside its record, or a chain of them
 * once it is longer than {@code list-max-listpack-size} says.
 *
 * <p>Has a place: {@link #seek}, {@link #first} and {@link #last} turn to an element, {@link #next}
 * and {@link #previous} go on from there, and the element's text is read and changed there. Any
 * change elsewhere ends the place.
 */
public final class ListValue extends CollectionValue {

    private final CellPack inline;
    private final QuickList chain;

    // The place: a pack, the node it is in (NONE: inside the record) and a position.
    private PackEditor pack;
    private Memory memory;
    private long base;
    private long node;
    private int at;

    /** Whether elements were removed in the middle of the node. */
    private boolean thinned;

    // What search() looks for.
    private byte[] wanted = {};
    private int wantedOffset;
    private int wantedLength;
    private boolean wantsNumber;
    private long wantedNumber;

    /** Creates the cursor of a cell. */
    public ListValue(Cell cell) {
        super(cell);
        this.inline = new CellPack(cell);
        this.chain = new QuickList(cell);
        this.pack = inline;
        this.memory = cell.memory();
    }

    @Override
    @HotPath
    public long size() {
        return isChain() ? chain.count() : inline.count();
    }

    @HotPath
    private boolean isChain() {
        return cell.encoding() == Encoding.QUICKLIST;
    }

    @Override
    public void init() {
        inline.init(Encoding.LISTPACK);
    }

    // ---- form

    /**
     * Makes a compact list a chain if it would be too long with more elements. To be called before
     * elements are added or replaced; how much is judged together belongs to the command.
     *
     * @param bytes the length of the new texts in all
     * @param count how many they are
     */
    @HotPath
    public void prepareFor(long bytes, int count) {
        if (isChain()) {
            return;
        }
        int setting = cell.limits().listNodeSize;
        if (inline.bytes() + bytes > QuickList.packBytes(setting)
                || inline.count() + (long) count > QuickList.packCount(setting)) {
            chain.takeOver();
        }
    }

    /** Makes a chain compact again if it has become short. To be called after a removal. */
    public void settle() {
        if (isChain()) {
            chain.giveBack();
        }
    }

    // ---- the ends

    /** Puts a text before the first element; {@link #prepareFor} was called. */
    @HotPath
    public void pushFirst(byte[] text, int offset, int length) {
        if (isChain()) {
            chain.pushFirst(text, offset, length);
        } else {
            inline.prepend(text, offset, length);
        }
    }

    /** Puts a text behind the last element; {@link #prepareFor} was called. */
    @HotPath
    public void pushLast(byte[] text, int offset, int length) {
        if (isChain()) {
            chain.pushLast(text, offset, length);
        } else {
            inline.append(text, offset, length);
        }
    }

    // ---- the place

    /** Turns to the first element; returns false when there is none. */
    @HotPath
    public boolean first() {
        thinned = false;
        if (isChain()) {
            return enterFirst(chain.head());
        }
        enter(inline, NodePack.NONE);
        at = ListPack.first(memory, base);
        return at != ListPack.NONE;
    }

    /** Turns to the last element; returns false when there is none. */
    @HotPath
    public boolean last() {
        thinned = false;
        if (isChain()) {
            return enterLast(chain.tail());
        }
        enter(inline, NodePack.NONE);
        at = ListPack.last(memory, base);
        return at != ListPack.NONE;
    }

    /** Turns to the element behind the present one; returns false when there is none. */
    @HotPath
    public boolean next() {
        at = ListPack.next(memory, base, at);
        return at != ListPack.NONE || (node != NodePack.NONE && goOnForward(nextNode()));
    }

    /** Turns to the element before the present one; returns false when there is none. */
    @HotPath
    public boolean previous() {
        at = ListPack.previous(memory, base, at);
        return at != ListPack.NONE || (node != NodePack.NONE && goOnBackward(previousNode()));
    }

    /**
     * Turns to the element at an index, from the nearer end.
     *
     * @param index from 0 on; other numbers are answered
     * @return false when there is none
     */
    @HotPath
    public boolean seek(long index) {
        if (index < 0 || index >= size()) {
            return false;
        }
        if (!isChain()) {
            enter(inline, NodePack.NONE);
            at = ListPack.seek(memory, base, (int) index);
            return true;
        }
        long rest = index;
        if (2 * index < chain.count()) {
            long link = chain.head();
            for (int count = countOf(link); rest >= count; count = countOf(link)) {
                rest -= count;
                link = nextOf(link);
            }
            enter(chain.open(link), link);
        } else {
            long link = chain.tail();
            rest = chain.count() - index;
            for (int count = countOf(link); rest > count; count = countOf(link)) {
                rest -= count;
                link = previousOf(link);
            }
            enter(chain.open(link), link);
            rest = -rest;
        }
        at = ListPack.seek(memory, base, (int) rest);
        return true;
    }

    @HotPath
    private int countOf(long link) {
        Memory memory = cell.memory();
        return ListPack.count(memory, NodePack.packOf(memory, nodeAddress(link)));
    }

    @HotPath
    private long nextOf(long link) {
        return NodePack.next(cell.memory(), nodeAddress(link));
    }

    @HotPath
    private long previousOf(long link) {
        return NodePack.previous(cell.memory(), nodeAddress(link));
    }

    @HotPath
    private long nodeAddress(long link) {
        return NodePack.addressOf(cell.slab(), link);
    }

    @HotPath
    private long nextNode() {
        return nextOf(node);
    }

    @HotPath
    private long previousNode() {
        return previousOf(node);
    }

    /** Leaves the node for the next one, and joins it with the one before if it lost elements. */
    @HotPath
    private boolean goOnForward(long following) {
        if (thinned) {
            thinned = false;
            chain.mergeIntoPrevious(node);
        }
        return enterFirst(following);
    }

    /** Leaves the node for the one before, and joins it with the next one if it lost elements. */
    @HotPath
    private boolean goOnBackward(long before) {
        if (thinned) {
            thinned = false;
            chain.mergeIntoPrevious(nextNode());
        }
        return enterLast(before);
    }

    @HotPath
    private boolean enterFirst(long link) {
        if (link == NodePack.NONE) {
            return false;
        }
        enter(chain.open(link), link);
        at = ListPack.HEADER_BYTES;
        return true;
    }

    @HotPath
    private boolean enterLast(long link) {
        if (link == NodePack.NONE) {
            return false;
        }
        enter(chain.open(link), link);
        at = ListPack.last(memory, base);
        return true;
    }

    @HotPath
    private void enter(PackEditor pack, long link) {
        this.pack = pack;
        this.memory = pack.memory();
        this.base = pack.address();
        this.node = link;
    }

    // ---- the element at the place

    /** Returns whether the element is an integer. */
    @HotPath
    public boolean isInteger() {
        return ListPack.isInteger(memory, base, at);
    }

    /** Returns the value of an element that is an integer. */
    @HotPath
    public long integer() {
        return ListPack.integer(memory, base, at);
    }

    /** Returns the address of the first byte of an element that is no integer. */
    @HotPath
    public long address() {
        return ListPack.stringAddress(memory, base, at);
    }

    /** Returns the length of the element's text in bytes, also when it is an integer. */
    @HotPath
    public int length() {
        return ListPack.length(memory, base, at);
    }

    /** Returns a copy of the element's text. */
    public byte[] copy() {
        return ListPack.copy(memory, base, at);
    }

    /** Sets the text that {@link #matches} compares with. */
    public void search(byte[] text, int offset, int length) {
        wanted = text;
        wantedOffset = offset;
        wantedLength = length;
        wantsNumber = Numbers.isLong(text, offset, length);
        wantedNumber = wantsNumber ? Numbers.parseLong(text, offset, length) : 0;
    }

    /** Returns whether the element has the text that {@link #search} was given. */
    @HotPath
    public boolean matches() {
        if (ListPack.isInteger(memory, base, at)) {
            return wantsNumber && ListPack.integer(memory, base, at) == wantedNumber;
        }
        return !wantsNumber
                && ListPack.stringLength(memory, base, at) == wantedLength
                && memory.equal(
                        ListPack.stringAddress(memory, base, at),
                        wanted,
                        wantedOffset,
                        wantedLength);
    }

    // ---- changes at the place

    /** Gives the element another text, which ends the place; {@link #prepareFor} was called. */
    public void replace(byte[] text, int offset, int length) {
        if (node == NodePack.NONE) {
            inline.replace(at, text, offset, length);
        } else {
            chain.open(node);
            chain.replace(at, text, offset, length);
        }
    }

    /** Puts a text before the element, which ends the place; {@link #prepareFor} was called. */
    public void insertBefore(byte[] text, int offset, int length) {
        insert(at, text, offset, length);
    }

    /** Puts a text behind the element, which ends the place; {@link #prepareFor} was called. */
    public void insertAfter(byte[] text, int offset, int length) {
        insert(ListPack.after(memory, base, at), text, offset, length);
    }

    private void insert(int to, byte[] text, int offset, int length) {
        if (node == NodePack.NONE) {
            inline.insert(to, text, offset, length);
        } else {
            chain.open(node);
            chain.insert(to, text, offset, length);
        }
    }

    /** Removes the first element, if there is one. */
    @HotPath
    public void removeFirst() {
        if (first()) {
            removeHere(1);
        }
    }

    /** Removes the last element, if there is one. */
    @HotPath
    public void removeLast() {
        if (last()) {
            removeHere(1);
        }
    }

    /** Removes the element and turns to the one behind it; returns false when there is none. */
    public boolean removeForward() {
        long following = node == NodePack.NONE ? NodePack.NONE : nextNode();
        if (!removeHere(1)) {
            return enterFirst(following);
        }
        thinned = node != NodePack.NONE;
        return at != pack.end() || goOnForward(following);
    }

    /** Removes the element and turns to the one before it; returns false when there is none. */
    public boolean removeBackward() {
        long before = node == NodePack.NONE ? NodePack.NONE : previousNode();
        int to = ListPack.previous(memory, base, at);
        if (!removeHere(1)) {
            return enterLast(before);
        }
        thinned = node != NodePack.NONE;
        at = to;
        return to != ListPack.NONE || goOnBackward(before);
    }

    /**
     * Removes elements of the present pack from the place on; the place is then at what stands
     * behind them.
     *
     * @return false when the whole node went
     */
    @HotPath
    private boolean removeHere(int count) {
        if (node == NodePack.NONE) {
            inline.remove(at, count);
            enter(inline, NodePack.NONE);
            return true;
        }
        PackEditor open = chain.open(node);
        if (!chain.remove(at, count)) {
            return false;
        }
        enter(open, chain.openLink());
        return true;
    }

    /**
     * Removes elements one behind another, which ends the place.
     *
     * @param index of the first, from 0 on
     * @param count how many; the list has them all
     */
    public void removeRange(long index, long count) {
        if (count == 0 || !seek(index)) {
            return;
        }
        long rest = count;
        if (node == NodePack.NONE) {
            removeHere((int) rest);
            return;
        }
        while (rest > 0) {
            long following = nextNode();
            int held = pack.count();
            int here = (int) Math.min(rest, held - indexInPack());
            removeHere(here);
            rest -= here;
            if (rest > 0) {
                enterFirst(following);
            }
        }
    }

    private int indexInPack() {
        int index = 0;
        for (int i = ListPack.previous(memory, base, at);
                i != ListPack.NONE;
                i = ListPack.previous(memory, base, i)) {
            index++;
        }
        return index;
    }

    // ---- duties

    @Override
    public boolean freeSome(int steps) {
        return !isChain() || chain.freeSome(steps);
    }

    @Override
    public long blockBytes() {
        return isChain() ? chain.blockBytes(Integer.MAX_VALUE) : 0;
    }

    @Override
    public long estimateBytes(int samples) {
        if (!isChain()) {
            return 0;
        }
        int nodes = chain.nodes();
        int looked = samples == 0 ? nodes : Math.min(samples, nodes);
        return looked == 0 ? 0 : (long) ((double) chain.blockBytes(looked) / looked * nodes);
    }

    @Override
    public long compact(long position, int steps) {
        return isChain() && chain.compact(position == 0, steps) ? 1 : 0;
    }

    @Override
    public void check() {
        if (isChain()) {
            chain.check();
        } else {
            ListPackCheck.run(cell.memory(), cell.valueAddress());
        }
    }

    @Override
    public void copyTo(Cell target) {
        if (!isChain()) {
            super.copyTo(target);
            return;
        }
        QuickList.reset(target);
        new QuickList(target).appendAll(chain);
    }
}
