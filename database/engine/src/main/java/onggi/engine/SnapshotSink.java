package onggi.engine;

import onggi.types.RecordCell;
import org.jspecify.annotations.Nullable;

/** Receives all keys of a store as they were at the instant of a snapshot. */
public interface SnapshotSink {

    /**
     * Takes a key with its value as it is now, which it was at the instant. Called once for each,
     * in no order; the shard is held.
     *
     * @param database in which the key was at the instant
     * @param reference of the record in the slab of the shard
     * @param handedOver whether this is now because somebody waits to change it, else because the
     *     walk has come to it
     * @return what takes the value in pieces, if it is large; else null, and all was taken
     */
    @Nullable Pieces take(Shard shard, int database, int reference, boolean handedOver);

    /** Takes a large value in pieces, until which it does not change; its shard is held. */
    interface Pieces {

        /**
         * Takes some more of it.
         *
         * @param value maybe in another place than before
         * @param most about how many elements
         * @return whether there is more
         */
        boolean take(RecordCell value, int most);

        /** Returns whether more may be taken. */
        boolean hasRoom();
    }

    /** Returns whether the walk may go on; what is handed over is not asked. */
    boolean hasRoom();

    /** Returns whether nothing more is wanted, as the snapshot has failed or was given up. */
    boolean isOver();

    /** Takes note that all keys of a shard were taken; it is held still. */
    void ended(Shard shard);

    /**
     * Takes note that no shard knows of the snapshot any more.
     *
     * @param whole whether all keys were taken
     */
    void ended(boolean whole);
}
