package onggi.bytes;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * The 64-bit seeded hash of keys. All of its bits are used: high ones choose a segment, low ones a
 * bucket and a tag.
 */
public final class KeyHash {

    /*
     * Each step multiplies two 64-bit words, both mixed with the seed, and folds the 128-bit
     * product into 64 bits. A key of up to 16 bytes costs two steps; longer ones one more per 16
     * bytes, the last 16 read with overlap. A second multiplication ends every hash so that keys
     * which differ in one digit differ in all bits, high and low.
     *
     * The seed is secret and new in every process: without it nobody can prepare keys that collide.
     * The two forms below must agree bit for bit; KeyHashTest holds them together.
     *
     * Related: wyhash and its kin. Ours differs in the constants and takes no 48-byte lane loop,
     * because keys are short.
     */

    private static final long FIRST = 0x9E3779B97F4A7C15L;
    private static final long SECOND = 0xD6E8FEB86659FD93L;
    private static final long THIRD = 0xA0761D6478BD642FL;

    private static final VarHandle LONGS =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INTS =
            MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    private KeyHash() {}

    /**
     * The hash of bytes on the heap.
     *
     * @param seed this process's secret
     * @param key holds the bytes
     * @param offset where they begin
     * @param length how many they are
     * @return equal to that of the same bytes in a {@link Memory}
     */
    public static long of(long seed, byte[] key, int offset, int length) {
        if (length >= Long.BYTES) {
            long h = seed ^ FIRST;
            int at = offset;
            for (int rest = length; rest > 16; rest -= 16, at += 16) {
                h = mix((long) LONGS.get(key, at) ^ h, (long) LONGS.get(key, at + 8) ^ SECOND);
            }
            int tail = offset + length - Long.BYTES;
            int head = length > 16 ? tail - Long.BYTES : offset;
            return finish(
                    h, seed, (long) LONGS.get(key, head), (long) LONGS.get(key, tail), length);
        }
        long word;
        if (length >= Integer.BYTES) {
            int tail = offset + length - Integer.BYTES;
            word =
                    (long) (int) INTS.get(key, offset) << 32
                            | ((int) INTS.get(key, tail) & 0xFFFFFFFFL);
        } else {
            word = 0;
            for (int i = 0; i < length; i++) {
                word = word << 8 | (key[offset + i] & 0xFF);
            }
        }
        return finish(seed ^ FIRST, seed, word, 0, length);
    }

    /**
     * The hash of bytes in memory.
     *
     * @param seed this process's secret
     * @param memory holds the bytes
     * @param address where they begin
     * @param length how many they are
     * @return equal to that of the same bytes on the heap
     */
    public static long of(long seed, Memory memory, long address, int length) {
        if (length >= Long.BYTES) {
            long h = seed ^ FIRST;
            long at = address;
            for (int rest = length; rest > 16; rest -= 16, at += 16) {
                h = mix(memory.longAt(at) ^ h, memory.longAt(at + 8) ^ SECOND);
            }
            long tail = address + length - Long.BYTES;
            long head = length > 16 ? tail - Long.BYTES : address;
            return finish(h, seed, memory.longAt(head), memory.longAt(tail), length);
        }
        long word;
        if (length >= Integer.BYTES) {
            long tail = address + length - Integer.BYTES;
            word = (long) memory.intAt(address) << 32 | (memory.intAt(tail) & 0xFFFFFFFFL);
        } else {
            word = 0;
            for (int i = 0; i < length; i++) {
                word = word << 8 | (memory.byteAt(address + i) & 0xFF);
            }
        }
        return finish(seed ^ FIRST, seed, word, 0, length);
    }

    private static long finish(long h, long seed, long first, long last, int length) {
        return mix(mix(first ^ h, last ^ seed ^ SECOND) ^ THIRD, length ^ h ^ SECOND);
    }

    private static long mix(long a, long b) {
        return a * b ^ Math.unsignedMultiplyHigh(a, b);
    }
}
