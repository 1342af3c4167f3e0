package onggi.types;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import onggi.bytes.HotPath;
import onggi.bytes.Memory;

/** The order of members with equal scores: byte by byte, unsigned, the shorter first. */
@HotPath
final class MemberOrder {

    /*
     * Eight bytes at once, turned so that the first is the most significant. The last eight may
     * overlap what was equal already, which does no harm.
     */

    private static final VarHandle LONGS =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private MemberOrder() {}

    /** Compares two texts in memory; negative, 0 or positive. */
    static int compare(Memory memory, long a, int aLength, long b, int bLength) {
        int common = Math.min(aLength, bLength);
        if (common < Long.BYTES) {
            for (int i = 0; i < common; i++) {
                int difference = (memory.byteAt(a + i) & 0xFF) - (memory.byteAt(b + i) & 0xFF);
                if (difference != 0) {
                    return difference;
                }
            }
            return aLength - bLength;
        }
        int last = common - Long.BYTES;
        for (int i = 0; i < last; i += Long.BYTES) {
            long x = memory.longAt(a + i);
            long y = memory.longAt(b + i);
            if (x != y) {
                return compareTurned(x, y);
            }
        }
        long x = memory.longAt(a + last);
        long y = memory.longAt(b + last);
        return x != y ? compareTurned(x, y) : aLength - bLength;
    }

    /** Compares a text in memory with one in an array; negative, 0 or positive. */
    static int compare(Memory memory, long a, int aLength, byte[] b, int offset, int bLength) {
        int common = Math.min(aLength, bLength);
        if (common < Long.BYTES) {
            for (int i = 0; i < common; i++) {
                int difference = (memory.byteAt(a + i) & 0xFF) - (b[offset + i] & 0xFF);
                if (difference != 0) {
                    return difference;
                }
            }
            return aLength - bLength;
        }
        int last = common - Long.BYTES;
        for (int i = 0; i < last; i += Long.BYTES) {
            long x = Long.reverseBytes(memory.longAt(a + i));
            long y = (long) LONGS.get(b, offset + i);
            if (x != y) {
                return Long.compareUnsigned(x, y);
            }
        }
        long x = Long.reverseBytes(memory.longAt(a + last));
        long y = (long) LONGS.get(b, offset + last);
        return x != y ? Long.compareUnsigned(x, y) : aLength - bLength;
    }

    private static int compareTurned(long x, long y) {
        return Long.compareUnsigned(Long.reverseBytes(x), Long.reverseBytes(y));
    }
}
