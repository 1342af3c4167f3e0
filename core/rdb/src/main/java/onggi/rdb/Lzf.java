package onggi.rdb;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** The compression of strings in snapshots. */
final class Lzf {

    /*
     * The format is a sequence of
     *
     *     000nnnnn                     n+1 bytes as they are, behind it
     *     lllooooo oooooooo            l+2 bytes that stand o+1 bytes before here, l from 1 to 6
     *     111ooooo llllllll oooooooo   the same with l+9 bytes
     *
     * A copy may overlap what it makes. The greatest distance is 8192, the longest copy 264 bytes,
     * the longest run 32.
     *
     * The compressor keeps for each hash of three bytes where these were seen last, and takes the
     * first match it meets. It gives up when the result would not be shorter by at least 4 bytes,
     * which is when Redis stores the text as it is.
     */

    /** No input of n bytes gives more than n times this. */
    static final int MOST_GROWTH = 88;

    private static final int MOST_RUN = 32;
    private static final int MOST_DISTANCE = 1 << 13;
    private static final int MOST_COPY = 264;
    private static final int LEAST_MATCH = 3;
    private static final int LONG_COPY = 7;
    private static final int MOST_HASH_BITS = 16;
    private static final int LEAST_HASH_BITS = 10;
    private static final int GOLDEN = 0x9E3779B1;

    /** By hash of three bytes: where they stood last, counted over all texts from 1 on. */
    private int[] seen = {};

    private int hashBits;

    /** What was counted before the present text. */
    private int base;

    /** How many bytes at the end have to be room for a match to be looked for. */
    private static final int TAIL = 2;

    private byte[] in = {};
    private byte[] out = {};
    private int at;

    /**
     * Compresses.
     *
     * @param target has room for the {@code most} bytes from {@code offset} on
     * @param most how long the result may be
     * @return its length, or 0 when it would be longer
     */
    int compress(byte[] source, int from, int length, byte[] target, int offset, int most) {
        prepare(length);
        in = source;
        out = target;
        at = offset;
        int size = compress(from, from + length, offset + most) ? at - offset : 0;
        base += length;
        return size;
    }

    /** Makes the table large enough for a text, and forgets the texts before. */
    private void prepare(int length) {
        int bits = Integer.SIZE - Integer.numberOfLeadingZeros(length) + 3;
        int wanted = Math.clamp(bits, LEAST_HASH_BITS, MOST_HASH_BITS);
        if (wanted > hashBits) {
            hashBits = wanted;
            seen = new int[1 << wanted];
            base = 0;
        } else if (base > Integer.MAX_VALUE - length - 1) {
            Arrays.fill(seen, 0);
            base = 0;
        }
    }

    private boolean compress(int from, int end, int limit) {
        int runFrom = from;
        int i = from;
        while (i < end - TAIL) {
            int match = matchAt(i, from);
            if (match < 0) {
                i++;
                continue;
            }
            int bytes = matchLength(match, i, Math.min(MOST_COPY, end - i));
            if (!putRun(runFrom, i, limit) || !putCopy(i - match, bytes, limit)) {
                return false;
            }
            for (int k = Math.max(i + 1, i + bytes - 2); k < i + bytes && k < end - TAIL; k++) {
                seen[hash(k)] = base + k - from + 1;
            }
            i += bytes;
            runFrom = i;
        }
        return putRun(runFrom, end, limit);
    }

    private int hash(int i) {
        int three = (in[i] & 0xff) << 16 | (in[i + 1] & 0xff) << 8 | (in[i + 2] & 0xff);
        return (three * GOLDEN) >>> (Integer.SIZE - hashBits);
    }

    /** Where the three bytes at a place stood before, or -1; takes the place down. */
    private int matchAt(int i, int from) {
        int hash = hash(i);
        int match = from + seen[hash] - base - 1;
        seen[hash] = base + i - from + 1;
        boolean same =
                match >= from
                        && i - match <= MOST_DISTANCE
                        && in[match] == in[i]
                        && in[match + 1] == in[i + 1]
                        && in[match + 2] == in[i + 2];
        return same ? match : -1;
    }

    private int matchLength(int match, int i, int most) {
        int length = LEAST_MATCH;
        while (length < most && in[match + length] == in[i + length]) {
            length++;
        }
        return length;
    }

    private boolean putRun(int from, int to, int limit) {
        for (int i = from; i < to; i += MOST_RUN) {
            int length = Math.min(MOST_RUN, to - i);
            if (at + 1 + length > limit) {
                return false;
            }
            out[at++] = (byte) (length - 1);
            System.arraycopy(in, i, out, at, length);
            at += length;
        }
        return true;
    }

    private boolean putCopy(int distance, int bytes, int limit) {
        if (at + LEAST_MATCH > limit) {
            return false;
        }
        int back = distance - 1;
        int length = bytes - 2;
        if (length < LONG_COPY) {
            out[at++] = (byte) (length << 5 | back >>> 8);
        } else {
            out[at++] = (byte) (LONG_COPY << 5 | back >>> 8);
            out[at++] = (byte) (length - LONG_COPY);
        }
        out[at++] = (byte) back;
        return true;
    }

    /**
     * Undoes a compression, of any bytes.
     *
     * @param target gets the result from its position to its limit
     * @return whether the input gave exactly so many
     */
    static boolean decompress(byte[] source, int from, int bytes, ByteBuffer target) {
        int first = target.position();
        int in = from;
        int end = from + bytes;
        while (in < end) {
            int head = source[in++] & 0xff;
            if (head < MOST_RUN) {
                int run = head + 1;
                if (run > end - in || run > target.remaining()) {
                    return false;
                }
                target.put(source, in, run);
                in += run;
                continue;
            }
            int copy = head >>> 5;
            if (copy == LONG_COPY && in < end) {
                copy += source[in++] & 0xff;
            }
            if (in == end) {
                return false;
            }
            int distance = ((head & 0x1f) << 8 | (source[in++] & 0xff)) + 1;
            copy += 2;
            if (distance > target.position() - first || copy > target.remaining()) {
                return false;
            }
            copyBack(target, distance, copy);
        }
        return !target.hasRemaining();
    }

    private static void copyBack(ByteBuffer bytes, int distance, int length) {
        int to = bytes.position();
        if (distance >= length) {
            bytes.put(to, bytes, to - distance, length);
        } else {
            for (int i = to; i < to + length; i++) {
                bytes.put(i, bytes.get(i - distance));
            }
        }
        bytes.position(to + length);
    }
}
