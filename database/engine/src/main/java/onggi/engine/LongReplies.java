package onggi.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;
import onggi.bytes.HotPath;
import onggi.bytes.Memory;

/**
 * The replies that are being made in pieces of values of one shard, see {@link LongReply}, the
 * value that a snapshot takes in pieces, see {@link LargeValue}, and what {@link LongWork} reads
 * there. Few, and mostly none. Guarded by the shard.
 */
final class LongReplies {

    private final List<ValueReader> open = new ArrayList<>(0);
    private final WorkSources works = new WorkSources();

    /** Returns whether there is none, and no work. */
    @HotPath
    boolean isEmpty() {
        return open.isEmpty() && works.isEmpty();
    }

    /** Returns what work reads and makes. */
    @HotPath
    WorkSources works() {
        return works;
    }

    void add(ValueReader reply) {
        open.add(reply);
    }

    void remove(ValueReader reply) {
        open.remove(reply);
    }

    /** Returns whether the value of a record is needed still, or looked at. */
    @HotPath
    boolean isReading(int reference) {
        return !isEmpty() && (isReplying(reference) || works.isReading(reference));
    }

    /** Returns whether the value of a record is needed still. */
    @HotPath
    boolean isReplying(int reference) {
        for (int i = 0; i < open.size(); i++) {
            if (open.get(i).reference() == reference) {
                return true;
            }
        }
        return false;
    }

    /** Returns whether a command that is going to change a value is put off if it can be. */
    @HotPath
    boolean holdsWritersUp(int reference, long nowNs) {
        for (int i = 0; i < open.size(); i++) {
            if (open.get(i).reference() == reference && open.get(i).holdsWritersUp(nowNs)) {
                return true;
            }
        }
        return false;
    }

    /** The due fields of a hash that a snapshot takes in pieces stay until that has ended. */
    void keepFields(int reference) {
        for (ValueReader reader : open) {
            if (reader.reference() == reference && reader instanceof LargeValue large) {
                large.keepFields();
            }
        }
    }

    /** Returns whether nobody watches the fields of a hash for that reason. */
    boolean keepsFields(int reference) {
        for (ValueReader reader : open) {
            if (reader.reference() == reference
                    && reader instanceof LargeValue large
                    && large.keepsFields()) {
                return true;
            }
        }
        return false;
    }

    /** Returns whether there are such hashes. */
    boolean keepsFields() {
        for (ValueReader reader : open) {
            if (reader instanceof LargeValue large && large.keepsFields()) {
                return true;
            }
        }
        return false;
    }

    /**
     * The value of a record is going to change.
     *
     * @param loose where the rest of replies is kept
     */
    void finish(int reference, Memory loose) {
        for (int i = open.size() - 1; i >= 0; i--) {
            if (open.get(i).reference() == reference) {
                open.get(i).finish(loose);
            }
        }
    }

    /** A record was copied to another place. */
    void moved(int from, int to) {
        works.moved(from, to);
        for (ValueReader reply : open) {
            if (reply.reference() == from) {
                reply.movedTo(to);
            }
        }
    }

    /** A record was copied to another place under another key or in another database. */
    void moved(int from, int database, int to) {
        works.changed(from);
        for (ValueReader reply : open) {
            if (reply.reference() == from) {
                reply.movedTo(database, to);
            }
        }
    }

    /**
     * A record is in no table any more and would be freed; returns whether that is left to the last
     * of its readers.
     */
    boolean adopt(int reference) {
        works.changed(reference);
        boolean read = false;
        for (ValueReader reply : open) {
            if (reply.reference() == reference) {
                reply.orphan();
                read = true;
            }
        }
        return read;
    }

    /** A database is going to be emptied: adopts its records that are needed still. */
    void adoptAll(int database, IntConsumer leave) {
        works.allChanged();
        for (ValueReader reply : List.copyOf(open)) {
            if (reply.database() == database && !reply.isOrphaned()) {
                leave.accept(reply.reference());
                adopt(reply.reference());
            }
        }
    }

    /** Two databases were exchanged. */
    void swapped(int first, int second) {
        works.allChanged();
        for (ValueReader reply : open) {
            if (reply.database() == first) {
                reply.movedTo(second, reply.reference());
            } else if (reply.database() == second) {
                reply.movedTo(first, reply.reference());
            }
        }
    }

    /** Names every record that is in no table, once. */
    void forEachOrphan(IntConsumer visitor) {
        open.stream()
                .filter(ValueReader::isOrphaned)
                .mapToInt(ValueReader::reference)
                .distinct()
                .forEach(visitor);
    }
}
