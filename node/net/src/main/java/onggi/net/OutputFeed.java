package onggi.net;

import java.nio.ByteBuffer;

/**
 * Output of one connection that lies elsewhere, such as the replication stream, and comes behind
 * its replies. Used on the thread of the connection's loop, but for {@link #waitingBytes}.
 */
public interface OutputFeed {

    /** Puts the next bytes into a buffer, as many as there are and fit, without taking them. */
    void peek(ByteBuffer target);

    /** Takes bytes that were written. */
    void taken(int count);

    /** Returns how many bytes wait. Thread-safe. */
    long waitingBytes();

    /** Returns how many bytes may wait for a moment, whatever limit there is. */
    long allowance();

    /** The connection is closed; nothing is asked of the feed any more. */
    void closed();
}
