package onggi.types;

import onggi.bytes.HotPath;
import onggi.bytes.Memory;
import onggi.bytes.Numbers;

/**
 * A {@link ListPack} that can be changed, wherever its bytes are kept: the kinds of editor know who
 * owns them and give them another length. Reusable, nothing is kept between operations.
 *
 * <p>A place to insert at is an element's position or {@link ListPack#end}. Positions before a
 * change stay right through it, those behind it move with their elements.
 */
public abstract class PackEditor {

    /** Creates an editor. */
    protected PackEditor() {}

    /** Returns the memory that {@link #address} points into. */
    public abstract Memory memory();

    /** Returns where the pack begins, until the next {@link #resize}. */
    public abstract long address();

    /**
     * Gives the pack's place another length.
     *
     * @param bytes the new length
     * @param kept how many leading bytes keep their content
     */
    protected abstract void resize(int bytes, int kept);

    /**
     * Moves the begin of the pack, with its header, to make or close a gap before the first
     * element, if the place has room in front.
     *
     * @param bytes how far towards lower addresses; negative for higher ones
     * @return false when nothing happened, and the elements have to move
     */
    protected boolean moveBegin(int bytes) {
        return false;
    }

    // ---- reading

    /** Returns the length of the pack. */
    @HotPath
    public final int bytes() {
        return ListPack.bytes(memory(), address());
    }

    /** Returns how many elements there are. */
    @HotPath
    public final int count() {
        return ListPack.count(memory(), address());
    }

    /** Returns the first element, or {@link ListPack#NONE}. */
    @HotPath
    public final int first() {
        return ListPack.first(memory(), address());
    }

    /** Returns the last element, or {@link ListPack#NONE}. */
    @HotPath
    public final int last() {
        return ListPack.last(memory(), address());
    }

    /** Returns the place behind the last element. */
    @HotPath
    public final int end() {
        return ListPack.end(memory(), address());
    }

    /** Returns the element behind another, or {@link ListPack#NONE}. */
    @HotPath
    public final int next(int at) {
        return ListPack.next(memory(), address(), at);
    }

    /** Returns the element before another, or {@link ListPack#NONE}. */
    @HotPath
    public final int previous(int at) {
        return ListPack.previous(memory(), address(), at);
    }

    /** Returns the element at an index, which may count from -1 down, or {@link ListPack#NONE}. */
    @HotPath
    public final int seek(int index) {
        return ListPack.seek(memory(), address(), index);
    }

    /** Returns whether an element is an integer. */
    @HotPath
    public final boolean isInteger(int at) {
        return ListPack.isInteger(memory(), address(), at);
    }

    /** Returns the value of an element that is an integer. */
    @HotPath
    public final long integer(int at) {
        return ListPack.integer(memory(), address(), at);
    }

    /** Returns the length of an element's text in bytes. */
    @HotPath
    public final int length(int at) {
        return ListPack.length(memory(), address(), at);
    }

    /** Returns the address of the first byte of an element that is no integer. */
    @HotPath
    public final long stringAddress(int at) {
        return ListPack.stringAddress(memory(), address(), at);
    }

    /** Returns a copy of an element's text. */
    public final byte[] copy(int at) {
        return ListPack.copy(memory(), address(), at);
    }

    /** Returns whether an element's text is this one. */
    @HotPath
    public final boolean equals(int at, byte[] text, int offset, int length) {
        return ListPack.equals(memory(), address(), at, text, offset, length);
    }

    /** Returns the first element with this text, see {@link ListPack#find}. */
    @HotPath
    public final int find(int from, byte[] text, int offset, int length, int skip) {
        return ListPack.find(memory(), address(), from, text, offset, length, skip);
    }

    // ---- changes

    /** Makes the place an empty pack, whatever it holds. */
    public final void clear() {
        resize(ListPack.EMPTY_BYTES, 0);
        ListPack.init(memory(), address());
    }

    /** Puts a text behind the last element. */
    @HotPath
    public final void append(byte[] text, int offset, int length) {
        insert(end(), text, offset, length);
    }

    /** Puts an integer behind the last element. */
    @HotPath
    public final void append(long value) {
        insert(end(), value);
    }

    /** Puts a text before the first element. */
    @HotPath
    public final void prepend(byte[] text, int offset, int length) {
        insert(ListPack.HEADER_BYTES, text, offset, length);
    }

