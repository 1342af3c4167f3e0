package onggi.replication;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import onggi.bytes.LateLogger;
import onggi.net.PeerCall;
import org.jspecify.annotations.Nullable;

/**
 * Connections to servers that keys were moved to, kept for a while for the next move. Thread-safe.
 */
final class IdlePeers {

    /*
     * A connection is given again only to who names the same user and password: nobody comes by it
     * to a place that he has no right to.
     */

    private static final System.Logger LOG = LateLogger.of(IdlePeers.class);
    private static final int MOST = 64;
    private static final long KEPT_MS = 10_000;

    private record Idle(String name, PeerCall peer, long sinceMs) {}

    private final Deque<Idle> idle = new ArrayDeque<>();

    /** Returns how many there are. */
    synchronized int count() {
        return idle.size();
    }

    /** Returns an open connection, which is the caller's from now on, or null. */
    synchronized @Nullable PeerCall take(String name) {
        for (Iterator<Idle> newest = idle.descendingIterator(); newest.hasNext(); ) {
            Idle one = newest.next();
            if (one.name.equals(name)) {
                newest.remove();
                return one.peer;
            }
        }
        return null;
    }

    /** Keeps a connection on which nothing is awaited. */
    synchronized void keep(String name, PeerCall peer, long nowMs) {
        if (idle.size() == MOST) {
            close(idle.removeFirst().peer);
        }
        idle.add(new Idle(name, peer, nowMs));
    }

    /** Ends those that nobody has used for long. */
    synchronized void look(long nowMs) {
        while (!idle.isEmpty() && nowMs - idle.getFirst().sinceMs > KEPT_MS) {
            close(idle.removeFirst().peer);
        }
    }

    private static void close(PeerCall peer) {
        try {
            peer.close();
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "closing a connection failed", e);
        }
    }
}
