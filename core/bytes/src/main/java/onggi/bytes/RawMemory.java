package onggi.bytes;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
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
        synchronized (blocks) {
            blocks.put(address, new Block(arena, bytes));
            allocatedBytes += bytes;
        }
        return address;
    }

    @Override
    public void release(long address) {
        Block block;
        synchronized (blocks) {
            block = blocks.remove(address);
            if (block == null) {
                throw new IllegalStateException("no block to release: address=" + address);
            }
            allocatedBytes -= block.bytes;
        }
        block.arena.close();
    }

    @Override
    public boolean discard(long address, long bytes) {
        return PageReturn.discard(address, bytes);
    }

    @Override
    public boolean prepareDiscard() {
        return PageReturn.MADVISE != null;
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
    public boolean equal(long address, byte[] other, int offset, int length) {
        if (length < Long.BYTES) {
            for (int i = 0; i < length; i++) {
                if (ALL.get(ValueLayout.JAVA_BYTE, address + i) != other[offset + i]) {
                    return false;
                }
            }
            return true;
        }
        int last = length - Long.BYTES;
        for (int i = 0; i < last; i += Long.BYTES) {
            if (ALL.get(LONG, address + i) != (long) LONGS.get(other, offset + i)) {
                return false;
            }
        }
        return ALL.get(LONG, address + last) == (long) LONGS.get(other, offset + last);
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

    private record Block(Arena arena, long bytes) {}

    /**
     * The system call that takes pages back; linked when this class is first used, which takes some
     * 50 ms.
     */
    private static final class PageReturn {

        private static final int LINUX_DONT_NEED = 4;
        private static final int MACOS_FREE = 5;

        static final int ADVICE = advice();
        static final @Nullable MethodHandle MADVISE = ADVICE < 0 ? null : link();

        private static int advice() {
            String system = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
            if (system.contains("linux")) {
                return LINUX_DONT_NEED;
            }
            return system.contains("mac") ? MACOS_FREE : -1;
        }

        @SuppressWarnings("restricted") // as above
        private static @Nullable MethodHandle link() {
            Linker linker = Linker.nativeLinker();
            var shape =
                    FunctionDescriptor.of(
                            ValueLayout.JAVA_INT,
                            ValueLayout.JAVA_LONG,
                            ValueLayout.JAVA_LONG,
                            ValueLayout.JAVA_INT);
            return linker.defaultLookup()
                    .find("madvise")
                    .map(f -> linker.downcallHandle(f, shape))
                    .orElse(null);
        }

        static boolean discard(long address, long bytes) {
            MethodHandle madvise = MADVISE;
            if (madvise == null) {
                return false;
            }
            try {
                return (int) madvise.invokeExact(address, bytes, ADVICE) == 0;
            } catch (Throwable e) {
                throw new LinkageError("madvise", e);
            }
        }
    }
}