    /** Puts a text at a place; what stands there moves behind it. Returns the place behind it. */
    @HotPath
    public final int insert(int at, byte[] text, int offset, int length) {
        return put(at, 0, 0, text, offset, length);
    }

    /**
     * Puts an integer at a place; what stands there moves behind it. Returns the place behind it.
     */
    @HotPath
    public final int insert(int at, long value) {
        return put(at, 0, 0, value);
    }

    /** Gives an element another text; returns the place behind it. */
    @HotPath
    public final int replace(int at, byte[] text, int offset, int length) {
        return put(at, sizeOf(at), 1, text, offset, length);
    }

    /** Makes an element an integer; returns the place behind it. */
    @HotPath
    public final int replace(int at, long value) {
        return put(at, sizeOf(at), 1, value);
    }

    /** Removes an element; returns the one behind it, or {@link ListPack#NONE}. */
    @HotPath
    public final int remove(int at) {
        splice(at, sizeOf(at), 1, 0, 0);
        return isEnd(at) ? ListPack.NONE : at;
    }

    /**
     * Removes elements one behind another.
     *
     * @param at the first of them
     * @param count how many, at least 0; what is not there counts as removed
     * @return the element behind them, or {@link ListPack#NONE}
     */
    public final int remove(int at, int count) {
        Memory memory = memory();
        long pack = address();
        int to = at;
        int removed = 0;
        int end = end();
        while (removed < count && to != end) {
            to = ListPack.after(memory, pack, to);
            removed++;
        }
        splice(at, to - at, removed, 0, 0);
        return isEnd(at) ? ListPack.NONE : at;
    }

    /**
     * Puts elements of another pack at a place.
     *
     * @param from where the elements stand; not in this pack
     * @param length how many bytes they take
     * @param count how many they are
     */
    public final void insertElements(int at, Memory source, long from, int length, int count) {
        splice(at, 0, 0, length, count);
        if (source == memory()) {
            source.copy(from, address() + at, length);
            return;
        }
        byte[] bytes = new byte[length];
        source.copyOut(from, bytes, 0, length);
        memory().copyIn(bytes, 0, address() + at, length);
    }

    @HotPath
    private boolean isEnd(int at) {
        return at == end();
    }

    @HotPath
    private int sizeOf(int at) {
        return ListPack.after(memory(), address(), at) - at;
    }

    @HotPath
    private int put(int at, int removedBytes, int removed, byte[] text, int offset, int length) {
        if (Numbers.isLong(text, offset, length)) {
            return put(at, removedBytes, removed, Numbers.parseLong(text, offset, length));
        }
        int size = ListPack.stringBytes(length);
        splice(at, removedBytes, removed, size, 1);
        Memory memory = memory();
        long to = address() + at;
        long textTo = PackBytes.writeStringHead(memory, to, length);
        memory.copyIn(text, offset, textTo, length);
        PackBytes.writeBackLength(memory, textTo + length, (int) (textTo - to) + length);
        return at + size;
    }

    @HotPath
    private int put(int at, int removedBytes, int removed, long value) {
        int body = ListPack.integerBody(value);
        splice(at, removedBytes, removed, body + 1, 1);
        Memory memory = memory();
        long to = address() + at;
        PackBytes.writeInteger(memory, to, value, body);
        memory.putByte(to + body, (byte) body);
        return at + body + 1;
    }

    /** Replaces bytes at a place by others, which are undefined, and keeps the books. */
    @HotPath
    private void splice(int at, int removedBytes, int removed, int addedBytes, int added) {
        int before = bytes();
        int grown = addedBytes - removedBytes;
        if (grown != 0 && (at != ListPack.HEADER_BYTES || !moveBegin(grown))) {
            if (grown > 0) {
                resize(before + grown, before);
            }
            long from = address() + at;
            memory().copy(from + removedBytes, from + addedBytes, before - at - removedBytes);
        }
        Memory memory = memory();
        long pack = address();
        memory.putInt(pack, before + grown);
        int count = memory.shortAt(pack + 4) & 0xffff;
        if (count != ListPack.COUNT_UNKNOWN && added != removed) {
            int now = Math.min(count + added - removed, ListPack.COUNT_UNKNOWN);
            memory.putShort(pack + 4, (short) now);
        }
        if (grown < 0) {
            resize(before + grown, before + grown);
        }
    }
}
