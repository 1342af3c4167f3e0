package onggi.engine;

import java.util.ArrayList;
import java.util.List;
import onggi.bytes.HotPath;
import onggi.types.CollectionValue;
import org.jspecify.annotations.Nullable;

/**
 * What {@link LongWork} that goes on in later turns has in one shard: the keys that it reads, and
 * the values that it is making. Few, and mostly none. Guarded by the shard.
 */
final class WorkSources {

    /** Work that did nothing for so long, as its client is paused, does not hold writers up. */
    private static final long MOST_IDLE_NS = 1_000_000_000;

    private final List<WorkSource> sources = new ArrayList<>(0);
    private final List<LongWork.Scratch> scratches = new ArrayList<>(0);

    private final WorkWaiters waiters = new WorkWaiters();

    @HotPath
    boolean isEmpty() {
        return sources.isEmpty() && scratches.isEmpty() && waiters.isEmpty();
    }

    /** Returns who waits for work to end, or before it begins. */
    WorkWaiters waiters() {
        return waiters;
    }

    void add(WorkSource source) {
        sources.add(source);
    }

    void remove(WorkSource source) {
        sources.remove(source);
        readingEnded(source.reference());
    }

    /**
     * The value of a record is read by one less: tells those who may go on now, which is somebody
     * who still reads only if nobody else does.
     */
    @SuppressWarnings("ReferenceEquality") // this very session
    void readingEnded(int reference) {
        if (waiters.isEmpty()) {
            return;
        }
        Session reader = null;
        for (WorkSource source : sources) {
            Session session = source.work().session();
            if (source.reference() == reference) {
                if (reader != null && reader != session) {
                    return;
                }
                reader = session;
            }
        }
        waiters.readingEnded(reference, reader);
    }

    void add(LongWork.Scratch scratch) {
        scratches.add(scratch);
    }

    void remove(LongWork.Scratch scratch) {
        scratches.remove(scratch);
    }

    /** Returns whether work reads the value of a record. */
    @HotPath
    boolean isReading(int reference) {
        for (int i = 0; i < sources.size(); i++) {
            if (sources.get(i).reference() == reference) {
                return true;
            }
        }
        return false;
    }

    /** Returns whether the value of a record is read for another session, which goes on with it. */
    @SuppressWarnings("ReferenceEquality") // this very session
    boolean isReadForOthers(int reference, Session session, long nowNs) {
        for (WorkSource source : sources) {
            LongWork work = source.work();
            if (source.reference() == reference
                    && work.session() != session
                    && nowNs - work.lastNs() < MOST_IDLE_NS) {
                return true;
            }
        }
        return false;
    }

    /** The value of a record changes, or the record vanishes. */
    void changed(int reference) {
        changedBy(reference, null);
    }

    /**
     * The value of a record changes.
     *
     * @param session whose command changes it, at the end of its work if it has any; or null
     */
    @SuppressWarnings("ReferenceEquality") // this very session
    void changedBy(int reference, @Nullable Session session) {
        for (int i = 0; i < sources.size(); i++) {
            WorkSource source = sources.get(i);
            if (source.reference() == reference && source.work().session() != session) {
                source.changed();
            }
        }
        if (waiters.isEmpty()) {
            return;
        }
        if (session == null) {
            waiters.changed(reference);
        } else if (session.work() == null) {
            waiters.written(reference);
        }
    }

    /** Any key may change. */
    void allChanged() {
        sources.forEach(WorkSource::changed);
        waiters.allChanged();
    }

    /** A record was copied to another place, under the same key. */
    void moved(int from, int to) {
        waiters.moved(from, to);
        for (WorkSource source : sources) {
            if (source.reference() == from) {
                source.movedTo(to);
            }
        }
    }

    /** Returns how many bytes the values take that are being made; verifies them. */
    long scratchBytes() {
        long bytes = 0;
        for (LongWork.Scratch scratch : scratches) {
            CollectionValue value = scratch.value();
            if (scratch.cell().valueLength() > 0) {
                bytes += scratch.cell().blockBytes() + value.blockBytes();
            }
        }
        return bytes;
    }
}
