package onggi.commands;

import java.io.IOException;
import onggi.bytes.Memory;
import onggi.rdb.RdbOutput;

/** Bytes of unknown number, kept outside of the heap. To be closed. */
final class OutsideSink implements RdbOutput.Sink, AutoCloseable {

    private static final long FIRST_BYTES = 1 << 20;
    private static final long MOST_BYTES = Integer.MAX_VALUE - 64;

    private final Memory memory;
    private long address;
    private long capacity;
    private int length;

    /** Nothing yet, in the memory of somebody. */
    OutsideSink(Memory memory) {
        this.memory = memory;
    }

    /**
     * Takes bytes.
     *
     * @throws IOException when they are too many for a reply
     * @throws OutOfMemoryError when there is no room
     */
    @Override
    public void write(byte[] bytes, int offset, int count) throws IOException {
        long wanted = (long) length + count;
        if (wanted > MOST_BYTES) {
            throw new IOException("more than " + MOST_BYTES + " bytes");
        }
        if (wanted > capacity) {
            grow(Math.max(wanted, Math.max(FIRST_BYTES, 2 * capacity)));
        }
        memory.copyIn(bytes, offset, address + length, count);
        length += count;
    }

    private void grow(long bytes) {
        long larger = memory.allocateLazily(bytes);
        if (capacity > 0) {
            memory.copy(address, larger, length);
            memory.release(address);
        }
        address = larger;
        capacity = bytes;
    }

    /** Returns where the bytes lie, until more are written. */
    long address() {
        return address;
    }

    /** Returns how many bytes there are. */
    int length() {
        return length;
    }

    @Override
    public void close() {
        if (capacity > 0) {
            memory.release(address);
            capacity = 0;
        }
    }
}
