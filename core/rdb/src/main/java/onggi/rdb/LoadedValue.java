package onggi.rdb;

import onggi.bytes.LooseBlock;
import onggi.bytes.Memory;
import onggi.types.Cell;
import onggi.types.Encoding;
import onggi.types.HashValue;
import onggi.types.ScratchCell;
import onggi.types.ValueType;
import onggi.types.Values;
import org.jspecify.annotations.Nullable;

/**
 * A value that was read and has no key yet: a text, or a collection in the memory of the key it is
 * going to have. To be closed; what was moved out by then stays. Reusable.
 */
public final class LoadedValue implements AutoCloseable {

    private final ScratchCell cell;
    private final Values values;
    private final RdbText text = new RdbText();
    private int type;
    private @Nullable LooseBlock block;

    /** No value yet, in the memory of another one. */
    public LoadedValue(Cell like) {
        this.cell = new ScratchCell(like);
        this.values = new Values(cell);
    }

    /** Returns one without a value yet, that is going to be in no store. */
    public static LoadedValue apart(Memory memory) {
        return new LoadedValue(new Nowhere(memory));
    }

    /** Returns the type, one of {@link ValueType}. */
    public int type() {
        return type;
    }

    /** Returns whether it is a string. */
    public boolean isText() {
        return type == ValueType.STRING;
    }

    /** Returns the text of a string. */
    public RdbText text() {
        return text;
    }

    /** Returns whether it is a long string, which is in a block and not in {@link #text}. */
    public boolean isLong() {
        return block != null;
    }

    /** Returns the block of a long string, which is its owner's from now on. */
    public LooseBlock takeBlock() {
        LooseBlock taken = block;
        if (taken == null) {
            throw new IllegalStateException("no long string");
        }
        block = null;
        return taken;
    }

    /** Returns where a collection lies. */
    public ScratchCell cell() {
        return cell;
    }

    /** Makes it an empty collection; the cursors are those of {@link #values}. */
    void begin(int collection) {
        close();
        type = collection;
        values.of(collection).init();
    }

    /** Makes it a string. */
    RdbText beginText() {
        close();
        type = ValueType.STRING;
        return text;
    }

    /** Makes it a long string of arbitrary bytes. */
    LooseBlock beginBlock(int length) {
        close();
        type = ValueType.STRING;
        LooseBlock begun = LooseBlock.allocate(cell.memory(), length);
        block = begun;
        return begun;
    }

    /** Gives a long string that was begun more bytes; returns its block, with those it had. */
    LooseBlock growBlock(int length) {
        LooseBlock before = takeBlock();
        try {
            LooseBlock grown = beginBlock(length);
            grown.view().put(0, before.view(), 0, before.length());
            return grown;
        } finally {
            before.release();
        }
    }

    /** Makes it a collection that consists of these bytes. */
    void packed(int collection, int encoding, RdbText bytes) {
        close();
        type = collection;
        cell.reshape(encoding, bytes.length, 0, 0);
        cell.memory().copyIn(bytes.bytes, bytes.offset, cell.valueAddress(), bytes.length);
    }

    Values values() {
        return values;
    }

    /** Returns how many elements a collection has. */
    public long size() {
        return values.of(type).size();
    }

    /** Returns whether it is a hash with a field that expires. */
    boolean expiresInside() {
        if (type != ValueType.HASH) {
            return false;
        }
        HashValue hash = values.hash();
        return hash.hasMoments() && hash.earliestMs() != HashValue.NO_EXPIRY;
    }

    /** Verifies what must hold; slow, for tests. */
    public void check() {
        values.of(type).check();
    }

    /** Frees what was not moved or taken. */
    @Override
    public void close() {
        LooseBlock left = block;
        if (left != null) {
            left.release();
            block = null;
        }
        if (cell.valueLength() == 0) {
            return;
        }
        if (Encoding.hasBlocks(cell.encoding())) {
            values.of(type).freeAll();
        }
        cell.close();
    }
}
