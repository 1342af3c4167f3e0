package onggi.types;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import onggi.bytes.HotPath;

/**
 * MurmurHash2 in its 64-bit form A by Austin Appleby: the hash that HyperLogLogs are made with
 * everywhere, so that they can be exchanged and merged.
 */
final class MurmurHash {

    private static final long FACTOR = 0xC6A4A7935BD1E995L;
    private static final int SHIFT = 47;
    private static final VarHandle LONGS =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private MurmurHash() {}

    /** Returns the hash of some bytes. */
    @HotPath
    static long of(long seed, byte[] bytes, int offset, int length) {
        long hash = seed ^ (length * FACTOR);
        int at = offset;
        int end = offset + length;
        for (; end - at >= Long.BYTES; at += Long.BYTES) {
            long word = (long) LONGS.get(bytes, at) * FACTOR;
            word ^= word >>> SHIFT;
            hash = (hash ^ (word * FACTOR)) * FACTOR;
        }
        if (at < end) {
            long rest = 0;
            for (int i = end - 1; i >= at; i--) {
                rest = (rest << Byte.SIZE) | (bytes[i] & 0xFF);
            }
            hash = (hash ^ rest) * FACTOR;
        }
        hash ^= hash >>> SHIFT;
        hash *= FACTOR;
        return hash ^ (hash >>> SHIFT);
    }
}
