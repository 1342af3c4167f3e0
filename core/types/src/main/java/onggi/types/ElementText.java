package onggi.types;

import onggi.bytes.HotPath;
import onggi.bytes.Memory;
import onggi.bytes.Numbers;

/**
 * Where the text of an element lies: bytes outside the heap, or an integer for which its decimal
 * digits stand. A view that a value moves from element to element; it holds until the value
 * changes.
 */
public final class ElementText {

    private final byte[] scratch = new byte[Numbers.MAX_LONG_LENGTH];
    private boolean integer;
    private long number;
    private Memory memory;
    private long address;
    private int length;

    ElementText(Memory memory) {
        this.memory = memory;
    }

    /** Turns to bytes. */
    @HotPath
    void at(Memory memory, long address, int length) {
        this.integer = false;
        this.memory = memory;
        this.address = address;
        this.length = length;
    }

    /** Turns to an element of a list pack. */
    @HotPath
    void element(Memory memory, long pack, int element) {
        this.memory = memory;
        this.integer = ListPack.isInteger(memory, pack, element);
        if (integer) {
            this.number = ListPack.integer(memory, pack, element);
        } else {
            this.address = ListPack.stringAddress(memory, pack, element);
            this.length = ListPack.stringLength(memory, pack, element);
        }
    }

    /** Returns whether it is stored as an integer. */
    @HotPath
    public boolean isInteger() {
        return integer;
    }

    /** Returns the integer for which {@link #isInteger} holds. */
    @HotPath
    public long number() {
        return number;
    }

    /** Returns whether the text is an integer of 64 bits, however it is stored. */
    @HotPath
    public boolean isLong() {
        return integer
                || (length <= Numbers.MAX_LONG_LENGTH && Numbers.isLong(scratched(), 0, length));
    }

    /** Returns the integer for which {@link #isLong} holds. */
    @HotPath
    public long asLong() {
        return integer ? number : Numbers.parseLong(scratched(), 0, length);
    }

    @HotPath
    private byte[] scratched() {
        memory.copyOut(address, scratch, 0, length);
        return scratch;
    }

    /** Returns the memory that {@link #address} points into. */
    @HotPath
    public Memory memory() {
        return memory;
    }

    /** Returns the address of the first byte of what is not stored as an integer. */
    @HotPath
    public long address() {
        return address;
    }

    /** Returns the length of the text in bytes. */
    @HotPath
    public int length() {
        return integer ? Numbers.textLength(number) : length;
    }

    /** Returns a copy of the text. */
    public byte[] copy() {
        byte[] text = new byte[length()];
        copyOut(text, 0);
        return text;
    }

    /**
     * Copies the text.
     *
     * @param target has room for {@link #length} bytes from {@code offset} on
     */
    @HotPath
    public void copyOut(byte[] target, int offset) {
        if (integer) {
            Numbers.write(number, target, offset);
        } else {
            memory.copyOut(address, target, offset, length);
        }
    }
}
