package onggi.types;

/**
 * How many nodes the radix tree would have that Redis keeps the nodes of a stream in, which XINFO
 * tells.
 */
final class StreamRadix {

    /*
     * A key is an id as 16 bytes, the highest first. The tree has a node for each key; one for each place where keys part; and one for
     * each run of bytes between these that all keys below share, as such runs are compressed into one node. For keys in order, two
     * neighbours part after as many bytes as they share, and no other places exist. So while walking over the keys, a stack of the
     * places on the path to the present key is enough: a place is new unless it is on the path already, and a run is counted when the
     * path below it is left.
     */

    private static final int KEY_BYTES = 16;

    private StreamRadix() {}

    static long nodes(StreamIndex keys) {
        if (!keys.first()) {
            return 1;
        }
        long nodes = 1;
        long ms = keys.ms();
        long seq = keys.seq();
        int path = 0;
        while (keys.next()) {
            int shared = shared(ms, seq, keys.ms(), keys.seq());
            nodes += 1 + runsBelow(path, shared);
            boolean isNew = (path & 1 << shared) == 0;
            nodes += isNew ? 1 : 0;
            path = (path & ((1 << shared) - 1)) | 1 << shared;
            ms = keys.ms();
            seq = keys.seq();
        }
        return nodes + runsBelow(path, -1);
    }

    /** Runs on the path to a key that end below a place: those that the next key does not share. */
    private static int runsBelow(int path, int place) {
        int runs = 0;
        int end = KEY_BYTES;
        for (int at = KEY_BYTES - 1; at >= 0; at--) {
            boolean parts = (path & 1 << at) != 0;
            if (parts || at == place) {
                runs += end - at > 1 ? 1 : 0;
                end = at;
            }
            if (at == place) {
                return runs;
            }
        }
        return runs + (end > 0 ? 1 : 0);
    }

    private static int shared(long ms, long seq, long otherMs, long otherSeq) {
        long difference = ms ^ otherMs;
        return difference != 0
                ? Long.numberOfLeadingZeros(difference) / Byte.SIZE
                : Long.BYTES + Long.numberOfLeadingZeros(seq ^ otherSeq) / Byte.SIZE;
    }
}
