package onggi.engine;

import java.util.Arrays;
import onggi.bytes.KeyHash;
import onggi.bytes.SeededRandom;
import org.jspecify.annotations.Nullable;

/** The keys of one shard, of any database, that trackers read. Guarded by the shard. */
final class TrackedKeys {

    /*
     * A hash table with linear probing: two arrays, at most half full, and the key's own array. There may be a million
     * keys, so an entry costs no object but its key: the array of the trackers of a key that one session reads is that
     * session's, and is shared by all its keys. A removed entry is filled from behind, so that there are no marks.
     */

    private static final int LEAST = 16;

    private final long seed;
    private final SeededRandom random;
    private byte[] @Nullable [] keys = new byte[LEAST][];
    private Tracker[] @Nullable [] trackers = new Tracker[LEAST][];
    private int size;

    TrackedKeys(long seed) {
        this.seed = seed;
        this.random = new SeededRandom(seed);
    }

    int size() {
        return size;
    }

    /** Adds a tracker to a key; returns false when it is there already. */
    boolean add(byte[] buffer, int offset, int length, Tracker tracker) {
        int slot = find(buffer, offset, length);
        if (keys[slot] == null) {
            if (2 * (size + 1) > keys.length) {
                grow();
                slot = find(buffer, offset, length);
            }
            keys[slot] = Arrays.copyOfRange(buffer, offset, offset + length);
            trackers[slot] = tracker.alone;
            size++;
            return true;
        }
        Tracker[] present = trackers[slot];
        for (int i = present.length - 1; i >= 0; i--) {
            if (present[i] == tracker) {
                return false;
            }
        }
        Tracker[] more = Arrays.copyOf(present, present.length + 1);
        more[present.length] = tracker;
        trackers[slot] = more;
        return true;
    }

    /** Removes a key; returns its trackers, or null when it has none. */
    Tracker @Nullable [] remove(byte[] buffer, int offset, int length) {
        if (size == 0) {
            return null;
        }
        int slot = find(buffer, offset, length);
        if (keys[slot] == null) {
            return null;
        }
        Tracker[] removed = trackers[slot];
        close(slot);
        return removed;
    }

    /** Returns one of the keys by chance; there must be some. */
    byte[] any() {
        while (true) {
            byte[] key = keys[random.nextInt(keys.length)];
            if (key != null) {
                return key;
            }
        }
    }

    void clear() {
        keys = new byte[LEAST][];
        trackers = new Tracker[LEAST][];
        size = 0;
    }

    /** Returns the slot of a key, or the free one where it belongs. */
    private int find(byte[] buffer, int offset, int length) {
        int mask = keys.length - 1;
        int slot = (int) KeyHash.of(seed, buffer, offset, length) & mask;
        while (true) {
            byte[] key = keys[slot];
            if (key == null || Arrays.equals(key, 0, key.length, buffer, offset, offset + length)) {
                return slot;
            }
            slot = (slot + 1) & mask;
        }
    }

    private void grow() {
        byte[] @Nullable [] oldKeys = keys;
        Tracker[] @Nullable [] oldTrackers = trackers;
        keys = new byte[oldKeys.length * 2][];
        trackers = new Tracker[oldKeys.length * 2][];
        for (int i = 0; i < oldKeys.length; i++) {
            byte[] key = oldKeys[i];
            if (key != null) {
                int slot = find(key, 0, key.length);
                keys[slot] = key;
                trackers[slot] = oldTrackers[i];
            }
        }
    }

    /** Empties a slot and moves what follows to where it would have gone without it. */
    private void close(int slot) {
        int mask = keys.length - 1;
        int free = slot;
        int at = slot;
        while (true) {
            at = (at + 1) & mask;
            byte[] key = keys[at];
            if (key == null) {
                break;
            }
            int home = (int) KeyHash.of(seed, key, 0, key.length) & mask;
            if (((at - home) & mask) >= ((at - free) & mask)) {
                keys[free] = key;
                trackers[free] = trackers[at];
                free = at;
            }
        }
        keys[free] = null;
        trackers[free] = null;
        size--;
    }
}
