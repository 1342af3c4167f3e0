package onggi.net;

import java.util.ArrayList;
import java.util.List;
import onggi.bytes.HotPath;
import onggi.bytes.LateLogger;

/** Actions that other threads want done on the thread of an event loop, in order. */
final class Mailbox {

    private static final System.Logger LOG = LateLogger.of(Mailbox.class);
    private static final int ROOM = 64;

    private final Object lock = new Object();
    private List<Runnable> incoming = new ArrayList<>(ROOM);
    private List<Runnable> inHand = new ArrayList<>(ROOM);
    private volatile boolean waiting;

    /** Adds an action; returns whether there was none. Thread-safe. */
    boolean add(Runnable action) {
        synchronized (lock) {
            incoming.add(action);
            boolean first = !waiting;
            waiting = true;
            return first;
        }
    }

    /** Returns whether there are actions. */
    @HotPath
    boolean isWaiting() {
        return waiting;
    }

    /** Does what there is to do now. On the loop's thread; an action may read mail too. */
    void read() {
        List<Runnable> actions;
        synchronized (lock) {
            actions = incoming;
            incoming = inHand;
            inHand = new ArrayList<>(0);
            waiting = false;
        }
        for (int i = 0; i < actions.size(); i++) {
            try {
                actions.get(i).run();
            } catch (RuntimeException e) {
                LOG.log(System.Logger.Level.ERROR, "a message to an event loop failed", e);
            }
        }
        actions.clear();
        inHand = actions;
    }
}
