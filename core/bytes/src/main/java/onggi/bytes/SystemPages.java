package onggi.bytes;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Pages asked of the system and given back to it. The calls are linked when this class is first
 * used, which takes some 50 ms.
 *
 * <p>Why not an arena: that writes zeros over all it hands out, so that a length which a client
 * only announced would take memory at once, and time. Mapped pages come when they are touched.
 */
final class SystemPages {

    private static final int LINUX_DONT_NEED = 4;
    private static final int MACOS_FREE = 5;
    private static final int LINUX_HUGE_PAGE = 14;
    private static final int READ_WRITE = 1 | 2;
    private static final int PRIVATE = 2;
    private static final int LINUX_ANONYMOUS = 0x20;
    private static final int MACOS_ANONYMOUS = 0x1000;
    private static final long FAILED = -1;

    /** From this length on huge pages are asked for: fewer faults while a block is filled. */
    private static final long HUGE_BYTES = 4 << 20;

    private static final String SYSTEM = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
    private static final boolean LINUX = SYSTEM.contains("linux");
    private static final boolean MACOS = SYSTEM.contains("mac");

    private static final int DISCARD = LINUX ? LINUX_DONT_NEED : MACOS_FREE;
    private static final int FLAGS = PRIVATE | (LINUX ? LINUX_ANONYMOUS : MACOS_ANONYMOUS);

    private static final @Nullable MethodHandle MADVISE =
            link(
                    "madvise",
                    ValueLayout.JAVA_INT,
                    ValueLayout.JAVA_LONG,
                    ValueLayout.JAVA_LONG,
                    ValueLayout.JAVA_INT);
    private static final @Nullable MethodHandle MMAP =
            link(
                    "mmap",
                    ValueLayout.JAVA_LONG,
                    ValueLayout.JAVA_LONG,
                    ValueLayout.JAVA_LONG,
                    ValueLayout.JAVA_INT,
                    ValueLayout.JAVA_INT,
                    ValueLayout.JAVA_INT,
                    ValueLayout.JAVA_LONG);
    private static final @Nullable MethodHandle MUNMAP =
            link("munmap", ValueLayout.JAVA_INT, ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG);

    private SystemPages() {}

    @SuppressWarnings("restricted") // Memory.best() asks for the permission first
    private static @Nullable MethodHandle link(
            String name, MemoryLayout result, MemoryLayout... arguments) {
        if (!LINUX && !MACOS) {
            return null;
        }
        Linker linker = Linker.nativeLinker();
        return linker.defaultLookup()
                .find(name)
                .map(f -> linker.downcallHandle(f, FunctionDescriptor.of(result, arguments)))
                .orElse(null);
    }

    static boolean canDiscard() {
        return MADVISE != null;
    }

    static boolean canMap() {
        return MMAP != null && MUNMAP != null;
    }

    /** Returns the address of fresh pages of zeros, none of which takes memory yet. */
    static long map(long bytes) {
        MethodHandle mmap = MMAP;
        if (mmap == null) {
            throw new IllegalStateException("mmap");
        }
        long address;
        try {
            address = (long) mmap.invokeExact(0L, bytes, READ_WRITE, FLAGS, -1, 0L);
        } catch (Throwable e) {
            throw new LinkageError("mmap", e);
        }
        if (address == FAILED) {
            throw new OutOfMemoryError("the system has no " + bytes + " bytes");
        }
        if (LINUX && bytes >= HUGE_BYTES) {
            advise(address, bytes, LINUX_HUGE_PAGE); // refused where there are none
        }
        return address;
    }

    static void unmap(long address, long bytes) {
        MethodHandle munmap = MUNMAP;
        if (munmap == null) {
            throw new IllegalStateException("munmap");
        }
        int result;
        try {
            result = (int) munmap.invokeExact(address, bytes);
        } catch (Throwable e) {
            throw new LinkageError("munmap", e);
        }
        if (result != 0) {
            throw new IllegalStateException("munmap: address=" + address + " bytes=" + bytes);
        }
    }

    /** Gives pages back whose addresses stay valid; false when that cannot be done here. */
    static boolean discard(long address, long bytes) {
        return advise(address, bytes, DISCARD);
    }

    private static boolean advise(long address, long bytes, int advice) {
        MethodHandle madvise = MADVISE;
        if (madvise == null) {
            return false;
        }
        try {
            return (int) madvise.invokeExact(address, bytes, advice) == 0;
        } catch (Throwable e) {
            throw new LinkageError("madvise", e);
        }
    }
}
