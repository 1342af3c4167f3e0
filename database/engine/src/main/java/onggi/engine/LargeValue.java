package onggi.engine;

import onggi.bytes.HotPath;
import onggi.bytes.Memory;

/** A large value that a snapshot takes in pieces. Guarded by the shard. */
final class LargeValue extends ValueReader {

    /** Who waits to change the value waits no longer when nothing at all was taken for so long. */
    private static final long MOST_IDLE_NS = 500_000_000;

    private static final long NEVER = Long.MIN_VALUE;

    private final ShardSnapshot snapshot;
    private final Shard shard;
    private final SnapshotSink.Pieces pieces;
    private boolean over;

    /** Whether fields are due and nobody watches them, as they stay until all was taken. */
    private boolean keepsFields;

    private int progress;
    private long idleSinceNs = NEVER;

    /** Begins. */
    LargeValue(ShardSnapshot snapshot, Shard shard, SnapshotSink.Pieces pieces) {
        this.snapshot = snapshot;
        this.shard = shard;
        this.pieces = pieces;
    }

    boolean hasRoom() {
        return pieces.hasRoom();
    }

    /** Takes some more; returns whether there is more. */
    boolean advance(int most) {
        if (!over && !pieces.take(shard.cell(reference()), most)) {
            end();
        }
        return !over;
    }

    /** Returns whether nothing more is to be taken. */
    boolean isOver() {
        return over;
    }

    /** Lets the value go, whether all was taken or not. */
    void end() {
        if (!over) {
            over = true;
            boolean watched = keepsFields && !isOrphaned() && database() >= 0;
            letGo(shard);
            shard.longReplies().works().readingEnded(reference());
            snapshot.largeEnds();
            if (watched) {
                FieldExpiry.watchAgain(shard, database(), reference());
            }
        }
    }

    /** Takes note of fields that are due, which are watched again when all was taken. */
    void keepFields() {
        keepsFields = true;
    }

    boolean keepsFields() {
        return keepsFields;
    }

    @Override
    void finish(Memory loose) {
        while (advance(Integer.MAX_VALUE)) {
            // all at once
        }
    }

    /** A writer waits while the value is being taken, but not for a disk that stands still. */
    @Override
    @HotPath
    boolean holdsWritersUp(long nowNs) {
        if (progress != snapshot.progress() || idleSinceNs == NEVER) {
            progress = snapshot.progress();
            idleSinceNs = nowNs;
        }
        return nowNs - idleSinceNs < MOST_IDLE_NS;
    }
}
