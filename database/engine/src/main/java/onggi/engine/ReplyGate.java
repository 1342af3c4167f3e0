package onggi.engine;

import onggi.bytes.HotPath;

/**
 * Tells up to where the changes of a store are safe, so that no reply leaves that tells of one that
 * is not. Positions only grow. Thread-safe; nothing here blocks.
 */
public interface ReplyGate {

    /** A gate that holds nothing back. */
    ReplyGate OPEN =
            new ReplyGate() {
                @Override
                public long end() {
                    return 0;
                }

                @Override
                public long safe() {
                    return Long.MAX_VALUE; // what another gate held back before may leave, too
                }

                @Override
                public long synced() {
                    return 0;
                }

                @Override
                public void hurry() {
                    // nothing to hurry
                }
            };

    /** Returns the position behind the last change. */
    @HotPath
    long end();

    /** Returns the position up to which replies may leave. */
    @HotPath
    long safe();

    /** Returns the position up to which changes are on the device. */
    long synced();

    /** Asks for the changes so far to be made safe soon. */
    @HotPath
    void hurry();
}
