package onggi.types;

import onggi.bytes.HotPath;
import onggi.bytes.Memory;
import onggi.bytes.Numbers;

/**
 * A place in a list: {@link #seek}, {@link #first} and {@link #last} turn to an element, {@link
 * #next} and {@link #previous} go on from there, and the element's text is read where it lies.
 */
abstract class ListPlace extends CollectionValue {

    final CellPack inline;
    final QuickList chain;

    // The place: a pack, the node it is in (NONE: inside the record) and a position.
    PackEditor pack;
    Memory memory;
    long base;
    long node;
    int at;

    /** Whether elements were removed in the middle of the node. */
    boolean thinned;

    // What search() looks for.
    private byte[] wanted = {};
    private int wantedOffset;
    private int wantedLength;
    private boolean wantsNumber;
    private long wantedNumber;

    ListPlace(Cell cell) {
        super(cell);
        this.inline = new CellPack(cell);
        this.chain = new QuickList(cell);
        this.pack = inline;
        this.memory = cell.memory();
    }

    @HotPath
    final boolean isChain() {
        return cell.encoding() == Encoding.QUICKLIST;
    }

    /** Turns to the first element; returns false when there is none. */
    @HotPath
    public final boolean first() {
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
    public final boolean last() {
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
    public final boolean next() {
        at = ListPack.next(memory, base, at);
        return at != ListPack.NONE || (node != NodePack.NONE && goOnForward(nextNode()));
    }

    /** Turns to the element before the present one; returns false when there is none. */
    @HotPath
    public final boolean previous() {
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
    public final boolean seek(long index) {
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

    /**
     * Returns the node that the element at the place is in; with {@link #offset} it finds the
     * element again, for as long as the list does not change and nobody compacts it.
     */
    public final long node() {
        return node;
    }

    /** Returns where in its node the element at the place is. */
    public final int offset() {
        return at;
    }

    /** Turns to the element that {@link #node} and {@link #offset} told of. */
    public final void resume(long node, int offset) {
        if (node == NodePack.NONE) {
            enter(inline, node);
        } else {
            enter(chain.open(node), node);
        }
        at = offset;
        thinned = false;
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
    final long nextNode() {
        return nextOf(node);
    }

    @HotPath
    final long previousNode() {
        return previousOf(node);
    }

    /** Leaves the node for the next one, and joins it with the one before if it lost elements. */
    @HotPath
    final boolean goOnForward(long following) {
        if (thinned) {
            thinned = false;
            chain.mergeIntoPrevious(node);
        }
        return enterFirst(following);
    }

    /** Leaves the node for the one before, and joins it with the next one if it lost elements. */
    @HotPath
    final boolean goOnBackward(long before) {
        if (thinned) {
            thinned = false;
            chain.mergeIntoPrevious(nextNode());
        }
        return enterLast(before);
    }

    @HotPath
    final boolean enterFirst(long link) {
        if (link == NodePack.NONE) {
            return false;
        }
        enter(chain.open(link), link);
        at = ListPack.HEADER_BYTES;
        return true;
    }

    @HotPath
    final boolean enterLast(long link) {
        if (link == NodePack.NONE) {
            return false;
        }
        enter(chain.open(link), link);
        at = ListPack.last(memory, base);
        return true;
    }

    @HotPath
    final void enter(PackEditor pack, long link) {
        this.pack = pack;
        this.memory = pack.memory();
        this.base = pack.address();
        this.node = link;
    }

    // ---- whole packs

    /** Returns how many packs the list consists of. */
    public final int packs() {
        return isChain() ? chain.nodes() : 1;
    }

    /** Turns to the first element of the next pack; returns false when there is none. */
    public final boolean nextPack() {
        return node != NodePack.NONE && enterFirst(nextNode());
    }

    /** Returns where the {@link ListPack} of the present element begins. */
    public final long packAddress() {
        return base;
    }

    /** Returns the length of the {@link ListPack} of the present element. */
    public final int packBytes() {
        return ListPack.bytes(memory, base);
    }

    // ---- the element at the place

    /** Returns whether the element is an integer. */
    @HotPath
    public final boolean isInteger() {
        return ListPack.isInteger(memory, base, at);
    }

    /** Returns the value of an element that is an integer. */
    @HotPath
    public final long integer() {
        return ListPack.integer(memory, base, at);
    }

    /** Returns the address of the first byte of an element that is no integer. */
    @HotPath
    public final long address() {
        return ListPack.stringAddress(memory, base, at);
    }

    /** Returns the length of an element that is no integer, in bytes. */
    @HotPath
    public final int stringLength() {
        return ListPack.stringLength(memory, base, at);
    }

    /** Returns the memory that {@link #address} points into. */
    @HotPath
    public final Memory memory() {
        return memory;
    }

    /** Returns the length of the element's text in bytes, also when it is an integer. */
    @HotPath
    public final int length() {
        return ListPack.length(memory, base, at);
    }

    /** Returns a copy of the element's text. */
    public final byte[] copy() {
        return ListPack.copy(memory, base, at);
    }

    /**
     * Copies the element's text.
     *
     * @param target has room for {@link #length} bytes from {@code offset} on
     */
    @HotPath
    public final void copyOut(byte[] target, int offset) {
        ListPack.copyOut(memory, base, at, target, offset);
    }

    /** Sets the text that {@link #matches} compares with. */
    public final void search(byte[] text, int offset, int length) {
        wanted = text;
        wantedOffset = offset;
        wantedLength = length;
        wantsNumber = Numbers.isLong(text, offset, length);
        wantedNumber = wantsNumber ? Numbers.parseLong(text, offset, length) : 0;
    }

    /** Returns whether the element has the text that {@link #search} was given. */
    @HotPath
    public final boolean matches() {
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
}
