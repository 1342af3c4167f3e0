package onggi.engine;

import onggi.bytes.HotPath;
import onggi.bytes.Memory;

/**
 * Something that reads one value in pieces, while others are served in between; the value stands
 * still meanwhile. Guarded by the shard.
 */
abstract class ValueReader {

    private int database;
    private int reference;
    private boolean orphaned;

    /** Takes note which record is read. */
    final void reads(int database, int reference) {
        this.database = database;
        this.reference = reference;
    }

    /**
     * Reads all that is missing at once, because the value is going to change.
     *
     * @param loose for what has to be kept outside the heap
     */
    abstract void finish(Memory loose);

    /**
     * Returns whether a command that is going to change the value is rather put off if it can be.
     */
    @HotPath
    boolean holdsWritersUp(long nowNs) {
        return false;
    }

    /** Lets the value go. */
    final void letGo(Shard home) {
        home.longReplies().remove(this);
        if (orphaned && !home.longReplies().isReplying(reference)) {
            home.discard(reference);
        }
    }

    final int reference() {
        return reference;
    }

    final int database() {
        return database;
    }

    final void movedTo(int to) {
        reference = to;
    }

    final void movedTo(int number, int to) {
        database = number;
        reference = to;
    }

    /** Returns whether the record is in no table any more, and kept for its readers. */
    final boolean isOrphaned() {
        return orphaned;
    }

    final void orphan() {
        orphaned = true;
    }
}
