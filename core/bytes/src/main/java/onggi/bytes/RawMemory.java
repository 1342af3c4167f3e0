package onggi.bytes;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Memory by the machine's addresses, unchecked. Needs native access; see {@link Memory#best}. */
public final class RawMemory extends Memory {

    /*
     * One segment stands for the whole address space. Its size and its scope are constants to the
     * compiler, so an access through it is one machine instruction: the bounds check shrinks to
     * "not negative" and the liveness check to nothing. Blocks come from one shared arena each.
     * That is malloc with an owner: the JDK zeroes the block, and closing the arena frees it. The
     * JVM's limit on direct memory does not apply (measured: 235 MB under -Xmx128m).
     *
     * Short copies and comparisons are loops over longs with an overlapping tail, because the
     * general bulk copy costs more than 10 ns before its first byte and keys and values are mostly
     * short.
     */

    private static final ValueLayout.OfShort SHORT =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfInt INT =
            ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfLong LONG =
            ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    @SuppressWarnings("restricted") // Memory.best() asks for the permission first
    private static final MemorySegment ALL = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);

    private static final VarHandle LONGS =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    /** Copies up to this length are done by a loop here. */
    private static final int SHORT_COPY_BYTES = 96;

    private final Map<Long, Block> blocks = new HashMap<>();
    private long allocatedBytes;

    RawMemory() {}

    @Override
    public long allocate(long bytes) {
        var arena = Arena.ofShared();
        long address;
        try {
            address = arena.allocate(bytes, PAGE_BYTES).address();
        } catch (OutOfMemoryError e) {
            arena.close();
            throw e;
        }
        enter(address, new Block(arena, bytes));
        return address;
    }

    @Override
    public long allocateLazily(long bytes) {
        if (!SystemPages.canMap()) {
            return allocate(bytes);
        }
        long address = SystemPages.map(bytes);
        enter(address, new Block(null, bytes));
        return address;
    }

    @Override
    long adopt(Memory other, long address) {
        Block block = ((RawMemory) other).leave(address);
        enter(address, block);
        return address;
    }

    private void enter(long address, Block block) {
        synchronized (blocks) {
            blocks.put(address, block);
            allocatedBytes += block.bytes;
        }
    }

    private Block leave(long address) {
        synchronized (blocks) {
            Block block = blocks.remove(address);
            if (block == null) {
                throw new IllegalStateException("no block to release: address=" + address);
            }
            allocatedBytes -= block.bytes;
            return block;
        }
    }

    @Override
    public void release(long address) {
        leave(address).release(address);
    }

    @Override
    public boolean discard(long address, long bytes) {
        return SystemPages.discard(address, bytes);
    }

    @Override
    public boolean prepareDiscard() {
        return SystemPages.canDiscard();
    }

    @Override
    public boolean isChecked() {
        return false;
    }

    @Override
    public long touch(long address) {
        return ALL.get(ValueLayout.JAVA_BYTE, address);
    }

    @Override
    public byte byteAt(long address) {
        return ALL.get(ValueLayout.JAVA_BYTE, address);
    }

    @Override
    public short shortAt(long address) {
        return ALL.get(SHORT, address);
    }

    @Override
    public int intAt(long address) {
        return ALL.get(INT, address);
    }

    @Override
    public long longAt(long address) {
        return ALL.get(LONG, address);
    }

    @Override
    public void putByte(long address, byte value) {
        ALL.set(ValueLayout.JAVA_BYTE, address, value);
    }

    @Override
    public void putShort(long address, short value) {
        ALL.set(SHORT, address, value);
    }

    @Override
    public void putInt(long address, int value) {
        ALL.set(INT, address, value);
    }

    @Override
    public void putLong(long address, long value) {
        ALL.set(LONG, address, value);
    }

    @Override
    public void copyIn(byte[] source, int offset, long to, int length) {
        if (length > SHORT_COPY_BYTES) {
            MemorySegment.copy(source, offset, ALL, ValueLayout.JAVA_BYTE, to, length);
        } else if (length >= Long.BYTES) {
            int last = length - Long.BYTES;
            for (int i = 0; i < last; i += Long.BYTES) {
                ALL.set(LONG, to + i, (long) LONGS.get(source, offset + i));
            }
            ALL.set(LONG, to + last, (long) LONGS.get(source, offset + last));
        } else {
            for (int i = 0; i < length; i++) {
                ALL.set(ValueLayout.JAVA_BYTE, to + i, source[offset + i]);
            }
        }
    }

    @Override
    public void copyOut(long from, byte[] target, int offset, int length) {
        if (length > SHORT_COPY_BYTES) {
            MemorySegment.copy(ALL, ValueLayout.JAVA_BYTE, from, target, offset, length);
        } else if (length >= Long.BYTES) {
            int last = length - Long.BYTES;
            for (int i = 0; i < last; i += Long.BYTES) {
                LONGS.set(target, offset + i, ALL.get(LONG, from + i));
            }
            LONGS.set(target, offset + last, ALL.get(LONG, from + last));
        } else {
            for (int i = 0; i < length; i++) {
                target[offset + i] = ALL.get(ValueLayout.JAVA_BYTE, from + i);
            }
        }
    }

    @Override
    public void copy(long from, long to, long length) {
        MemorySegment.copy(ALL, from, ALL, to, length);
    }

    @Override
    public ByteBuffer view(long address, int length) {
        return ALL.asSlice(address, length).asByteBuffer();
    }

    @Override
    public boolean equal(long address, byte[] other, int offset, int length) {
        if (length < Long.BYTES) {
            for (int i = 0; i < length; i++) {
                if (ALL.get(ValueLayout.JAVA_BYTE, address + i) != other[offset + i]) {
                    return false;
                }
            }
            return true;
        }
        // The end first: names of a kind begin alike and end differently.
        int last = length - Long.BYTES;
        if (ALL.get(LONG, address + last) != (long) LONGS.get(other, offset + last)) {
            return false;
        }
        for (int i = 0; i < last; i += Long.BYTES) {
            if (ALL.get(LONG, address + i) != (long) LONGS.get(other, offset + i)) {
                return false;
            }
        }
        return true;
    }

    @Override
    public void zero(long address, long length) {
        ALL.asSlice(address, length).fill((byte) 0);
    }

    @Override
    public long allocatedBytes() {
        synchronized (blocks) {
            return allocatedBytes;
        }
    }

    @Override
    public List<String> liveBlocks() {
        synchronized (blocks) {
            return blocks.entrySet().stream()
                    .map(e -> "address=" + e.getKey() + " bytes=" + e.getValue().bytes)
                    .toList();
        }
    }

    /** A block: of an arena, or without one, pages asked of the system. */
    private record Block(@Nullable Arena arena, long bytes) {

        void release(long address) {
            if (arena == null) {
                SystemPages.unmap(address, bytes);
            } else {
                arena.close();
            }
        }
    }
}
