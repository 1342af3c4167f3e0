package onggi.resp;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import onggi.bytes.HotPath;
import onggi.bytes.LooseBlock;
import onggi.bytes.Memory;
import org.jspecify.annotations.Nullable;

/**
 * Writes requests, one after another, into an array that grows; belongs to one thread.
 *
 * <p>Nothing is ever left out: where there is no room for an argument, that is an {@link
 * OutOfMemoryError}.
 */
public final class RequestWriter {

    /*
     * With memory outside the heap the array does not grow long: before it has MOST_BYTES it is
     * copied to a block and begun anew, and a long argument becomes a block of its own. All together
     * become one block in the end.
     */

    private static final int MOST_BYTES = LooseBlock.LEAST_BYTES;

    /** A longer argument is not written to the array when that is full. */
    private static final int SHORT_BYTES = MOST_BYTES / 16;

    private static final byte[] LINE_END = {'\r', '\n'};

    private final ReplyWriter out = new ReplyWriter();
    private final @Nullable Memory outside;

    /** What stands before the array. */
    private final List<LooseBlock> blocks = new ArrayList<>(0);

    private long inBlocks;

    /** Creates a writer that keeps all in its array. */
    public RequestWriter() {
        this.outside = null;
    }

    /**
     * Creates a writer that goes on outside the heap when there is much.
     *
     * @param outside where
     */
    public RequestWriter(Memory outside) {
        this.outside = outside;
    }

    /** A whole request whose arguments are UTF-8 texts. */
    public static byte[] encode(String... arguments) {
        return new RequestWriter().command(arguments).toByteArray();
    }

    /** A whole request. */
    public static byte[] encode(byte[]... arguments) {
        return new RequestWriter().command(arguments).toByteArray();
    }

    /** Writes a request whose arguments are UTF-8 texts. */
    public RequestWriter command(String... arguments) {
        begin(arguments.length);
        for (String argument : arguments) {
            argument(argument);
        }
        return this;
    }

    /** Writes a request. */
    public RequestWriter command(byte[]... arguments) {
        begin(arguments.length);
        for (byte[] argument : arguments) {
            argument(argument);
        }
        return this;
    }

    /** Begins a request of {@code count} arguments, which have to follow. */
    public RequestWriter begin(int count) {
        out.arrayHeader(count);
        return this;
    }

    /** Writes an argument as UTF-8. */
    public RequestWriter argument(String text) {
        return argument(text.getBytes(StandardCharsets.UTF_8));
    }

    public RequestWriter argument(byte[] text) {
        return argument(text, 0, text.length);
    }

    @HotPath
    public RequestWriter argument(byte[] text, int offset, int length) {
        if (length > MOST_BYTES - out.position() && outside != null) {
            argumentOutside(text, offset, length);
            return this;
        }
        out.bulk(text, offset, length);
        if (out.overflowed()) {
            throw noRoom(length);
        }
        return this;
    }

    private static OutOfMemoryError noRoom(long length) {
        return new OutOfMemoryError("no room to write " + length + " bytes");
    }

    private void argumentOutside(byte[] text, int offset, int length) {
        header(length);
        spill();
        if (length > SHORT_BYTES) {
            add(length).copyIn(text, offset, 0, length);
        } else {
            out.raw(text, offset, length);
        }
        out.raw(LINE_END);
    }

    /** Writes an argument that lies outside the heap: the first bytes of a block. */
    public RequestWriter argument(LooseBlock text, int length) {
        if (outside == null) {
            byte[] copy = new byte[length];
            text.copyOut(0, copy, 0, length);
            return argument(copy);
        }
        header(length);
        spill();
        add(length).view().put(0, text.view(), 0, length);
        out.raw(LINE_END);
        return this;
    }

    private void header(int length) {
        out.raw(("$" + length + "\r\n").getBytes(StandardCharsets.US_ASCII));
    }

    /** Moves what is in the array to a block. */
    private void spill() {
        int length = out.position();
        add(length).copyIn(out.array(), 0, 0, length);
        out.clear();
    }

    private LooseBlock add(int length) {
        Memory memory = outside;
        if (memory == null) {
            throw noRoom(length);
        }
        LooseBlock block = LooseBlock.allocate(memory, length);
        blocks.add(block);
        inBlocks += length;
        return block;
    }

    public RequestWriter argument(long number) {
        out.bulkLong(number);
        return this;
    }

    /** Whether some of it lies outside the heap, so that {@link #takeBlock} has it all. */
    @HotPath
    public boolean isLong() {
        return inBlocks > 0;
    }

    /** Hands out all that was written, as one block of another owner, and starts over. */
    public LooseBlock takeBlock() {
        Memory memory = outside;
        long length = inBlocks + out.position();
        if (memory == null || length > Integer.MAX_VALUE) {
            clear();
            throw noRoom(length);
        }
        LooseBlock all = LooseBlock.allocate(memory, (int) length);
        int at = 0;
        for (LooseBlock block : blocks) {
            all.view().put(at, block.view(), 0, block.length());
            at += block.length();
        }
        all.copyIn(out.array(), 0, at, out.position());
        clear();
        return all;
    }

    /** The array with the output from index 0 up to {@link #length()}, unless it is long. */
    public byte[] array() {
        return out.array();
    }

    public int length() {
        return out.position();
    }

    public byte[] toByteArray() {
        return Arrays.copyOf(out.array(), out.position());
    }

    /** Starts over. */
    @HotPath
    public void clear() {
        out.clear();
        if (!blocks.isEmpty()) {
            blocks.forEach(LooseBlock::release);
            blocks.clear();
        }
        inBlocks = 0;
    }
}
