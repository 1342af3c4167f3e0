package onggi.engine;

import onggi.bytes.LooseBlock;

/**
 * Receives every change of the data set as RESP commands free of time, chance and blocking: the
 * append-only file, the replication backlog.
 *
 * <p>Called inside the lock of the shards concerned, so order of calls is order of execution for
 * each key. Must not block.
 */
public interface EffectSink {

    /**
     * Takes one command.
     *
     * @param database the database it applies to
     * @param bytes the encoded command; valid only during the call
     * @param length how many bytes count, from index 0
     */
    void append(int database, byte[] bytes, int length);

    /**
     * Takes one long command that lies outside the heap.
     *
     * @param database the database it applies to
     * @param block the encoded command; valid only during the call
     */
    default void append(int database, LooseBlock block) {
        byte[] bytes = new byte[block.length()];
        block.copyOut(0, bytes, 0, bytes.length);
        append(database, bytes, bytes.length);
    }

    /** Returns whether it takes messages too, which change no data. */
    default boolean takesMessages() {
        return false;
    }
}
