package onggi.types;

import onggi.bytes.HotPath;
import onggi.bytes.Memory;

/**
 * Operations on a list where it lies: one {@link ListPack} inside its record, or a chain of them
 * once it is longer than {@code list-max-listpack-size} says.
 *
 * <p>Has a place, see {@link ListPlace}. Any change elsewhere ends it.
 */
public final class ListValue extends ListPlace {

    /** Creates the cursor of a cell. */
    public ListValue(Cell cell) {
        super(cell);
    }

    @Override
    @HotPath
    public long size() {
        return isChain() ? chain.count() : inline.count();
    }

    /** Returns whether there are no elements. */
    @HotPath
    public boolean isEmpty() {
        return isChain()
                ? chain.count() == 0
                : ListPack.first(cell.memory(), cell.valueAddress()) == ListPack.NONE;
    }

    @Override
    public void init() {
        inline.init(Encoding.LISTPACK);
    }

    /** Makes it a chain without packs, whatever is there. */
    public void initChain() {
        QuickList.reset(cell);
    }

    /** Appends to a chain a copy of the pack in which the place of another list is. */
    public void appendPack(ListValue other) {
        chain.appendPack(other.memory, other.base);
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
        NodePack open = chain.open(node);
        if (!chain.remove(at, count)) {
            return false;
        }
        enter(open, open.link());
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

    /** Sees the nodes of a long list one after another. */
    @FunctionalInterface
    public interface NodeVisitor {

        /**
         * Sees a node.
         *
         * @param bytes of its listpack
         * @param count how many elements it has
         * @param capacity of its block
         */
        void visit(int bytes, int count, long capacity);
    }

    /** Shows each node of a list that is kept as a chain of them. */
    public void forEachNode(NodeVisitor visitor) {
        Memory memory = cell.memory();
        long link = isChain() ? chain.head() : NodePack.NONE;
        while (link != NodePack.NONE) {
            long node = NodePack.addressOf(cell.slab(), link);
            long pack = NodePack.packOf(memory, node);
            visitor.visit(
                    ListPack.bytes(memory, pack),
                    ListPack.count(memory, pack),
                    NodePack.blockBytes(cell.slab(), link));
            link = NodePack.next(memory, node);
        }
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
            QuickListCheck.run(cell, chain);
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
