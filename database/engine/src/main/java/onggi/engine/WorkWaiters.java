package onggi.engine;

import java.util.ArrayList;
import java.util.List;
import onggi.bytes.HotPath;
import onggi.bytes.Slab;
import org.jspecify.annotations.Nullable;

/**
 * The sessions whose commands were put off because {@link LongWork} reads a value of one shard, or
 * because somebody is to change one before further work begins. Guarded by the shard.
 */
final class WorkWaiters {

    /*
     * A session waits until it is called, and does nothing meanwhile. When the last work on a value
     * has ended those are called who want to change it. Until they came, work that would begin anew
     * waits as well; it is called when the value has changed. Who was called is forgotten here: its
     * command runs again as if for the first time.
     *
     * Being called too often does no harm, and nobody waits longer than MOST_WAIT_MS without another
     * look: work whose client is paused does not end, and a writer that was called may have gone.
     */

    /** Nobody waits for longer without looking again. */
    private static final long MOST_WAIT_MS = 1000;

    /** A writer that was called and did not come for so long has gone. */
    private static final long MOST_AWAY_MS = 50;

    private static final long NANOS_PER_MS = 1_000_000;

    private static final class Waiter {

        final Session session;
        final boolean writes;
        int reference;

        Waiter(Session session, boolean writes, int reference) {
            this.session = session;
            this.writes = writes;
            this.reference = reference;
        }
    }

    private final List<Waiter> waiters = new ArrayList<>(0);

    /** The record whose writers were called last, and how many of them did not come yet. */
    private int called = Slab.NONE;

    private int calledCount;

    /** When those who were called were first missed. */
    private long missedNs;

    private boolean missed;

    @HotPath
    boolean isEmpty() {
        return waiters.isEmpty() && called == Slab.NONE;
    }

    /** A command that wants to change the value of a record is put off while work reads it. */
    void writerWaits(Session session, Shard shard, int reference) {
        forget(session);
        waiters.add(new Waiter(session, true, reference));
        session.waitForOthers(shard, MOST_WAIT_MS);
    }

    /** Work is put off until a writer of the value of a record, for whom it waits, was there. */
    void workWaits(Session session, Shard shard, int reference) {
        forget(session);
        waiters.add(new Waiter(session, false, reference));
        session.waitForOthers(shard, hasWriter(reference) ? MOST_WAIT_MS : MOST_AWAY_MS);
    }

    /** A session waits no more. */
    @SuppressWarnings("ReferenceEquality") // this very session
    void forget(Session session) {
        waiters.removeIf(waiter -> waiter.session == session);
    }

    /** Returns whether new work on a record has to let a writer go first. */
    boolean isAwaited(int reference, long nowNs) {
        lookFor(nowNs);
        return reference != Slab.NONE && (called == reference || hasWriter(reference));
    }

    private boolean hasWriter(int reference) {
        for (Waiter waiter : waiters) {
            if (waiter.writes && waiter.reference == reference) {
                return true;
            }
        }
        return false;
    }

    /** Forgets those who were called and have gone. */
    void lookFor(long nowNs) {
        if (called == Slab.NONE) {
            return;
        }
        if (!missed) {
            missed = true;
            missedNs = nowNs;
        } else if (nowNs - missedNs >= MOST_AWAY_MS * NANOS_PER_MS) {
            called = Slab.NONE;
        }
    }

    /**
     * Work on the value of a record has ended: those are called who wait for that.
     *
     * @param reader who still reads the value and so waits for no one else, or null
     */
    void readingEnded(int reference, @Nullable Session reader) {
        int writers = call(reference, true, reader);
        if (reader != null) {
            return;
        }
        if (writers == 0) {
            call(reference, false, null);
            return;
        }
        called = reference;
        calledCount = writers;
        missed = false;
    }

    /** A writer changes the value of a record: when it is the last, others are called. */
    void written(int reference) {
        if (called != reference || --calledCount <= 0) {
            changed(reference);
        }
    }

    /** The value of a record changes, or vanishes: all are called who wait for that. */
    void changed(int reference) {
        if (called == reference) {
            called = Slab.NONE;
        }
        call(reference, true, null);
        call(reference, false, null);
    }

    /** Any value may change. */
    void allChanged() {
        called = Slab.NONE;
        List<Waiter> all = List.copyOf(waiters);
        waiters.clear();
        all.forEach(waiter -> waiter.session.othersAreDone());
    }

    /** A record was copied to another place, under the same key. */
    void moved(int from, int to) {
        called = called == from ? to : called;
        for (Waiter waiter : waiters) {
            if (waiter.reference == from) {
                waiter.reference = to;
            }
        }
    }

    /** Calls writers, or others, all or those of a session, and forgets them; returns how many. */
    @SuppressWarnings("ReferenceEquality") // this very session
    private int call(int reference, boolean writers, @Nullable Session only) {
        int count = 0;
        for (int i = 0; i < waiters.size(); ) {
            Waiter waiter = waiters.get(i);
            if (waiter.reference == reference
                    && waiter.writes == writers
                    && (only == null || waiter.session == only)) {
                waiters.remove(i);
                waiter.session.othersAreDone();
                count++;
            } else {
                i++;
            }
        }
        return count;
    }
}
