package onggi.engine;

import java.util.ArrayList;
import java.util.List;
import onggi.bytes.HotPath;
import onggi.bytes.Slab;
import onggi.types.CollectionValue;
import org.jspecify.annotations.Nullable;

/**
 * What {@link LongWork} that goes on in later turns has in one shard: the keys that it reads, and
 * the values that it is making. Few, and mostly none. Guarded by the shard.
 */
final class WorkSources {

    /** Work that did nothing for so long, as its client is paused, does not hold writers up. */
    private static final long MOST_IDLE_NS = 1_000_000_000;

    /** A writer that was put off comes again each turn; one that does not has gone. */
    private static final long MOST_AWAY_NS = 50_000_000;

    private final List<WorkSource> sources = new ArrayList<>(0);
    private final List<LongWork.Scratch> scratches = new ArrayList<>(0);

    /** The record that a writer was put off for last. */
    private int awaited = Slab.NONE;

    private long awaitedNs;

    @HotPath
    boolean isEmpty() {
        return sources.isEmpty() && scratches.isEmpty() && awaited == Slab.NONE;
    }

    void add(WorkSource source) {
        sources.add(source);
    }

    void remove(WorkSource source) {
        sources.remove(source);
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

    /** A command that wants to change the value of a record was put off. */
    void writerWaits(int reference, long nowNs) {
        awaited = reference;
        awaitedNs = nowNs;
    }

    /** Returns whether new work on a record has to let a writer go first. */
    boolean isAwaited(int reference, long nowNs) {
        if (nowNs - awaitedNs >= MOST_AWAY_NS) {
            awaited = Slab.NONE;
        }
        return awaited == reference && reference != Slab.NONE;
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
        if (awaited == reference) {
            awaited = Slab.NONE;
        }
        for (int i = 0; i < sources.size(); i++) {
            WorkSource source = sources.get(i);
            if (source.reference() == reference && source.work().session() != session) {
                source.changed();
            }
        }
    }

    /** Any key may change. */
    void allChanged() {
        awaited = Slab.NONE;
        sources.forEach(WorkSource::changed);
    }

    /** A record was copied to another place, under the same key. */
    void moved(int from, int to) {
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
