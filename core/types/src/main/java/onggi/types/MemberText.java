package onggi.types;

import java.util.Arrays;
import onggi.bytes.Memory;
import onggi.bytes.Numbers;

/** A visitor for whom every member is a text on the heap. */
public abstract class MemberText implements MemberVisitor {

    private byte[] buffer = new byte[64];

    /** Creates a visitor. */
    protected MemberText() {}

    /**
     * Gets a member.
     *
     * @param text holds it, from index 0 on, until the return
     * @param length of it in bytes
     */
    public abstract void member(byte[] text, int length);

    @Override
    public final void integer(long value) {
        member(buffer, Numbers.write(value, buffer, 0));
    }

    @Override
    public final void text(Memory memory, long address, int length) {
        if (buffer.length < length) {
            buffer = Arrays.copyOf(buffer, length + (length >> 1));
        }
        memory.copyOut(address, buffer, 0, length);
        member(buffer, length);
    }
}
