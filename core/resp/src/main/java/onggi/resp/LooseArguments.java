package onggi.resp;

import java.util.ArrayList;
import java.util.List;
import onggi.bytes.LooseBlock;
import onggi.bytes.Memory;
import org.jspecify.annotations.Nullable;

/**
 * The arguments of some requests that lie outside the heap, each in a block of its own. In place of
 * an offset in a buffer they have a number below zero, given by {@link #add}. Not thread-safe.
 */
public final class LooseArguments {

    /** How many bytes of an argument stay readable after its block was taken, for the slow log. */
    public static final int HEAD_BYTES = 128;

    /** Behind the bytes of an argument its block has room for the end of the line. */
    static final int LINE_END_BYTES = 2;

    private static final class Argument {

        @Nullable LooseBlock block;
        final int length;
        final byte[] head;

        Argument(LooseBlock block, int length, byte[] head) {
            this.block = block;
            this.length = length;
            this.head = head;
        }

        LooseBlock block() {
            LooseBlock mine = block;
            if (mine == null) {
                throw new IllegalStateException("an argument that was taken: length=" + length);
            }
            return mine;
        }
    }

    private final List<Argument> arguments = new ArrayList<>(0);

    /** Whether there are none. */
    public boolean isEmpty() {
        return arguments.isEmpty();
    }

    /** Returns a block for an argument, to be filled and {@linkplain #add added}. */
    public LooseBlock allocate(Memory memory, int length) {
        return LooseBlock.allocate(memory, length + LINE_END_BYTES);
    }

    /** Takes over a block that ends two bytes behind an argument; returns its offset here. */
    public int add(LooseBlock block) {
        int length = block.length() - LINE_END_BYTES;
        byte[] head = new byte[Math.min(HEAD_BYTES, length)];
        block.copyOut(0, head, 0, head.length);
        return add(new Argument(block, length, head));
    }

    /** Takes over an argument of another owner; returns its offset here. */
    public int move(LooseArguments from, int offset) {
        Argument argument = from.arguments.get(~offset);
        return add(new Argument(from.take(offset), argument.length, argument.head));
    }

    private int add(Argument argument) {
        arguments.add(argument);
        return ~(arguments.size() - 1);
    }

    /** The block of an argument, which stays here. */
    public LooseBlock block(int offset) {
        return arguments.get(~offset).block();
    }

    /**
     * The block of an argument, for a new owner. Only the first bytes can be read here afterwards.
     */
    public LooseBlock take(int offset) {
        Argument argument = arguments.get(~offset);
        LooseBlock block = argument.block();
        argument.block = null;
        return block;
    }

    /** Copies the first bytes of an argument, at most {@link #HEAD_BYTES}, also of a taken one. */
    public byte[] head(int offset) {
        return arguments.get(~offset).head.clone();
    }

    /** Copies a whole argument to the heap. */
    public void copyOut(int offset, byte[] target, int at) {
        Argument argument = arguments.get(~offset);
        argument.block().copyOut(0, target, at, argument.length);
    }

    /** How many bytes the arguments have that are still here. */
    public long bytes() {
        long bytes = 0;
        for (Argument argument : arguments) {
            bytes += argument.block == null ? 0 : argument.length;
        }
        return bytes;
    }

    /** Releases what nobody took. */
    public void clear() {
        for (Argument argument : arguments) {
            if (argument.block != null) {
                argument.block.release();
            }
        }
        arguments.clear();
    }
}
