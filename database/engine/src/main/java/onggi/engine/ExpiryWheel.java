package onggi.engine;

import onggi.bytes.Slab;

/** The keys of one database in one shard by the time at which they expire. */
final class ExpiryWheel {

    private long size;

    ExpiryWheel(Slab slab, long nowMs) {
        assert slab != null && nowMs >= 0;
    }

    void add(int reference) {
        size++;
    }

    void remove(int reference) {
        size--;
    }

    long size() {
        return size;
    }
}
