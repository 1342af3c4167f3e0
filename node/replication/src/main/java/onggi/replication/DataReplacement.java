package onggi.replication;

import java.io.IOException;
import onggi.bytes.Clock;
import onggi.bytes.LateLogger;
import onggi.net.EventLoop;
import onggi.net.PeerLink;
import org.jspecify.annotations.Nullable;

/**
 * Puts the data of a primary in the place of all that are here, on the thread of the first event
 * loop, and looks after clients and the primary meanwhile.
 */
final class DataReplacement {

    private static final System.Logger LOG = LateLogger.of(DataReplacement.class);
    private static final long ALIVE_MS = 1000;

    /** Tells the primary that this server is busy, and not gone. */
    private static final byte[] ALIVE = {'\n'};

    private final SnapshotSource source;
    private final ReplicationSettings settings;
    private final EventLoop loop;
    private final Clock clock;
    private boolean running;
    private long aliveMs;

    DataReplacement(
            SnapshotSource source, ReplicationSettings settings, EventLoop loop, Clock clock) {
        this.source = source;
        this.settings = settings;
        this.loop = loop;
        this.clock = clock;
    }

    /** Returns whether it is under way. */
    boolean isRunning() {
        return running;
    }

    /** Returns whether the data here are not to be replaced by none. */
    boolean refusesEmpty() {
        return settings.guardsEmpty && !source.isEmpty();
    }

    /**
     * Returns what becomes of the data that are here if a snapshot is loaded as it comes; null when
     * it goes to a file first.
     *
     * @param sameHistory whether the data here are of the history that the snapshot is of
     */
    SnapshotSource.@Nullable Meanwhile straight(boolean sameHistory) {
        if (refusesEmpty()) {
            return null;
        }
        return switch (settings.disklessLoad) {
            case "on-empty-db" -> source.isEmpty() ? SnapshotSource.Meanwhile.GONE : null;
            case "flush-before-load" -> SnapshotSource.Meanwhile.GONE;
            case "swapdb" ->
                    sameHistory ? SnapshotSource.Meanwhile.SERVED : SnapshotSource.Meanwhile.KEPT;
            default -> null;
        };
    }

    /**
     * Does it.
     *
     * @param straight the snapshot as it comes, or null when it is in its file
     */
    void run(PeerLink from, @Nullable Reception straight, SnapshotSource.Meanwhile meanwhile)
            throws IOException {
        if (meanwhile == SnapshotSource.Meanwhile.GONE) {
            LOG.log(System.Logger.Level.INFO, "MASTER <-> REPLICA sync: Flushing old data");
        }
        LOG.log(System.Logger.Level.INFO, "MASTER <-> REPLICA sync: Loading DB in memory");
        running = true;
        try {
            source.load(straight, meanwhile, () -> lookAround(from, straight));
            while (straight != null && !straight.isComplete()) {
                if (straight.read(new byte[1], 0, 1) > 0) {
                    throw new BadStreamException("there are bytes behind the snapshot");
                }
                lookAround(from, straight);
            }
        } catch (IOException e) {
            if (straight != null && meanwhile == SnapshotSource.Meanwhile.GONE) {
                source.clear();
            }
            throw e;
        } finally {
            running = false;
        }
    }

    private void lookAround(PeerLink from, @Nullable Reception straight) {
        long nowMs = clock.nowMs();
        if (nowMs - aliveMs >= ALIVE_MS) {
            aliveMs = nowMs;
            from.send(ALIVE);
        }
        loop.lookAround(straight != null && straight.isStarved() ? 1 : 0);
    }
}
